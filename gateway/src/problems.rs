//! Errors over HTTP: `application/problem+json` as RFC 9457 has it.

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::{IntoResponses, ToSchema};

use crate::error::Error;

/// Why a request was refused.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ProblemDocument {
    /// Always "about:blank": `code` says which problem it is.
    #[serde(rename = "type")]
    #[schema(example = "about:blank")]
    kind: &'static str,
    /// The status in words.
    #[schema(example = "Conflict")]
    title: &'static str,
    /// The HTTP status.
    #[schema(example = 409)]
    status: u16,
    /// For people: what is wrong and what to do next.
    detail: String,
    /// For programs: stable, in capitals.
    #[schema(example = "TRANSITION_NOT_ALLOWED")]
    code: String,
    /// The path that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<String>,
    /// What to tell us when you ask about it; also in the header `X-Request-Id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    /// The places that are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Place>,
    /// Details for programs, such as the allowed values.
    #[serde(skip_serializing_if = "serde_json::Map::is_empty")]
    #[schema(value_type = Object)]
    metadata: serde_json::Map<String, serde_json::Value>,
}

/// A place that is wrong.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Place {
    /// Where in the body, as a JSON pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "#/status")]
    pointer: Option<String>,
    /// Which parameter of the query.
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<&'static str>,
    /// What is wrong there.
    detail: String,
}

/// The refusals that every operation can answer with.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "it only documents the responses")]
pub(crate) enum Refusals {
    /// The request cannot be served as it is; `code` says why.
    #[response(status = "4XX", content_type = "application/problem+json")]
    Caller(ProblemDocument),
    /// Something on our side; the same request may succeed later.
    #[response(status = "5XX", content_type = "application/problem+json")]
    Ours(ProblemDocument),
}

impl ProblemDocument {
    fn new(error: &Error) -> Self {
        let (status, code) = error.row();
        let metadata = match error {
            Error::Said(problem) => {
                problem.metadata.iter().map(|(key, value)| (key.clone(), value.clone().into())).collect()
            }
            _ => serde_json::Map::new(),
        };
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail: error.detail(),
            code: code.to_owned(),
            instance: None,
            request_id: None,
            errors: places(error),
            metadata,
        }
    }

    /// The same document with the request it is about.
    pub(crate) fn about(mut self, instance: &str, request_id: &str) -> Self {
        self.instance = Some(instance.to_owned());
        self.request_id = Some(request_id.to_owned());
        self
    }

    pub(crate) fn code(&self) -> &str {
        &self.code
    }

    pub(crate) fn body(&self) -> Body {
        // Strings and numbers only, which always serialise.
        Body::from(serde_json::to_vec(self).unwrap_or_default())
    }
}

fn places(error: &Error) -> Vec<Place> {
    let place = match error {
        Error::BodyInvalid { pointer, detail } => {
            Place { pointer: Some(pointer.clone()), parameter: None, detail: detail.clone() }
        }
        Error::QueryInvalid { parameter, detail } => {
            Place { pointer: None, parameter: *parameter, detail: detail.clone() }
        }
        Error::PathInvalid { detail } => Place { pointer: None, parameter: None, detail: detail.clone() },
        _ => return Vec::new(),
    };
    vec![place]
}

/// The document travels with the response, so that the edge can say which request it is about.
impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let document = ProblemDocument::new(&self);
        let mut response = Response::new(document.body());
        *response.status_mut() = self.row().0;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.retry_after() {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if matches!(self, Self::TokenInvalid) {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(document);
        response
    }
}
