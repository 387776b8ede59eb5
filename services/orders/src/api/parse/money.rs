//! Requests about money and papers, checked once and turned into domain types.

use base::Money;
use proto::{common::v1 as common, orders::v1 as wire};

use super::{guard, order_ref};
use crate::{
    domain::{
        Attachment, CustomerId, EventOutcome, InvoiceStatus, Key, PaymentEvent, Private, ProofState, Purpose,
        attachment,
        lifecycle::Reason,
        names::{ID_MAX, is_name},
    },
    error::{
        Error, MoneyRefusal,
        money::{AMOUNT_MAX_MINOR, BODY_MAX},
    },
    money::{
        invoicing::CreditWish,
        noting::{Review, Taken, Verdict},
        returning::RefundWish,
    },
    provider::paystack,
    store::{OrderRef, invoices::InvoiceRef},
};

/// An order, and whose it must be.
pub(in crate::api) type Guarded = (OrderRef, Option<CustomerId>);

pub(in crate::api) fn guarded(order: &str, customer_id: String) -> Result<Guarded, Error> {
    Ok((order_ref(order)?, guard(customer_id)?))
}

/// What an event says that matters; whom it names and how they pay is not kept.
pub(in crate::api) fn event(request: &wire::ReceivePaymentEventRequest) -> Result<PaymentEvent, Error> {
    if request.provider() != wire::PaymentProvider::Paystack {
        return Err(MoneyRefusal::ProviderRequired.into());
    }
    if request.body.len() > BODY_MAX {
        return Err(MoneyRefusal::BodyTooLarge.into());
    }
    paystack::read_event(&request.body).ok_or(MoneyRefusal::BodyInvalid.into())
}

pub(in crate::api) fn taken(request: wire::RecordPaymentRequest) -> Result<Taken, Error> {
    Ok(Taken {
        order: order_ref(&request.order)?,
        amount: amount(request.amount)?.ok_or(MoneyRefusal::AmountInvalid)?,
        note: words(&request.note).ok_or(MoneyRefusal::NoteRequired)?,
        user_id: user(request.user_id)?,
        key: Key::parse(request.idempotency_key)?,
    })
}

pub(in crate::api) fn refund(request: wire::RefundPaymentRequest) -> Result<RefundWish, Error> {
    Ok(RefundWish {
        order: order_ref(&request.order)?,
        amount: amount(request.amount)?,
        reason: reason(&request.reason)?,
        user_id: user(request.user_id)?,
        key: Key::parse(request.idempotency_key)?,
    })
}

pub(in crate::api) fn credit(request: wire::CreateCreditNoteRequest) -> Result<CreditWish, Error> {
    Ok(CreditWish {
        invoice: invoice_ref(&request.invoice),
        amount: amount(request.amount)?,
        reason: reason(&request.reason)?,
        user_id: user(request.user_id)?,
        key: Key::parse(request.idempotency_key)?,
    })
}

pub(in crate::api) fn review(request: wire::ReviewProofRequest) -> Result<Review, Error> {
    let reason = Reason::parse(&request.reason).map_err(|_| Error::ReasonTooLong)?;
    if !request.approve && reason.is_empty() {
        return Err(Error::ReasonRequired);
    }
    Ok(Review {
        attachment_id: request.attachment_id.parse().map_err(|_| MoneyRefusal::AttachmentNotFound)?,
        verdict: if request.approve { Verdict::Approved(outstanding(request.outstanding)?) } else { Verdict::Rejected },
        reason,
        user_id: user(request.user_id)?,
    })
}

fn outstanding(seen: Option<common::Money>) -> Result<Money, MoneyRefusal> {
    let seen = seen.and_then(|seen| Money::try_from(seen).ok()).filter(|seen| seen.minor >= 0);
    seen.ok_or(MoneyRefusal::OutstandingRequired)
}

/// A file to keep.
pub(in crate::api) struct File {
    pub(in crate::api) key: Key,
    pub(in crate::api) content: Vec<u8>,
    pub(in crate::api) purpose: Purpose,
    pub(in crate::api) mime_type: &'static str,
    pub(in crate::api) filename: Private<{ attachment::FILENAME_MAX }>,
    pub(in crate::api) caption: Private<{ attachment::CAPTION_MAX }>,
}

pub(in crate::api) fn file(request: wire::AddAttachmentRequest) -> Result<File, Error> {
    let purpose = match request.purpose() {
        wire::AttachmentPurpose::Unspecified => return Err(MoneyRefusal::PurposeRequired.into()),
        wire::AttachmentPurpose::Other => Purpose::Other,
        wire::AttachmentPurpose::PaymentProof => Purpose::PaymentProof(ProofState::Pending),
    };
    match request.content.len() {
        0 => return Err(MoneyRefusal::AttachmentEmpty.into()),
        1..=attachment::CONTENT_MAX => {}
        _ => return Err(MoneyRefusal::AttachmentTooLarge.into()),
    }
    Ok(File {
        key: Key::parse(request.idempotency_key)?,
        purpose,
        mime_type: attachment::mime_type(&request.content).ok_or(MoneyRefusal::AttachmentTypeRefused)?,
        filename: Private::name(&request.filename).map_err(|_| MoneyRefusal::WordsTooLong)?,
        caption: Private::parse(&request.caption).map_err(|_| MoneyRefusal::WordsTooLong)?,
        content: request.content,
    })
}

impl File {
    /// Whether an earlier call with the same key kept the same.
    pub(in crate::api) fn is(&self, kept: &Attachment) -> bool {
        let is_for_the_same = match (self.purpose, kept.purpose) {
            (Purpose::Other, Purpose::Other) | (Purpose::PaymentProof(_), Purpose::PaymentProof(_)) => true,
            (Purpose::Other, Purpose::PaymentProof(_)) | (Purpose::PaymentProof(_), Purpose::Other) => false,
        };
        is_for_the_same && self.filename == kept.filename && self.caption == kept.caption
    }
}

/// Reads an invoice's id or number, numbers in any case.
pub(in crate::api) fn invoice_ref(text: &str) -> InvoiceRef {
    let text = text.trim();
    text.parse().map_or_else(|_| InvoiceRef::Number(text.to_ascii_uppercase()), InvoiceRef::Id)
}

pub(in crate::api) fn invoice_statuses(numbers: Vec<i32>) -> Result<Vec<InvoiceStatus>, Error> {
    let unknown = Error::FilterInvalid("statuses must each be a status of an invoice.");
    let read = |number| match wire::InvoiceStatus::try_from(number).ok()? {
        wire::InvoiceStatus::Unspecified => None,
        wire::InvoiceStatus::Issued => Some(InvoiceStatus::Issued),
        wire::InvoiceStatus::Paid => Some(InvoiceStatus::Paid),
        wire::InvoiceStatus::Overdue => Some(InvoiceStatus::Overdue),
        wire::InvoiceStatus::Credited => Some(InvoiceStatus::Credited),
    };
    numbers.into_iter().map(read).collect::<Option<_>>().ok_or(unknown)
}

pub(in crate::api) fn event_outcome(number: i32) -> Result<Option<EventOutcome>, Error> {
    match wire::PaymentEventOutcome::try_from(number) {
        Ok(wire::PaymentEventOutcome::Unspecified) => Ok(None),
        Ok(wire::PaymentEventOutcome::New) => Ok(Some(EventOutcome::New)),
        Ok(wire::PaymentEventOutcome::Applied) => Ok(Some(EventOutcome::Applied)),
        Ok(wire::PaymentEventOutcome::Ignored) => Ok(Some(EventOutcome::Ignored)),
        Ok(wire::PaymentEventOutcome::Unknown) => Ok(Some(EventOutcome::Unknown)),
        Err(_) => Err(Error::FilterInvalid("outcome must be an outcome of a payment event, or unspecified.")),
    }
}

fn amount(amount: Option<common::Money>) -> Result<Option<Money>, Error> {
    let amount = amount.map(Money::try_from).transpose().map_err(|_| MoneyRefusal::AmountInvalid)?;
    match amount {
        Some(amount) if !(1..=AMOUNT_MAX_MINOR).contains(&amount.minor) => Err(MoneyRefusal::AmountInvalid.into()),
        amount => Ok(amount),
    }
}

fn reason(text: &str) -> Result<Reason, Error> {
    let reason = Reason::parse(text).map_err(|_| Error::ReasonTooLong)?;
    if reason.is_empty() { Err(Error::ReasonRequired) } else { Ok(reason) }
}

fn words(text: &str) -> Option<Reason> {
    Reason::parse(text).ok().filter(|words| !words.is_empty())
}

fn user(id: String) -> Result<String, Error> {
    if is_name(&id, ID_MAX) { Ok(id) } else { Err(MoneyRefusal::UserRequired.into()) }
}
