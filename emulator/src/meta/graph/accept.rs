//! Accepting a message: is its content there, who gets it, is it paid for, and what becomes of it.

use std::sync::Arc;

use base::Id;
use serde_json::{Value, json, value::to_raw_value};

use super::{GraphError, media};
use crate::{
    emulator::Shared,
    meta::{
        faults::Fault,
        identity,
        pace::pay_for_pair,
        send::{Kind, Recipient, Send},
        templates::Category,
        wamid,
        webhook::{self, Fate},
    },
    network::{self, ChatMessage, Progress, Side, State},
};

/// The answer that is due, and the fault that comes in its place.
pub(super) struct Done {
    pub(super) answer: Value,
    pub(super) fault: Option<Fault>,
}

/// Takes a message that keeps every rule of its form, or refuses it for what the account, the customer or the pace do
/// not allow.
pub(super) fn take(shared: &Arc<Shared>, send: &Send<'_>, body: &Value) -> Result<Done, GraphError> {
    shared.with(|state| {
        let (category, rendered) = check_content(state, send, body)?;
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
fn check_content(
    state: &State,
    send: &Send<'_>,
    body: &Value,
) -> Result<(Option<Category>, Option<Value>), GraphError> {
    match &send.kind {
        Kind::Template(wanted) => {
            let (category, rendered) = state.templates.render(wanted)?;
            Ok((Some(category), Some(rendered)))
        }
        Kind::Free { media_id: Some(media_id) } => {
            let unknown = || GraphError::value(format!("The media ID {media_id} is unknown or has expired."));
            let file = state.shelf.file(media_id).ok_or_else(unknown)?;
            media::check_kind(body["type"].as_str().unwrap_or_default(), &file.mime_type).map(|()| (None, None))
        }
        Kind::Free { media_id: None } => Ok((None, None)),
    }
}

/// Finds the customer. A number nobody wrote from becomes a new phone, since Meta does not tell either.
fn recipient(
    shared: &Shared,
    state: &mut State,
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

fn pay(shared: &Shared, state: &mut State, id: Id) -> Result<(), GraphError> {
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
fn fate(shared: &Shared, state: &State, id: Id, template: bool, fault: Option<Fault>) -> Fate {
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

fn keep(shared: &Shared, state: &mut State, id: Id, rendered: Option<Value>, body: &Value) -> String {
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

fn success(state: &State, send: &Send<'_>, id: Id, wamid: &str) -> Value {
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
