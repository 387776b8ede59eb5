//! Attempts to pay, money that moved, and money that goes back.

use base::{Id, Money};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::lifecycle::{Reason, UnknownWord};

/// Where the money of an order stands, apart from the order's own status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PaymentStatus {
    /// Nothing has been paid.
    #[default]
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
    /// A part of the total has been paid; the rest is open.
    PartiallyPaid,
}

impl PaymentStatus {
    const ALL: [Self; 8] = [
        Self::Unpaid,
        Self::LinkSent,
        Self::Paid,
        Self::PartiallyRefunded,
        Self::Refunded,
        Self::Failed,
        Self::Overdue,
        Self::PartiallyPaid,
    ];

    /// The word stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unpaid => "UNPAID",
            Self::LinkSent => "LINK_SENT",
            Self::Paid => "PAID",
            Self::PartiallyRefunded => "PARTIALLY_REFUNDED",
            Self::Refunded => "REFUNDED",
            Self::Failed => "FAILED",
            Self::Overdue => "OVERDUE",
            Self::PartiallyPaid => "PARTIALLY_PAID",
        }
    }

    /// The status of a stored word.
    pub fn parse(word: &str) -> Result<Self, UnknownWord> {
        Self::ALL.into_iter().find(|status| status.as_str() == word).ok_or(UnknownWord)
    }
}

/// Who handles a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Provider {
    /// Paystack, by link.
    Paystack,
    /// People of the shop: cash, or a transfer whose proof they looked at.
    Manual,
}

impl Provider {
    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Paystack => "PAYSTACK",
            Self::Manual => "MANUAL",
        }
    }

    /// The provider of a stored word.
    pub fn parse(word: &str) -> Result<Self, UnknownWord> {
        [Self::Paystack, Self::Manual].into_iter().find(|provider| provider.as_str() == word).ok_or(UnknownWord)
    }
}

/// Where an attempt to pay stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PaymentState {
    /// The provider has not been asked yet, or has not answered.
    Opening,
    /// The customer can pay.
    Open,
    /// The money came, all of it, in time.
    Succeeded,
    /// Less than what was open came; the rest stays open.
    Underpaid,
    /// More than what was open came; the rest goes back.
    Overpaid,
    /// The money came after the order had ended; all of it goes back.
    Late,
    /// The order had been paid already; all of it goes back.
    Duplicate,
    /// Another currency came; people decide.
    WrongCurrency,
    /// The provider says that it failed.
    Failed,
    /// The customer did not pay in time, or another link took its place.
    Abandoned,
}

impl PaymentState {
    const ALL: [Self; 10] = [
        Self::Opening,
        Self::Open,
        Self::Succeeded,
        Self::Underpaid,
        Self::Overpaid,
        Self::Late,
        Self::Duplicate,
        Self::WrongCurrency,
        Self::Failed,
        Self::Abandoned,
    ];

    /// The word stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Opening => "OPENING",
            Self::Open => "OPEN",
            Self::Succeeded => "SUCCEEDED",
            Self::Underpaid => "UNDERPAID",
            Self::Overpaid => "OVERPAID",
            Self::Late => "LATE",
            Self::Duplicate => "DUPLICATE",
            Self::WrongCurrency => "WRONG_CURRENCY",
            Self::Failed => "FAILED",
            Self::Abandoned => "ABANDONED",
        }
    }

    /// The state of a stored word.
    pub fn parse(word: &str) -> Result<Self, UnknownWord> {
        Self::ALL.into_iter().find(|state| state.as_str() == word).ok_or(UnknownWord)
    }

    /// Whether the customer can pay, or soon can.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Opening | Self::Open)
    }
}

/// An attempt to pay an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Names it at the provider: the order's number, "-" and a counter.
    pub reference: String,
    /// The order.
    pub order_id: Id,
    /// Who handles it.
    pub provider: Provider,
    /// Where it stands.
    pub state: PaymentState,
    /// What was asked for.
    pub amount: Money,
    /// What came.
    pub received: Option<Money>,
    /// Where the customer pays; empty until the provider answered.
    pub url: String,
    /// When it was begun.
    pub created_at: Timestamp,
    /// Since when the customer can pay, or could.
    #[serde(default)]
    pub opened_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// How far a refund has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RefundState {
    /// Money that has to go back.
    Due,
    /// The provider was asked.
    Pending,
    /// The provider waits to hear where the money is to go; people have to ask the customer and tell it.
    NeedsAttention,
    /// The money went back.
    Done,
    /// The provider refused; people have to look at it.
    Failed,
    /// The money went back although all that came had gone back before; people have to ask for it.
    Duplicate,
}

impl RefundState {
    const ALL: [Self; 6] = [Self::Due, Self::Pending, Self::NeedsAttention, Self::Done, Self::Failed, Self::Duplicate];

    /// The word stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Due => "DUE",
            Self::Pending => "PENDING",
            Self::NeedsAttention => "NEEDS_ATTENTION",
            Self::Done => "DONE",
            Self::Failed => "FAILED",
            Self::Duplicate => "DUPLICATE",
        }
    }

    /// The state of a stored word.
    pub fn parse(word: &str) -> Result<Self, UnknownWord> {
        Self::ALL.into_iter().find(|state| state.as_str() == word).ok_or(UnknownWord)
    }
}

/// Money that is to go back, or went back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// Its id.
    pub id: Id,
    /// The order.
    pub order_id: Id,
    /// The payment it gives back.
    pub payment_reference: String,
    /// How much.
    pub amount: Money,
    /// How far it has come.
    pub state: RefundState,
    /// Why, in words for staff.
    pub reason: Reason,
    /// When it became due.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl Refund {
    /// Whether it is still to be done.
    pub const fn is_open(&self) -> bool {
        matches!(self.state, RefundState::Due | RefundState::Pending | RefundState::NeedsAttention)
    }

    /// Whether its money went back.
    pub const fn is_gone(&self) -> bool {
        matches!(self.state, RefundState::Done | RefundState::Duplicate)
    }
}

/// Which way money moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// It came in.
    Payment,
    /// It went back.
    Refund,
}

impl EntryKind {
    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Payment => "PAYMENT",
            Self::Refund => "REFUND",
        }
    }

    /// The kind of a stored word.
    pub fn parse(word: &str) -> Result<Self, UnknownWord> {
        [Self::Payment, Self::Refund].into_iter().find(|kind| kind.as_str() == word).ok_or(UnknownWord)
    }
}

/// Money that moved. Entries are only ever added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerEntry {
    /// Its id: that of the refund, or a fresh one.
    pub id: Id,
    /// The order.
    pub order_id: Id,
    /// Which way.
    pub kind: EntryKind,
    /// How much; above zero.
    pub amount: Money,
    /// The payment it belongs to.
    pub payment_reference: String,
    /// Why, in words for staff; may be empty.
    pub note: Reason,
    /// When.
    pub time: Timestamp,
}
