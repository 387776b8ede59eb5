//! What every request of the admin API and the pages passes: a request id, a time limit, one form of errors, headers
//! that keep browsers careful, and a count.

use std::{panic::AssertUnwindSafe, time::Duration};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use chassis::{Problem, telemetry};
use futures_util::FutureExt as _;
use tracing::Instrument as _;

use crate::{Gateway, error::Error, payments, problems::ProblemDocument};

/// Bytes a request's body may have.
pub(crate) const BODY_MAX: usize = 1024 * 1024;
/// How long a request may take, its body included.
const REQUEST_MAX: Duration = Duration::from_secs(15);
/// Characters of a request id that a caller may choose.
const REQUEST_ID_MAX: usize = 64;
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// For answers that no browser should ever show as a page.
const CSP_API: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
/// For our own pages: nothing from elsewhere. Pictures that customers sent are shown from memory.
const CSP_PAGE: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; img-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
);
/// For the page of the API's description, which sets styles from its script.
const CSP_DOCUMENTS: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; \
     base-uri 'none'; form-action 'self'",
);
const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000; includeSubDomains");

/// The middleware.
pub(crate) async fn pass(State(gateway): State<Gateway>, request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let id = request_id(request.headers()).unwrap_or_else(|| gateway.world().id().to_string());
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let route = matched.as_ref().map_or("unmatched", MatchedPath::as_str);
    let span = telemetry::server_span(route, request.headers());
    let mut response = run(request, next).instrument(span).await;
    explain(&mut response, &path, &id);
    protect(response.headers_mut(), &path, gateway.settings().is_secure());
    if let Ok(id) = HeaderValue::try_from(id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    gateway.metrics().request(method.as_str(), route, response.status().as_u16());
    response
}

/// A handler that panics costs one answer, not the connection.
async fn run(request: Request, next: Next) -> Response {
    let work = AssertUnwindSafe(next.run(request)).catch_unwind();
    match tokio::time::timeout(REQUEST_MAX, work).await {
        Ok(Ok(response)) => response,
        Ok(Err(_panic)) => Error::Said(Problem::internal()).into_response(),
        Err(_elapsed) => Error::TooSlow.into_response(),
    }
}

/// A caller's own request id, when it is a plain word.
fn request_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(REQUEST_ID)?.to_str().ok()?;
    let plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
    Some(id.to_owned()).filter(|id| plain && (1..=REQUEST_ID_MAX).contains(&id.len()))
}

/// Says which request a problem is about, and logs those that are ours.
fn explain(response: &mut Response, path: &str, id: &str) {
    let Some(document) = response.extensions_mut().remove::<ProblemDocument>() else { return };
    if response.status().is_server_error() {
        tracing::warn!(
            request_id = id,
            code = document.code(),
            status = response.status().as_u16(),
            "a request failed"
        );
    }
    *response.body_mut() = document.about(path, id).body();
    response.headers_mut().remove(header::CONTENT_LENGTH);
}

fn protect(headers: &mut HeaderMap, path: &str, is_secure: bool) {
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::CONTENT_SECURITY_POLICY, content_security_policy(path));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if is_secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
}

fn content_security_policy(path: &str) -> HeaderValue {
    match path {
        _ if path.starts_with("/office") => CSP_PAGE,
        _ if path.starts_with("/api/docs") => CSP_DOCUMENTS,
        _ if path.starts_with("/payments/") => payments::CSP,
        _ => CSP_API,
    }
}
