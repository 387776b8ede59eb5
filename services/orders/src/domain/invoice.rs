//! Invoices and credit notes: what they say, and when they are due.

use base::{Id, Money};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

use super::{
    CustomerId, Line, Order, PaymentPolicy, Private, Terms,
    lifecycle::{Reason, UnknownWord},
    rounding::share,
    wish::NAME_MAX,
};

/// What kind of document it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum InvoiceKind {
    /// It asks for money.
    Invoice,
    /// It takes an invoice back, or a part of it.
    CreditNote,
}

impl InvoiceKind {
    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invoice => "INVOICE",
            Self::CreditNote => "CREDIT_NOTE",
        }
    }

    /// The kind of a stored word.
    pub fn parse(word: &str) -> Result<Self, UnknownWord> {
        [Self::Invoice, Self::CreditNote].into_iter().find(|kind| kind.as_str() == word).ok_or(UnknownWord)
    }

    /// "INV-2026-000001", "CN-2026-000001".
    pub fn number(self, year: i16, count: i64) -> String {
        let prefix = match self {
            Self::Invoice => "INV",
            Self::CreditNote => "CN",
        };
        format!("{prefix}-{year}-{count:06}")
    }
}

/// Whether an invoice has been paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum InvoiceStatus {
    /// It waits for its money.
    Issued,
    /// It has been paid.
    Paid,
    /// Its due date has passed.
    Overdue,
    /// Credit notes took it back whole.
    Credited,
}

impl InvoiceStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Issued, Self::Paid, Self::Overdue, Self::Credited];

    /// The word stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Issued => "ISSUED",
            Self::Paid => "PAID",
            Self::Overdue => "OVERDUE",
            Self::Credited => "CREDITED",
        }
    }

    /// The status of a stored word.
    pub fn parse(word: &str) -> Result<Self, UnknownWord> {
        Self::ALL.into_iter().find(|status| status.as_str() == word).ok_or(UnknownWord)
    }
}

/// A line of an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceLine {
    /// What was bought, with its options.
    pub description: String,
    /// How many.
    pub quantity: u32,
    /// The price of one.
    pub unit_price: Money,
    /// The price of the line.
    pub total: Money,
}

/// An invoice or a credit note. Once issued, nothing but its status changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// Its id.
    pub id: Id,
    /// Counted up without gaps.
    pub number: String,
    /// Where it stands.
    pub status: InvoiceStatus,
    /// What it says.
    #[serde(flatten)]
    pub content: InvoiceContent,
}

/// What a document says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceContent {
    /// What it is.
    pub document: InvoiceKind,
    /// The order's id.
    pub order_id: Id,
    /// The order's number.
    pub order_number: String,
    /// The customer's id.
    pub customer_id: CustomerId,
    /// The customer's name as it was then; may be empty.
    pub customer_name: Private<NAME_MAX>,
    /// Who sent it, as it was then, one line each.
    pub sender: String,
    /// What was bought.
    pub lines: Vec<InvoiceLine>,
    /// The lines together.
    pub subtotal: Money,
    /// What the coupon took off.
    pub discount: Money,
    /// What bringing it cost.
    pub delivery_fee: Money,
    /// The tax.
    pub tax: Money,
    /// What the tax is called, with its rate; may be empty.
    pub tax_name: String,
    /// Whether the tax is contained in the other sums.
    pub is_tax_included: bool,
    /// The tip.
    pub tip: Money,
    /// What is to be paid, or given back.
    pub total: Money,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// The day it was issued on, where the shop is.
    pub issued_on: Date,
    /// The day it is due.
    pub due_on: Date,
    /// Of a credit note: the invoice it takes back.
    pub credited_number: String,
}

impl InvoiceContent {
    /// The invoice of an order as it is now.
    pub fn of(order: &Order, now: Timestamp) -> Self {
        let issued_on = day(now, &order.terms);
        let charges = order.deal.charges;
        Self {
            document: InvoiceKind::Invoice,
            order_id: order.id,
            order_number: order.number.to_string(),
            customer_id: order.customer.id.clone(),
            customer_name: order.customer.name.clone(),
            sender: order.terms.invoice_sender.clone(),
            lines: order.lines.iter().map(invoice_line).collect(),
            subtotal: order.subtotal,
            discount: charges.discount,
            delivery_fee: charges.delivery_fee,
            tax: charges.tax,
            tax_name: order.terms.tax_name.clone(),
            is_tax_included: charges.tax_included,
            tip: charges.tip,
            total: order.total,
            issued_at: now,
            issued_on,
            due_on: due_on(issued_on, order),
            credited_number: String::new(),
        }
    }

    /// A credit note that takes back a part of an invoice, or all of it. Each takes the tax from what was credited
    /// before to what is credited then, so that all together take back what was invoiced, to the last unit.
    pub fn credit(
        invoice: &Invoice,
        credited: Money,
        amount: Money,
        reason: &Reason,
        terms: &Terms,
        now: Timestamp,
    ) -> Self {
        let of = &invoice.content;
        let issued_on = day(now, terms);
        let common = Self {
            document: InvoiceKind::CreditNote,
            issued_at: now,
            issued_on,
            due_on: issued_on,
            credited_number: invoice.number.clone(),
            ..of.clone()
        };
        if amount == of.total {
            return common;
        }
        let none = Money::zero(amount.currency);
        let tax_of = |credited: i64| share(of.tax.minor, credited, of.total.minor.max(1));
        let tax = tax_of(credited.minor + amount.minor) - tax_of(credited.minor);
        let line =
            InvoiceLine { description: reason.as_str().to_owned(), quantity: 1, unit_price: amount, total: amount };
        Self {
            lines: vec![line],
            subtotal: amount,
            discount: none,
            delivery_fee: none,
            tip: none,
            tax: Money::new(tax, amount.currency),
            // A part of a total contains its part of the tax, however the invoice showed it.
            is_tax_included: true,
            total: amount,
            ..common
        }
    }
}

/// What was bought, with its choices. Notes and fields are between customer and shop.
fn invoice_line(line: &Line) -> InvoiceLine {
    let choices: Vec<&str> = line.choices.iter().map(|choice| choice.name.as_str()).collect();
    let description = match choices.is_empty() {
        true => line.name.clone(),
        false => format!("{} ({})", line.name, choices.join(", ")),
    };
    InvoiceLine { description, quantity: line.quantity.get(), unit_price: line.unit_price, total: line.total }
}

/// What is paid when it is handed over is due on the day it is wanted.
fn due_on(issued_on: Date, order: &Order) -> Date {
    let terms = &order.terms;
    match (terms.payment_policy, order.deal.slot) {
        (PaymentPolicy::Invoice, _) => {
            issued_on.saturating_add(jiff::Span::new().days(i64::from(terms.invoice_due_days)))
        }
        (PaymentPolicy::PayOnDelivery, Some(slot)) => day(slot.end, terms).max(issued_on),
        (PaymentPolicy::Prepaid | PaymentPolicy::PayOnDelivery, _) => issued_on,
    }
}

/// When an invoice becomes overdue: at the end of its last day, where the shop is.
pub fn overdue_at(content: &InvoiceContent, terms: &Terms) -> Timestamp {
    end_of(content.due_on, terms)
}

/// Until when an invoice of an order cannot be overdue: nobody pays at the door before somebody has come to it.
pub fn not_due_until(order: &Order, now: Timestamp) -> Option<Timestamp> {
    let is_at_the_door = order.terms.payment_policy == PaymentPolicy::PayOnDelivery;
    (is_at_the_door && !order.status.is_over()).then(|| end_of(day(now, &order.terms), &order.terms))
}

fn end_of(date: Date, terms: &Terms) -> Timestamp {
    let next_day = date.saturating_add(jiff::Span::new().days(1));
    next_day.to_zoned(zone(terms)).map_or(Timestamp::MAX, |midnight| midnight.timestamp())
}

fn day(now: Timestamp, terms: &Terms) -> Date {
    now.to_zoned(zone(terms)).date()
}

/// The shop's time zone. Its name was checked when the shop set it; a machine that does not know it counts in UTC.
fn zone(terms: &Terms) -> TimeZone {
    TimeZone::get(&terms.time_zone).unwrap_or(TimeZone::UTC)
}

#[cfg(test)]
mod tests;
