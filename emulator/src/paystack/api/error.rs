//! Paystack's errors in their shape.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde_json::json;

/// An error answer.
#[derive(Debug, Clone)]
pub(super) struct PaystackError {
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    pub(super) message: String,
    next_step: &'static str,
}

const PASS_VALID: &str = "Ensure that the value(s) you're passing are valid.";

impl PaystackError {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>, next_step: &'static str) -> Self {
        Self { status, code, message: message.into(), next_step }
    }

    /// Something in the request is wrong.
    pub(super) fn invalid(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message, PASS_VALID)
    }

    pub(super) fn no_key() -> Self {
        let next = "Ensure that you provide the correct authorization header";
        Self::new(StatusCode::UNAUTHORIZED, "missing_authorization", "No Authorization Header was found", next)
    }

    pub(super) fn wrong_key() -> Self {
        let next = "Ensure that you provide the correct authorization key for the request";
        Self::new(StatusCode::UNAUTHORIZED, "invalid_Key", "Invalid key", next)
    }

    pub(super) fn duplicate_reference() -> Self {
        let next = "Ensure that you're passing a unique reference for every transaction.";
        Self::new(StatusCode::BAD_REQUEST, "duplicate_reference", "Duplicate Transaction Reference", next)
    }

    pub(super) fn transaction_not_found() -> Self {
        let next = "Ensure that you're passing the reference of a transaction that exists on this integration";
        Self::new(StatusCode::BAD_REQUEST, "transaction_not_found", "Transaction reference not found.", next)
    }

    pub(super) fn refund_not_found() -> Self {
        let next = "Ensure that you're passing the id of a refund that exists on this integration";
        Self::new(StatusCode::NOT_FOUND, "refund_not_found", "Refund not found", next)
    }

    pub(super) fn currency() -> Self {
        let next = "Ensure that the currency is enabled on this integration";
        Self::new(StatusCode::FORBIDDEN, "unsupported_currency", "Currency not supported by merchant", next)
    }
}

impl IntoResponse for PaystackError {
    fn into_response(self) -> Response {
        let body = json!({
            "status": false,
            "message": self.message,
            "meta": {"nextStep": self.next_step},
            "type": "validation_error",
            "code": self.code,
        });
        (self.status, Json(body)).into_response()
    }
}
