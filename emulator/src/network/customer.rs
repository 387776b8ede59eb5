//! A person with a phone.

use std::collections::VecDeque;

use base::{Id, Phone};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{ChatMessage, Side, message::MessageView};

/// Which of a person's names the business gets to see.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Identity {
    /// The phone number alone, as before April 2026.
    Phone,
    /// The phone number and the business-scoped user id.
    #[default]
    Both,
    /// The business-scoped user id alone: the number is hidden.
    UserId,
}

impl Identity {
    pub(crate) const fn shows_phone(self) -> bool {
        matches!(self, Self::Phone | Self::Both)
    }

    pub(crate) const fn shows_user_id(self) -> bool {
        matches!(self, Self::Both | Self::UserId)
    }
}

/// How far the statuses of messages to this phone go by themselves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Receipts {
    /// No status at all: the webhook is withheld.
    None,
    /// The phone is off.
    Sent,
    /// The phone is on and nobody looks.
    Delivered,
    /// Somebody reads along.
    #[default]
    Read,
}

pub(crate) struct Customer {
    pub(crate) id: Id,
    pub(crate) phone: Phone,
    pub(crate) name: String,
    pub(crate) username: Option<String>,
    /// The business-scoped user id (BSUID).
    pub(crate) user_id: String,
    pub(crate) identity: Identity,
    pub(crate) receipts: Receipts,
    /// Whether messages arrive; false for a number that left WhatsApp.
    pub(crate) reachable: bool,
    /// Until when the business may write freely: 24 hours from the customer's last message.
    pub(crate) window_until: Option<Timestamp>,
    pub(crate) typing_until: Option<Timestamp>,
    /// When the messages already sent to this customer are paid for at the pair rate.
    pub(crate) pair_paid_at: Timestamp,
    pub(crate) active_at: Timestamp,
    pub(crate) revision: u64,
    pub(crate) messages: VecDeque<ChatMessage>,
}

/// A customer as the control API shows them.
#[derive(Serialize)]
pub(crate) struct CustomerView<'a> {
    id: Id,
    phone: &'a Phone,
    name: &'a str,
    username: Option<&'a str>,
    user_id: &'a str,
    identity: Identity,
    receipts: Receipts,
    reachable: bool,
    window_until: Option<Timestamp>,
    typing_until: Option<Timestamp>,
    messages: usize,
}

impl Customer {
    /// A person who has said nothing yet.
    pub(crate) fn new(id: Id, phone: Phone, name: String, user_id: String, now: Timestamp) -> Self {
        Self {
            id,
            phone,
            name,
            username: None,
            user_id,
            identity: Identity::default(),
            receipts: Receipts::default(),
            reachable: true,
            window_until: None,
            typing_until: None,
            pair_paid_at: Timestamp::MIN,
            active_at: now,
            revision: 0,
            messages: VecDeque::new(),
        }
    }

    /// The name that message ids carry: the phone where the business sees it.
    pub(crate) fn peer(&self) -> &str {
        if self.identity.shows_phone() { self.phone.digits() } else { &self.user_id }
    }

    pub(crate) fn view(&self) -> CustomerView<'_> {
        CustomerView {
            id: self.id,
            phone: &self.phone,
            name: &self.name,
            username: self.username.as_deref(),
            user_id: &self.user_id,
            identity: self.identity,
            receipts: self.receipts,
            reachable: self.reachable,
            window_until: self.window_until,
            typing_until: self.typing_until,
            messages: self.messages.len(),
        }
    }

    /// Messages after a position, of one side or both, oldest first.
    pub(crate) fn messages_after(&self, position: u64, side: Option<Side>) -> impl Iterator<Item = &ChatMessage> {
        let wanted =
            move |message: &&ChatMessage| message.position > position && side.is_none_or(|side| message.side == side);
        self.messages.iter().filter(wanted)
    }

    /// Messages that are new or different since a revision.
    pub(crate) fn messages_changed_since(&self, revision: u64) -> impl Iterator<Item = MessageView<'_>> {
        self.messages.iter().filter(move |message| message.revision > revision).map(ChatMessage::view)
    }

    pub(crate) fn window_is_open(&self, now: Timestamp) -> bool {
        self.window_until.is_some_and(|end| now < end)
    }
}
