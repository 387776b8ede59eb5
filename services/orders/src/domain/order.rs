//! An order and what happens to it.

use base::{Id, Money, OrderNumber};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Actor, Amendment, Charges, Coupon, Customer, CustomerId, Fulfilment, Line, PaymentStatus, Priced, Slot, Source,
    Status, Step, Terms, Wish, lifecycle::Reason,
};
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
    /// How the total comes about, and what else was agreed.
    pub deal: Deal,
    /// How it reaches the customer.
    pub fulfilment: Fulfilment,
    /// Where it came from.
    pub source: Source,
    /// What it was placed on, beside its prices.
    #[serde(default)]
    pub terms: Terms,
    /// Where its money stands.
    #[serde(default)]
    pub payment_status: PaymentStatus,
    /// What came, less what went back, in minor units of the total's currency.
    #[serde(default)]
    pub paid_minor: i64,
    /// What of it is to go back and has not gone yet.
    #[serde(default)]
    pub returning_minor: i64,
    /// How many payment proofs nobody has decided about.
    #[serde(default)]
    pub proofs_waiting: i32,
    /// Number of the last change of its lines; 1 for none.
    pub revision: i32,
    /// Whether the catalogue holds anything for it.
    pub reserved: bool,
    /// A change that waits for the customer's consent.
    pub pending: Option<Box<Amendment>>,
    /// When it was placed.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// What was agreed beside the lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deal {
    /// What comes on top of the lines and goes off them.
    pub charges: Charges,
    /// The coupon, at its terms of then.
    pub coupon: Option<Coupon>,
    /// When it is wanted; `None` for as soon as possible.
    pub slot: Option<Slot>,
    /// The zone it goes to.
    pub zone: Option<String>,
}

/// What the shop offers for a wish.
#[derive(Debug, Clone)]
pub struct Offered {
    /// The lines and what they cost.
    pub priced: Priced,
    /// The coupon that was counted.
    pub coupon: Option<Coupon>,
    /// The slot that was found.
    pub slot: Option<Slot>,
    /// The shop's terms.
    pub terms: Terms,
}

impl Offered {
    /// Whether the catalogue has to hold anything for it.
    pub const fn needs_reservation(&self) -> bool {
        self.priced.counted || self.coupon.is_some() || self.slot.is_some()
    }
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

impl Order {
    /// Places a wish on the terms offered.
    pub fn placed(id: Id, number: OrderNumber, wish: Wish, offered: Offered, now: Timestamp) -> Self {
        let reserved = offered.needs_reservation();
        let Offered { priced, coupon, slot, terms } = offered;
        Self {
            id,
            number,
            status: Status::FIRST,
            version: 1,
            customer: wish.customer,
            lines: priced.lines,
            subtotal: priced.subtotal,
            total: priced.total,
            deal: Deal { charges: priced.charges, coupon, slot, zone: priced.zone },
            fulfilment: wish.fulfilment,
            source: wish.source,
            terms,
            payment_status: if priced.total.minor == 0 { PaymentStatus::Paid } else { PaymentStatus::Unpaid },
            paid_minor: 0,
            returning_minor: 0,
            proofs_waiting: 0,
            revision: 1,
            reserved,
            pending: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// What came, less what went back.
    pub const fn paid(&self) -> Money {
        Money::new(self.paid_minor, self.total.currency)
    }

    /// What is to go back and has not gone yet.
    pub const fn returning(&self) -> Money {
        Money::new(self.returning_minor, self.total.currency)
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
        // Nothing is changed any more in what was handed over or has ended.
        let pending = self.pending.filter(|_| status.is_before_hand_over());
        Ok((Self { status, version, pending, updated_at: now, ..self }, change))
    }
}

#[cfg(test)]
pub(super) mod tests;
