//! The elements of `messages` that a customer's acts become.

use base::Phone;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::{
    Settings,
    network::{Choice, Customer, MediaFile},
};

/// The shop's catalogue where an order names none.
const CATALOG_ID: &str = "300000000000001";
/// A file that Meta has let go, where a customer sends one without bytes.
const GONE_FILE_ID: &str = "1000000000000000";

/// Which message of ours is answered.
pub(crate) fn context(settings: &Settings, message_id: &str) -> Value {
    json!({"from": settings.business_phone, "id": message_id})
}

pub(crate) fn text(body: &str) -> Value {
    json!({"type": "text", "text": {"body": body}})
}

pub(crate) fn tap(choice: &Choice, context: Value) -> Value {
    let (kind, reply) = choice.reply();
    json!({"type": kind, kind: reply, "context": context})
}

pub(crate) fn location(latitude: f64, longitude: f64, name: Option<String>, address: Option<String>) -> Value {
    let place = json!({"latitude": latitude, "longitude": longitude, "name": name, "address": address});
    json!({"type": "location", "location": without_nulls(place)})
}

pub(crate) fn order(items: &[Value], catalog_id: Option<String>, text: Option<String>) -> Value {
    let catalog_id = catalog_id.unwrap_or_else(|| CATALOG_ID.into());
    let order = json!({"catalog_id": catalog_id, "text": text, "product_items": items});
    json!({"type": "order", "order": without_nulls(order)})
}

/// A file from the shelf, or one that is there no more.
pub(crate) fn media(
    kind: &str,
    usual_type: &str,
    file: Option<&MediaFile>,
    caption: Option<String>,
    filename: Option<String>,
) -> Value {
    let body = json!({
        "id": file.map_or(GONE_FILE_ID, |file| &file.id),
        "mime_type": file.map_or(usual_type, |file| &file.mime_type),
        "sha256": STANDARD.encode(file.map_or([0; 32], |file| file.sha256)),
        "caption": caption,
        "filename": filename,
    });
    json!({"type": kind, kind: without_nulls(body)})
}

/// A recording made on the spot.
pub(crate) fn voice(file: Option<&MediaFile>) -> Value {
    let mut message = media("audio", "audio/ogg; codecs=opus", file, None, None);
    message["audio"]["voice"] = json!(true);
    message
}

/// An empty emoji takes the reaction back; Meta leaves the key out then.
pub(crate) fn reaction(message_id: &str, emoji: &str) -> Value {
    let emoji = (!emoji.is_empty()).then_some(emoji);
    json!({"type": "reaction", "reaction": without_nulls(json!({"message_id": message_id, "emoji": emoji}))})
}

pub(crate) fn contact_card(name: &str, phone: &Phone) -> Value {
    let number = json!({"phone": format!("+{}", phone.digits()), "wa_id": phone, "type": "CELL"});
    json!({"type": "contacts", "contacts": [{"name": {"formatted_name": name, "first_name": name}, "phones": [number]}]})
}

/// A kind that Meta hands on only by name.
pub(crate) fn unsupported() -> Value {
    let title = "Message type unknown";
    let details = "Message type is currently not supported.";
    let error = json!({"code": 131_051, "title": title, "message": title, "error_data": {"details": details}});
    json!({"type": "unsupported", "errors": [error], "unsupported": {"type": "poll"}})
}

/// Comes from the old number and names the new one.
pub(crate) fn change_of_number(customer: &Customer, phone: &Phone) -> Value {
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
