//! What we know, as the contract writes it.

use dialogue::{Field, FieldValue, Item, Language, Line, Menu};
use proto::{convert::to_time, session::v1 as wire};

use crate::{
    domain::customer::Customer,
    store::{dead::Dead, turns::Record},
};

/// A customer without the cart.
pub(super) fn customer(customer: Customer, language: Language) -> wire::Customer {
    let heard_at = customer.conversation.as_ref().ok().and_then(|conversation| conversation.heard_at);
    wire::Customer {
        id: customer.id.to_string(),
        language: customer.language().unwrap_or(language).code().to_owned(),
        state: customer.state().to_owned(),
        heard_time: Some(to_time(heard_at.unwrap_or(customer.heard_at))),
        name: customer.name,
        address: Some(customer.address.into()),
        cart: Vec::new(),
        create_time: Some(to_time(customer.created_at)),
    }
}

/// The customer's cart; empty when it cannot be opened.
pub(super) fn cart(customer: &Customer, menu: Option<&Menu>) -> Vec<wire::CartLine> {
    let lines = customer.conversation.as_ref().map_or(&[][..], |conversation| conversation.cart.lines());
    lines.iter().map(|line| cart_line(line, menu.and_then(|menu| menu.item(line.product_id)))).collect()
}

fn cart_line(line: &Line, item: Option<&Item>) -> wire::CartLine {
    let spec = |key: &str| item.and_then(|item| item.fields.iter().find(|field| field.key == key));
    wire::CartLine {
        product_id: line.product_id.to_string(),
        quantity: i32::try_from(line.quantity).unwrap_or(i32::MAX),
        note: line.note.clone(),
        choice_ids: line.choices.iter().map(ToString::to_string).collect(),
        fields: line.fields.iter().map(|value| cart_field(value, spec(&value.key))).collect(),
    }
}

/// A value is masked unless the menu says that everybody may read it.
fn cart_field(filled: &FieldValue, spec: Option<&Field>) -> wire::CartField {
    let sensitive = spec.is_none_or(|spec| spec.sensitive);
    wire::CartField {
        key: filled.key.clone(),
        value: if sensitive { base::masked(&filled.value) } else { filled.value.clone() },
        label: spec.map(|spec| spec.label.clone()).unwrap_or_default(),
        sensitive,
    }
}

/// A turn; what this version cannot read of it is left out.
pub(super) fn turn(record: Record) -> wire::Turn {
    let Record { payload, turn, .. } = record;
    let masked = turn.as_ref().and_then(|turn| turn.heard.clone());
    let heard = masked.or_else(|| Some(payload.ok()?.content.for_people())).unwrap_or_default();
    let word = |word: fn(&crate::domain::turn::Turn) -> &String| turn.as_ref().map(word).cloned().unwrap_or_default();
    wire::Turn {
        id: record.id.to_string(),
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
