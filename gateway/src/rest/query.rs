//! Reading a request's query.

use axum::{
    extract::{FromRequestParts, Query},
    http::request::Parts,
};
use serde::de::DeserializeOwned;

use crate::error::Error;

/// A query that holds exactly what is understood.
pub(crate) struct Params<T>(pub(crate) T);

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for Params<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Error> {
        match Query::try_from_uri(&parts.uri) {
            Ok(Query(params)) => Ok(Self(params)),
            Err(rejection) => Err(invalid(&rejection)),
        }
    }
}

fn invalid(rejection: &dyn std::error::Error) -> Error {
    let detail = rejection.source().map_or_else(|| rejection.to_string(), ToString::to_string);
    Error::QueryInvalid { parameter: None, detail }
}
