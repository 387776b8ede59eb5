//! How the stand-in is doing, and starting over.

use std::{sync::Arc, time::Duration};

use axum::{
    Json,
    extract::{Path, State, rejection::JsonRejection},
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use http::{HeaderMap, header};
use serde::Deserialize;
use serde_json::{Value, json};

use super::ControlError;
use crate::{
    emulator::Shared,
    network::{CATALOG_MAX, CatalogItem, MediaFile},
};

type Answer = Result<Json<Value>, ControlError>;
type Body<T> = Result<Json<T>, JsonRejection>;

/// Kinds of file that cannot run anything when they are shown.
const MEDIA_TYPES: [&str; 4] = ["image/", "audio/", "video/", "application/pdf"];
/// A year: further than any test has reason to look.
const ADVANCE_MAX: Duration = Duration::from_secs(366 * 86_400);

pub(super) async fn health() -> Json<Value> {
    Json(json!({"status": "ok"}))
}

pub(super) async fn status(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(describe(&shared))
}

/// Everything around the conversations.
pub(super) fn describe(shared: &Shared) -> Value {
    let webhook = shared.courier.view();
    let settings = &shared.settings;
    shared.with(|state| {
        json!({
            "now": shared.now(),
            "business": {
                "name": settings.business_name,
                "phone": settings.business_phone,
                "phone_number_id": settings.phone_number_id,
                "business_account_id": settings.business_account_id,
            },
            "webhook": webhook,
            "accepted": state.refusals.accepted(),
            "refused": {"total": state.refusals.total(), "by_code": state.refusals.counts()},
            "faults": {"rules": state.faults.rules(), "struck": state.faults.struck()},
            "limits": state.limits,
            "position": state.people.position(),
        })
    })
}

pub(super) async fn reset(State(shared): State<Arc<Shared>>) -> Json<Value> {
    shared.courier.forget();
    shared.herald.forget();
    shared.with(|state| state.reset(&shared.settings, &shared.world));
    Json(describe(&shared))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Advance {
    advance_ms: u64,
}

pub(super) async fn advance_clock(State(shared): State<Arc<Shared>>, advance: Body<Advance>) -> Answer {
    let Json(advance) = advance?;
    let step = Duration::from_millis(advance.advance_ms);
    if step > ADVANCE_MAX {
        return Err(ControlError::invalid("ADVANCE_TOO_FAR", "advance_ms can be at most 366 days."));
    }
    shared.world.advance(step);
    Ok(Json(json!({"now": shared.now()})))
}

pub(super) async fn refused(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(shared.with(|state| {
        let newest: Vec<_> = state.refusals.newest().collect();
        json!({"total": state.refusals.total(), "refused": newest})
    }))
}

pub(super) async fn forget_refused(State(shared): State<Arc<Shared>>) -> Json<Value> {
    shared.with(|state| {
        state.refusals.clear();
        state.people.touch();
    });
    Json(json!({"total": 0}))
}

pub(super) async fn catalog(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(shared.with(|state| json!({"items": state.shelf.catalog()})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Catalog {
    items: Vec<CatalogItem>,
}

pub(super) async fn set_catalog(State(shared): State<Arc<Shared>>, catalog: Body<Catalog>) -> Answer {
    let Json(catalog) = catalog?;
    if catalog.items.len() > CATALOG_MAX {
        return Err(ControlError::full("CATALOG_FULL", format!("The catalogue holds at most {CATALOG_MAX} items.")));
    }
    Ok(Json(shared.with(|state| {
        state.shelf.set_catalog(catalog.items);
        json!({"items": state.shelf.catalog()})
    })))
}

pub(super) async fn keep_media(State(shared): State<Arc<Shared>>, headers: HeaderMap, bytes: Bytes) -> Answer {
    let mime_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !MEDIA_TYPES.iter().any(|known| mime_type.starts_with(known)) || mime_type.contains("svg") {
        let message = "Send a picture, a recording, a film or a PDF with its content type.";
        return Err(ControlError::invalid("MEDIA_TYPE_UNKNOWN", message));
    }
    let file = MediaFile::new(&shared.world, mime_type.to_owned(), bytes);
    let id = file.id.clone();
    shared.with(|state| state.shelf.keep(file));
    Ok(Json(json!({"id": id})))
}

pub(super) async fn show_media(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
) -> Result<Response, ControlError> {
    let file = shared.with(|state| state.shelf.file(&id).cloned());
    let file = file.ok_or_else(|| ControlError::not_found("MEDIA_NOT_FOUND", "This file is unknown or was let go."))?;
    let headers = [(header::CONTENT_TYPE, file.mime_type), (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned())];
    Ok((headers, file.bytes).into_response())
}
