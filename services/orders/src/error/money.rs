//! Why calls about money and papers are refused.

use base::Money;
use chassis::{Kind, Problem};

use crate::domain::{
    attachment::{ACCEPTED, ATTACHMENTS_MAX, CAPTION_MAX, CONTENT_MAX, DAILY_BYTES_MAX, FILENAME_MAX, KEPT_DAYS},
    lifecycle::REASON_MAX,
};

/// Bytes of a payment event's body at most.
pub const BODY_MAX: usize = 256 * 1024;
/// A payment or a refund at most: more than fifty lines of the dearest goods, and too little to fill a ledger's sum.
pub const AMOUNT_MAX_MINOR: i64 = 100_000_000_000_000_000;
/// Attempts to pay one order at most.
pub const PAYMENTS_MAX: usize = 50;

/// Why a call about money or papers was refused.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant is its sentence")]
pub enum MoneyRefusal {
    #[error("This shop takes no payments by link: PAYSTACK_SECRET_KEY is not set. Choose another way to pay.")]
    PaymentsNotOffered,
    #[error("The order has been paid already.")]
    AlreadyPaid,
    #[error("The order has ended; there is nothing to pay.")]
    OrderEnded,
    #[error("{} attempts were made to pay this order; record a payment by hand instead.", PAYMENTS_MAX)]
    TooManyPayments,
    #[error("The payment provider does not answer. Ask again in a moment.")]
    ProviderUnavailable,
    #[error("provider must be PAYSTACK.")]
    ProviderRequired,
    #[error("body must be the JSON of a payment event, as it came.")]
    BodyInvalid,
    #[error("A payment event has at most {} KiB.", BODY_MAX / 1024)]
    BodyTooLarge,

    #[error("amount must be above zero and at most {AMOUNT_MAX_MINOR} minor units, in a currency of ISO 4217.")]
    AmountInvalid,
    #[error("The order is in {expected}; give the amount in {expected} too.")]
    CurrencyMismatch { expected: String },
    #[error("note must say why the money is believed to be there, in 1 to {} characters.", REASON_MAX)]
    NoteRequired,
    #[error("user_id is required: whose decision is it?")]
    UserRequired,
    #[error("Nothing is left that could go back.")]
    NothingToRefund,
    #[error("Only {left} is left to go back.")]
    RefundTooLarge { left: Money },

    #[error("There is no such invoice.")]
    InvoiceNotFound,
    #[error("A credit note is not taken back itself.")]
    NotAnInvoice,
    #[error("Only {left} of the invoice is left to take back.")]
    CreditTooLarge { left: Money },
    #[error("the document could not be drawn: {0}")]
    NotDrawn(String),

    #[error("There is no such attachment.")]
    AttachmentNotFound,
    #[error("purpose must be OTHER or PAYMENT_PROOF.")]
    PurposeRequired,
    #[error("The file is empty.")]
    AttachmentEmpty,
    #[error("A file has at most {} MiB.", CONTENT_MAX / (1024 * 1024))]
    AttachmentTooLarge,
    #[error("Files of this type are not kept. Send one of: {}.", ACCEPTED.join(", "))]
    AttachmentTypeRefused,
    #[error("filename has at most {} characters and caption at most {}.", FILENAME_MAX, CAPTION_MAX)]
    WordsTooLong,
    #[error("An order has at most {} attachments.", ATTACHMENTS_MAX)]
    TooManyAttachments,
    #[error("All files that a customer sends within a day have at most {} MiB.", DAILY_BYTES_MAX / (1024 * 1024))]
    DailyLimitReached,
    #[error("The file was deleted: files are kept for {} days after their order ended.", KEPT_DAYS)]
    AttachmentDeleted,
    #[error("This attachment is no payment proof.")]
    NotAProof,
    #[error("Someone has decided about this proof already.")]
    AlreadyReviewed,
    #[error("outstanding is required to approve: how much of the order was open when you looked at the proof?")]
    OutstandingRequired,
    #[error("{outstanding} of the order is open now. Look at the proof again, whether it shows that much.")]
    OutstandingChanged { outstanding: Money },
}

impl MoneyRefusal {
    /// The table of codes and reasons.
    pub const fn kind(&self) -> (Kind, &'static str) {
        use Kind::{AlreadyExists, FailedPrecondition, Internal, InvalidArgument, NotFound, ResourceExhausted};
        match self {
            Self::PaymentsNotOffered => (FailedPrecondition, "PAYMENTS_NOT_OFFERED"),
            Self::AlreadyPaid => (FailedPrecondition, "ALREADY_PAID"),
            Self::OrderEnded => (FailedPrecondition, "ORDER_ENDED"),
            Self::TooManyPayments => (FailedPrecondition, "TOO_MANY_PAYMENTS"),
            Self::ProviderUnavailable => (Kind::Unavailable, "PROVIDER_UNAVAILABLE"),
            Self::ProviderRequired => (InvalidArgument, "PROVIDER_REQUIRED"),
            Self::BodyInvalid => (InvalidArgument, "BODY_INVALID"),
            Self::BodyTooLarge => (InvalidArgument, "BODY_TOO_LARGE"),
            Self::AmountInvalid => (InvalidArgument, "AMOUNT_INVALID"),
            Self::CurrencyMismatch { .. } => (FailedPrecondition, "CURRENCY_MISMATCH"),
            Self::NoteRequired => (InvalidArgument, "NOTE_REQUIRED"),
            Self::UserRequired => (InvalidArgument, "USER_REQUIRED"),
            Self::NothingToRefund => (FailedPrecondition, "NOTHING_TO_REFUND"),
            Self::RefundTooLarge { .. } => (FailedPrecondition, "REFUND_TOO_LARGE"),
            Self::InvoiceNotFound => (NotFound, "INVOICE_NOT_FOUND"),
            Self::NotAnInvoice => (FailedPrecondition, "CREDIT_TOO_LARGE"),
            Self::CreditTooLarge { .. } => (FailedPrecondition, "CREDIT_TOO_LARGE"),
            Self::NotDrawn(_) => (Internal, "INTERNAL"),
            Self::AttachmentNotFound => (NotFound, "ATTACHMENT_NOT_FOUND"),
            Self::PurposeRequired => (InvalidArgument, "PURPOSE_REQUIRED"),
            Self::AttachmentEmpty => (InvalidArgument, "ATTACHMENT_EMPTY"),
            Self::AttachmentTooLarge => (InvalidArgument, "ATTACHMENT_TOO_LARGE"),
            Self::AttachmentTypeRefused => (InvalidArgument, "ATTACHMENT_TYPE_REFUSED"),
            Self::WordsTooLong => (InvalidArgument, "ATTACHMENT_WORDS_TOO_LONG"),
            Self::TooManyAttachments => (ResourceExhausted, "TOO_MANY_ATTACHMENTS"),
            Self::DailyLimitReached => (ResourceExhausted, "DAILY_LIMIT_REACHED"),
            Self::AttachmentDeleted => (NotFound, "ATTACHMENT_DELETED"),
            Self::NotAProof => (FailedPrecondition, "NOT_A_PROOF"),
            Self::AlreadyReviewed => (AlreadyExists, "ALREADY_REVIEWED"),
            Self::OutstandingRequired => (InvalidArgument, "OUTSTANDING_REQUIRED"),
            Self::OutstandingChanged { .. } => (FailedPrecondition, "OUTSTANDING_CHANGED"),
        }
    }

    /// Details for programs.
    pub(super) fn detail(&self, problem: Problem) -> Problem {
        match self {
            Self::RefundTooLarge { left } | Self::CreditTooLarge { left } => problem.with("left_minor", left.minor),
            Self::NotAnInvoice => problem.with("left_minor", 0),
            Self::OutstandingChanged { outstanding } => {
                problem.with("outstanding_minor", outstanding.minor).with("currency", outstanding.currency.code())
            }
            Self::AttachmentTypeRefused => problem.with("accepted", ACCEPTED.join(",")),
            _ => problem,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_other_try_helps_an_order_that_had_all_its_links() {
        let (kind, reason) = MoneyRefusal::TooManyPayments.kind();
        assert!(!Problem::new(kind, reason, "").is_passing());
    }
}
