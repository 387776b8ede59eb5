//! Orders that were placed, as customers are told about them.

use base::{Money, OrderNumber, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{Fulfilment, OrderLine, PaymentPolicy, Sums, Terms};

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
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
    /// Handed over; final.
    Delivered,
    /// Cancelled; final.
    Cancelled,
    /// Turned down by the shop; final.
    Rejected,
}

/// Where the money of an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentStatus {
    /// Nothing has been paid.
    Unpaid,
    /// The customer has a link to pay by.
    LinkSent,
    /// The total has been paid.
    Paid,
    /// A part of what was paid went back.
    PartiallyRefunded,
    /// All that was paid went back.
    Refunded,
    /// The last attempt to pay failed.
    Failed,
    /// The invoice's due date has passed.
    Overdue,
    /// A part of the total has been paid.
    PartiallyPaid,
}

/// An order as customers are told about it.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderSummary {
    /// What people call it.
    pub number: OrderNumber,
    /// Where it stands.
    pub status: OrderStatus,
    /// Grows with every change.
    pub version: i64,
    /// What was ordered; may be empty in lists.
    pub lines: Vec<OrderLine>,
    /// What it comes to.
    pub sums: Sums,
    /// How it was wanted.
    pub terms: Terms,
    /// The zone it goes to; may be empty.
    pub zone: String,
    /// How it is paid.
    pub payment: PaymentPolicy,
    /// Where its money stands.
    pub payment_status: PaymentStatus,
    /// What came, less what went back.
    pub paid: Money,
    /// What staff want to change.
    pub amendment: Option<Amendment>,
    /// How it reaches the customer.
    pub fulfilment: Fulfilment,
    /// When it was placed.
    pub placed_at: Timestamp,
}

impl OrderSummary {
    /// Whether the shop still has to do with it.
    pub(crate) const fn is_open(&self) -> bool {
        !matches!(self.status, OrderStatus::Delivered | OrderStatus::Cancelled | OrderStatus::Rejected)
    }

    /// Whether money is still to come.
    pub(crate) const fn awaits_payment(&self) -> bool {
        // What is paid at the door is paid when it is handed over, whether or not anybody noted it.
        let is_handed_over =
            matches!(self.status, OrderStatus::Delivered) && matches!(self.payment, PaymentPolicy::PayOnDelivery);
        let is_owed = self.has_not_been_paid() || matches!(self.payment_status, PaymentStatus::PartiallyPaid);
        is_owed && !is_handed_over && !matches!(self.status, OrderStatus::Cancelled | OrderStatus::Rejected)
    }

    /// Whether no money came and none is to come.
    pub(crate) const fn is_settled_without_money(&self) -> bool {
        self.has_not_been_paid() && !self.awaits_payment()
    }

    const fn has_not_been_paid(&self) -> bool {
        use PaymentStatus::{Failed, LinkSent, Overdue, Unpaid};
        matches!(self.payment_status, Unpaid | LinkSent | Failed | Overdue)
    }
}

/// A change of an order that waits for the customer's consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    /// Its number within the order.
    pub revision: i32,
    /// The lines as they would be.
    pub lines: Vec<OrderLine>,
    /// What the customer would pay.
    pub total: Money,
    /// Why, in words for the customer; may be empty.
    pub reason: String,
}

/// A page of a customer's orders, newest first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OrderPage {
    /// The orders.
    pub orders: Vec<OrderSummary>,
    /// Asks for the page after this one; `None` on the last.
    pub next: Option<String>,
}
