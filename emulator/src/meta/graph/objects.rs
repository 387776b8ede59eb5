//! The other objects of the Graph API: the business number, files, templates.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, Query, State},
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{GraphError, authorize, trace_id};
use crate::{emulator::Shared, meta::templates::Template};

fn finish(shared: &Shared, outcome: Result<Value, GraphError>) -> Response {
    match outcome {
        Ok(answer) => Json(answer).into_response(),
        Err(error) => error.answer(&trace_id(shared)),
    }
}

/// `GET /{id}`: the business number, or a file's address.
pub(super) async fn get_object(
    State(shared): State<Arc<Shared>>,
    Path((version, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let found = authorize(&shared, &version, &headers).and_then(|()| {
        if id == shared.settings.phone_number_id {
            return Ok(phone_number(&shared));
        }
        media_address(&shared, &id, &headers).ok_or_else(|| GraphError::unknown_object("get", &id))
    });
    finish(&shared, found)
}

fn phone_number(shared: &Shared) -> Value {
    let settings = &shared.settings;
    json!({
        "id": settings.phone_number_id,
        "display_phone_number": format!("+{}", settings.business_phone.digits()),
        "verified_name": settings.business_name,
        "code_verification_status": "VERIFIED",
        "quality_rating": "GREEN",
        "platform_type": "CLOUD_API",
        "throughput": {"level": "STANDARD"},
    })
}

fn media_address(shared: &Shared, id: &str, headers: &HeaderMap) -> Option<Value> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("127.0.0.1");
    shared.with(|state| {
        let file = state.shelf.hand_out_address(id, shared.now())?;
        Some(json!({
            "messaging_product": "whatsapp",
            "id": file.id,
            "url": format!("http://{host}/lookaside/{}", file.id),
            "mime_type": file.mime_type,
            "sha256": hex::encode(file.sha256),
            "file_size": file.bytes.len(),
        }))
    })
}

/// The bytes of a file, for those with the token, until its address ends.
pub(super) async fn download(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    if let Err(error) = authorize(&shared, "v21.0", &headers) {
        return error.answer(&trace_id(&shared));
    }
    let file = shared.with(|state| state.shelf.file(&id).filter(|file| shared.now() < file.address_until).cloned());
    match file {
        Some(file) => ([(header::CONTENT_TYPE, file.mime_type)], file.bytes).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn account(shared: &Shared, version: &str, id: &str, method: &str, headers: &HeaderMap) -> Result<(), GraphError> {
    authorize(shared, version, headers)?;
    if id == shared.settings.business_account_id { Ok(()) } else { Err(GraphError::unknown_object(method, id)) }
}

/// `GET /{account}/message_templates`.
pub(super) async fn list_templates(
    State(shared): State<Arc<Shared>>,
    Path((version, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let listed = account(&shared, &version, &id, "get", &headers).map(|()| {
        let all = shared.with(|state| state.templates.all().to_vec());
        json!({"data": all.iter().map(described).collect::<Vec<_>>()})
    });
    finish(&shared, listed)
}

fn described(template: &Template) -> Value {
    let mut described = json!(template);
    described["status"] = json!("APPROVED");
    described
}

/// `POST /{account}/message_templates`. Meta reviews; here every template is approved at once.
pub(super) async fn create_template(
    State(shared): State<Arc<Shared>>,
    Path((version, id)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let created = account(&shared, &version, &id, "post", &headers).and_then(|()| {
        let template: Template = serde_json::from_slice(&body).map_err(GraphError::parameter)?;
        let category = template.category;
        let id = shared.with(|state| state.templates.add(template))?;
        Ok(json!({"id": id, "status": "APPROVED", "category": category}))
    });
    finish(&shared, created)
}

#[derive(Deserialize)]
pub(super) struct ByName {
    #[serde(default)]
    name: String,
}

/// `DELETE /{account}/message_templates?name=`.
pub(super) async fn delete_template(
    State(shared): State<Arc<Shared>>,
    Path((version, id)): Path<(String, String)>,
    Query(ByName { name }): Query<ByName>,
    headers: HeaderMap,
) -> Response {
    let deleted = account(&shared, &version, &id, "delete", &headers).and_then(|()| {
        let gone = shared.with(|state| state.templates.remove(&name));
        if gone { Ok(json!({"success": true})) } else { Err(GraphError::of(132_001).because(name)) }
    });
    finish(&shared, deleted)
}
