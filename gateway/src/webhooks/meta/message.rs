//! One message of a person.

use proto::session::v1::{InboundMessage, InboundOther, inbound_message::Content};
use serde::Deserialize;
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

use super::{
    body, identity, keep,
    loose::{Text, read},
    sender::{Contact, sender},
};

/// Characters of a message id; the contract allows no more.
const ID_MAX: usize = 512;
/// The last second of the year 9999.
const SECONDS_MAX: i64 = 253_402_300_799;

#[derive(Deserialize)]
pub(super) struct Message<'a> {
    #[serde(borrow, default)]
    pub(super) from: Text<'a>,
    #[serde(borrow, default)]
    pub(super) from_user_id: Text<'a>,
    #[serde(borrow, default)]
    pub(super) from_parent_user_id: Text<'a>,
    #[serde(borrow, default)]
    id: Text<'a>,
    #[serde(borrow, default)]
    timestamp: Text<'a>,
    #[serde(borrow, default, rename = "type")]
    pub(super) kind: Text<'a>,
    #[serde(borrow, default)]
    group_id: Text<'a>,
    #[serde(borrow, default)]
    context: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) text: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) interactive: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) button: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) order: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) location: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) image: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) video: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) audio: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) voice: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) document: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) sticker: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) reaction: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) system: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Context<'a> {
    #[serde(borrow, default)]
    id: Text<'a>,
}

/// Reads a message; `None` when it is none, or when nothing says who wrote it.
pub(super) fn convert(
    raw: &RawValue,
    number: &str,
    contacts: &[Contact<'_>],
    sole: Option<&Contact<'_>>,
) -> Option<InboundMessage> {
    let message = read::<Message<'_>>(raw)?;
    let change = message.system.filter(|_| message.kind.as_str() == "system").and_then(identity::read_change);
    let sender = match sender(&message, number, contacts, sole) {
        Some(sender) => sender,
        None => change.as_ref()?.sender(number)?,
    };
    let content = match change {
        Some(change) => Some(change.content()),
        // What is said in a group is kept as it came: it is no message to the shop alone.
        None if !message.group_id.is_empty() => Some(other_kind("group", raw)),
        None => body::content(&message),
    };
    let replied_to = message.context.and_then(read::<Context<'_>>).map(|context| context.id.into_string());
    Some(InboundMessage {
        message_id: message_id(&message.id, raw),
        sender: Some(sender),
        sent_time: moment(&message.timestamp),
        replied_to_id: replied_to.unwrap_or_default(),
        content: Some(content.unwrap_or_else(|| other(&message.kind, raw))),
        traceparent: String::new(),
    })
}

/// Without an id of its own a message is known by its words, so that it still has one effect when it comes again.
fn message_id(id: &Text<'_>, raw: &RawValue) -> String {
    if (1..=ID_MAX).contains(&id.as_str().len()) {
        return id.as_str().to_owned();
    }
    format!("sha256:{}", hex::encode(Sha256::digest(raw.get())))
}

fn other(kind: &Text<'_>, raw: &RawValue) -> Content {
    other_kind(if kind.is_empty() { "unknown" } else { kind.as_str() }, raw)
}

fn other_kind(kind: &str, raw: &RawValue) -> Content {
    Content::Other(InboundOther { r#type: kind.to_owned(), raw_json: keep::json(raw) })
}

/// Unix seconds, as text or as a number; whatever else was sent counts as not sent.
pub(super) fn moment(timestamp: &Text<'_>) -> Option<prost_types::Timestamp> {
    let seconds = timestamp.as_str().parse().ok().filter(|seconds| (1..=SECONDS_MAX).contains(seconds))?;
    Some(prost_types::Timestamp { seconds, nanos: 0 })
}
