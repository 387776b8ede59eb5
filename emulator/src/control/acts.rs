//! Acting as a customer: what they do on the phone becomes the message a webhook brings.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State, rejection::JsonRejection},
};
use base::{Id, Phone};
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::{Value, json, value::to_raw_value};

use super::{
    ControlError,
    customers::{check_free, find},
};
use crate::{
    emulator::Shared,
    meta::{
        wamid,
        webhook::{Lane, Update},
    },
    network::{self, ChatMessage, Choice, Customer, Progress, Side},
};

type Answer = Result<Json<Value>, ControlError>;

/// How long the business may write freely after a customer's message.
const WINDOW: SignedDuration = SignedDuration::from_hours(24);
/// Characters a phone lets one write.
const TEXT_MAX: usize = 4096;
/// The shop's catalogue where an order names none.
const CATALOG_ID: &str = "300000000000001";

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

#[derive(Deserialize)]
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
    Ok(match act {
        Act::Text { text, reply_to } => {
            let text = words(text)?;
            let mut message = json!({"type": "text", "text": {"body": text}});
            if let Some(reply_to) = reply_to {
                message["context"] = context(shared, &reply_to);
            }
            message
        }
        Act::Tap { number, id, title, message_id } => tap(shared, customer, &Wanted { number, id, title, message_id })?,
        Act::Location { latitude, longitude, name, address } => {
            let place = json!({"latitude": latitude, "longitude": longitude, "name": name, "address": address});
            json!({"type": "location", "location": without_nulls(place)})
        }
        Act::Order { items, catalog_id, text } => order(&items, catalog_id, text)?,
        Act::Image(file) => media(state, "image", "image/jpeg", file)?,
        Act::Video(file) => media(state, "video", "video/mp4", file)?,
        Act::Audio(file) => media(state, "audio", "audio/mpeg", file)?,
        Act::Voice(file) => voice(media(state, "audio", "audio/ogg; codecs=opus", file)?),
        Act::Document(file) => media(state, "document", "application/pdf", file)?,
        Act::Sticker(file) => media(state, "sticker", "image/webp", file)?,
        Act::Reaction { emoji, message_id } => reaction(customer, &emoji, message_id)?,
        Act::Contacts { name, phone } => contact_card(&name, &phone),
        Act::Unsupported => unsupported(),
        Act::ChangeNumber { phone } => change_of_number(customer, &phone),
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

fn context(shared: &Shared, message_id: &str) -> Value {
    json!({"from": shared.settings.business_phone, "id": message_id})
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
    let (kind, reply) = choice.reply();
    Ok(json!({"type": kind, kind: reply, "context": context(shared, &offer.id)}))
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

fn order(items: &[Item], catalog_id: Option<String>, text: Option<String>) -> Result<Value, ControlError> {
    if items.is_empty() {
        return Err(ControlError::invalid("CART_EMPTY", "A cart that is sent has at least one item."));
    }
    let items = items.iter().map(|item| {
        let Item { product_retailer_id, quantity, item_price, currency } = item;
        json!({"product_retailer_id": product_retailer_id, "quantity": quantity, "item_price": item_price, "currency": currency})
    });
    let catalog_id = catalog_id.unwrap_or_else(|| CATALOG_ID.into());
    let order = json!({"catalog_id": catalog_id, "text": text, "product_items": items.collect::<Vec<_>>()});
    Ok(json!({"type": "order", "order": without_nulls(order)}))
}

/// A file from the shelf; without one, an id that leads nowhere, as when Meta has let it go.
fn media(state: &network::State, kind: &str, usual_type: &str, file: File) -> Result<Value, ControlError> {
    let File { media_id, caption, filename } = file;
    let known = media_id.as_ref().map(|id| {
        let found = state.shelf.file(id);
        found.ok_or_else(|| ControlError::not_found("MEDIA_NOT_FOUND", "POST the file to /control/media first."))
    });
    let known = known.transpose()?;
    let mime_type = known.map_or(usual_type, |file| file.mime_type.as_str());
    let sha256 = known.map_or([0; 32], |file| file.sha256);
    let body = json!({
        "id": media_id.as_deref().unwrap_or("1000000000000000"),
        "mime_type": mime_type,
        "sha256": base64::Engine::encode(&base64::engine::general_purpose::STANDARD, sha256),
        "caption": caption,
        "filename": filename,
    });
    Ok(json!({"type": kind, kind: without_nulls(body)}))
}

fn voice(mut message: Value) -> Value {
    message["audio"]["voice"] = json!(true);
    message
}

/// An empty emoji takes the reaction back; Meta leaves the key out then.
fn reaction(customer: &Customer, emoji: &str, message_id: Option<String>) -> Result<Value, ControlError> {
    let newest = customer.messages.iter().rev().find(|message| message.side == Side::Business);
    let message_id = message_id.or_else(|| newest.map(|message| message.id.clone()));
    let message_id =
        message_id.ok_or_else(|| ControlError::invalid("NOTHING_TO_REACT_TO", "There is no message to react to."))?;
    let emoji = (!emoji.is_empty()).then_some(emoji);
    Ok(json!({"type": "reaction", "reaction": without_nulls(json!({"message_id": message_id, "emoji": emoji}))}))
}

fn contact_card(name: &str, phone: &Phone) -> Value {
    let number = json!({"phone": format!("+{}", phone.digits()), "wa_id": phone, "type": "CELL"});
    json!({"type": "contacts", "contacts": [{"name": {"formatted_name": name, "first_name": name}, "phones": [number]}]})
}

fn unsupported() -> Value {
    let title = "Message type unknown";
    let details = "Message type is currently not supported.";
    let error = json!({"code": 131_051, "title": title, "message": title, "error_data": {"details": details}});
    json!({"type": "unsupported", "errors": [error], "unsupported": {"type": "poll"}})
}

fn change_of_number(customer: &Customer, phone: &Phone) -> Value {
    let body = format!("User {} changed from {} to {}", customer.name, customer.phone.digits(), phone.digits());
    let mut system = json!({"type": "user_changed_number", "body": body, "wa_id": phone});
    if customer.identity.shows_user_id() {
        system["user_id"] = json!(customer.user_id);
    }
    json!({"type": "system", "from": customer.phone, "system": system})
}

fn without_nulls(mut object: Value) -> Value {
    if let Some(fields) = object.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    object
}
