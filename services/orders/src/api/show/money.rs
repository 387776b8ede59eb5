//! Payments, refunds, the ledger and invoices as the contract shows them.

use proto::{catalog::v1 as catalog, convert::to_time, orders::v1 as wire};

use crate::{
    domain::{
        Attachment, EntryKind, EventOutcome, Invoice, InvoiceKind, InvoiceLine, InvoiceStatus, LedgerEntry, Payment,
        PaymentPolicy, PaymentState, PaymentStatus, ProofState, Provider, Purpose, Refund, RefundState,
    },
    store::payment_events::StoredEvent,
};

pub(in crate::api) fn payment(payment: Payment) -> wire::Payment {
    wire::Payment {
        reference: payment.reference,
        order_id: payment.order_id.to_string(),
        provider: provider(payment.provider).into(),
        state: payment_state(payment.state).into(),
        amount: Some(payment.amount.into()),
        received: payment.received.map(Into::into),
        url: payment.url,
        create_time: Some(to_time(payment.created_at)),
        update_time: Some(to_time(payment.updated_at)),
    }
}

pub(in crate::api) fn refund(refund: Refund) -> wire::Refund {
    wire::Refund {
        id: refund.id.to_string(),
        order_id: refund.order_id.to_string(),
        payment_reference: refund.payment_reference,
        amount: Some(refund.amount.into()),
        state: refund_state(refund.state).into(),
        reason: refund.reason.into(),
        create_time: Some(to_time(refund.created_at)),
        update_time: Some(to_time(refund.updated_at)),
    }
}

pub(in crate::api) fn ledger_entry(entry: LedgerEntry) -> wire::LedgerEntry {
    let kind = match entry.kind {
        EntryKind::Payment => wire::LedgerEntryKind::Payment,
        EntryKind::Refund => wire::LedgerEntryKind::Refund,
    };
    wire::LedgerEntry {
        id: entry.id.to_string(),
        order_id: entry.order_id.to_string(),
        kind: kind.into(),
        amount: Some(entry.amount.into()),
        payment_reference: entry.payment_reference,
        note: entry.note.into(),
        time: Some(to_time(entry.time)),
    }
}

pub(in crate::api) fn attachment(attachment: Attachment) -> wire::Attachment {
    let (purpose, proof_state) = match attachment.purpose {
        Purpose::Other => (wire::AttachmentPurpose::Other, wire::ProofState::Unspecified),
        Purpose::PaymentProof(state) => (wire::AttachmentPurpose::PaymentProof, proof_state(state)),
    };
    wire::Attachment {
        id: attachment.id.to_string(),
        order_id: attachment.order_id.to_string(),
        purpose: purpose.into(),
        mime_type: attachment.mime_type,
        filename: attachment.filename.into(),
        caption: attachment.caption.into(),
        size_bytes: attachment.size_bytes,
        proof_state: proof_state.into(),
        create_time: Some(to_time(attachment.created_at)),
    }
}

const fn proof_state(state: ProofState) -> wire::ProofState {
    match state {
        ProofState::Pending => wire::ProofState::Pending,
        ProofState::Approved => wire::ProofState::Approved,
        ProofState::Rejected => wire::ProofState::Rejected,
    }
}

pub(in crate::api) fn invoice(invoice: Invoice) -> wire::Invoice {
    let Invoice { id, number, status, content } = invoice;
    wire::Invoice {
        id: id.to_string(),
        number,
        kind: invoice_kind(content.document).into(),
        status: invoice_status(status).into(),
        order_id: content.order_id.to_string(),
        order_number: content.order_number,
        customer_id: content.customer_id.into(),
        customer_name: content.customer_name.into(),
        sender: content.sender,
        lines: content.lines.into_iter().map(invoice_line).collect(),
        subtotal: Some(content.subtotal.into()),
        discount: Some(content.discount.into()),
        delivery_fee: Some(content.delivery_fee.into()),
        tax: Some(content.tax.into()),
        tax_name: content.tax_name,
        tax_included: content.is_tax_included,
        tip: Some(content.tip.into()),
        total: Some(content.total.into()),
        issue_time: Some(to_time(content.issued_at)),
        due_date: content.due_on.to_string(),
        credited_number: content.credited_number,
    }
}

fn invoice_line(line: InvoiceLine) -> wire::InvoiceLine {
    wire::InvoiceLine {
        description: line.description,
        quantity: i32::try_from(line.quantity).unwrap_or(i32::MAX),
        unit_price: Some(line.unit_price.into()),
        total: Some(line.total.into()),
    }
}

pub(in crate::api) const fn policy(policy: PaymentPolicy) -> catalog::PaymentPolicy {
    match policy {
        PaymentPolicy::Prepaid => catalog::PaymentPolicy::Prepaid,
        PaymentPolicy::PayOnDelivery => catalog::PaymentPolicy::PayOnDelivery,
        PaymentPolicy::Invoice => catalog::PaymentPolicy::Invoice,
    }
}

pub(in crate::api) const fn status(status: PaymentStatus) -> wire::PaymentStatus {
    match status {
        PaymentStatus::Unpaid => wire::PaymentStatus::Unpaid,
        PaymentStatus::LinkSent => wire::PaymentStatus::LinkSent,
        PaymentStatus::Paid => wire::PaymentStatus::Paid,
        PaymentStatus::PartiallyRefunded => wire::PaymentStatus::PartiallyRefunded,
        PaymentStatus::Refunded => wire::PaymentStatus::Refunded,
        PaymentStatus::Failed => wire::PaymentStatus::Failed,
        PaymentStatus::Overdue => wire::PaymentStatus::Overdue,
        PaymentStatus::PartiallyPaid => wire::PaymentStatus::PartiallyPaid,
    }
}

pub(in crate::api) fn payment_event(stored: StoredEvent) -> wire::PaymentEvent {
    let StoredEvent { id, provider: from, event, outcome, received_at } = stored;
    wire::PaymentEvent {
        id: id.to_string(),
        provider: provider(from).into(),
        outcome: event_outcome(outcome).into(),
        reference: event.subject.reference().unwrap_or_default().to_owned(),
        claimed: event.claimed.map(Into::into),
        key: event.key,
        receive_time: Some(to_time(received_at)),
    }
}

const fn event_outcome(outcome: EventOutcome) -> wire::PaymentEventOutcome {
    match outcome {
        EventOutcome::New => wire::PaymentEventOutcome::New,
        EventOutcome::Applied => wire::PaymentEventOutcome::Applied,
        EventOutcome::Ignored => wire::PaymentEventOutcome::Ignored,
        EventOutcome::Unknown => wire::PaymentEventOutcome::Unknown,
    }
}

const fn provider(provider: Provider) -> wire::PaymentProvider {
    match provider {
        Provider::Paystack => wire::PaymentProvider::Paystack,
        Provider::Manual => wire::PaymentProvider::Manual,
    }
}

const fn payment_state(state: PaymentState) -> wire::PaymentState {
    match state {
        PaymentState::Opening => wire::PaymentState::Opening,
        PaymentState::Open => wire::PaymentState::Open,
        PaymentState::Succeeded => wire::PaymentState::Succeeded,
        PaymentState::Underpaid => wire::PaymentState::Underpaid,
        PaymentState::Overpaid => wire::PaymentState::Overpaid,
        PaymentState::Late => wire::PaymentState::Late,
        PaymentState::Duplicate => wire::PaymentState::Duplicate,
        PaymentState::WrongCurrency => wire::PaymentState::WrongCurrency,
        PaymentState::Failed => wire::PaymentState::Failed,
        PaymentState::Abandoned => wire::PaymentState::Abandoned,
    }
}

const fn refund_state(state: RefundState) -> wire::RefundState {
    match state {
        RefundState::Due => wire::RefundState::Due,
        RefundState::Pending => wire::RefundState::Pending,
        RefundState::NeedsAttention => wire::RefundState::NeedsAttention,
        RefundState::Done => wire::RefundState::Done,
        RefundState::Failed => wire::RefundState::Failed,
        RefundState::Duplicate => wire::RefundState::Duplicate,
    }
}

const fn invoice_kind(kind: InvoiceKind) -> wire::InvoiceKind {
    match kind {
        InvoiceKind::Invoice => wire::InvoiceKind::Invoice,
        InvoiceKind::CreditNote => wire::InvoiceKind::CreditNote,
    }
}

const fn invoice_status(status: InvoiceStatus) -> wire::InvoiceStatus {
    match status {
        InvoiceStatus::Issued => wire::InvoiceStatus::Issued,
        InvoiceStatus::Paid => wire::InvoiceStatus::Paid,
        InvoiceStatus::Overdue => wire::InvoiceStatus::Overdue,
        InvoiceStatus::Credited => wire::InvoiceStatus::Credited,
    }
}
