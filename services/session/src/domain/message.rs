//! A message from a person, parsed once.

use base::{Address, Id, Phone, Timestamp};
use dialogue::{File, Input, SoldOut};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::identity::Identity;

/// The kind of a message that was written to a group.
const GROUP: &str = "group";
/// How long a message must have been under way to be late, and how long it can have been.
const LATE_FROM: SignedDuration = SignedDuration::from_mins(10);
const LATE_TO: SignedDuration = SignedDuration::from_hours(8 * 24);

/// A message as it came in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Inbound {
    /// The network's id of it.
    pub(crate) message_id: String,
    /// When the network says it was sent, when it says so.
    pub(crate) sent_at: Option<Timestamp>,
    /// The trace it came with, when it came with one of its own.
    pub(crate) traceparent: Option<String>,
    /// Who wrote what.
    pub(crate) payload: Payload,
}

/// The stored part of a message: who wrote what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Payload {
    pub(crate) sender: Sender,
    pub(crate) content: Content,
}

/// Who wrote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Sender {
    /// Where the person can be answered.
    pub(crate) address: Address,
    /// The parent business-scoped user id, when the network gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) parent_user_id: Option<String>,
    /// The profile name, or else the username; may be empty. Not an identity.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) name: String,
}

/// What a message is made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Content {
    /// Typed words.
    Text { body: String },
    /// A tapped button or a chosen row.
    Choice { id: String, title: String },
    /// A native cart: SKUs and quantities.
    Cart { items: Vec<(String, i64)>, text: String },
    /// A pin.
    Location { latitude: f64, longitude: f64, name: String, address: String },
    /// A file.
    Media {
        kind: String,
        media_id: String,
        caption: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        filename: String,
    },
    /// An emoji put on a message; empty when it was taken away.
    Reaction { emoji: String },
    /// The person's number or user id changed.
    IdentityChange(IdentityChange),
    /// Anything else, as it came.
    Other { kind: String, raw_json: String },
    /// Nothing a person wrote: a product in the cart is sold out.
    SoldOut { product: Id, offered_at: i64 },
}

/// A changed number or user id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct IdentityChange {
    pub(crate) new_phone: Option<Phone>,
    pub(crate) new_user_id: Option<String>,
    pub(crate) old_user_id: Option<String>,
}

impl Payload {
    /// The names this message goes by.
    pub(crate) fn identity(&self) -> Identity {
        match &self.content {
            Content::IdentityChange(change) => Identity::of_change(&self.sender, change),
            _ => Identity::of_sender(&self.sender),
        }
    }

    /// Whether the shop told it itself, and nobody wrote.
    pub(crate) fn is_news(&self) -> bool {
        self.content.sold_out().is_some()
    }

    /// Where the person can be answered after this message.
    pub(crate) fn address(&self) -> Address {
        match &self.content {
            Content::IdentityChange(change) => change.applied_to(&self.sender.address),
            _ => self.sender.address.clone(),
        }
    }
}

impl IdentityChange {
    fn applied_to(&self, address: &Address) -> Address {
        let phone = self.new_phone.clone().or_else(|| address.handle.phone().cloned());
        let user_id = self.new_user_id.clone().or_else(|| address.handle.user_id().map(str::to_owned));
        let handle = base::address::Handle::new(phone, user_id).unwrap_or_else(|| address.handle.clone());
        Address { handle, ..address.clone() }
    }
}

impl Content {
    /// What the conversation makes of it; `None` when it concerns nobody but us.
    pub(crate) fn into_input(self) -> Option<Input> {
        Some(match self {
            Self::Text { body } => Input::Text(body),
            Self::Choice { id, title } => Input::Choice { id, title },
            Self::Cart { items, text } => Input::Cart { items, text },
            Self::Location { latitude, longitude, name, address } => {
                Input::Location { latitude, longitude, name, address }
            }
            Self::Media { kind, media_id, caption, filename } => {
                Input::Media { kind, file: File { media_id, name: filename, caption } }
            }
            Self::Reaction { .. } => Input::Reaction,
            Self::IdentityChange(_) | Self::SoldOut { .. } => return None,
            // What is said among several is no order of the one who says it.
            Self::Other { kind, .. } if kind == GROUP => return None,
            Self::Other { .. } => Input::Other,
        })
    }

    /// What sold out, when nobody wrote and that is the news.
    pub(crate) fn sold_out(&self) -> Option<SoldOut> {
        match *self {
            Self::SoldOut { product, offered_at } => Some(SoldOut { product, offered_at }),
            _ => None,
        }
    }

    /// Whether it was written to a group.
    pub(crate) fn is_group(&self) -> bool {
        matches!(self, Self::Other { kind, .. } if kind == GROUP)
    }

    /// The words in it.
    pub(crate) fn words(&self) -> Option<&str> {
        match self {
            Self::Text { body } => Some(body),
            _ => None,
        }
    }

    /// What came in, for people to read.
    pub(crate) fn for_people(&self) -> String {
        match self {
            Self::Text { body } => body.clone(),
            Self::Choice { id, title } => if title.is_empty() { id } else { title }.clone(),
            Self::Cart { items, text } => {
                let lines = items.iter().map(|(sku, quantity)| format!("{quantity} × {sku}"));
                bracketed("cart", &lines.collect::<Vec<_>>().join(", "), text)
            }
            Self::Location { latitude, longitude, name, address } => {
                bracketed("location", &format!("{latitude}, {longitude}"), &format!("{name} {address}"))
            }
            Self::Media { kind, caption, .. } => bracketed(kind, "", caption),
            Self::Reaction { emoji } => bracketed("reaction", "", emoji),
            Self::IdentityChange(_) => "[number or user id changed]".to_owned(),
            Self::Other { kind, .. } => bracketed(kind, "", ""),
            Self::SoldOut { product, .. } => bracketed("sold out", &product.to_string(), ""),
        }
    }
}

/// Whether a message was long under way. A network tries for a week; what claims to be older says that the clocks
/// differ.
pub(crate) fn is_late(sent_at: Timestamp, received_at: Timestamp) -> bool {
    (LATE_FROM..LATE_TO).contains(&received_at.duration_since(sent_at))
}

fn bracketed(kind: &str, details: &str, words: &str) -> String {
    let inside = format!("{kind} {details}");
    format!("[{}] {}", inside.trim(), words.trim()).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_read_what_came_in() {
        let cart = Content::Cart { items: vec![("ZOBO".into(), 2), ("SUYA".into(), 1)], text: "cold".into() };
        assert_eq!(cart.for_people(), "[cart 2 × ZOBO, 1 × SUYA] cold");
        let picture = Content::Media {
            kind: "image".into(),
            media_id: "1".into(),
            caption: String::new(),
            filename: String::new(),
        };
        assert_eq!(picture.for_people(), "[image]");
        let tap = Content::Choice { id: "menu".into(), title: "Menu".into() };
        assert_eq!(tap.for_people(), "Menu");
    }

    #[test]
    fn a_message_is_late_after_ten_minutes_unless_the_clocks_differ() {
        let received_at = Timestamp::from_second(1_800_000_000).unwrap();
        let late = |minutes| is_late(received_at - SignedDuration::from_mins(minutes), received_at);
        assert_eq!([0, 9, 10, 7 * 24 * 60, 9 * 24 * 60].map(late), [false, false, true, true, false]);
    }

    #[test]
    fn a_stored_payload_is_small_and_read_back_whole() {
        let address: Address =
            serde_json::from_str(r#"{"channel":"whatsapp","account_id":"1","handle":{"Phone":"2348030000001"}}"#)
                .unwrap();
        let sender = Sender { address, parent_user_id: None, name: String::new() };
        let payload = Payload { sender, content: Content::Text { body: "hi".into() } };
        let stored = serde_json::to_string(&payload).unwrap();
        assert!(stored.ends_with(r#""content":{"text":{"body":"hi"}}}"#), "{stored}");
        assert_eq!(serde_json::from_str::<Payload>(&stored).unwrap(), payload);
    }
}
