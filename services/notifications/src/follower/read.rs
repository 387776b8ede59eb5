//! What the orders service tells, as news for a customer.

use jiff::civil::Date;
use proto::{
    common::v1::Money,
    orders::v1::{
        ActorKind, Fulfilment, Invoice, InvoiceKind, InvoiceStatus, Order, OrderEvent, OrderEventKind, OrderLine,
        OrderStatus, Payment, PaymentState, Refund, RefundState, StatusChange,
    },
};

use crate::domain::news::{Change, Line, News};

/// Reads an event; `None` for one that is no news to a customer.
pub(super) fn news(event: &OrderEvent) -> Option<News> {
    let order = event.order.as_ref()?;
    Some(News {
        customer_id: order.customer.as_ref().map(|customer| customer.id.clone()).filter(|id| !id.is_empty())?,
        number: order.number.clone(),
        change: change(event, order)?,
    })
}

fn change(event: &OrderEvent, order: &Order) -> Option<Change> {
    let reason = || event.reason.clone();
    match event.kind() {
        OrderEventKind::StatusChanged => status_change(event.change.as_ref()?, order.fulfilment()),
        OrderEventKind::PaymentOpened => opened(event.payment.as_ref()?),
        OrderEventKind::PaymentChanged => payment(event.payment.as_ref()?, order),
        OrderEventKind::RefundChanged => refund(event.refund.as_ref()?),
        OrderEventKind::InvoiceChanged => invoice(event.invoice.as_ref()?, order),
        OrderEventKind::AmendmentProposed => {
            let proposed = order.pending_amendment.as_ref()?;
            let (revision, total) = (proposed.revision, sum(proposed.total.as_ref())?);
            let open = left_open(order, proposed.total.as_ref()?);
            let (lines, reason) = (lines(&proposed.lines), proposed.reason.clone());
            Some(Change::AmendmentProposed { revision, lines, total, open, reason })
        }
        // Staff must say why; a change without a reason is the customer's own, or one they consented to, and the chat
        // has answered it.
        OrderEventKind::Amended if event.reason.is_empty() => None,
        OrderEventKind::Amended => {
            let (lines, total) = (lines(&order.lines), sum(order.total.as_ref())?);
            Some(Change::Amended { lines, total, goes_back: paid_beyond(order), reason: reason() })
        }
        OrderEventKind::ProofRejected => Some(Change::ProofRejected { reason: reason() }),
        // The chat answers who placed an order, and who declined a change.
        OrderEventKind::Placed | OrderEventKind::AmendmentDeclined | OrderEventKind::Unspecified => None,
    }
}

fn lines(lines: &[OrderLine]) -> Vec<Line> {
    let choices = |line: &OrderLine| line.choices.iter().map(|choice| choice.name.clone()).collect();
    let line = |line: &OrderLine| Line { quantity: line.quantity, name: line.name.clone(), choices: choices(line) };
    lines.iter().map(line).collect()
}

/// Customers hear of what others do; what they do themselves the chat has answered already.
fn status_change(change: &StatusChange, fulfilment: Fulfilment) -> Option<Change> {
    if change.actor.as_ref().map(|actor| actor.kind()) == Some(ActorKind::Customer) {
        return None;
    }
    let reason = change.reason.clone();
    Some(match change.to() {
        OrderStatus::Confirmed => Change::Confirmed,
        OrderStatus::Processing => Change::Processing,
        OrderStatus::Ready if fulfilment == Fulfilment::Delivery => Change::ReadyForDelivery,
        OrderStatus::Ready => Change::ReadyForPickup,
        OrderStatus::OutForDelivery => Change::OutForDelivery,
        OrderStatus::Delivered => Change::Delivered,
        OrderStatus::Cancelled => Change::Cancelled { reason },
        OrderStatus::Rejected => Change::Rejected { reason },
        OrderStatus::PendingConfirmation | OrderStatus::Unspecified => return None,
    })
}

fn opened(payment: &Payment) -> Option<Change> {
    Some(Change::PaymentOpened { amount: sum(payment.amount.as_ref())?, url: payment.url.clone() })
}

fn payment(payment: &Payment, order: &Order) -> Option<Change> {
    let received = || sum(payment.received.as_ref());
    match payment.state() {
        PaymentState::Succeeded | PaymentState::Overpaid => Some(Change::PaymentReceived { amount: received()? }),
        PaymentState::Underpaid => {
            let (open, total) = (sum(order.outstanding.as_ref())?, sum(order.total.as_ref())?);
            Some(Change::PaymentUnderpaid { amount: received()?, open, total })
        }
        PaymentState::Late | PaymentState::Duplicate => Some(Change::PaymentGoesBack { amount: received()? }),
        PaymentState::WrongCurrency => Some(Change::PaymentUnclear { amount: received()? }),
        PaymentState::Failed => Some(Change::PaymentFailed),
        PaymentState::Opening | PaymentState::Open | PaymentState::Abandoned | PaymentState::Unspecified => None,
    }
}

/// Customers hear when their money is back; until then the shop has to see to it.
fn refund(refund: &Refund) -> Option<Change> {
    let is_done = refund.state() == RefundState::Done;
    is_done.then(|| sum(refund.amount.as_ref())).flatten().map(|amount| Change::Refunded { amount })
}

fn invoice(invoice: &Invoice, order: &Order) -> Option<Change> {
    let (number, total) = (invoice.number.clone(), sum(invoice.total.as_ref())?);
    match (invoice.kind(), invoice.status()) {
        (InvoiceKind::Invoice, InvoiceStatus::Issued) => {
            let is_open = order.outstanding.as_ref().is_none_or(|open| open.amount_minor > 0);
            Some(Change::Invoiced { invoice: number, total, due: is_open.then(|| day(&invoice.due_date)) })
        }
        (InvoiceKind::CreditNote, InvoiceStatus::Issued) => Some(Change::Credited { invoice: number, total }),
        (InvoiceKind::Invoice, InvoiceStatus::Overdue) => Some(Change::InvoiceOverdue { invoice: number, total }),
        _ => None,
    }
}

/// A day as chats write it, which have it from orders as "2026-12-04".
fn day(date: &str) -> String {
    date.parse::<Date>().map_or_else(|_| date.to_owned(), |date| date.strftime("%d/%m/%Y").to_string())
}

/// What came and stays; nothing when nothing did.
fn kept(order: &Order) -> Option<&Money> {
    order.paid.as_ref().filter(|paid| paid.amount_minor > returning(order))
}

fn returning(order: &Order) -> i64 {
    order.returning.as_ref().map_or(0, |returning| returning.amount_minor)
}

/// What would be left to pay at another total, for somebody who has paid something.
fn left_open(order: &Order, total: &Money) -> Option<base::Money> {
    let paid = kept(order)?;
    let amount_minor = total.amount_minor - (paid.amount_minor - returning(order));
    sum(Some(&Money { amount_minor, ..total.clone() }))
}

/// What was paid beyond the total and is not yet to go back.
fn paid_beyond(order: &Order) -> Option<base::Money> {
    let (paid, total) = (kept(order)?, order.total.as_ref()?);
    let amount_minor = paid.amount_minor - returning(order) - total.amount_minor;
    (amount_minor > 0).then(|| sum(Some(&Money { amount_minor, ..total.clone() })))?
}

fn sum(money: Option<&Money>) -> Option<base::Money> {
    base::Money::try_from(money?.clone()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn naira(amount_minor: i64) -> Option<Money> {
        Some(Money { amount_minor, currency: "NGN".to_owned() })
    }

    /// The last day to pay that customers are told of an invoice, when so much of its order is open.
    fn told_due(open: i64, due_date: &str) -> Option<String> {
        let order = Order { outstanding: naira(open), ..Default::default() };
        let (kind, status) = (InvoiceKind::Invoice.into(), InvoiceStatus::Issued.into());
        let issued = Invoice { kind, status, total: naira(5), due_date: due_date.to_owned(), ..Default::default() };
        let Some(Change::Invoiced { due, .. }) = invoice(&issued, &order) else { panic!("no invoice is told of") };
        due
    }

    #[test]
    fn only_an_invoice_that_is_open_is_due_and_its_day_is_written_as_in_chats() {
        assert_eq!(told_due(5, "2026-12-04").as_deref(), Some("04/12/2026"));
        assert_eq!(told_due(5, "some day").as_deref(), Some("some day"));
        assert_eq!(told_due(0, "2026-12-04"), None);
    }
}
