//! Meta asks whether this address wants its webhooks.

use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use secrecy::ExposeSecret as _;
use serde::Deserialize;
use subtle::ConstantTimeEq as _;

use crate::{Gateway, error::Error};

/// Characters of a challenge.
const CHALLENGE_MAX: usize = 256;

#[derive(Deserialize)]
pub(super) struct Question {
    #[serde(rename = "hub.mode")]
    mode: String,
    #[serde(rename = "hub.verify_token")]
    verify_token: String,
    #[serde(rename = "hub.challenge")]
    challenge: String,
}

pub(super) async fn verify(
    State(gateway): State<Gateway>,
    question: Result<Query<Question>, QueryRejection>,
) -> Result<Response, Error> {
    let Query(question) = question.map_err(|_| Error::VerificationRefused)?;
    let known = gateway.settings().verify_token.as_ref();
    let fits =
        known.is_some_and(|token| token.expose_secret().as_bytes().ct_eq(question.verify_token.as_bytes()).into());
    if question.mode != "subscribe" || !fits || !is_plain(&question.challenge) {
        return Err(Error::VerificationRefused);
    }
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((headers, question.challenge).into_response())
}

/// What is echoed must not be able to be a page.
fn is_plain(challenge: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    (1..=CHALLENGE_MAX).contains(&challenge.len()) && challenge.bytes().all(word)
}
