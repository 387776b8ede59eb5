//! Versions as ETags, so that nobody overwrites what they have not seen.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::error::Error;

/// The ETag of a version.
pub(crate) fn of(version: i64) -> HeaderValue {
    HeaderValue::try_from(format!("\"{version}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}

/// The version a change is meant for; zero for whichever there is.
pub(crate) fn expected(headers: &HeaderMap) -> Result<i64, Error> {
    let Some(tag) = headers.get(header::IF_MATCH) else { return Ok(0) };
    let tag = tag.to_str().map_err(|_| Error::EtagInvalid)?.trim();
    if tag == "*" {
        return Ok(0);
    }
    // A weak tag promises nothing about the version.
    let quoted = tag.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let version = quoted.and_then(|text| text.parse().ok()).filter(|version| *version > 0);
    version.ok_or(Error::EtagInvalid)
}

/// Whether the caller has this version already.
pub(crate) fn is_known(headers: &HeaderMap, version: i64) -> bool {
    let tags = headers.get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok()).unwrap_or_default();
    let current = format!("\"{version}\"");
    tags.split(',').any(|tag| tag.trim().trim_start_matches("W/") == current)
}

/// What a service says of a stale version, as HTTP says it of a stale ETag.
pub(crate) fn refusal(status: tonic::Status) -> Error {
    match Error::from(status) {
        Error::Said(problem) if problem.reason == "VERSION_MISMATCH" => Error::EtagStale,
        other => other,
    }
}
