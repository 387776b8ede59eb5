//! Pages of lists.

use axum::http::{HeaderMap, HeaderValue, Uri, header};
use serde::Deserialize;

/// Which page of a list without filters.
#[derive(Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Page {
    /// How many: 50 when left out, 200 at most.
    pub(crate) page_size: i32,
    /// `next_page_token` of the page before.
    pub(crate) page_token: String,
}

/// The `Link` header that leads to the next page; none on the last.
pub(crate) fn link_to_next(uri: &Uri, next_page_token: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    if next_page_token.is_empty() {
        return headers;
    }
    let others = uri.query().unwrap_or_default().split('&');
    let others = others.filter(|pair| !pair.is_empty() && !pair.starts_with("page_token="));
    let query: String = others.map(|pair| format!("{pair}&")).collect();
    let link = format!("<{}?{query}page_token={next_page_token}>; rel=\"next\"", uri.path());
    if let Ok(link) = HeaderValue::try_from(link) {
        headers.insert(header::LINK, link);
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_link_to_the_next_page_keeps_the_filters() {
        let uri = "/api/v1/orders?status=READY&page_token=aa&page_size=2".parse().unwrap();
        let headers = link_to_next(&uri, "bb");
        assert_eq!(headers["link"], "</api/v1/orders?status=READY&page_size=2&page_token=bb>; rel=\"next\"");
        assert!(link_to_next(&uri, "").is_empty());
    }
}
