//! Invoices and credit notes: written while the order is locked, numbered without gaps, never changed.

use base::{Id, Money};
use chassis::{World, db::Conn};
use jiff::Timestamp;

use super::{
    jobs::{Interruption, MoneyJob},
    locked, tell,
};
use crate::{
    Api,
    domain::{
        Invoice, InvoiceContent, InvoiceKind, InvoiceStatus, Key, News, Order, PaymentStatus, invoice,
        lifecycle::Reason,
    },
    error::{Error, MoneyRefusal},
    store::{
        self,
        invoices::{self, InvoiceRef},
    },
};

/// A wish of people of the shop to take an invoice back, or a part of it.
#[derive(Debug, Clone)]
pub(crate) struct CreditWish {
    pub(crate) invoice: InvoiceRef,
    /// How much; `None` for all that is left.
    pub(crate) amount: Option<Money>,
    pub(crate) reason: Reason,
    pub(crate) user_id: String,
    pub(crate) key: Key,
}

/// Writes the invoice of an order, unless one stands already.
pub(super) async fn issue(tx: &mut Conn, world: &World, order: &Order) -> Result<(), Error> {
    if !invoices::standing(tx, order.id).await?.is_empty() {
        return Ok(());
    }
    let content = InvoiceContent::of(order, world.now());
    let overdue_at = invoice::overdue_at(&content, &order.terms);
    let invoice = write(tx, world, content, None, None).await?;
    let invoice_id = invoice.id;
    tell(tx, world, order, News::InvoiceChanged { invoice: Box::new(invoice) }).await?;
    Ok(MoneyJob::MarkOverdue { invoice_id, due_at: overdue_at }.enqueue(tx, world).await?)
}

/// Gives a document its number and keeps it.
async fn write(
    tx: &mut Conn,
    world: &World,
    content: InvoiceContent,
    credited_id: Option<Id>,
    key: Option<&Key>,
) -> Result<Invoice, Error> {
    let year = content.issued_on.year();
    let count = invoices::next_count(tx, content.document, year).await?;
    let number = content.document.number(year, count);
    let invoice = Invoice { id: world.id(), number, status: InvoiceStatus::Issued, content };
    invoices::insert(tx, &invoice, credited_id, key).await?;
    Ok(invoice)
}

/// Marks the invoices of an order that has been paid. What the shop gave back by itself since then is not asked for
/// again.
pub(super) async fn note_paid(tx: &mut Conn, world: &World, order: &Order) -> Result<(), Error> {
    if order.outstanding().minor > 0 && order.payment_status != PaymentStatus::PartiallyRefunded {
        return Ok(());
    }
    for invoice in invoices::standing(tx, order.id).await? {
        if matches!(invoice.status, InvoiceStatus::Issued | InvoiceStatus::Overdue) {
            mark(tx, world, order, invoice, InvoiceStatus::Paid).await?;
        }
    }
    Ok(())
}

async fn mark(
    tx: &mut Conn,
    world: &World,
    order: &Order,
    invoice: Invoice,
    status: InvoiceStatus,
) -> Result<(), Error> {
    invoices::set_status(tx, invoice.id, status).await?;
    let invoice = Box::new(Invoice { status, ..invoice });
    tell(tx, world, order, News::InvoiceChanged { invoice }).await
}

/// Takes back whatever stands for an order; tells whether anything did.
pub(super) async fn take_back(tx: &mut Conn, world: &World, order: &Order, reason: &str) -> Result<bool, Error> {
    let standing = invoices::standing(tx, order.id).await?;
    for invoice in &standing {
        let left = left(tx, invoice).await?;
        credit(tx, world, order, invoice, left, left, &Reason::cut(reason), None).await?;
    }
    Ok(!standing.is_empty())
}

/// What no credit note has taken back yet.
async fn left(tx: &mut Conn, invoice: &Invoice) -> Result<Money, Error> {
    let notes = invoices::credit_notes(tx, invoice.id).await?;
    let credited: i64 = notes.iter().map(|note| note.content.total.minor).sum();
    Ok(Money::new(invoice.content.total.minor - credited, invoice.content.total.currency))
}

#[expect(clippy::too_many_arguments, reason = "what is left was read by the caller, under the same lock")]
async fn credit(
    tx: &mut Conn,
    world: &World,
    order: &Order,
    invoice: &Invoice,
    left: Money,
    amount: Money,
    reason: &Reason,
    key: Option<&Key>,
) -> Result<Invoice, Error> {
    let credited = Money::new(invoice.content.total.minor - left.minor, left.currency);
    let content = InvoiceContent::credit(invoice, credited, amount, reason, &order.terms, world.now());
    let note = write(tx, world, content, Some(invoice.id), key).await?;
    if amount == left {
        invoices::set_status(tx, invoice.id, InvoiceStatus::Credited).await?;
    }
    tell(tx, world, order, News::InvoiceChanged { invoice: Box::new(note.clone()) }).await?;
    Ok(note)
}

/// Takes an invoice back, or a part of it, once for the key of the wish.
pub(crate) async fn create_credit_note(tx: &mut Conn, world: &World, wish: CreditWish) -> Result<Invoice, Error> {
    let order_id = invoices::find(tx, wish.invoice.clone()).await?.content.order_id;
    let order = locked(tx, order_id).await?;
    let invoice = invoices::find(tx, wish.invoice.clone()).await?;
    if let Some(earlier) = invoices::credited_with(tx, &wish.key).await? {
        return replayed(earlier, &invoice, &wish);
    }
    if invoice.content.document == InvoiceKind::CreditNote {
        return Err(MoneyRefusal::NotAnInvoice.into());
    }
    let left = left(tx, &invoice).await?;
    let amount = wish.amount.unwrap_or(left);
    if amount.currency != left.currency {
        return Err(MoneyRefusal::CurrencyMismatch { expected: left.currency.code().to_owned() }.into());
    }
    if amount.minor > left.minor || left.minor == 0 {
        return Err(MoneyRefusal::CreditTooLarge { left }.into());
    }
    tracing::info!(user_id = wish.user_id, number = invoice.number, "a credit note is issued");
    credit(tx, world, &order, &invoice, left, amount, &wish.reason, Some(&wish.key)).await
}

fn replayed(earlier: Invoice, invoice: &Invoice, wish: &CreditWish) -> Result<Invoice, Error> {
    let is_same = earlier.content.credited_number == invoice.number
        && wish.amount.is_none_or(|amount| amount == earlier.content.total);
    if is_same { Ok(earlier) } else { Err(Error::KeyReused) }
}

/// Marks an invoice whose last day has passed unpaid, once the order is where it is paid, and its order's money with it.
pub(super) async fn mark_overdue(api: &Api, invoice_id: Id) -> Result<(), Interruption> {
    let world = api.world.clone();
    let marked = async move |tx: &mut Conn| -> Result<Option<Timestamp>, Error> {
        let order_id = invoices::find(tx, InvoiceRef::Id(invoice_id)).await?.content.order_id;
        let order = locked(tx, order_id).await?;
        let invoice = invoices::find(tx, InvoiceRef::Id(invoice_id)).await?;
        if invoice.status != InvoiceStatus::Issued {
            return Ok(None);
        }
        if let Some(until) = invoice::not_due_until(&order, world.now()) {
            return Ok(Some(until));
        }
        let order = match order.payment_status {
            PaymentStatus::Unpaid | PaymentStatus::LinkSent | PaymentStatus::Failed | PaymentStatus::PartiallyPaid => {
                let order = Order { payment_status: PaymentStatus::Overdue, ..order };
                store::save_money(tx, order, world.now()).await?
            }
            _ => order,
        };
        mark(tx, &world, &order, invoice, InvoiceStatus::Overdue).await?;
        Ok(None)
    };
    let until = api.db.write(marked).await?;
    api.committed();
    until.map_or(Ok(()), |until| Err(Interruption::NotYet(until)))
}
