//! The office's page: it speaks to the admin API like any other client, and brings everything it needs along.

use axum::{
    Router,
    http::{HeaderValue, Uri, header},
    response::{IntoResponse as _, Redirect, Response},
    routing,
};

use crate::{Gateway, error::Error};

/// Browsers ask again each time, so that a new version shows at once.
const CACHE: HeaderValue = HeaderValue::from_static("no-cache");

/// The files of the page: address, type, content.
const FILES: [(&str, &str, &str); 14] = [
    ("/office", HTML, PAGE),
    ("/office/orders", HTML, PAGE),
    ("/office/menu", HTML, PAGE),
    ("/office/coupons", HTML, PAGE),
    ("/office/office.css", "text/css; charset=utf-8", include_str!("office/office.css")),
    ("/office/office.js", JAVASCRIPT, include_str!("office/office.js")),
    ("/office/api.js", JAVASCRIPT, include_str!("office/api.js")),
    ("/office/board.js", JAVASCRIPT, include_str!("office/board.js")),
    ("/office/coupons.js", JAVASCRIPT, include_str!("office/coupons.js")),
    ("/office/details.js", JAVASCRIPT, include_str!("office/details.js")),
    ("/office/dom.js", JAVASCRIPT, include_str!("office/dom.js")),
    ("/office/menu.js", JAVASCRIPT, include_str!("office/menu.js")),
    ("/office/orders.js", JAVASCRIPT, include_str!("office/orders.js")),
    ("/office/icon.svg", "image/svg+xml", include_str!("office/icon.svg")),
];
/// One page for all addresses: its script shows the part that the address names.
const PAGE: &str = include_str!("office/index.html");
const HTML: &str = "text/html; charset=utf-8";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

pub(crate) fn routes() -> Router<Gateway> {
    let router = Router::new()
        .route("/", routing::get(|| async { Redirect::temporary("/office") }))
        .route("/office/", routing::get(|| async { Redirect::permanent("/office") }))
        .route("/office/{*path}", routing::get(page));
    FILES.into_iter().fold(router, |router, (path, kind, content)| {
        router.route(path, routing::get(move || async move { file(kind, content) }))
    })
}

/// The page at an address that no list knows, such as one with a slash too many: people see the office and not JSON. A
/// file that is missing is told so, since a browser would take the page for a broken script.
async fn page(uri: Uri) -> Result<Response, Error> {
    let last = uri.path().rsplit('/').next().unwrap_or_default();
    if last.contains('.') { Err(Error::RouteUnknown) } else { Ok(file(HTML, PAGE)) }
}

fn file(kind: &'static str, content: &'static str) -> Response {
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CACHE_CONTROL, CACHE)];
    (headers, content).into_response()
}
