//! The statuses of messages to customers: sent, delivered, read, or failed.

use std::sync::Arc;

use base::Id;
use serde_json::{Value, json};

use super::{Lane, Update};
use crate::{
    emulator::Shared,
    meta::graph::failure,
    network::{ChatMessage, Customer, Failure, Progress, Receipts, Side, State},
};

/// What becomes of an accepted message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Arrives,
    Fails(u32),
}

/// Tells what became of a message that was just accepted.
pub(crate) fn report(shared: &Arc<Shared>, state: &mut State, id: Id, wamid: &str, fate: Fate) {
    match fate {
        Fate::Arrives => advance(shared, state, id),
        Fate::Fails(code) => {
            state.people.progress(wamid, Progress::Failed, Some(failure(code)));
            let withheld = state.people.get(id).is_none_or(|customer| customer.receipts == Receipts::None);
            if !withheld {
                tell(shared, state, id, wamid, Progress::Failed);
            }
        }
    }
}

/// Brings every message to a customer as far as their phone takes it, and tells each step.
pub(crate) fn advance(shared: &Arc<Shared>, state: &mut State, id: Id) {
    let Some(customer) = state.people.get(id) else { return };
    let reached = match customer.receipts {
        Receipts::None => return,
        Receipts::Sent => Progress::Sent,
        Receipts::Delivered => Progress::Delivered,
        Receipts::Read => Progress::Read,
    };
    let behind = |message: &&ChatMessage| message.side == Side::Business && message.progress < reached;
    let behind = customer.messages.iter().filter(behind).map(|message| (message.id.clone(), message.progress));
    for (wamid, from) in behind.collect::<Vec<_>>() {
        for step in [Progress::Sent, Progress::Delivered, Progress::Read] {
            if from < step && step <= reached {
                tell(shared, state, id, &wamid, step);
                state.people.progress(&wamid, step, None);
            }
        }
    }
}

fn tell(shared: &Arc<Shared>, state: &State, id: Id, wamid: &str, progress: Progress) {
    let (Some(customer), Some(message)) = (state.people.get(id), state.people.message(wamid)) else { return };
    let status = status(customer, message, progress, shared.now().as_second());
    let update = Update::status(&shared.settings, customer, status);
    shared.courier.send(shared, Lane::Statuses(id), update);
}

fn status(customer: &Customer, message: &ChatMessage, progress: Progress, seconds: i64) -> Value {
    let mut status = json!({"id": message.id, "status": progress, "timestamp": seconds.to_string()});
    if customer.identity.shows_phone() {
        status["recipient_id"] = json!(customer.phone);
    }
    if customer.identity.shows_user_id() {
        status["recipient_user_id"] = json!(customer.user_id);
    }
    if let Some(data) = message.json().get("biz_opaque_callback_data") {
        status["biz_opaque_callback_data"] = data.clone();
    }
    if let Some(failure) = message.failure.as_ref().filter(|_| progress == Progress::Failed) {
        status["errors"] = json!([failed(failure)]);
    }
    if matches!(progress, Progress::Sent | Progress::Delivered) {
        let category = if message.rendered.is_some() { "utility" } else { "service" };
        status["pricing"] =
            json!({"billable": false, "pricing_model": "PMP", "type": "free_customer_service", "category": category});
    }
    status
}

fn failed(failure: &Failure) -> Value {
    let Failure { code, title } = failure;
    let details = match code {
        131_047 => {
            "Message failed to send because more than 24 hours have passed since the customer last replied to this number."
        }
        _ => title,
    };
    json!({
        "code": code,
        "title": title,
        "message": title,
        "error_data": {"details": details},
        "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
    })
}
