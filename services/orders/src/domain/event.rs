//! What happens to orders, as the feed tells it.

use serde::{Deserialize, Serialize};

use super::{Invoice, Order, Payment, Refund, StatusChange, lifecycle::Reason};

/// An entry of the event feed. It is stored, so later versions may add to it but rename nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrderEvent {
    /// What happened.
    #[serde(flatten)]
    pub news: News,
    /// The order right after it.
    pub order: Order,
}

/// What happened to an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum News {
    /// It was placed.
    Placed {
        /// The beginning of its history.
        change: StatusChange,
    },
    /// Its status changed.
    StatusChanged {
        /// How.
        change: StatusChange,
    },
    /// The customer can pay by a link.
    PaymentOpened {
        /// The payment with its link.
        payment: Payment,
    },
    /// Money came, or an attempt to pay failed.
    PaymentChanged {
        /// The payment, whose state says what it means.
        payment: Payment,
    },
    /// Money is to go back, went back, or could not.
    RefundChanged {
        /// The refund.
        refund: Refund,
    },
    /// Staff want to make the order dearer, and the customer has to say yes first.
    AmendmentProposed {
        /// Why, in words for the customer.
        reason: Reason,
    },
    /// The lines are others now.
    Amended {
        /// Why, in words for the customer; may be empty.
        reason: Reason,
    },
    /// The customer did not want the change.
    AmendmentDeclined,
    /// An invoice or a credit note was issued, was paid, or is overdue.
    InvoiceChanged {
        /// The document.
        invoice: Box<Invoice>,
    },
    /// The shop does not believe a payment proof.
    ProofRejected {
        /// Why, in words for the customer.
        reason: Reason,
    },
}

impl News {
    /// The word stored.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Placed { .. } => "placed",
            Self::StatusChanged { .. } => "status_changed",
            Self::PaymentOpened { .. } => "payment_opened",
            Self::PaymentChanged { .. } => "payment_changed",
            Self::RefundChanged { .. } => "refund_changed",
            Self::AmendmentProposed { .. } => "amendment_proposed",
            Self::Amended { .. } => "amended",
            Self::AmendmentDeclined => "amendment_declined",
            Self::InvoiceChanged { .. } => "invoice_changed",
            Self::ProofRejected { .. } => "proof_rejected",
        }
    }
}
