//! What orders reserve, all of it or nothing, and what was answered.

use std::collections::BTreeMap;

use base::{Id, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    coupon::{Code, Unusable},
    stock::Hold,
};
use crate::error::Error;

/// Lines of an order at most.
pub(crate) const LINES_MAX: usize = 50;
/// The most that one line asks for.
pub(crate) const QUANTITY_MAX: i32 = 999;
/// Characters of a customer's id at most.
const CUSTOMER_MAX: usize = 100;

/// Who orders, as other services name customers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Customer(pub(crate) String);

impl Customer {
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let right = (1..=CUSTOMER_MAX).contains(&text.len());
        if right { Ok(Self(text.to_owned())) } else { Err(Error::CustomerRequired) }
    }
}

/// What an order asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Wish {
    pub(crate) customer: Customer,
    /// How many of each product.
    pub(crate) goods: BTreeMap<Id, i64>,
    pub(crate) coupon: Option<Code>,
    /// When its slot begins.
    pub(crate) slot: Option<Timestamp>,
}

/// What an order holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Held {
    pub(crate) goods: BTreeMap<Id, Hold>,
    pub(crate) coupon: Option<HeldCoupon>,
    pub(crate) slot: Option<Timestamp>,
}

impl Held {
    pub(crate) fn is_empty(&self) -> bool {
        self.goods.is_empty() && self.coupon.is_none() && self.slot.is_none()
    }
}

/// A use of a coupon that an order holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HeldCoupon {
    pub(crate) id: Id,
    pub(crate) code: Code,
    pub(crate) customer: Customer,
}

/// What became of a wish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Outcome {
    Granted,
    Denied(Denial),
}

/// Why nothing was reserved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Denial {
    OutOfStock(Vec<Shortage>),
    Coupon(Unusable),
    SlotFull,
    Released,
}

/// A product of which there are not enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shortage {
    pub(crate) product: Id,
    /// How many the order could have.
    pub(crate) left: i64,
}

impl Denial {
    /// The reason, for programs.
    pub(crate) const fn reason(&self) -> &'static str {
        match self {
            Self::OutOfStock(_) => "OUT_OF_STOCK",
            Self::Coupon(unusable) => unusable.reason(),
            Self::SlotFull => "SLOT_FULL",
            Self::Released => "RELEASED",
        }
    }
}

impl Unusable {
    /// The reason, for programs.
    pub(crate) const fn reason(self) -> &'static str {
        match self {
            Self::NotFound => "COUPON_NOT_FOUND",
            Self::NotStarted => "COUPON_NOT_STARTED",
            Self::Expired => "COUPON_EXPIRED",
            Self::AlreadyUsed => "COUPON_ALREADY_USED",
            Self::UsedUp => "COUPON_USED_UP",
        }
    }
}

/// What is kept of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reservation {
    pub(crate) order_id: Id,
    /// The newest revision that was answered; 0 for none.
    pub(crate) revision: i32,
    /// Whether the order ended: nothing is reserved for it any more.
    pub(crate) released: bool,
    pub(crate) content: Content,
}

/// The last wish with its answer, and what is held: perhaps still by an older wish, when the last was denied.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Content {
    pub(crate) answered: Option<(Wish, Outcome)>,
    pub(crate) held: Held,
}

impl Reservation {
    /// An order of which nothing is known yet.
    pub(crate) fn unknown(order_id: Id) -> Self {
        Self { order_id, revision: 0, released: false, content: Content::default() }
    }

    /// The answer that was given already, or that the order's end gives; `None` for a new wish.
    pub(crate) fn answer(&self, revision: i32, wish: &Wish) -> Result<Option<Outcome>, Error> {
        if self.released {
            return Ok(Some(Outcome::Denied(Denial::Released)));
        }
        if revision < self.revision {
            return Err(Error::RevisionStale(self.revision));
        }
        match &self.content.answered {
            Some((answered, outcome)) if revision == self.revision => {
                if answered == wish {
                    Ok(Some(outcome.clone()))
                } else {
                    Err(Error::KeyReused)
                }
            }
            _ => Ok(None),
        }
    }
}
