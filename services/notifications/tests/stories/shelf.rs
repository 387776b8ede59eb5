//! The part of the stand-in for Meta that keeps files.

use std::collections::HashMap;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State},
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use serde_json::json;

use crate::graph::Graph;

/// A file as a person sent it.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(crate) mime_type: &'static str,
    pub(crate) content: Vec<u8>,
    /// What the stand-in says about its size.
    pub(crate) told_size: usize,
    /// How many addresses of it have stopped working before one works.
    pub(crate) dead_addresses: usize,
}

#[derive(Debug, Default)]
pub(crate) struct Shelf {
    /// Forms as they came.
    pub(crate) uploads: Vec<Vec<u8>>,
    /// How the next uploads are refused.
    pub(crate) refusals: Vec<u16>,
    pub(crate) kept: HashMap<String, Kept>,
    /// Where the files are said to be, when that is not here.
    pub(crate) elsewhere: Option<String>,
}

pub(crate) fn routes() -> Router<Graph> {
    Router::new()
        .route("/v25.0/{account}/media", post(upload))
        .route("/v25.0/{id}", get(address))
        .route("/lookaside/{id}", get(download))
        .layer(DefaultBodyLimit::disable())
}

async fn upload(State(graph): State<Graph>, headers: HeaderMap, form: Bytes) -> Response {
    assert_eq!(headers["authorization"], "Bearer test-token");
    let mut shelf = graph.shelf();
    if let Some(status) = shelf.refusals.pop() {
        return (StatusCode::from_u16(status).unwrap(), "<html>").into_response();
    }
    shelf.uploads.push(form.to_vec());
    Json(json!({"id": format!("900{}", shelf.uploads.len())})).into_response()
}

async fn address(State(graph): State<Graph>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    assert_eq!(headers["authorization"], "Bearer test-token");
    let shelf = graph.shelf();
    let origin = shelf.elsewhere.clone().unwrap_or_else(|| graph.origin());
    match shelf.kept.get(&id) {
        Some(Kept { mime_type, told_size, .. }) => Json(json!({
            "messaging_product": "whatsapp", "url": format!("{origin}/lookaside/{id}"), "id": id,
            "mime_type": mime_type, "sha256": "", "file_size": told_size.to_string(),
        }))
        .into_response(),
        None => {
            let error = json!({"error": {"code": 100, "error_subcode": 33, "message": "Unsupported get request."}});
            (StatusCode::BAD_REQUEST, Json(error)).into_response()
        }
    }
}

async fn download(State(graph): State<Graph>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    assert_eq!(headers["authorization"], "Bearer test-token");
    let mut shelf = graph.shelf();
    let kept = shelf.kept.get_mut(&id).unwrap();
    if kept.dead_addresses > 0 {
        kept.dead_addresses -= 1;
        return StatusCode::NOT_FOUND.into_response();
    }
    ([(CONTENT_TYPE, kept.mime_type)], kept.content.clone()).into_response()
}
