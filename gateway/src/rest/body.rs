//! Reading a request's body.

use axum::{
    body::{Body, Bytes, HttpBody as _},
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment};

use crate::{edge::BODY_MAX, error::Error};

/// Bytes of a body beyond its limit that are read and dropped before its sender is told.
const DISCARD_MAX: usize = 16 * 1024 * 1024;

/// A body that is JSON and holds exactly what is understood.
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<S: Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = Error;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Error> {
        if !is_json(request.headers()) {
            return Err(Error::BodyNotJson);
        }
        let bytes = read(request.into_body(), BODY_MAX).await?;
        parse(&bytes).map(Self)
    }
}

/// Reads a whole body within its limit. One that is too long is taken in as well, but not kept: a connection closed on
/// unread bytes is reset, and whoever still writes to it never sees the answer.
pub(crate) async fn read(mut body: Body, limit: usize) -> Result<Bytes, Error> {
    let is_announced_too_large = body.size_hint().lower() > limit as u64;
    if !is_announced_too_large {
        match Limited::new(&mut body, limit).collect().await {
            Ok(whole) => return Ok(whole.to_bytes()),
            Err(error) if error.is::<LengthLimitError>() => {}
            Err(_) => return Err(Error::BodyBroken),
        }
    }
    discard(body).await;
    Err(Error::BodyTooLarge(limit))
}

async fn discard(mut body: Body) {
    let mut left = DISCARD_MAX;
    while left > 0
        && let Some(Ok(frame)) = body.frame().await
    {
        left = left.saturating_sub(frame.data_ref().map_or(0, Bytes::len));
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json") || kind.eq_ignore_ascii_case("application/merge-patch+json")
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let place = pointer(error.path());
        let error = error.into_inner();
        if error.is_data() {
            Error::BodyInvalid { pointer: place, detail: error.to_string() }
        } else {
            Error::BodyMalformed(error.to_string())
        }
    })?;
    deserializer.end().map_err(|error| Error::BodyMalformed(error.to_string()))?;
    Ok(value)
}

/// The place as a JSON pointer.
fn pointer(path: &Path) -> String {
    let segment = |segment: &Segment| match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(key.replace('~', "~0").replace('/', "~1")),
        Segment::Enum { .. } | Segment::Unknown => None,
    };
    path.iter().filter_map(segment).fold("#".to_owned(), |place, part| place + "/" + &part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only the reading of it is tested")]
    struct Cart {
        lines: Vec<Line>,
    }
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only the reading of it is tested")]
    struct Line {
        quantity: u32,
    }

    #[test]
    fn a_wrong_value_is_named_by_its_place() {
        let wrong = |text: &str| match parse::<Cart>(text.as_bytes()) {
            Err(Error::BodyInvalid { pointer, .. }) => pointer,
            other => panic!("{other:?}"),
        };
        assert_eq!(wrong(r#"{"lines":[{"quantity":1},{"quantity":"two"}]}"#), "#/lines/1/quantity");
        assert_eq!(wrong(r#"{"lines":[{"quantity":1,"price":0}]}"#), "#/lines/0/price");
        assert!(matches!(parse::<Cart>(b"{\"lines\":"), Err(Error::BodyMalformed(_))));
        assert!(matches!(parse::<Cart>(b"{\"lines\":[]} {}"), Err(Error::BodyMalformed(_))));
    }
}
