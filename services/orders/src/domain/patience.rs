//! How long a prepaid order waits for its money.

use jiff::{SignedDuration, Timestamp};

use super::{
    Attachment, Order, Payment, PaymentPolicy, PaymentState, Refund, Status,
    balance::{Asker, left},
};

/// How long an order waits beyond its time for people who look at what its customer sent.
pub const PEOPLE_MAX: SignedDuration = SignedDuration::from_hours(48);
/// How long an order waits for a link that its provider has not made yet.
pub const OPENING_MAX: SignedDuration = SignedDuration::from_hours(24);
/// How often an order is looked at again that waits for others than its customer.
pub const LOOK_EVERY: SignedDuration = SignedDuration::from_mins(15);

/// An order with all that its customer sent for it.
#[derive(Debug)]
pub struct Waiting {
    /// The order.
    pub order: Order,
    /// Its payments.
    pub payments: Vec<Payment>,
    /// Its refunds.
    pub refunds: Vec<Refund>,
    /// Its files.
    pub files: Vec<Attachment>,
}

/// What becomes of an order that nobody paid.
#[derive(Debug, PartialEq, Eq)]
pub enum Patience {
    /// It does not wait for money, or no longer.
    Needless,
    /// It is looked at again at this moment.
    Until(Timestamp),
    /// Its time is up.
    Over,
}

impl Waiting {
    /// Whether the order goes on waiting.
    pub fn patience(&self, now: Timestamp) -> Patience {
        if !self.waits_for_money() {
            return Patience::Needless;
        }
        // A part that came is for people to decide about; when it goes back, the order waits for its money again.
        if self.order.paid_minor > 0 {
            return Patience::Until(later(now, LOOK_EVERY));
        }
        let paid_by = self.paid_by();
        if now < paid_by {
            return Patience::Until(paid_by);
        }
        let people = self.is_looked_at().then(|| later(paid_by, PEOPLE_MAX));
        let others = people.max(self.link_by());
        match others.filter(|until| now < *until) {
            Some(until) => Patience::Until(until.min(later(now, LOOK_EVERY))),
            None => Patience::Over,
        }
    }

    fn waits_for_money(&self) -> bool {
        let order = &self.order;
        order.status == Status::PendingConfirmation
            && order.terms.payment_policy == PaymentPolicy::Prepaid
            && order.total.minor > 0
    }

    /// Who was given another link, since the order was changed or the first one failed, has as long to use it as the
    /// first, and nobody has less because their link came late.
    fn paid_by(&self) -> Timestamp {
        let opened = self.payments.iter().filter_map(|payment| payment.opened_at);
        let begun = opened.fold(self.order.created_at, Timestamp::max);
        later(begun, SignedDuration::from_mins(self.order.terms.payment_timeout_minutes.into()))
    }

    /// Until when a link that has not come is waited for.
    fn link_by(&self) -> Option<Timestamp> {
        let opening = self.payments.iter().filter(|payment| payment.state == PaymentState::Opening);
        opening.map(|payment| later(payment.created_at, OPENING_MAX)).max()
    }

    /// Whether the money may be there, but people have to say so: a proof shows it, or it came in another currency.
    fn is_looked_at(&self) -> bool {
        let is_pending = |file: &Attachment| file.purpose.waits();
        let is_unclear = |payment: &Payment| {
            payment.state == PaymentState::WrongCurrency && left(payment, &self.refunds, Asker::Rule).is_some()
        };
        self.files.iter().any(is_pending) || self.payments.iter().any(is_unclear)
    }
}

fn later(moment: Timestamp, pause: SignedDuration) -> Timestamp {
    moment.saturating_add(pause).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests;
