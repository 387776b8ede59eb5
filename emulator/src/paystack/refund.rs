//! Money on its way back.

use jiff::Timestamp;
use serde::Serialize;

/// A refund of a transaction, or of a part of it.
#[derive(Clone)]
pub(crate) struct Refund {
    pub(crate) id: u64,
    /// The reference of the transaction.
    pub(crate) transaction: String,
    pub(crate) amount_minor: u64,
    pub(crate) currency: String,
    pub(crate) customer_note: Option<String>,
    pub(crate) merchant_note: Option<String>,
    pub(crate) state: RefundState,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
}

/// How far a refund has come, in Paystack's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum RefundState {
    Pending,
    Processing,
    Processed,
    Failed,
    NeedsAttention,
}

impl RefundState {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Processing => "processing",
            Self::Processed => "processed",
            Self::Failed => "failed",
            Self::NeedsAttention => "needs-attention",
        }
    }

    /// Whether nothing more happens to it.
    pub(crate) const fn is_final(self) -> bool {
        matches!(self, Self::Processed | Self::Failed)
    }
}
