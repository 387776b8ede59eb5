//! What Meta posts, read into the words of the contract.
//!
//! Everything is optional and nothing is thrown away: an element that cannot be read, or that we have no word for, is
//! kept as it came, and its neighbours are read as if it were not there.

mod body;
mod identity;
mod keep;
mod loose;
mod message;
mod sender;
mod status;
#[cfg(test)]
mod tests;

use proto::{
    notifications::v1::{AccountEvent, DeliveryStatus},
    session::v1::InboundMessage,
};
use serde::Deserialize;
use serde_json::value::RawValue;

use self::loose::{List, Text, read, read_object};

/// The field of changes that carry messages and statuses.
const MESSAGES: &str = "messages";

/// What one webhook brought.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Delivery {
    /// What people wrote, in the order it came.
    pub(crate) messages: Vec<InboundMessage>,
    /// What became of messages of ours.
    pub(crate) statuses: Vec<DeliveryStatus>,
    /// News about our account, and whatever else was not understood.
    pub(crate) events: Vec<AccountEvent>,
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow, default)]
    object: Text<'a>,
    #[serde(borrow, default)]
    entry: List<'a>,
}

#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(borrow, default)]
    id: Text<'a>,
    #[serde(borrow, default)]
    changes: List<'a>,
}

#[derive(Deserialize)]
struct Change<'a> {
    #[serde(borrow, default)]
    field: Text<'a>,
    #[serde(borrow, default)]
    value: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Value<'a> {
    #[serde(borrow, default)]
    metadata: Option<&'a RawValue>,
    #[serde(borrow, default)]
    contacts: List<'a>,
    #[serde(borrow, default)]
    messages: List<'a>,
    #[serde(borrow, default)]
    statuses: List<'a>,
    #[serde(borrow, default)]
    errors: List<'a>,
}

#[derive(Deserialize)]
struct Metadata<'a> {
    #[serde(borrow, default)]
    phone_number_id: Text<'a>,
}

/// Reads a webhook's body. With `our_number` set, whatever is about another phone number id is kept and not read.
pub(crate) fn parse(body: &[u8], our_number: Option<&str>) -> Delivery {
    let mut reader = Reader { our_number, delivery: Delivery::default() };
    match read_object::<Envelope<'_>>(body) {
        Some(envelope) if envelope.is_readable() => {
            envelope.entry.items.iter().for_each(|entry| reader.entry(entry));
        }
        _ => reader.delivery.events.push(keep::whole("unreadable", body)),
    }
    reader.delivery
}

/// A webhook of which a service refused a part, as an event, so that the part is not lost.
pub(crate) fn refused(body: &[u8]) -> AccountEvent {
    keep::whole("refused", body)
}

impl Envelope<'_> {
    fn is_readable(&self) -> bool {
        !self.entry.is_broken && (self.object.is_empty() || self.object.as_str() == "whatsapp_business_account")
    }
}

struct Reader<'r> {
    our_number: Option<&'r str>,
    delivery: Delivery,
}

impl Reader<'_> {
    fn entry(&mut self, raw: &RawValue) {
        let entry = read::<Entry<'_>>(raw).filter(|entry| !entry.changes.is_broken);
        let Some(entry) = entry else { return self.keep("", "entry", raw) };
        for change in entry.changes.items {
            self.change(entry.id.as_str(), change);
        }
    }

    fn change(&mut self, account_id: &str, raw: &RawValue) {
        let Some(Change { field, value: Some(value) }) = read(raw) else {
            return self.keep(account_id, "change", raw);
        };
        match read::<Value<'_>>(value) {
            Some(read) if field.as_str() == MESSAGES => self.value(account_id, &read, value),
            _ => self.keep(account_id, field.as_str(), value),
        }
    }

    fn value(&mut self, account_id: &str, value: &Value<'_>, raw: &RawValue) {
        let number = value.metadata.and_then(read::<Metadata<'_>>).map(|metadata| metadata.phone_number_id);
        let number = number.as_ref().map_or("", Text::as_str);
        if number.is_empty() || self.our_number.is_some_and(|ours| ours != number) {
            let account_id = if number.is_empty() { account_id } else { number };
            return self.keep(account_id, MESSAGES, raw);
        }
        if !value.is_understood() {
            self.keep(number, MESSAGES, raw);
        }
        self.messages(number, value);
        self.statuses(number, value);
    }

    fn messages(&mut self, number: &str, value: &Value<'_>) {
        let contacts = sender::contacts(&value.contacts);
        let sole =
            if value.messages.items.len() == 1 { contacts.first().filter(|_| contacts.len() == 1) } else { None };
        for raw in &value.messages.items {
            match message::convert(raw, number, &contacts, sole) {
                Some(message) => self.delivery.messages.push(message),
                None => self.keep(number, MESSAGES, raw),
            }
        }
    }

    fn statuses(&mut self, number: &str, value: &Value<'_>) {
        for raw in &value.statuses.items {
            match status::convert(raw) {
                Some(status) => self.delivery.statuses.push(status),
                None => self.keep(number, "statuses", raw),
            }
        }
    }

    fn keep(&mut self, account_id: &str, field: &str, raw: &RawValue) {
        self.delivery.events.push(keep::event(account_id, field, raw));
    }
}

impl Value<'_> {
    /// Whether the lists say everything: errors of the account, lists that are none and keys not known yet do not.
    fn is_understood(&self) -> bool {
        let broken = self.contacts.is_broken || self.messages.is_broken || self.statuses.is_broken;
        let empty = self.messages.items.is_empty() && self.statuses.items.is_empty();
        !broken && !empty && self.errors.items.is_empty() && !self.errors.is_broken
    }
}
