//! Acting as a customer: what they do on the phone becomes the message a webhook brings.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State, rejection::JsonRejection},
};
use base::{Id, Phone};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json, value::to_raw_value};

use super::{
    ControlError,
    customers::{check_free, find},
};
use crate::{
    emulator::Shared,
    meta::{
        incoming, wamid,
        webhook::{Lane, Update},
    },
    network::{self, ChatMessage, Choice, Customer, MediaFile, Progress, Shelf, Side},
};

type Answer = Result<Json<Value>, ControlError>;

/// How long the business may write freely after a customer's message.
const WINDOW: SignedDuration = SignedDuration::from_hours(24);
/// Characters a phone lets one write.
const TEXT_MAX: usize = 4096;

/// What a customer does.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Act {
    Text { text: String, reply_to: Option<String> },
    Tap { number: Option<usize>, id: Option<String>, title: Option<String>, message_id: Option<String> },
    Location { latitude: f64, longitude: f64, name: Option<String>, address: Option<String> },
    Order { items: Vec<Item>, catalog_id: Option<String>, text: Option<String> },
    Image(File),
    Video(File),
    Audio(File),
    Voice(File),
    Document(File),
    Sticker(File),
    Reaction { emoji: String, message_id: Option<String> },
    Contacts { name: String, phone: Phone },
    Unsupported,
    ChangeNumber { phone: Phone },
    Raw { message: Value },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Item {
    product_retailer_id: String,
    quantity: u32,
    /// Major units, in any form that Meta sends: 30, 599.9, "12.50".
    item_price: Value,
    currency: String,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct File {
    media_id: Option<String>,
    caption: Option<String>,
    filename: Option<String>,
}

/// Does it, and shows the message that came of it.
pub(super) async fn act(
    State(shared): State<Arc<Shared>>,
    Path(who): Path<String>,
    act: Result<Json<Act>, JsonRejection>,
) -> Answer {
    let Json(act) = act?;
    shared.with(|state| {
        let id = find(&state.people, &who)?;
        let renumbered = if let Act::ChangeNumber { phone } = &act { Some(phone.clone()) } else { None };
        if let Some(phone) = &renumbered {
            check_free(&state.people, phone, &shared.settings.business_phone)?;
        }
        let customer = state.people.get(id).ok_or_else(ControlError::no_such_customer)?;
        let message = message(&shared, state, customer, act)?;
        let said = say(&shared, state, id, message)?;
        if let Some(phone) = renumbered {
            state.people.renumber(id, phone);
        }
        Ok(said)
    })
}

/// Puts a message into the conversation and on its way to the webhook.
fn say(shared: &Arc<Shared>, state: &mut network::State, id: Id, mut message: Value) -> Answer {
    let now = shared.now();
    let customer = state.people.get(id).ok_or_else(ControlError::no_such_customer)?;
    fill_in(shared, customer, &mut message);
    let update = Update::message(&shared.settings, customer, message.clone());
    let talks = message["type"] != "system";
    let chat = ChatMessage {
        position: 0,
        revision: 0,
        id: message["id"].as_str().unwrap_or_default().to_owned(),
        side: Side::Customer,
        at: now,
        progress: Progress::Sent,
        failure: None,
        rendered: None,
        raw: to_raw_value(&message).expect("a JSON value is always JSON"),
    };
    if talks && let Some(customer) = state.people.change(id) {
        customer.window_until = now.checked_add(WINDOW).ok();
    }
    let said = state.people.push(id, chat).map(|message| json!({"message": message.view()}));
    shared.courier.send(shared, Lane::Messages(id), update);
    said.map(Json).ok_or_else(ControlError::no_such_customer)
}

/// Adds what every message has, where it is not there.
fn fill_in(shared: &Shared, customer: &Customer, message: &mut Value) {
    let Some(fields) = message.as_object_mut() else { return };
    if customer.identity.shows_phone() {
        fields.entry("from").or_insert_with(|| json!(customer.phone));
    }
    if customer.identity.shows_user_id() {
        fields.entry("from_user_id").or_insert_with(|| json!(customer.user_id));
    }
    fields.entry("id").or_insert_with(|| json!(wamid::fresh(customer.peer(), Side::Customer, &shared.world)));
    fields.entry("timestamp").or_insert_with(|| json!(shared.now().as_second().to_string()));
}

fn message(shared: &Shared, state: &network::State, customer: &Customer, act: Act) -> Result<Value, ControlError> {
    let shelf = &state.shelf;
    Ok(match act {
        Act::Text { text, reply_to } => said(shared, &words(text)?, reply_to),
        Act::Tap { number, id, title, message_id } => tap(shared, customer, &Wanted { number, id, title, message_id })?,
        Act::Location { latitude, longitude, name, address } => incoming::location(latitude, longitude, name, address),
        Act::Order { items, .. } if items.is_empty() => {
            return Err(ControlError::invalid("CART_EMPTY", "A cart that is sent has at least one item."));
        }
        Act::Order { items, catalog_id, text } => {
            incoming::order(&items.iter().map(|item| json!(item)).collect::<Vec<_>>(), catalog_id, text)
        }
        Act::Image(file) => media(shelf, "image", "image/jpeg", file)?,
        Act::Video(file) => media(shelf, "video", "video/mp4", file)?,
        Act::Audio(file) => media(shelf, "audio", "audio/mpeg", file)?,
        Act::Voice(file) => incoming::voice(known_file(shelf, &file)?),
        Act::Document(file) => media(shelf, "document", "application/pdf", file)?,
        Act::Sticker(file) => media(shelf, "sticker", "image/webp", file)?,
        Act::Reaction { emoji, message_id } => reaction(customer, &emoji, message_id)?,
        Act::Contacts { name, phone } => incoming::contact_card(&name, &phone),
        Act::Unsupported => incoming::unsupported(),
        Act::ChangeNumber { phone } => incoming::change_of_number(customer, &phone),
        Act::Raw { message } if message.is_object() => message,
        Act::Raw { .. } => return Err(ControlError::invalid("MESSAGE_INVALID", "message must be a JSON object.")),
    })
}

fn words(text: String) -> Result<String, ControlError> {
    let right = !text.trim().is_empty() && text.chars().count() <= TEXT_MAX;
    right.then_some(text).ok_or_else(|| {
        ControlError::invalid("TEXT_INVALID", format!("A text has 1 to {TEXT_MAX} characters and is not blank."))
    })
}

fn said(shared: &Shared, text: &str, reply_to: Option<String>) -> Value {
    let mut message = incoming::text(text);
    if let Some(reply_to) = reply_to {
        message["context"] = incoming::context(&shared.settings, &reply_to);
    }
    message
}

fn known_file<'a>(shelf: &'a Shelf, file: &File) -> Result<Option<&'a MediaFile>, ControlError> {
    let missing = || ControlError::not_found("MEDIA_NOT_FOUND", "POST the file to /control/media first.");
    file.media_id.as_ref().map(|id| shelf.file(id).ok_or_else(missing)).transpose()
}

fn media(shelf: &Shelf, kind: &str, usual_type: &str, file: File) -> Result<Value, ControlError> {
    let known = known_file(shelf, &file)?;
    Ok(incoming::media(kind, usual_type, known, file.caption, file.filename))
}

fn reaction(customer: &Customer, emoji: &str, message_id: Option<String>) -> Result<Value, ControlError> {
    let newest = customer.messages.iter().rev().find(|message| message.side == Side::Business);
    let message_id = message_id.or_else(|| newest.map(|message| message.id.clone()));
    let nothing = || ControlError::invalid("NOTHING_TO_REACT_TO", "There is no message to react to.");
    Ok(incoming::reaction(&message_id.ok_or_else(nothing)?, emoji))
}

/// Which choice is meant, and on which message.
struct Wanted {
    number: Option<usize>,
    id: Option<String>,
    title: Option<String>,
    message_id: Option<String>,
}

fn tap(shared: &Shared, customer: &Customer, wanted: &Wanted) -> Result<Value, ControlError> {
    let mut offers = customer.messages.iter().rev().filter(|message| {
        message.side == Side::Business && wanted.message_id.as_ref().is_none_or(|id| *id == message.id)
    });
    let (offer, choices) = offers
        .find_map(|message| Some((message, message.choices())).filter(|(_, choices)| !choices.is_empty()))
        .ok_or_else(|| ControlError::invalid("NOTHING_TO_TAP", "There is no message with choices to tap on."))?;
    let choice = choices.iter().find(|choice| wanted.is(choice)).ok_or_else(|| no_such_choice(&choices))?;
    Ok(incoming::tap(choice, incoming::context(&shared.settings, &offer.id)))
}

impl Wanted {
    fn is(&self, choice: &Choice) -> bool {
        let titled = self.title.as_ref().is_some_and(|title| title.to_lowercase() == choice.title.to_lowercase());
        self.number == Some(choice.number) || self.id.as_ref() == Some(&choice.id) || titled
    }
}

fn no_such_choice(choices: &[Choice]) -> ControlError {
    let titles: Vec<String> = choices.iter().map(|choice| format!("{}. {}", choice.number, choice.title)).collect();
    ControlError::invalid("CHOICE_UNKNOWN", format!("The choices are: {}.", titles.join(", ")))
}
