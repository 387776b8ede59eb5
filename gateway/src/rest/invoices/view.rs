//! An invoice as JSON shows it.

use jiff::Timestamp;
use proto::orders::v1::{self as contract, InvoiceStatus};
use serde::Serialize;
use utoipa::ToSchema;

use crate::rest::view::{Money, time, word};

/// An invoice or a credit note. Once issued, nothing but its status changes.
#[derive(Serialize, ToSchema)]
pub(crate) struct Invoice {
    id: String,
    #[schema(example = "INV-2026-000001")]
    number: String,
    /// "INVOICE" or "CREDIT_NOTE".
    kind: String,
    /// "ISSUED", "PAID", "OVERDUE" or "CREDITED".
    #[schema(example = "ISSUED")]
    status: String,
    order_id: String,
    order_number: String,
    customer_id: String,
    /// As it was then; may be empty.
    customer_name: String,
    /// Who sent it, as it was then.
    sender: String,
    lines: Vec<Line>,
    subtotal: Option<Money>,
    discount: Option<Money>,
    delivery_fee: Option<Money>,
    tax: Option<Money>,
    /// What the tax is called, with its rate.
    #[schema(example = "VAT 7.5%")]
    tax_name: String,
    /// Whether the tax is contained in the other sums.
    tax_included: bool,
    tip: Option<Money>,
    /// What is to be paid; of a credit note, what is given back.
    total: Option<Money>,
    #[schema(value_type = String, format = DateTime)]
    issue_time: Option<Timestamp>,
    #[schema(example = "2026-12-04")]
    due_date: String,
    /// Of a credit note: the invoice it takes back.
    credited_number: String,
}

/// A line of an invoice.
#[derive(Serialize, ToSchema)]
struct Line {
    description: String,
    quantity: i32,
    unit_price: Option<Money>,
    total: Option<Money>,
}

impl From<contract::Invoice> for Invoice {
    fn from(invoice: contract::Invoice) -> Self {
        Self {
            kind: word(invoice.kind().as_str_name(), "INVOICE_KIND_"),
            status: status_word(invoice.status()),
            id: invoice.id,
            number: invoice.number,
            order_id: invoice.order_id,
            order_number: invoice.order_number,
            customer_id: invoice.customer_id,
            customer_name: invoice.customer_name,
            sender: invoice.sender,
            lines: invoice.lines.into_iter().map(Line::from).collect(),
            subtotal: invoice.subtotal.map(Money::from),
            discount: invoice.discount.map(Money::from),
            delivery_fee: invoice.delivery_fee.map(Money::from),
            tax: invoice.tax.map(Money::from),
            tax_name: invoice.tax_name,
            tax_included: invoice.tax_included,
            tip: invoice.tip.map(Money::from),
            total: invoice.total.map(Money::from),
            issue_time: time(invoice.issue_time),
            due_date: invoice.due_date,
            credited_number: invoice.credited_number,
        }
    }
}

impl From<contract::InvoiceLine> for Line {
    fn from(line: contract::InvoiceLine) -> Self {
        Self {
            description: line.description,
            quantity: line.quantity,
            unit_price: line.unit_price.map(Money::from),
            total: line.total.map(Money::from),
        }
    }
}

pub(super) fn status_word(status: InvoiceStatus) -> String {
    word(status.as_str_name(), "INVOICE_STATUS_")
}
