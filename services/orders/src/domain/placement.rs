//! Placing an order whose goods have to be reserved first.
//!
//! A placement is stored, then the catalogue reserves, then the placement becomes an order, or is denied for good. Each
//! step can be repeated, so whatever breaks off in between is taken up again or, when it is too old, given up and what
//! was reserved is released.

use base::Id;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{CustomerId, Line, Obstacle, Order};

/// How long an unfinished placement is left to the call that began it, before the sweep takes it up.
pub const PATIENCE: SignedDuration = SignedDuration::from_secs(15);
/// How old an unfinished placement may be and still become an order.
pub const PLACEMENT_MAX: SignedDuration = SignedDuration::from_mins(2);

/// A placement as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Placement {
    /// The order it will be.
    pub order_id: Id,
    /// Tells a retry from another wish with the same key.
    pub fingerprint: Vec<u8>,
    /// Where it stands.
    pub state: PlacementState,
    /// When it was begun.
    pub created_at: Timestamp,
}

/// Where a placement stands.
#[derive(Debug, Clone, PartialEq)]
pub enum PlacementState {
    /// The catalogue has not answered yet, or its answer was not written down.
    Reserving(Box<Order>),
    /// It became an order.
    Placed,
    /// Something was in the way, for good.
    Denied(Obstacle),
    /// It waited too long.
    Expired,
}

impl Placement {
    /// Whether it is too old to become an order.
    pub fn is_too_old(&self, now: Timestamp) -> bool {
        now.duration_since(self.created_at) > PLACEMENT_MAX
    }
}

/// What the catalogue is to hold for an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reservation {
    /// The order.
    pub order: Id,
    /// Who ordered.
    pub customer: CustomerId,
    /// Grows with every wish of one order.
    pub revision: i32,
    /// What, each product once.
    pub lines: Vec<(Id, u32)>,
    /// The coupon.
    pub coupon_code: Option<String>,
    /// When the slot begins.
    pub slot_start: Option<Timestamp>,
}

impl Reservation {
    /// What an order needs with these quantities.
    pub fn of(order: &Order, revision: i32, lines: Vec<(Id, u32)>) -> Self {
        Self {
            order: order.id,
            customer: order.customer.id.clone(),
            revision,
            lines,
            coupon_code: order.deal.coupon.as_ref().map(|coupon| coupon.code.clone()),
            slot_start: order.deal.slot.map(|slot| slot.start),
        }
    }
}

/// How many of each product some lines need, in the order of their first mention.
pub fn quantities(lines: &[Line]) -> Vec<(Id, u32)> {
    let mut sums: Vec<(Id, u32)> = Vec::new();
    for line in lines {
        match sums.iter_mut().find(|(id, _)| *id == line.product_id) {
            Some((_, sum)) => *sum += line.quantity.get(),
            None => sums.push((line.product_id, line.quantity.get())),
        }
    }
    sums
}

/// Enough of each product for either of two sets of lines.
pub fn quantities_of_either(lines: &[Line], others: &[Line]) -> Vec<(Id, u32)> {
    let mut most = quantities(lines);
    for (product, quantity) in quantities(others) {
        match most.iter_mut().find(|(id, _)| *id == product) {
            Some((_, sum)) => *sum = (*sum).max(quantity),
            None => most.push((product, quantity)),
        }
    }
    most
}
