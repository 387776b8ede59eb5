//! Meta's errors: their codes, titles, HTTP statuses and exact shape.

use std::fmt;

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use serde_json::json;

use crate::network::Failure;

/// Code, HTTP status and title of every error this stand-in can give by itself or on demand.
const TABLE: [(u32, u16, &str); 45] = [
    (0, 401, "AuthException"),
    (1, 400, "API Unknown"),
    (2, 503, "API Service"),
    (3, 500, "API Method"),
    (4, 400, "API Too Many Calls"),
    (10, 403, "Permission Denied"),
    (100, 400, "Invalid parameter"),
    (190, 401, "Access token has expired"),
    (200, 403, "API Permission"),
    (368, 403, "Temporarily blocked for policies violations"),
    (2500, 400, "Unknown path components"),
    (80_007, 400, "Rate limit issues"),
    (130_403, 403, "User blocked by business"),
    (130_429, 429, "Rate limit hit"),
    (130_472, 400, "User's number is part of an experiment"),
    (130_497, 403, "Business account is restricted from messaging users in this country."),
    (131_000, 500, "Something went wrong"),
    (131_005, 403, "Access denied"),
    (131_008, 400, "Required parameter is missing"),
    (131_009, 400, "Parameter value is not valid"),
    (131_016, 500, "Service unavailable"),
    (131_021, 400, "Recipient cannot be sender"),
    (131_026, 400, "Message undeliverable"),
    (131_030, 400, "Recipient phone number not in allowed list"),
    (131_031, 403, "Account has been locked"),
    (131_042, 400, "Business eligibility payment issue"),
    (131_045, 500, "Incorrect certificate"),
    (131_047, 400, "Re-engagement message"),
    (131_048, 400, "Spam rate limit hit"),
    (131_049, 400, "This message was not delivered to maintain healthy ecosystem engagement."),
    (131_050, 400, "User has stopped marketing messages from this business"),
    (131_051, 400, "Unsupported message type"),
    (131_052, 400, "Media download error"),
    (131_053, 400, "Media upload error"),
    (131_056, 400, "(Business Account, Consumer Account) pair rate limit hit"),
    (131_057, 500, "Account in maintenance mode"),
    (131_062, 400, "Recipient identified by user id is not supported"),
    (132_000, 400, "Number of parameters does not match the expected number of params"),
    (132_001, 404, "Template name does not exist in the translation"),
    (132_005, 400, "Template hydrated text too long"),
    (132_012, 400, "Parameter format does not match format in the created template"),
    (132_015, 400, "Template is paused"),
    (133_004, 503, "Server temporarily unavailable"),
    (133_010, 400, "Phone number not registered"),
    (135_000, 400, "Generic user error"),
];

/// An error answer of the Graph API.
#[derive(Debug, Clone)]
pub(crate) struct GraphError {
    status: u16,
    code: u32,
    subcode: Option<u32>,
    /// `OAuthException`, or `GraphMethodException` for objects that are not there.
    kind: &'static str,
    message: String,
    details: Option<String>,
}

impl GraphError {
    /// The error of this code with its usual title; a code nobody knows counts as "API Unknown" of that number.
    pub(crate) fn of(code: u32) -> Self {
        let (status, title) = entry(code);
        Self {
            status,
            code,
            subcode: None,
            kind: "OAuthException",
            message: format!("(#{code}) {title}"),
            details: None,
        }
    }

    /// The same error with an explanation in `error_data.details`.
    pub(crate) fn because(mut self, details: impl Into<String>) -> Self {
        self.details = Some(details.into());
        self
    }

    /// A parameter is of the wrong kind or has no business being there (100).
    pub(crate) fn parameter(message: impl fmt::Display) -> Self {
        Self { message: format!("(#100) {message}"), ..Self::of(100) }
    }

    /// A parameter is missing (131008).
    pub(crate) fn missing(path: impl fmt::Display) -> Self {
        Self::of(131_008).because(format!("The parameter {path} is required."))
    }

    /// A parameter's value breaks a rule (131009).
    pub(crate) fn value(details: impl Into<String>) -> Self {
        Self::of(131_009).because(details)
    }

    /// The token is missing or wrong (190).
    pub(crate) fn token() -> Self {
        Self { message: "Invalid OAuth access token - Cannot parse access token".into(), ..Self::of(190) }
    }

    /// The path names an object that is not there (100, subcode 33).
    pub(crate) fn unknown_object(method: &str, id: &str) -> Self {
        let message = format!(
            "Unsupported {method} request. Object with ID '{id}' does not exist, cannot be loaded due to missing \
             permissions, or does not support this operation. Please read the Graph API documentation at \
             https://developers.facebook.com/docs/graph-api"
        );
        Self { subcode: Some(33), kind: "GraphMethodException", message, ..Self::of(100) }
    }

    pub(crate) const fn code(&self) -> u32 {
        self.code
    }

    pub(crate) const fn status(&self) -> u16 {
        self.status
    }

    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    pub(crate) fn details(&self) -> Option<&str> {
        self.details.as_deref()
    }

    /// The answer, with Meta's trace id.
    pub(crate) fn answer(&self, trace_id: &str) -> Response {
        let mut error = json!({"message": self.message, "type": self.kind, "code": self.code, "fbtrace_id": trace_id});
        if let Some(details) = &self.details {
            error["error_data"] = json!({"messaging_product": "whatsapp", "details": details});
        }
        if let Some(subcode) = self.subcode {
            error["error_subcode"] = json!(subcode);
        }
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let mut response = (status, Json(json!({ "error": error }))).into_response();
        self.challenge(&mut response);
        response
    }

    /// Meta explains 400 and 401 in a challenge too.
    fn challenge(&self, response: &mut Response) {
        let word = match self.status {
            400 => "invalid_request",
            401 => "invalid_token",
            _ => return,
        };
        let challenge = format!("OAuth \"Facebook Platform\" \"{word}\" \"{}\"", self.message);
        if let Ok(value) = HeaderValue::from_str(&challenge) {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, value);
        }
    }
}

/// The same error as it stands in a `failed` status.
pub(crate) fn failure(code: u32) -> Failure {
    Failure { code, title: entry(code).1 }
}

fn entry(code: u32) -> (u16, &'static str) {
    let known = TABLE.iter().find(|(known, ..)| *known == code);
    known.map_or((400, "API Unknown"), |(_, status, title)| (*status, title))
}
