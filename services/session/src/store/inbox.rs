//! The `inbox` table while its messages wait.

use std::sync::Arc;

use base::{Id, Timestamp};
use chassis::db::{
    Conn, Db, Error, First, columns,
    types::{Json, Moment, Uid},
};
use diesel::prelude::*;
use serde_json::value::RawValue;

use super::{
    aliases, customers, postgres,
    schema::{customers as customer, inbox},
};
use crate::domain::{customer::Customer, identity::Identity, message::Payload};

/// A message to store.
#[derive(Debug, Clone)]
pub(crate) struct NewMessage {
    pub(crate) id: Uid,
    /// The customer's id, in case nobody knows the sender.
    pub(crate) newcomer_id: Id,
    pub(crate) identity: Identity,
    pub(crate) message_id: String,
    pub(crate) payload: Json<Payload>,
    pub(crate) traceparent: Option<String>,
    pub(crate) sent_at: Moment,
    pub(crate) received_at: Moment,
}

/// What became of a message that was to be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Receipt {
    /// It is stored, as this customer's.
    New(Id),
    /// It was known already.
    Duplicate,
}

/// A message that waits for its turn.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(crate) id: Id,
    pub(crate) received_at: Timestamp,
    pub(crate) sent_at: Timestamp,
    pub(crate) attempts: i32,
    /// Who wrote what; as stored, since another version may have written it.
    pub(crate) payload: Box<RawValue>,
    pub(crate) traceparent: Option<String>,
}

/// What a lane works on.
#[derive(Debug)]
pub(crate) struct Due {
    pub(crate) customer: Customer,
    /// The customer's oldest pending message.
    pub(crate) message: Pending,
    /// Whether more messages wait behind it.
    pub(crate) has_more: bool,
}

#[derive(Insertable)]
#[diesel(table_name = inbox, treat_none_as_default_value = false)]
struct NewRow<'a> {
    id: Uid,
    customer_id: Uid,
    channel: &'static str,
    account_id: &'a str,
    message_id: &'a str,
    payload: &'a Json<Payload>,
    traceparent: Option<&'a str>,
    sent_at: Moment,
    received_at: Moment,
    attempts: i32,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = inbox)]
struct PendingRow {
    id: Uid,
    payload: Json<Box<RawValue>>,
    traceparent: Option<String>,
    sent_at: Moment,
    received_at: Moment,
    attempts: i32,
}

/// Stores messages, durable when this returns. Each is stored once, whoever brings it how often.
pub(crate) async fn receive(db: &Db, messages: Arc<Vec<NewMessage>>) -> Result<Vec<Receipt>, Error> {
    let all = messages.clone();
    let first = async move |conn: &mut Conn| match conn {
        Conn::Sqlite(_) => one_by_one(conn, &all).await.map(|receipts| receipts.into_iter().map(Some).collect()),
        // Nearly all messages come from known senders: one statement stores those without a transaction around it.
        Conn::Postgres(_) => postgres::receive_known(conn, &all).await,
    };
    let mut receipts: Vec<Option<Receipt>> = db.write_single(first).await?;
    let rest: Vec<usize> = (0..receipts.len()).filter(|place| receipts[*place].is_none()).collect();
    if !rest.is_empty() {
        let others: Vec<NewMessage> = rest.iter().map(|place| messages[*place].clone()).collect();
        let others = db.write(async move |tx: &mut Conn| one_by_one(tx, &others).await).await?;
        rest.into_iter().zip(others).for_each(|(place, receipt)| receipts[place] = Some(receipt));
    }
    Ok(receipts.into_iter().map(|receipt| receipt.unwrap_or(Receipt::Duplicate)).collect())
}

async fn one_by_one(tx: &mut Conn, messages: &[NewMessage]) -> Result<Vec<Receipt>, Error> {
    let mut receipts = Vec::with_capacity(messages.len());
    for message in messages {
        receipts.push(receive_one(tx, message).await?);
    }
    Ok(receipts)
}

async fn receive_one(tx: &mut Conn, message: &NewMessage) -> Result<Receipt, Error> {
    let identity = &message.identity;
    let agreed = if identity.given_up.is_empty() { aliases::agreed(tx, &identity.kept).await? } else { None };
    let customer = match agreed {
        Some(customer) => customer,
        // A message that is known must not link names again: they may have moved on since.
        None if is_known(tx, message).await? => return Ok(Receipt::Duplicate),
        None => aliases::link(tx, message).await?,
    };
    let stored =
        tx.run(diesel::insert_into(inbox::table).values(row(message, customer)).on_conflict_do_nothing()).await?;
    Ok(if stored == 1 { Receipt::New(customer) } else { Receipt::Duplicate })
}

async fn is_known(tx: &mut Conn, message: &NewMessage) -> Result<bool, Error> {
    let address = &message.payload.0.sender.address;
    let query = inbox::table
        .filter(inbox::channel.eq(address.channel.as_str()))
        .filter(inbox::account_id.eq(&address.account_id))
        .filter(inbox::message_id.eq(&message.message_id))
        .select(inbox::id);
    Ok(tx.maybe(query).await?.is_some_and(|_: Uid| true))
}

fn row(message: &NewMessage, customer: Id) -> NewRow<'_> {
    let address = &message.payload.0.sender.address;
    NewRow {
        id: message.id,
        customer_id: customer.into(),
        channel: address.channel.as_str(),
        account_id: &address.account_id,
        message_id: &message.message_id,
        payload: &message.payload,
        traceparent: message.traceparent.as_deref(),
        sent_at: message.sent_at,
        received_at: message.received_at,
        attempts: 0,
    }
}

/// The customer's oldest pending message, with the customer.
pub(crate) async fn next(conn: &mut Conn, customer_id: Id) -> Result<Option<Due>, Error> {
    let query = inbox::table
        .inner_join(customer::table)
        .filter(inbox::customer_id.eq(Uid(customer_id)))
        .filter(inbox::decided_at.is_null())
        .order((inbox::sent_at, inbox::id))
        .select((columns::<customers::Row>(), columns::<PendingRow>()));
    // The second row only tells that there is one.
    let mut rows: Vec<(customers::Row, PendingRow)> = conn.all(First::<2, _>(query)).await?;
    let has_more = rows.len() > 1;
    rows.truncate(1);
    Ok(rows.pop().map(|(row, message)| Due { customer: row.into(), message: pending(message), has_more }))
}

fn pending(row: PendingRow) -> Pending {
    Pending {
        id: row.id.0,
        received_at: row.received_at.0,
        sent_at: row.sent_at.0,
        attempts: row.attempts,
        payload: row.payload.0,
        traceparent: row.traceparent,
    }
}

/// Counts an attempt, or takes it back.
pub(crate) async fn count_attempt(tx: &mut Conn, id: Id, by: i32) -> Result<(), Error> {
    let pending = inbox::table.filter(inbox::id.eq(Uid(id))).filter(inbox::decided_at.is_null());
    tx.run(diesel::update(pending).set(inbox::attempts.eq(inbox::attempts + by))).await.map(drop)
}

/// Customers with a pending message that came at a moment or before; those after this customer.
pub(crate) async fn overdue(conn: &mut Conn, before: Timestamp, after: Id, limit: i64) -> Result<Vec<Id>, Error> {
    let query = inbox::table
        .filter(inbox::decided_at.is_null())
        .filter(inbox::received_at.le(Moment(before)))
        .filter(inbox::customer_id.gt(Uid(after)))
        .order(inbox::customer_id)
        .limit(limit)
        .select(inbox::customer_id)
        .distinct();
    let ids: Vec<Uid> = conn.all(query).await?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}
