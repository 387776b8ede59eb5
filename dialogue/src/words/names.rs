//! What things are called: statuses, ways to pay, days.

use serde::Deserialize;

use super::Phrase;
use crate::{OrderStatus, PaymentPolicy, PaymentStatus};

/// Where an order stands.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Statuses {
    pub(crate) pending_confirmation: String,
    pub(crate) confirmed: String,
    pub(crate) processing: String,
    pub(crate) ready: String,
    pub(crate) out_for_delivery: String,
    pub(crate) delivered: String,
    pub(crate) cancelled: String,
    pub(crate) rejected: String,
}

impl Statuses {
    /// The words for a status.
    pub(crate) fn of(&self, status: OrderStatus) -> &str {
        match status {
            OrderStatus::PendingConfirmation => &self.pending_confirmation,
            OrderStatus::Confirmed => &self.confirmed,
            OrderStatus::Processing => &self.processing,
            OrderStatus::Ready => &self.ready,
            OrderStatus::OutForDelivery => &self.out_for_delivery,
            OrderStatus::Delivered => &self.delivered,
            OrderStatus::Cancelled => &self.cancelled,
            OrderStatus::Rejected => &self.rejected,
        }
    }
}

/// How orders are paid, and where that stands.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Payments {
    pub(crate) prepaid: Phrase,
    pub(crate) pay_on_delivery: Phrase,
    pub(crate) invoice: Phrase,
    pub(crate) stands: Phrase,
    pub(crate) came: Phrase,
    pub(crate) link: Phrase,
    pub(crate) link_follows: Phrase,
    pub(crate) already_paid: Phrase,
    pub(crate) ended: Phrase,
    pub(crate) not_offered: Phrase,
    pub(crate) too_many: Phrase,
    pub(crate) unpaid: Phrase,
    pub(crate) link_sent: Phrase,
    pub(crate) paid: Phrase,
    pub(crate) partially_refunded: Phrase,
    pub(crate) refunded: Phrase,
    pub(crate) failed: Phrase,
    pub(crate) overdue: Phrase,
    pub(crate) partially_paid: Phrase,
}

impl Payments {
    /// How an order is paid.
    pub(crate) const fn line(&self, policy: PaymentPolicy) -> &Phrase {
        match policy {
            PaymentPolicy::Prepaid => &self.prepaid,
            PaymentPolicy::PayOnDelivery => &self.pay_on_delivery,
            PaymentPolicy::Invoice => &self.invoice,
        }
    }

    /// Where the money stands.
    pub(crate) fn status(&self, status: PaymentStatus) -> String {
        let phrase = match status {
            PaymentStatus::Unpaid => &self.unpaid,
            PaymentStatus::LinkSent => &self.link_sent,
            PaymentStatus::Paid => &self.paid,
            PaymentStatus::PartiallyRefunded => &self.partially_refunded,
            PaymentStatus::Refunded => &self.refunded,
            PaymentStatus::Failed => &self.failed,
            PaymentStatus::Overdue => &self.overdue,
            PaymentStatus::PartiallyPaid => &self.partially_paid,
        };
        phrase.plain()
    }
}

/// The days of the week, short.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Days {
    pub(crate) monday: String,
    pub(crate) tuesday: String,
    pub(crate) wednesday: String,
    pub(crate) thursday: String,
    pub(crate) friday: String,
    pub(crate) saturday: String,
    pub(crate) sunday: String,
}

impl Days {
    /// The day so many days after Monday.
    pub(crate) fn of(&self, after_monday: i8) -> &str {
        match after_monday {
            0 => &self.monday,
            1 => &self.tuesday,
            2 => &self.wednesday,
            3 => &self.thursday,
            4 => &self.friday,
            5 => &self.saturday,
            _ => &self.sunday,
        }
    }
}
