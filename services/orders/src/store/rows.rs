//! Orders as rows, and back.

use base::{Money, OrderNumber};
use chassis::db::types::{Json, Moment, Uid};
use diesel::prelude::*;

use super::schema::orders;
use crate::{
    domain::{Amendment, Customer, CustomerId, Deal, Fulfilment, Key, Line, Order, PaymentStatus, Private, Terms},
    error::Error,
};

/// A whole row of `orders`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = orders, treat_none_as_default_value = false)]
pub(super) struct OrderRow {
    id: Uid,
    number: String,
    idempotency_key: String,
    pub(super) fingerprint: Vec<u8>,
    status: String,
    version: i64,
    customer_id: String,
    customer_name: String,
    customer_phone: Option<String>,
    lines: Json<Vec<Line>>,
    currency: String,
    subtotal_minor: i64,
    total_minor: i64,
    deal: Json<Deal>,
    fulfilment: Json<Fulfilment>,
    source: String,
    terms: Json<Terms>,
    payment_status: String,
    paid_minor: i64,
    returning_minor: i64,
    proofs_waiting: i32,
    revision: i32,
    reserved: bool,
    pending: Option<Json<Amendment>>,
    pub(super) created_at: Moment,
    updated_at: Moment,
}

impl OrderRow {
    /// The row of an order that was just placed.
    pub(super) fn new(order: &Order, key: &Key, fingerprint: Vec<u8>) -> Self {
        Self {
            id: order.id.into(),
            number: order.number.to_string(),
            idempotency_key: key.as_str().to_owned(),
            fingerprint,
            status: order.status.to_string(),
            version: order.version,
            customer_id: order.customer.id.as_str().to_owned(),
            customer_name: order.customer.name.as_str().to_owned(),
            customer_phone: order.customer.phone.as_ref().map(|phone| phone.digits().to_owned()),
            lines: Json(order.lines.clone()),
            currency: order.total.currency.code().to_owned(),
            subtotal_minor: order.subtotal.minor,
            total_minor: order.total.minor,
            deal: Json(order.deal.clone()),
            fulfilment: Json(order.fulfilment.clone()),
            source: order.source.as_str().to_owned(),
            terms: Json(order.terms.clone()),
            payment_status: order.payment_status.as_str().to_owned(),
            paid_minor: order.paid_minor,
            returning_minor: order.returning_minor,
            proofs_waiting: order.proofs_waiting,
            revision: order.revision,
            reserved: order.reserved,
            pending: order.pending.as_deref().cloned().map(Json),
            created_at: order.created_at.into(),
            updated_at: order.updated_at.into(),
        }
    }
}

impl TryFrom<OrderRow> for Order {
    type Error = Error;
    fn try_from(row: OrderRow) -> Result<Self, Error> {
        let currency = row.currency.parse().map_err(|_| Error::Unreadable("currency"))?;
        let phone = row.customer_phone.map(|digits| digits.parse().map_err(|_| Error::Unreadable("customer_phone")));
        Ok(Self {
            id: row.id.0,
            number: row.number.parse::<OrderNumber>().map_err(|_| Error::Unreadable("number"))?,
            status: row.status.parse().map_err(|_| Error::Unreadable("status"))?,
            version: row.version,
            customer: Customer {
                id: CustomerId::stored(row.customer_id),
                name: Private::stored(row.customer_name),
                phone: phone.transpose()?,
            },
            lines: row.lines.0,
            subtotal: Money::new(row.subtotal_minor, currency),
            total: Money::new(row.total_minor, currency),
            deal: row.deal.0,
            fulfilment: row.fulfilment.0,
            source: row.source.parse().map_err(|_| Error::Unreadable("source"))?,
            terms: row.terms.0,
            payment_status: PaymentStatus::parse(&row.payment_status)
                .map_err(|_| Error::Unreadable("payment_status"))?,
            paid_minor: row.paid_minor,
            returning_minor: row.returning_minor,
            proofs_waiting: row.proofs_waiting,
            revision: row.revision,
            reserved: row.reserved,
            pending: row.pending.map(|pending| Box::new(pending.0)),
            created_at: row.created_at.0,
            updated_at: row.updated_at.0,
        })
    }
}
