//! The pages: a phone chat in a browser at `/`, and the payment page at `/checkout/{access code}`. Their files are part
//! of the binary and load nothing from elsewhere.

use axum::{
    Router,
    extract::Path,
    response::{IntoResponse as _, Response},
    routing::get,
};
use http::{HeaderValue, StatusCode, header};

/// Nothing from outside, no script in the text, nobody's frame.
const POLICY: &str = "default-src 'self'; img-src 'self' blob:; media-src 'self' blob:; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

/// Path, content type and text of every file.
const FILES: [(&str, &str, &str); 17] = [
    ("chat.css", CSS, include_str!("page/chat.css")),
    ("checkout.css", CSS, include_str!("page/checkout.css")),
    ("sheets.css", CSS, include_str!("page/sheets.css")),
    ("style.css", CSS, include_str!("page/style.css")),
    ("app.js", JAVASCRIPT, include_str!("page/app.js")),
    ("attach.js", JAVASCRIPT, include_str!("page/attach.js")),
    ("bubble.js", JAVASCRIPT, include_str!("page/bubble.js")),
    ("checkout.js", JAVASCRIPT, include_str!("page/checkout.js")),
    ("dom.js", JAVASCRIPT, include_str!("page/dom.js")),
    ("engine.js", JAVASCRIPT, include_str!("page/engine.js")),
    ("format.js", JAVASCRIPT, include_str!("page/format.js")),
    ("network.js", JAVASCRIPT, include_str!("page/network.js")),
    ("owner.js", JAVASCRIPT, include_str!("page/owner.js")),
    ("phone.js", JAVASCRIPT, include_str!("page/phone.js")),
    ("sheets.js", JAVASCRIPT, include_str!("page/sheets.js")),
    ("icon.svg", SVG, include_str!("page/icon.svg")),
    ("wallpaper.svg", SVG, include_str!("page/wallpaper.svg")),
];
const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SVG: &str = "image/svg+xml";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// The pages and their files.
pub(crate) fn routes() -> Router {
    Router::new()
        .route("/", get(async || file(HTML, include_str!("page/index.html"))))
        .route("/checkout/{access_code}", get(async || file(HTML, include_str!("page/checkout.html"))))
        .route("/page/{file}", get(page_file))
}

async fn page_file(Path(name): Path<String>) -> Response {
    let found = FILES.iter().find(|(path, ..)| *path == name);
    found.map_or_else(|| StatusCode::NOT_FOUND.into_response(), |(_, kind, text)| file(kind, text))
}

fn file(kind: &'static str, text: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, text).into_response()
}
