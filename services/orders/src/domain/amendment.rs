//! Changing the lines of a placed order.

use base::Money;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    Actor, Line, Order, Status,
    lifecycle::Reason,
    pricing::{Charges, Priced},
};
use crate::error::Error;

/// How long a dearer change waits for the customer's consent.
pub const ANSWER_MAX: SignedDuration = SignedDuration::from_mins(60);

/// Other lines for an order, with what they cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Amendment {
    /// Its number within the order: 2 for the first change.
    pub revision: i32,
    /// The lines as they would be.
    pub lines: Vec<Line>,
    /// The lines together.
    pub subtotal: Money,
    /// What comes on top of them and goes off them.
    pub charges: Charges,
    /// What the customer would pay.
    pub total: Money,
    /// What the tax among its charges is called; `None` leaves the order's own name for it.
    #[serde(default)]
    pub tax_name: Option<String>,
    /// Why, in words for the customer.
    pub reason: Reason,
    /// Who wants it.
    pub actor: Actor,
    /// When it was proposed.
    pub time: Timestamp,
}

/// Where a wish to change an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmendmentState {
    /// The catalogue has not answered yet.
    Reserving,
    /// The catalogue refused.
    Denied,
    /// It came too late, or was given up.
    Dropped,
    /// It waits for the customer.
    Proposed,
    /// The order is as it says, or was until the next.
    Applied,
    /// The customer did not want it, or did not answer in time.
    Declined,
}

impl AmendmentState {
    /// Every state.
    const ALL: [Self; 6] =
        [Self::Reserving, Self::Denied, Self::Dropped, Self::Proposed, Self::Applied, Self::Declined];

    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reserving => "reserving",
            Self::Denied => "denied",
            Self::Dropped => "dropped",
            Self::Proposed => "proposed",
            Self::Applied => "applied",
            Self::Declined => "declined",
        }
    }

    /// The state behind a stored word.
    pub fn stored(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

impl Amendment {
    /// The next change of an order, to these lines.
    pub fn of(order: &Order, priced: Priced, reason: Reason, actor: Actor, time: Timestamp) -> Self {
        let Priced { lines, subtotal, charges, total, .. } = priced;
        Self { revision: order.revision + 1, lines, subtotal, charges, total, tax_name: None, reason, actor, time }
    }

    /// Whether the customer has to consent: somebody else makes the order dearer.
    pub fn needs_consent(&self, order: &Order) -> bool {
        self.actor.customer().is_none() && self.total.minor > order.total.minor
    }

    /// The catalogue's number for the reservation that is enough for the order before and after this change. The
    /// order's own lines were reserved as 1.
    pub const fn reserving_revision(&self) -> i32 {
        2 * self.revision - 2
    }

    /// The catalogue's number for the reservation of what came of it.
    pub const fn settled_revision(&self) -> i32 {
        2 * self.revision - 1
    }

    /// Until when the customer may answer.
    pub fn expires_at(&self) -> Timestamp {
        self.time.saturating_add(ANSWER_MAX).unwrap_or(Timestamp::MAX)
    }
}

impl Order {
    /// Refuses a change that comes too late, or while another one waits.
    pub fn amendable_by(&self, actor: &Actor) -> Result<(), Error> {
        let in_time = match actor {
            Actor::Customer(_) => self.status == Status::PendingConfirmation,
            Actor::Staff(_) | Actor::Seller(_) | Actor::System => self.status.is_before_hand_over(),
        };
        match (in_time, &self.pending) {
            (false, _) => Err(Error::AmendTooLate { status: self.status }),
            (true, Some(_)) => Err(Error::AmendmentPending),
            (true, None) => Ok(()),
        }
    }

    /// The order with other lines.
    #[must_use]
    pub fn amended(self, amendment: Amendment, now: Timestamp) -> Self {
        let Amendment { revision, lines, subtotal, charges, total, tax_name, .. } = amendment;
        let order = self.repriced(total);
        let deal = super::Deal { charges, ..order.deal };
        let tax_name = tax_name.unwrap_or(order.terms.tax_name);
        let (terms, version) = (super::Terms { tax_name, ..order.terms }, order.version + 1);
        Self { lines, subtotal, deal, terms, revision, pending: None, version, updated_at: now, ..order }
    }

    /// The order with a change that waits for the customer.
    #[must_use]
    pub fn with_pending(self, amendment: Amendment, now: Timestamp) -> Self {
        let (revision, version) = (amendment.revision, self.version + 1);
        Self { revision, pending: Some(Box::new(amendment)), version, updated_at: now, ..self }
    }

    /// The order without the change that waited.
    #[must_use]
    pub fn without_pending(self, now: Timestamp) -> Self {
        Self { pending: None, version: self.version + 1, updated_at: now, ..self }
    }
}

impl Status {
    /// Whether the goods are still with the shop and the order goes on.
    pub const fn is_before_hand_over(self) -> bool {
        matches!(self, Self::PendingConfirmation | Self::Confirmed | Self::Processing | Self::Ready)
    }

    /// Whether nothing follows any more.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Delivered) || self.is_dead()
    }

    /// Whether the order died, so that what it held is given back.
    pub const fn is_dead(self) -> bool {
        matches!(self, Self::Cancelled | Self::Rejected)
    }
}
