//! The life of an order: one table says which status follows which, one function moves along it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{CustomerId, Fulfilment, Private, StatusChange};
use crate::error::Error;

/// Characters of a reason at most.
pub const REASON_MAX: usize = 300;

/// Why something was done, in the words of whoever did it.
pub type Reason = Private<REASON_MAX>;

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Placed by the customer, waiting for the shop.
    PendingConfirmation,
    /// Accepted by the shop.
    Confirmed,
    /// Being prepared.
    Processing,
    /// Ready to be picked up or taken out.
    Ready,
    /// On its way.
    OutForDelivery,
    /// Handed over.
    Delivered,
    /// Ended by the customer, the shop or a clock.
    Cancelled,
    /// Turned down by the shop.
    Rejected,
}

impl Status {
    /// Every status, in the order of a life.
    pub const ALL: [Self; 8] = [
        Self::PendingConfirmation,
        Self::Confirmed,
        Self::Processing,
        Self::Ready,
        Self::OutForDelivery,
        Self::Delivered,
        Self::Cancelled,
        Self::Rejected,
    ];

    /// The status of an order just placed.
    pub const FIRST: Self = Self::PendingConfirmation;

    /// The table: what may follow. Every history is a path in it.
    pub const fn next(self, fulfilment: &Fulfilment) -> &'static [Self] {
        match (self, fulfilment) {
            (Self::PendingConfirmation, _) => &[Self::Confirmed, Self::Rejected, Self::Cancelled],
            (Self::Confirmed, _) => &[Self::Processing, Self::Cancelled],
            (Self::Processing, _) => &[Self::Ready, Self::Cancelled],
            (Self::Ready, Fulfilment::Pickup) => &[Self::Delivered, Self::Cancelled],
            (Self::Ready, Fulfilment::Delivery(_)) => &[Self::OutForDelivery, Self::Cancelled],
            (Self::OutForDelivery, _) => &[Self::Delivered, Self::Cancelled],
            (Self::Delivered | Self::Cancelled | Self::Rejected, _) => &[],
        }
    }

    /// Takes a step of the table, when whoever asks may take it.
    pub fn step(self, fulfilment: &Fulfilment, step: &Step) -> Result<Self, Error> {
        let allowed: Vec<Self> =
            self.next(fulfilment).iter().copied().filter(|&to| step.actor.may_move(self, to)).collect();
        if allowed.contains(&step.to) {
            return if step.has_reason() { Ok(step.to) } else { Err(Error::ReasonRequired) };
        }
        match (&step.actor, step.to) {
            (Actor::Customer(_), Self::Cancelled) => Err(Error::CancelTooLate { status: self }),
            _ => Err(Error::TransitionNotAllowed { from: self, to: step.to, allowed }),
        }
    }

    /// Follows a history from its beginning; `None` when it is no path in the table.
    pub fn replay(fulfilment: &Fulfilment, history: &[StatusChange]) -> Option<Self> {
        let (first, later) = history.split_first()?;
        let begun = (first.from.is_none() && first.to == Self::FIRST).then_some(Self::FIRST);
        later.iter().fold(begun, |status, change| {
            status.filter(|status| change.from == Some(*status) && status.next(fulfilment).contains(&change.to))?;
            Some(change.to)
        })
    }

    /// The word stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PendingConfirmation => "PENDING_CONFIRMATION",
            Self::Confirmed => "CONFIRMED",
            Self::Processing => "PROCESSING",
            Self::Ready => "READY",
            Self::OutForDelivery => "OUT_FOR_DELIVERY",
            Self::Delivered => "DELIVERED",
            Self::Cancelled => "CANCELLED",
            Self::Rejected => "REJECTED",
        }
    }
}

/// The word names no status this version knows.
#[derive(Debug, PartialEq, Eq)]
pub struct UnknownWord;

impl FromStr for Status {
    type Err = UnknownWord;
    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        Self::ALL.into_iter().find(|status| status.as_str() == word).ok_or(UnknownWord)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// Who does something to an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Actor {
    /// The customer, in the chat.
    Customer(CustomerId),
    /// Someone of the shop.
    Staff(String),
    /// A seller, in the chat.
    Seller(String),
    /// A clock or a rule.
    System,
}

impl Actor {
    /// The customer's id, when it is one.
    pub const fn customer(&self) -> Option<&CustomerId> {
        match self {
            Self::Customer(id) => Some(id),
            Self::Staff(_) | Self::Seller(_) | Self::System => None,
        }
    }

    /// Customers take back what nobody has confirmed; sellers move forward and turn down; the shop and its clocks may
    /// do all that the table allows.
    fn may_move(&self, from: Status, to: Status) -> bool {
        match self {
            Self::Customer(_) => from == Status::PendingConfirmation && to == Status::Cancelled,
            Self::Seller(_) => to != Status::Cancelled,
            Self::Staff(_) | Self::System => true,
        }
    }
}

/// A wish to move an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Where to.
    pub to: Status,
    /// Who asks.
    pub actor: Actor,
    /// Why; may be empty.
    pub reason: Reason,
}

impl Step {
    /// Whoever ends somebody else's order says why.
    fn has_reason(&self) -> bool {
        let ends_badly = matches!(self.to, Status::Cancelled | Status::Rejected);
        !ends_badly || matches!(self.actor, Actor::Customer(_)) || !self.reason.is_empty()
    }
}

#[cfg(test)]
mod tests;
