//! The Graph API: `POST /{version}/{phone-number-id}/messages` and what belongs to it.

mod accept;
mod error;
mod media;
mod messages;
mod objects;

use std::sync::Arc;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    middleware::{Next, from_fn},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

pub(crate) use error::{GraphError, failure};

use crate::emulator::Shared;

/// The oldest version still alive; calls to older ones are moved up to it.
const OLDEST_VERSION: (u32, u32) = (21, 0);

/// All paths of the Graph API that are stood in for.
pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/{version}/{id}", get(objects::get_object))
        .route("/{version}/{id}/messages", post(messages::post))
        .route("/{version}/{id}/media", post(media::upload).layer(DefaultBodyLimit::max(media::BODY_MAX)))
        .route(
            "/{version}/{id}/message_templates",
            get(objects::list_templates).post(objects::create_template).delete(objects::delete_template),
        )
        .route_layer(from_fn(usual_headers))
        .route("/lookaside/{media_id}", get(objects::download))
}

/// Refuses callers without the token and versions that never were.
fn authorize(shared: &Shared, version: &str, headers: &HeaderMap) -> Result<(), GraphError> {
    if version_of(version).is_none() {
        return Err(GraphError::of(2500).because(format!("Unknown path components: /{version}")));
    }
    let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    if token == Some(shared.settings.access_token.as_str()) { Ok(()) } else { Err(GraphError::token()) }
}

fn version_of(text: &str) -> Option<(u32, u32)> {
    let (major, minor) = text.strip_prefix('v')?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

/// The trace id every answer carries.
fn trace_id(shared: &Shared) -> String {
    let bytes = [shared.world.random_u64().to_be_bytes(), shared.world.random_u64().to_be_bytes()].concat();
    format!("A{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// An answer that closes the connection before anything of it arrives.
pub(crate) fn reset() -> Response {
    let broken = futures_util::stream::once(async { Err::<bytes::Bytes, _>(std::io::Error::other("reset on demand")) });
    let body = axum::body::Body::from_stream(broken);
    ([(header::CONTENT_LENGTH, "1000")], body).into_response()
}

/// What a proxy in front of Meta answers in its place.
fn bare(status: u16) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    (status, [(header::CONTENT_TYPE, "text/html")], "<html><body>Sorry, something went wrong.</body></html>")
        .into_response()
}

async fn usual_headers(request: Request, next: Next) -> Response {
    let asked = request.uri().path().split('/').nth(1).and_then(version_of);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [("pragma", "no-cache"), ("cache-control", "no-store"), ("x-fb-rev", "1")] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    let served = asked.unwrap_or(OLDEST_VERSION).max(OLDEST_VERSION);
    let version = format!("v{}.{}", served.0, served.1);
    if asked.is_some_and(|asked| asked < OLDEST_VERSION) {
        let warning = format!("The call has been auto-upgraded to {version}.");
        insert(headers, "x-ad-api-version-warning", &warning);
    }
    insert(headers, "facebook-api-version", &version);
    response
}

fn insert(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(HeaderName::from_static(name), value);
    }
}
