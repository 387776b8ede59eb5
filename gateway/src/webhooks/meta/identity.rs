//! A person's number or user id changed: the customer stays the same.

use proto::{
    common::v1::{Address, Channel},
    session::v1::{InboundIdentityChange, Sender, inbound_message::Content},
};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    loose::{Text, read},
    sender::phone,
};

#[derive(Deserialize)]
struct System<'a> {
    #[serde(borrow, default, rename = "type")]
    kind: Text<'a>,
    #[serde(borrow, default)]
    wa_id: Text<'a>,
    /// The oldest versions' word for `wa_id`.
    #[serde(borrow, default)]
    new_wa_id: Text<'a>,
    #[serde(borrow, default)]
    user_id: Text<'a>,
    #[serde(borrow, default)]
    previous_user_id: Text<'a>,
}

/// What changed.
pub(super) struct Change(InboundIdentityChange);

/// Reads the change a system message tells of; `None` when it tells of something else.
pub(super) fn read_change(raw: &RawValue) -> Option<Change> {
    let system = read::<System<'_>>(raw)?;
    if !matches!(system.kind.as_str(), "user_changed_number" | "customer_changed_number" | "user_changed_user_id") {
        return None;
    }
    let new_phone = phone(&system.wa_id).or_else(|| phone(&system.new_wa_id)).map(String::from).unwrap_or_default();
    let change = InboundIdentityChange {
        new_phone,
        new_user_id: system.user_id.into_string(),
        old_user_id: system.previous_user_id.into_string(),
    };
    if change.new_phone.is_empty() && change.new_user_id.is_empty() { None } else { Some(Change(change)) }
}

impl Change {
    /// Who it is about, when the message itself does not say: the old user id, else the new one.
    pub(super) fn sender(&self, number: &str) -> Option<Sender> {
        let user_id = if self.0.old_user_id.is_empty() { &self.0.new_user_id } else { &self.0.old_user_id };
        if user_id.is_empty() {
            return None;
        }
        let address = Address {
            channel: Channel::Whatsapp.into(),
            account_id: number.to_owned(),
            phone: String::new(),
            user_id: user_id.clone(),
        };
        Some(Sender { address: Some(address), ..Sender::default() })
    }

    pub(super) fn content(self) -> Content {
        Content::IdentityChange(self.0)
    }
}
