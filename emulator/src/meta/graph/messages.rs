//! `POST /{phone-number-id}/messages`: check, pace, accept, and answer or fail on demand.

use std::{sync::Arc, time::Duration};

use axum::{
    Json,
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use base::Id;
use bytes::Bytes;
use http::{HeaderMap, header};
use jiff::SignedDuration;
use serde_json::{Value, json, value::to_raw_value};

use super::{GraphError, authorize, bare, reset, trace_id};
use crate::{
    emulator::Shared,
    meta::{
        faults::Fault,
        identity,
        pace::pay_for_pair,
        send::{self, Kind, Recipient, Request, Send},
        templates::Category,
        wamid,
        webhook::{self, Fate},
    },
    network::{self, ChatMessage, Progress, Reason, Side},
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

/// The answer that is due, and the fault that comes in its place.
struct Done {
    answer: Value,
    fault: Option<Fault>,
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

fn note_refusal(shared: &Shared, path: String, error: &GraphError, body: &[u8]) {
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

fn take(shared: &Arc<Shared>, send: &Send<'_>, body: &Value) -> Result<Done, GraphError> {
    shared.with(|state| {
        let (category, rendered) = check_content(state, send)?;
        let id = recipient(shared, state, send, category)?;
        let fault = state.faults.strike(&shared.world);
        if fault.is_some_and(|fault| !fault.accepts()) {
            return Ok(Done { answer: Value::Null, fault });
        }
        pay(shared, state, id)?;
        let fate = fate(shared, state, id, category.is_some(), fault);
        let wamid = keep(shared, state, id, rendered, body);
        webhook::report(shared, state, id, &wamid, fate);
        Ok(Done { answer: success(state, send, id, &wamid), fault })
    })
}

/// Templates and uploaded files must be there.
fn check_content(state: &network::State, send: &Send<'_>) -> Result<(Option<Category>, Option<Value>), GraphError> {
    match &send.kind {
        Kind::Template(wanted) => {
            let (category, rendered) = state.templates.render(wanted)?;
            Ok((Some(category), Some(rendered)))
        }
        Kind::Free { media_id: Some(media_id) } if state.shelf.file(media_id).is_none() => {
            Err(GraphError::value(format!("The media ID {media_id} is unknown or has expired.")))
        }
        Kind::Free { .. } => Ok((None, None)),
    }
}

/// Finds the customer. A number nobody wrote from becomes a new phone, since Meta does not tell either.
fn recipient(
    shared: &Shared,
    state: &mut network::State,
    send: &Send<'_>,
    category: Option<Category>,
) -> Result<Id, GraphError> {
    match &send.recipient {
        Recipient::UserId(_) if category == Some(Category::Authentication) => Err(GraphError::of(131_062)),
        Recipient::UserId(user_id) => {
            let found = state.people.by_user_id(user_id);
            found.ok_or_else(|| GraphError::value("There is no user with this business-scoped user ID."))
        }
        Recipient::Phone { phone, .. } if *phone == shared.settings.business_phone => Err(GraphError::of(131_021)),
        Recipient::Phone { phone, .. } => {
            let allowed = &state.limits.allowed_recipients;
            if !allowed.is_empty() && !allowed.contains(phone) {
                return Err(GraphError::of(131_030).because("Recipient phone number not in allowed list"));
            }
            let known = identity::by_any_spelling(&state.people, phone);
            Ok(known.unwrap_or_else(|| network::stranger(&mut state.people, phone.clone(), &shared.world)))
        }
    }
}

fn pay(shared: &Shared, state: &mut network::State, id: Id) -> Result<(), GraphError> {
    let now = shared.now();
    let paid_at = state.people.get(id).map_or(now, |customer| customer.pair_paid_at);
    let Some(paid_at) = pay_for_pair(paid_at, now, &state.limits) else {
        let details = "Message failed to send because there were too many messages sent from this phone number to the \
                       same phone number in a short period of time.";
        return Err(GraphError::of(131_056).because(details));
    };
    if !state.throughput.pay(now, &state.limits) {
        return Err(GraphError::of(130_429).because("Cloud API message throughput has been reached."));
    }
    if let Some(customer) = state.people.change(id) {
        (customer.pair_paid_at, customer.typing_until) = (paid_at, None);
    }
    Ok(())
}

/// What becomes of an accepted message.
fn fate(shared: &Shared, state: &network::State, id: Id, template: bool, fault: Option<Fault>) -> Fate {
    let customer = state.people.get(id);
    match fault {
        Some(Fault::FailLater { code }) => Fate::Fails(code),
        _ if customer.is_some_and(|customer| !customer.reachable) => Fate::Fails(131_026),
        _ if !template && customer.is_some_and(|customer| !customer.window_is_open(shared.now())) => {
            Fate::Fails(131_047)
        }
        _ => Fate::Arrives,
    }
}

fn keep(shared: &Shared, state: &mut network::State, id: Id, rendered: Option<Value>, body: &Value) -> String {
    let peer = state.people.get(id).map(|customer| customer.peer().to_owned()).unwrap_or_default();
    let wamid = wamid::fresh(&peer, Side::Business, &shared.world);
    let message = ChatMessage {
        position: 0,
        revision: 0,
        id: wamid.clone(),
        side: Side::Business,
        at: shared.now(),
        progress: Progress::Accepted,
        failure: None,
        rendered,
        raw: to_raw_value(body).expect("a JSON value is always JSON"),
    };
    state.people.push(id, message);
    state.refusals.accept();
    wamid
}

fn success(state: &network::State, send: &Send<'_>, id: Id, wamid: &str) -> Value {
    let contact = match &send.recipient {
        Recipient::UserId(user_id) => json!({"input": user_id, "user_id": user_id}),
        Recipient::Phone { input, .. } => {
            json!({"input": input, "wa_id": state.people.get(id).map(|customer| customer.phone.digits())})
        }
    };
    let mut message = json!({"id": wamid});
    if matches!(send.kind, Kind::Template(_)) {
        message["message_status"] = json!("accepted");
    }
    json!({"messaging_product": "whatsapp", "contacts": [contact], "messages": [message]})
}
