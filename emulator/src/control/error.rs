//! What went wrong with a request of the control API.

use axum::{
    Json,
    extract::rejection::JsonRejection,
    response::{IntoResponse, Response},
};
use chassis::{Kind, Problem};
use http::{StatusCode, header};
use serde_json::json;

/// A problem, answered as RFC 9457 wants it.
#[derive(Debug)]
pub(super) struct ControlError(Problem);

impl ControlError {
    pub(super) fn invalid(reason: &str, message: impl Into<String>) -> Self {
        Self(Problem::new(Kind::InvalidArgument, reason, message))
    }

    pub(super) fn not_found(reason: &str, message: impl Into<String>) -> Self {
        Self(Problem::new(Kind::NotFound, reason, message))
    }

    pub(super) fn conflict(reason: &str, message: impl Into<String>) -> Self {
        Self(Problem::new(Kind::AlreadyExists, reason, message))
    }

    pub(super) fn full(reason: &str, message: impl Into<String>) -> Self {
        Self(Problem::new(Kind::ResourceExhausted, reason, message))
    }

    pub(super) fn forbidden(reason: &str, message: impl Into<String>) -> Self {
        Self(Problem::new(Kind::PermissionDenied, reason, message))
    }

    pub(super) fn unavailable(reason: &str, message: impl Into<String>) -> Self {
        Self(Problem::new(Kind::Unavailable, reason, message))
    }

    pub(super) fn no_such_customer() -> Self {
        Self::not_found(
            "CUSTOMER_NOT_FOUND",
            "No customer has this id, phone or user id; GET /control/customers lists them.",
        )
    }
}

impl From<JsonRejection> for ControlError {
    fn from(rejection: JsonRejection) -> Self {
        Self::invalid("BODY_INVALID", rejection.body_text())
    }
}

impl IntoResponse for ControlError {
    fn into_response(self) -> Response {
        let Problem { kind, reason, message, .. } = self.0;
        let status = kind.http_status();
        let body = json!({"status": status, "reason": reason, "title": message});
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, [(header::CONTENT_TYPE, "application/problem+json")], Json(body).into_response().into_body())
            .into_response()
    }
}
