//! Money that is to go back, or went back.

use base::Id;
use chassis::db::{
    self, Conn, columns,
    types::{Moment, Uid},
};
use diesel::prelude::*;
use jiff::Timestamp;

use super::{money_of, schema::refunds, word};
use crate::{
    domain::{Key, Private, Refund, RefundState},
    error::Error,
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = refunds, treat_none_as_default_value = false)]
struct Row {
    id: Uid,
    order_id: Uid,
    payment_reference: String,
    currency: String,
    amount_minor: i64,
    state: String,
    reason: String,
    asked: bool,
    provider_id: String,
    idempotency_key: Option<String>,
    created_at: Moment,
    updated_at: Moment,
}

/// A refund with what is known of the provider's side.
#[derive(Debug, Clone)]
pub(crate) struct Errand {
    pub(crate) refund: Refund,
    /// Whether the provider may have been asked.
    pub(crate) asked: bool,
    /// The provider's name of it; empty until it answered.
    pub(crate) provider_id: String,
}

/// Adds a refund, which began with this wish if people wished it.
pub(crate) async fn insert(tx: &mut Conn, refund: &Refund, key: Option<&Key>) -> Result<(), db::Error> {
    let row = Row {
        id: refund.id.into(),
        order_id: refund.order_id.into(),
        payment_reference: refund.payment_reference.clone(),
        currency: refund.amount.currency.code().to_owned(),
        amount_minor: refund.amount.minor,
        state: refund.state.as_str().to_owned(),
        reason: refund.reason.as_str().to_owned(),
        asked: false,
        provider_id: String::new(),
        idempotency_key: key.map(|key| key.as_str().to_owned()),
        created_at: refund.created_at.into(),
        updated_at: refund.updated_at.into(),
    };
    tx.run(diesel::insert_into(refunds::table).values(row)).await.map(drop)
}

/// Saves a refund's state and amount, and the wish that took it up. Whoever does has locked its order.
pub(crate) async fn save(tx: &mut Conn, refund: &Refund, key: Option<&Key>) -> Result<(), db::Error> {
    let row = refunds::table.filter(refunds::id.eq(Uid(refund.id)));
    let changed = (
        refunds::state.eq(refund.state.as_str().to_owned()),
        refunds::amount_minor.eq(refund.amount.minor),
        refunds::updated_at.eq(Moment(refund.updated_at)),
    );
    tx.run(diesel::update(row).set(changed)).await?;
    if let Some(key) = key {
        let keyed = refunds::idempotency_key.eq(Some(key.as_str().to_owned()));
        tx.run(diesel::update(row).set(keyed)).await?;
    }
    Ok(())
}

/// Notes that the provider is about to be asked.
pub(crate) async fn note_asked(tx: &mut Conn, id: Id, now: Timestamp) -> Result<(), db::Error> {
    let row = refunds::table.filter(refunds::id.eq(Uid(id)));
    let changed = (refunds::asked.eq(true), refunds::updated_at.eq(Moment(now)));
    tx.run(diesel::update(row).set(changed)).await.map(drop)
}

/// Notes how the provider names it.
pub(crate) async fn note_provider_id(tx: &mut Conn, id: Id, provider_id: &str) -> Result<(), db::Error> {
    let row = refunds::table.filter(refunds::id.eq(Uid(id)));
    tx.run(diesel::update(row).set(refunds::provider_id.eq(provider_id.to_owned()))).await.map(drop)
}

/// The refund of this id.
pub(crate) async fn find(conn: &mut Conn, id: Id) -> Result<Option<Errand>, Error> {
    let named = refunds::table.filter(refunds::id.eq(Uid(id)));
    let row: Option<Row> = conn.maybe(named.select(columns::<Row>())).await?;
    row.map(Errand::try_from).transpose()
}

/// Every refund of an order, oldest first.
pub(crate) async fn of_order(conn: &mut Conn, order_id: Id) -> Result<Vec<Refund>, Error> {
    let of = refunds::table.filter(refunds::order_id.eq(Uid(order_id)));
    let rows: Vec<Row> = conn.all(of.order((refunds::created_at, refunds::id)).select(columns::<Row>())).await?;
    rows.into_iter().map(|row| Ok(Errand::try_from(row)?.refund)).collect()
}

/// Every refund of a payment, oldest first.
pub(crate) async fn of_payment(conn: &mut Conn, reference: &str) -> Result<Vec<Errand>, Error> {
    let of = refunds::table.filter(refunds::payment_reference.eq(reference.to_owned()));
    let rows: Vec<Row> = conn.all(of.order((refunds::created_at, refunds::id)).select(columns::<Row>())).await?;
    rows.into_iter().map(Errand::try_from).collect()
}

/// The refunds that a wish began.
pub(crate) async fn begun_with(conn: &mut Conn, key: &Key) -> Result<Vec<Refund>, Error> {
    let of = refunds::table.filter(refunds::idempotency_key.eq(key.as_str().to_owned()));
    let rows: Vec<Row> = conn.all(of.order((refunds::created_at, refunds::id)).select(columns::<Row>())).await?;
    rows.into_iter().map(|row| Ok(Errand::try_from(row)?.refund)).collect()
}

impl TryFrom<Row> for Errand {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        let refund = Refund {
            id: row.id.0,
            order_id: row.order_id.0,
            payment_reference: row.payment_reference,
            amount: money_of(row.amount_minor, &row.currency)?,
            state: word(RefundState::parse(&row.state), "refund state")?,
            reason: Private::stored(row.reason),
            created_at: row.created_at.0,
            updated_at: row.updated_at.0,
        };
        Ok(Self { refund, asked: row.asked, provider_id: row.provider_id })
    }
}
