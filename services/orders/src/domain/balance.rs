//! How an order's money stands: what is open, what an arrival means, what can go back. Every sum about money that moved
//! is formed here.

use std::cmp::Ordering;

use base::{Currency, Money};

use super::{EntryKind, LedgerEntry, Order, Payment, PaymentState, PaymentStatus, Provider, Refund, RefundState};
use crate::error::{Error, MoneyRefusal};

/// What the ledger says about an order, in its own currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balance {
    came_minor: i64,
    went_back_minor: i64,
}

impl Balance {
    /// Adds up what moved in this currency.
    pub fn of(ledger: &[LedgerEntry], currency: Currency) -> Self {
        let sum = |kind: EntryKind| {
            let moved = ledger.iter().filter(|entry| entry.kind == kind && entry.amount.currency == currency);
            moved.fold(0_i64, |sum, entry| sum.saturating_add(entry.amount.minor))
        };
        Self { came_minor: sum(EntryKind::Payment), went_back_minor: sum(EntryKind::Refund) }
    }

    /// What came, less what went back.
    pub const fn paid_minor(self) -> i64 {
        self.came_minor.saturating_sub(self.went_back_minor)
    }
}

/// What arrived money means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    /// What becomes of the payment.
    pub state: PaymentState,
    /// How much has to go back at once.
    pub excess: Option<Money>,
}

impl Order {
    /// What came and stays: what is to go back counts as gone. More than came may be gone or going.
    pub const fn kept(&self) -> Money {
        let kept = self.paid_minor.saturating_sub(self.returning_minor);
        Money::new(if kept > 0 { kept } else { 0 }, self.total.currency)
    }

    /// What could still be paid; never below zero.
    pub const fn outstanding(&self) -> Money {
        let open = self.total.minor.saturating_sub(self.kept().minor);
        Money::new(if open > 0 { open } else { 0 }, self.total.currency)
    }

    /// What the shop asks for: nothing of a dead order, and not what it gave back by itself.
    pub const fn asked(&self) -> Money {
        use PaymentStatus::{Paid, PartiallyRefunded, Refunded};
        match self.payment_status {
            _ if self.status.is_dead() => Money::zero(self.total.currency),
            Paid | PartiallyRefunded | Refunded => Money::zero(self.total.currency),
            _ => self.outstanding(),
        }
    }

    /// What was paid beyond the total and is not yet to go back.
    pub fn excess(&self) -> Option<Money> {
        let excess = self.kept().minor.saturating_sub(self.total.minor);
        (excess > 0).then(|| Money::new(excess, self.total.currency))
    }

    /// What this money means when it arrives now. Too little and another currency are for people to decide about.
    pub fn arrival(&self, received: Money) -> Arrival {
        if received.currency != self.total.currency {
            return Arrival { state: PaymentState::WrongCurrency, excess: None };
        }
        if self.status.is_dead() {
            return Arrival { state: PaymentState::Late, excess: Some(received) };
        }
        let open = self.outstanding();
        if open.minor == 0 {
            return Arrival { state: PaymentState::Duplicate, excess: Some(received) };
        }
        let excess = Money::new(received.minor - open.minor, open.currency);
        match received.minor.cmp(&open.minor) {
            Ordering::Less => Arrival { state: PaymentState::Underpaid, excess: None },
            Ordering::Equal => Arrival { state: PaymentState::Succeeded, excess: None },
            Ordering::Greater => Arrival { state: PaymentState::Overpaid, excess: Some(excess) },
        }
    }

    /// The order after its ledger or its refunds changed.
    #[must_use]
    pub fn settled(self, ledger: &[LedgerEntry], refunds: &[Refund]) -> Self {
        let balance = Balance::of(ledger, self.total.currency);
        let returning_minor = returning_minor(refunds, self.total.currency);
        let order = Self { paid_minor: balance.paid_minor(), returning_minor, ..self };
        Self { payment_status: order.standing(balance.came_minor > 0), ..order }
    }

    /// The order at another total. What was enough before may not be now; what the shop gave back by itself is only
    /// asked for again when the order becomes dearer.
    #[must_use]
    pub fn repriced(self, total: Money) -> Self {
        use PaymentStatus::{Overdue, Paid, PartiallyRefunded, Refunded, Unpaid};
        let has_come = self.paid_minor > 0 || self.payment_status == Refunded;
        let payment_status = match self.payment_status {
            Overdue => Unpaid,
            Paid | PartiallyRefunded if total.minor > self.total.minor => Unpaid,
            status => status,
        };
        let order = Self { total, payment_status, ..self };
        Self { payment_status: order.standing(has_come), ..order }
    }

    /// Where its money stands: a function of the total, of what was paid and stays, and, while too little was, of how
    /// that came about.
    fn standing(&self, has_come: bool) -> PaymentStatus {
        use PaymentStatus::{Overdue, Paid, PartiallyPaid, PartiallyRefunded, Refunded, Unpaid};
        let total = self.total.minor;
        // What is to go back has not gone yet. A dead order asks for nothing.
        let was_enough = self.paid_minor >= total && (self.payment_status == Paid || self.status.is_dead());
        match (self.paid_minor, self.payment_status) {
            _ if (was_enough || self.kept().minor >= total) && (has_come || total == 0) => Paid,
            (..=0, _) if has_come => Refunded,
            (0, Paid | PartiallyPaid | PartiallyRefunded | Refunded) => Unpaid,
            (0, status) => status,
            (_, Overdue) => Overdue,
            (_, Paid | PartiallyRefunded) => PartiallyRefunded,
            _ => PartiallyPaid,
        }
    }
}

/// What is to go back in this currency and has not gone yet.
fn returning_minor(refunds: &[Refund], currency: Currency) -> i64 {
    let open = refunds.iter().filter(|refund| refund.is_open() && refund.amount.currency == currency);
    open.fold(0, |sum, refund| sum.saturating_add(refund.amount.minor))
}

/// Who wants money to go back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    /// A rule, for which whatever is due already counts as gone.
    Rule,
    /// People of the shop, who take up with their wish what waits for them.
    People,
}

/// What becomes of a refund whose money went back, beside the others of its payment: no more can go back than came.
pub fn gone(payment: &Payment, refund: &Refund, refunds: &[Refund]) -> RefundState {
    let came = payment.received.map_or(0, |received| received.minor);
    let others = refunds
        .iter()
        .filter(|other| other.id != refund.id && other.is_gone() && other.payment_reference == payment.reference);
    let left = others.fold(came, |left, other| left.saturating_sub(other.amount.minor));
    if refund.amount.minor <= left { RefundState::Done } else { RefundState::Duplicate }
}

/// What a payment can still give back. Refunds that failed gave nothing back.
pub fn left(payment: &Payment, refunds: &[Refund], asker: Asker) -> Option<Money> {
    let received = payment.received?;
    let of_payment = refunds.iter().filter(|refund| refund.payment_reference == payment.reference);
    let gone = of_payment.filter(|refund| {
        refund.state != RefundState::Failed && !(asker == Asker::People && waits_for_people(payment, refund))
    });
    let left = gone.fold(received.minor, |left, refund| left.saturating_sub(refund.amount.minor));
    (left > 0).then(|| Money::new(left, received.currency))
}

/// Whether a refund waits until people of the shop hand the money back.
pub fn waits_for_people(payment: &Payment, refund: &Refund) -> bool {
    payment.provider == Provider::Manual
        && refund.state == RefundState::Due
        && refund.payment_reference == payment.reference
}

/// Divides an amount that goes back among the payments that brought it, the oldest first; `None` is all there is.
pub fn divide(
    payments: &[Payment],
    refunds: &[Refund],
    wanted: Option<Money>,
    asker: Asker,
) -> Result<Vec<(Payment, Money)>, Error> {
    let mut parts: Vec<(Payment, Money)> =
        payments.iter().filter_map(|payment| Some((payment.clone(), left(payment, refunds, asker)?))).collect();
    if parts.is_empty() {
        return Err(MoneyRefusal::NothingToRefund.into());
    }
    let Some(wanted) = wanted else { return Ok(parts) };
    let other = parts[0].1.currency;
    parts.retain(|(_, left)| left.currency == wanted.currency);
    if parts.is_empty() {
        return Err(MoneyRefusal::CurrencyMismatch { expected: other.code().to_owned() }.into());
    }
    let left = Money::sum(wanted.currency, parts.iter().map(|(_, left)| *left))?;
    if wanted.minor > left.minor {
        return Err(MoneyRefusal::RefundTooLarge { left }.into());
    }
    let mut open = wanted.minor;
    for (_, part) in &mut parts {
        part.minor = part.minor.min(open);
        open -= part.minor;
    }
    parts.retain(|(_, part)| part.minor > 0);
    Ok(parts)
}

#[cfg(test)]
mod tests;
