//! An order and what happens to it.

use base::{Id, Money, OrderNumber};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Actor, Customer, CustomerId, Fulfilment, Line, Priced, Source, Status, Step, Wish, lifecycle::Reason};
use crate::error::Error;

/// An order. It is also the snapshot that its events carry, so later versions may add fields but not rename them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// Its id.
    pub id: Id,
    /// What people say.
    pub number: OrderNumber,
    /// Where it stands.
    pub status: Status,
    /// Grows by one with every change.
    pub version: i64,
    /// Who ordered.
    pub customer: Customer,
    /// What was ordered, at the prices of then.
    pub lines: Vec<Line>,
    /// The lines together.
    pub subtotal: Money,
    /// What the customer pays.
    pub total: Money,
    /// How it reaches the customer.
    pub fulfilment: Fulfilment,
    /// Where it came from.
    pub source: Source,
    /// When it was placed.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// A change of status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusChange {
    /// The status before; `None` for the first.
    pub from: Option<Status>,
    /// The status after.
    pub to: Status,
    /// Who did it.
    pub actor: Actor,
    /// Why; empty when nobody has to say.
    pub reason: Reason,
    /// When.
    pub time: Timestamp,
    /// The order's version after it.
    pub version: i64,
}

impl StatusChange {
    /// Whether it is what became of this step.
    pub fn was(&self, step: &Step) -> bool {
        self.to == step.to && self.actor == step.actor && self.reason == step.reason
    }
}

/// What happened to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// It was placed.
    Placed,
    /// Its status changed.
    StatusChanged,
}

impl EventKind {
    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::StatusChanged => "status_changed",
        }
    }
}

/// An entry of the event feed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrderEvent {
    /// What happened.
    pub kind: EventKind,
    /// The order right after it.
    pub order: Order,
    /// The change it is about.
    pub change: StatusChange,
}

impl Order {
    /// Places a wish at these prices.
    pub fn placed(id: Id, number: OrderNumber, wish: Wish, priced: Priced, now: Timestamp) -> Self {
        Self {
            id,
            number,
            status: Status::FIRST,
            version: 1,
            customer: wish.customer,
            lines: priced.lines,
            subtotal: priced.subtotal,
            total: priced.total,
            fulfilment: wish.fulfilment,
            source: wish.source,
            created_at: now,
            updated_at: now,
        }
    }

    /// The first entry of its history.
    pub fn placing(&self) -> StatusChange {
        StatusChange {
            from: None,
            to: Status::FIRST,
            actor: Actor::Customer(self.customer.id.clone()),
            reason: Reason::default(),
            time: self.created_at,
            version: 1,
        }
    }

    /// Refuses to show an order to anybody but its customer.
    pub fn of(self, customer: Option<&CustomerId>) -> Result<Self, Error> {
        match customer {
            Some(customer) if *customer != self.customer.id => Err(Error::OrderNotFound),
            _ => Ok(self),
        }
    }

    /// Refuses a decision that was made on another version.
    pub fn at_version(self, expected: Option<i64>) -> Result<Self, Error> {
        match expected {
            Some(expected) if expected != self.version => Err(Error::VersionMismatch { current: self.version }),
            _ => Ok(self),
        }
    }

    /// Moves the order one step along its life.
    pub fn moved(self, step: Step, now: Timestamp) -> Result<(Self, StatusChange), Error> {
        let status = self.status.step(&self.fulfilment, &step)?;
        let version = self.version + 1;
        let Step { to, actor, reason } = step;
        let change = StatusChange { from: Some(self.status), to, actor, reason, time: now, version };
        Ok((Self { status, version, updated_at: now, ..self }, change))
    }
}

#[cfg(test)]
mod tests;
