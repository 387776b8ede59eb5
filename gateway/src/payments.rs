//! The page customers come back to from the payment page. It knows nothing of the payment: what Paystack tells the
//! webhook counts, and the chat says how it went.

use axum::{Router, http::HeaderValue, response::Html, routing};

use crate::Gateway;

const PAGE: &str = include_str!("payments/done.html");
/// The page needs nothing but its own few lines of style.
pub(crate) const CSP: HeaderValue = HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'");

pub(crate) fn routes() -> Router<Gateway> {
    Router::new().route("/payments/done", routing::get(|| async { Html(PAGE) }))
}
