//! `POST /{phone-number-id}/media`: a file of ours, to be sent by its id.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Multipart, Path, State, multipart::MultipartRejection},
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use http::HeaderMap;
use serde_json::{Value, json};

use super::{GraphError, authorize, trace_id};
use crate::{emulator::Shared, network::MediaFile};

/// Bytes of a whole upload. Meta takes documents of 100 MB; nothing a shop sends comes near this.
pub(super) const BODY_MAX: usize = 17 * 1024 * 1024;
const MEBIBYTE: usize = 1024 * 1024;

/// What may be uploaded: the type, the kind of message it is for, the most bytes, and how such a file begins.
const TYPES: [(&str, &str, usize, &[u8]); 14] = [
    ("image/jpeg", "image", 5 * MEBIBYTE, &[0xff, 0xd8, 0xff]),
    ("image/png", "image", 5 * MEBIBYTE, b"\x89PNG"),
    ("image/webp", "sticker", MEBIBYTE / 2, b"RIFF"),
    ("application/pdf", "document", 16 * MEBIBYTE, b"%PDF-"),
    ("text/plain", "document", 16 * MEBIBYTE, b""),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "document", 16 * MEBIBYTE, b"PK"),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "document", 16 * MEBIBYTE, b"PK"),
    ("audio/aac", "audio", 16 * MEBIBYTE, b""),
    ("audio/amr", "audio", 16 * MEBIBYTE, b"#!AMR"),
    ("audio/mpeg", "audio", 16 * MEBIBYTE, b""),
    ("audio/mp4", "audio", 16 * MEBIBYTE, b""),
    ("audio/ogg", "audio", 16 * MEBIBYTE, b"OggS"),
    ("video/mp4", "video", 16 * MEBIBYTE, b""),
    ("video/3gpp", "video", 16 * MEBIBYTE, b""),
];

/// The parts of an upload.
#[derive(Default)]
struct Parts {
    product: Option<String>,
    kind: Option<String>,
    file: Option<(String, Bytes)>,
}

pub(super) async fn upload(
    State(shared): State<Arc<Shared>>,
    Path((version, id)): Path<(String, String)>,
    headers: HeaderMap,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let kept = match permitted(&shared, &version, &id, &headers) {
        Ok(()) => keep(&shared, form).await,
        Err(error) => Err(error),
    };
    match kept {
        Ok(answer) => Json(answer).into_response(),
        Err(error) => {
            super::messages::note_refusal(&shared, format!("/{version}/{id}/media"), &error, &[]);
            error.answer(&trace_id(&shared))
        }
    }
}

fn permitted(shared: &Shared, version: &str, id: &str, headers: &HeaderMap) -> Result<(), GraphError> {
    authorize(shared, version, headers)?;
    if id == shared.settings.phone_number_id { Ok(()) } else { Err(GraphError::unknown_object("post", id)) }
}

async fn keep(shared: &Shared, form: Result<Multipart, MultipartRejection>) -> Result<Value, GraphError> {
    let form = form.map_err(|_| GraphError::parameter("The content type must be multipart/form-data."))?;
    let Parts { product, kind, file } = read(form).await?;
    if product.as_deref() != Some("whatsapp") {
        return Err(GraphError::parameter("The parameter messaging_product is required."));
    }
    let (mime_type, bytes) = file.ok_or_else(|| GraphError::parameter("The parameter file is required."))?;
    if kind.as_ref().is_some_and(|kind| *kind != mime_type) {
        return Err(GraphError::parameter("Param type must be the content type of the file."));
    }
    check_file(&mime_type, &bytes)?;
    let file = MediaFile::new(&shared.world, mime_type, bytes);
    let id = file.id.clone();
    shared.with(|state| state.shelf.keep(file));
    Ok(json!({"id": id}))
}

async fn read(mut form: Multipart) -> Result<Parts, GraphError> {
    let broken = |_| GraphError::parameter("The upload is broken or larger than 16 MB.");
    let mut parts = Parts::default();
    while let Some(field) = form.next_field().await.map_err(broken)? {
        match field.name().unwrap_or_default().to_owned().as_str() {
            "messaging_product" => parts.product = Some(field.text().await.map_err(broken)?),
            "type" => parts.kind = Some(field.text().await.map_err(broken)?),
            "file" => {
                let named = field.file_name().is_some_and(|name| !name.is_empty());
                let mime_type = field.content_type().map(str::to_owned).filter(|_| named);
                let missing = || GraphError::parameter("Param file must have a filename and a content type.");
                parts.file = Some((mime_type.ok_or_else(missing)?, field.bytes().await.map_err(broken)?));
            }
            other => return Err(GraphError::parameter(format!("Unexpected key \"{other}\" on param form."))),
        }
    }
    Ok(parts)
}

fn check_file(mime_type: &str, bytes: &Bytes) -> Result<(), GraphError> {
    let known = TYPES.iter().find(|(name, ..)| *name == mime_type);
    let (_, _, limit, beginning) = known.ok_or_else(|| {
        let types = TYPES.map(|(name, ..)| name).join(", ");
        GraphError::parameter(format!("Param file must be a file with one of the following types: {types}."))
    })?;
    if bytes.is_empty() || bytes.len() > *limit {
        let details = format!("A file of type {mime_type} has 1 to {limit} bytes.");
        return Err(GraphError::of(131_053).because(details));
    }
    if !bytes.starts_with(beginning) {
        return Err(GraphError::of(131_053).because(format!("The file is no {mime_type}.")));
    }
    Ok(())
}

/// A message takes files of its own kind; a document may be anything.
pub(super) fn check_kind(kind: &str, mime_type: &str) -> Result<(), GraphError> {
    let plain = mime_type.split(';').next().unwrap_or_default().trim();
    let fits = TYPES.iter().any(|(name, wanted, ..)| *name == plain && (*wanted == kind || kind == "document"));
    let details = || format!("A message of type {kind} cannot carry a file of type {mime_type}.");
    if fits { Ok(()) } else { Err(GraphError::of(131_053).because(details())) }
}
