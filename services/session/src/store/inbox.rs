//! The `inbox` table while its messages wait.

use base::{Id, Timestamp};
use chassis::{
    db::{
        Conn, Error, columns,
        types::{Moment, Sealed, Uid},
    },
    vault::Unopened,
};
use diesel::prelude::*;

use super::{
    customers,
    receive::NewMessage,
    schema::{customers as customer, inbox},
    seals::Seals,
};
use crate::domain::{customer::Customer, message::Payload};

/// A message that waits for its turn.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(crate) id: Id,
    pub(crate) received_at: Timestamp,
    pub(crate) sent_at: Timestamp,
    pub(crate) attempts: i32,
    /// The turn before, when the message has had a turn already and is put back.
    pub(crate) previous: Option<Id>,
    /// Who wrote what.
    pub(crate) payload: Result<Payload, Unopened>,
    pub(crate) traceparent: Option<String>,
}

impl Pending {
    /// Whether the shop told it itself, and nobody wrote.
    pub(crate) fn is_news(&self) -> bool {
        self.payload.as_ref().is_ok_and(Payload::is_news)
    }
}

/// What a lane works on. It is large and goes from hand to hand, so it goes in a box.
#[derive(Debug)]
pub(crate) struct Due {
    pub(crate) customer: Customer,
    /// The customer's oldest pending message.
    pub(crate) message: Pending,
    /// Whether more messages wait behind it.
    pub(crate) has_more: bool,
}

impl Due {
    /// A message that has just been stored, as its customer's only pending one.
    pub(super) fn only(customer: Customer, message: &NewMessage) -> Box<Self> {
        let message = Pending {
            id: message.id.0,
            received_at: message.received_at.0,
            sent_at: message.sent_at.0,
            attempts: 0,
            previous: None,
            payload: Ok(message.payload.clone()),
            traceparent: message.traceparent.clone(),
        };
        Box::new(Self { customer, message, has_more: false })
    }
}

/// Something that happened to the shop and concerns one customer. It waits among the customer's messages.
#[derive(Debug, Insertable)]
#[diesel(table_name = inbox)]
pub(crate) struct News {
    pub(crate) id: Uid,
    pub(crate) customer_id: Uid,
    pub(crate) channel: &'static str,
    pub(crate) account_id: String,
    /// Names what happened, and to whom it is told: it is told once.
    pub(crate) message_id: String,
    pub(crate) payload: Sealed,
    /// When the customer was heard last, which is what networks count the time to answer from.
    pub(crate) sent_at: Moment,
    pub(crate) received_at: Moment,
    pub(crate) attempts: i32,
}

/// Stores news that is not known yet; tells whether it was new.
pub(crate) async fn insert_news(tx: &mut Conn, news: &News) -> Result<bool, Error> {
    Ok(tx.run(diesel::insert_into(inbox::table).values(news).on_conflict_do_nothing()).await? == 1)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = inbox)]
struct PendingRow {
    id: Uid,
    payload: Sealed,
    traceparent: Option<String>,
    sent_at: Moment,
    received_at: Moment,
    attempts: i32,
    previous: Option<Uid>,
}

/// The customer's oldest pending message, with the customer.
pub(crate) async fn next(conn: &mut Conn, seals: &Seals, customer_id: Id) -> Result<Option<Box<Due>>, Error> {
    let query = inbox::table
        .inner_join(customer::table)
        .filter(inbox::customer_id.eq(Uid(customer_id)))
        .filter(inbox::decided_at.is_null())
        .order((inbox::sent_at, inbox::id))
        .select((columns::<customers::Row>(), columns::<PendingRow>()));
    // The second row only tells that there is one.
    let mut rows: Vec<(customers::Row, PendingRow)> = conn.all(query.limit(2)).await?;
    let has_more = rows.len() > 1;
    rows.truncate(1);
    let due = |(row, message): (customers::Row, PendingRow)| {
        let (customer, message) = (row.opened(seals), pending(message, seals));
        Box::new(Due { customer, message, has_more })
    };
    Ok(rows.pop().map(due))
}

fn pending(row: PendingRow, seals: &Seals) -> Pending {
    Pending {
        id: row.id.0,
        received_at: row.received_at.0,
        sent_at: row.sent_at.0,
        attempts: row.attempts,
        previous: row.previous.map(|id| id.0),
        payload: seals.open_payload(row.id.0, &row.payload),
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
