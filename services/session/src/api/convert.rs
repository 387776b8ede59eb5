//! What we know, as the contract writes it.

use dialogue::Language;
use proto::{convert::to_time, session::v1 as wire};

use crate::{
    domain::{customer::Customer, message::Payload},
    store::{dead::Dead, turns::Record},
};

/// A customer without the cart.
pub(super) fn customer(customer: Customer, language: Language) -> wire::Customer {
    let conversation = customer.conversation;
    let heard_at = conversation.heard_at.unwrap_or(customer.heard_at);
    wire::Customer {
        id: customer.id.to_string(),
        name: customer.name,
        address: Some(customer.address.into()),
        language: conversation.language.unwrap_or(language).code().to_owned(),
        cart: Vec::new(),
        state: conversation.state.name().to_owned(),
        heard_time: Some(to_time(heard_at)),
        create_time: Some(to_time(customer.created_at)),
    }
}

/// A customer with the cart.
pub(super) fn customer_with_cart(whole: Customer, language: Language) -> wire::Customer {
    let line = |line: &dialogue::Line| wire::CartLine {
        product_id: line.product_id.to_string(),
        quantity: i32::try_from(line.quantity).unwrap_or(i32::MAX),
        note: line.note.clone(),
    };
    let cart = whole.conversation.cart.lines().iter().map(line).collect();
    wire::Customer { cart, ..customer(whole, language) }
}

/// A turn; what this version cannot read of it is left out.
pub(super) fn turn(record: Record) -> wire::Turn {
    let payload = serde_json::from_str::<Payload>(record.payload.0.get()).ok();
    let heard = payload.map(|payload| payload.content.for_people()).unwrap_or_default();
    let turn = record.turn.map(|turn| turn.0);
    let word = |word: fn(&crate::domain::turn::Turn) -> &String| turn.as_ref().map(word).cloned().unwrap_or_default();
    wire::Turn {
        id: record.id.0.to_string(),
        message_id: record.message_id,
        heard,
        intent: word(|turn| &turn.intent),
        state_before: word(|turn| &turn.state_before),
        state_after: word(|turn| &turn.state_after),
        replies: turn.map(|turn| turn.replies.into_iter().map(Into::into).collect()).unwrap_or_default(),
        time: record.decided_at.map(|moment| to_time(moment.0)),
    }
}

/// A message that was given up.
pub(super) fn dead(dead: Dead) -> wire::DeadMessage {
    wire::DeadMessage {
        id: dead.id.0.to_string(),
        customer_id: dead.customer_id.0.to_string(),
        attempts: dead.attempts,
        error: dead.given_up.unwrap_or_default(),
        receive_time: Some(to_time(dead.received_at.0)),
    }
}
