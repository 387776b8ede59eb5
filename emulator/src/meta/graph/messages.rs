//! `POST /{phone-number-id}/messages`: check, accept, and answer or fail on demand.

use std::{sync::Arc, time::Duration};

use axum::{
    Json,
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use http::{HeaderMap, header};
use jiff::SignedDuration;
use serde_json::json;

use super::{
    GraphError,
    accept::{Done, take},
    authorize, bare, reset, trace_id,
};
use crate::{
    emulator::Shared,
    meta::{
        faults::Fault,
        send::{self, Request},
    },
    network::{Reason, Side},
};

/// How long the typing dots stay.
const TYPING: SignedDuration = SignedDuration::from_secs(25);
/// After this long without an answer the connection is closed.
const NO_ANSWER: Duration = Duration::from_secs(300);

/// Answers a send or a read receipt.
pub(super) async fn post(
    State(shared): State<Arc<Shared>>,
    Path((version, id)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let latency_ms = shared.with(|state| state.limits.latency_ms);
    if latency_ms > 0 {
        shared.world.sleep(Duration::from_millis(latency_ms)).await;
    }
    let checked = authorize(&shared, &version, &headers).and_then(|()| handle(&shared, &id, &headers, &body));
    match checked {
        Ok(done) => answer(&shared, done).await,
        Err(error) => {
            note_refusal(&shared, format!("/{version}/{id}/messages"), &error, &body);
            error.answer(&trace_id(&shared))
        }
    }
}

async fn answer(shared: &Shared, done: Done) -> Response {
    match done.fault {
        None | Some(Fault::FailLater { .. }) => Json(done.answer).into_response(),
        Some(Fault::Error { code }) => GraphError::of(code).answer(&trace_id(shared)),
        Some(Fault::Status { status, .. }) => bare(status),
        Some(Fault::Reset) => reset(),
        Some(Fault::NoAnswer) => {
            shared.world.sleep(NO_ANSWER).await;
            reset()
        }
    }
}

pub(super) fn note_refusal(shared: &Shared, path: String, error: &GraphError, body: &[u8]) {
    tracing::warn!(code = error.code(), "a send was refused");
    let reason = Reason {
        status: error.status(),
        code: error.code(),
        message: error.message().to_owned(),
        details: error.details().map(str::to_owned),
    };
    shared.with(|state| {
        state.refusals.refuse(shared.now(), path, reason, body);
        state.people.touch();
    });
}

fn handle(shared: &Arc<Shared>, id: &str, headers: &HeaderMap, body: &[u8]) -> Result<Done, GraphError> {
    if id != shared.settings.phone_number_id {
        return Err(GraphError::unknown_object("post", id));
    }
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !content_type.starts_with("application/json") {
        return Err(GraphError::parameter("The content type must be application/json."));
    }
    let json = serde_json::from_slice(body).map_err(|_| GraphError::parameter("The body is not valid JSON."))?;
    match send::parse(&json)? {
        Request::MarkRead { message_id, typing } => mark_read(shared, message_id, typing),
        Request::Send(send) => take(shared, &send, &json),
    }
}

fn mark_read(shared: &Shared, message_id: &str, typing: bool) -> Result<Done, GraphError> {
    let until = shared.now().saturating_add(TYPING).ok().filter(|_| typing);
    shared.with(|state| {
        let people = &mut state.people;
        let incoming = people.message(message_id).filter(|message| message.side == Side::Customer);
        let position = incoming.map(|message| message.position);
        let (Some(position), Some(id)) = (position, people.owner(message_id)) else {
            return Err(GraphError::of(100).because("Please check the message ID you have provided."));
        };
        people.mark_read_up_to(id, position);
        if let Some(customer) = people.change(id) {
            customer.typing_until = until;
        }
        Ok(Done { answer: json!({"success": true}), fault: None })
    })
}
