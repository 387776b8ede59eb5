//! Attempts to pay.

use base::Id;
use chassis::db::{
    self, Conn, columns,
    types::{Moment, Uid},
};
use diesel::prelude::*;

use super::{money_of, schema::payments, word};
use crate::{
    domain::{Key, Payment, PaymentState, Provider},
    error::Error,
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = payments, treat_none_as_default_value = false)]
struct Row {
    reference: String,
    order_id: Uid,
    provider: String,
    state: String,
    currency: String,
    amount_minor: i64,
    received_currency: Option<String>,
    received_minor: Option<i64>,
    url: String,
    idempotency_key: Option<String>,
    created_at: Moment,
    opened_at: Option<Moment>,
    updated_at: Moment,
}

/// Adds a payment; false when its reference or the key is taken.
pub(crate) async fn insert(tx: &mut Conn, payment: &Payment, key: Option<&Key>) -> Result<bool, db::Error> {
    let row = Row {
        reference: payment.reference.clone(),
        order_id: payment.order_id.into(),
        provider: payment.provider.as_str().to_owned(),
        state: payment.state.as_str().to_owned(),
        currency: payment.amount.currency.code().to_owned(),
        amount_minor: payment.amount.minor,
        received_currency: payment.received.map(|received| received.currency.code().to_owned()),
        received_minor: payment.received.map(|received| received.minor),
        url: payment.url.clone(),
        idempotency_key: key.map(|key| key.as_str().to_owned()),
        created_at: payment.created_at.into(),
        opened_at: payment.opened_at.map(Moment),
        updated_at: payment.updated_at.into(),
    };
    Ok(tx.run(diesel::insert_into(payments::table).values(row).on_conflict_do_nothing()).await? == 1)
}

/// Saves what may change of a payment. Whoever does has locked its order.
pub(crate) async fn save(tx: &mut Conn, payment: &Payment) -> Result<(), db::Error> {
    let changed = (
        payments::state.eq(payment.state.as_str().to_owned()),
        payments::received_currency.eq(payment.received.map(|received| received.currency.code().to_owned())),
        payments::received_minor.eq(payment.received.map(|received| received.minor)),
        payments::url.eq(payment.url.clone()),
        payments::opened_at.eq(payment.opened_at.map(Moment)),
        payments::updated_at.eq(Moment(payment.updated_at)),
    );
    let row = payments::table.filter(payments::reference.eq(payment.reference.clone()));
    tx.run(diesel::update(row).set(changed)).await.map(drop)
}

/// The payment of this reference.
pub(crate) async fn find(conn: &mut Conn, reference: &str) -> Result<Option<Payment>, Error> {
    let named = payments::table.filter(payments::reference.eq(reference.to_owned()));
    let row: Option<Row> = conn.maybe(named.select(columns::<Row>())).await?;
    row.map(Payment::try_from).transpose()
}

/// The payment that was noted with this key.
pub(crate) async fn noted_with(conn: &mut Conn, key: &Key) -> Result<Option<Payment>, Error> {
    let keyed = payments::table.filter(payments::idempotency_key.eq(key.as_str().to_owned()));
    let row: Option<Row> = conn.maybe(keyed.select(columns::<Row>())).await?;
    row.map(Payment::try_from).transpose()
}

/// Every payment of an order, oldest first.
pub(crate) async fn of_order(conn: &mut Conn, order_id: Id) -> Result<Vec<Payment>, Error> {
    let of = payments::table.filter(payments::order_id.eq(Uid(order_id)));
    let rows: Vec<Row> =
        conn.all(of.order((payments::created_at, payments::reference)).select(columns::<Row>())).await?;
    rows.into_iter().map(Payment::try_from).collect()
}

impl TryFrom<Row> for Payment {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        let received = row.received_currency.zip(row.received_minor);
        Ok(Self {
            provider: word(Provider::parse(&row.provider), "provider")?,
            state: word(PaymentState::parse(&row.state), "payment state")?,
            amount: money_of(row.amount_minor, &row.currency)?,
            received: received.map(|(code, minor)| money_of(minor, &code)).transpose()?,
            reference: row.reference,
            order_id: row.order_id.0,
            url: row.url,
            created_at: row.created_at.0,
            opened_at: row.opened_at.map(|moment| moment.0),
            updated_at: row.updated_at.0,
        })
    }
}
