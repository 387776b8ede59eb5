//! Reading what a request's path names.

use axum::{
    extract::{self, FromRequestParts, path::ErrorKind, rejection::PathRejection},
    http::request::Parts,
};
use serde::de::DeserializeOwned;

use crate::error::Error;

/// What the path names, as the route has places for it.
pub(crate) struct Path<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let read = extract::Path::from_request_parts(parts, state).await;
        read.map(|extract::Path(named)| Self(named)).map_err(|rejection| invalid(&rejection))
    }
}

fn invalid(rejection: &PathRejection) -> Error {
    let detail = match rejection {
        PathRejection::FailedToDeserializePathParams(failed) => match failed.kind() {
            ErrorKind::InvalidUtf8InPathParam { key } => format!("{key} must be percent-encoded UTF-8"),
            _ => failed.body_text(),
        },
        other => other.body_text(),
    };
    Error::PathInvalid { detail }
}
