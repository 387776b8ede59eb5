//! The `inbox` table once its messages have had their turns.

use base::{Address, Id, Timestamp};
use chassis::db::{
    Conn, Db, Error, Kept, columns,
    types::{Json, Moment, Uid},
};
use dialogue::{Language, Session};
use diesel::prelude::*;
use serde_json::value::RawValue;

use super::{
    postgres,
    schema::{customers, inbox},
};
use crate::domain::turn::Turn;

/// How a turn ends.
#[derive(Debug, Clone)]
pub(crate) struct Ending {
    pub(crate) customer_id: Uid,
    /// The version the turn was decided on.
    pub(crate) version: i64,
    pub(crate) name: String,
    pub(crate) address: Json<Address>,
    pub(crate) conversation: Json<Session>,
    pub(crate) minute_at: Moment,
    pub(crate) minute_count: i32,
    /// The minute the customer was heard in, when it is another than before.
    pub(crate) heard_at: Option<Moment>,
    pub(crate) message: Uid,
    pub(crate) turn: Json<Turn>,
    pub(crate) decided_at: Moment,
    /// Why the message is given up, when it is.
    pub(crate) given_up: Option<String>,
}

impl Ending {
    /// The turn itself, while its replies are on their way.
    pub(super) fn undelivered(&self) -> Option<Uid> {
        (!self.turn.0.replies.is_empty()).then_some(self.message)
    }
}

/// A turn whose replies may not have reached notifications.
#[derive(Debug)]
pub(crate) struct Undelivered {
    pub(crate) message: Id,
    pub(crate) turn: Turn,
    pub(crate) payload: Box<RawValue>,
    pub(crate) traceparent: Option<String>,
    pub(crate) sent_at: Timestamp,
    pub(crate) language: Option<Language>,
    pub(crate) is_given_up: bool,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = inbox)]
struct Sending {
    traceparent: Option<String>,
    sent_at: Moment,
    given_up: Option<String>,
}

/// A turn for people who read a conversation.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = inbox)]
pub(crate) struct Record {
    pub(crate) id: Uid,
    pub(crate) message_id: String,
    pub(crate) payload: Json<Box<RawValue>>,
    pub(crate) turn: Option<Json<Turn>>,
    pub(crate) decided_at: Option<Moment>,
}

/// Keeps a turn, unless the conversation went on meanwhile; then nothing happens and this is false.
pub(crate) async fn end(db: &Db, ending: Ending) -> Result<bool, Error> {
    db.write_single(async move |conn: &mut Conn| match conn {
        Conn::Sqlite(_) => end_in_two(conn, ending).await,
        // One statement is one round trip and needs no transaction around it.
        Conn::Postgres(_) => postgres::end_turn(conn, ending).await,
    })
    .await
}

async fn end_in_two(tx: &mut Conn, ending: Ending) -> Result<bool, Error> {
    let undelivered = ending.undelivered();
    let same =
        customers::table.filter(customers::id.eq(ending.customer_id)).filter(customers::version.eq(ending.version));
    let change = (
        customers::name.eq(ending.name),
        customers::address.eq(ending.address),
        customers::conversation.eq(ending.conversation),
        customers::version.eq(ending.version + 1),
        customers::undelivered.eq(undelivered),
        customers::minute_at.eq(ending.minute_at),
        customers::minute_count.eq(ending.minute_count),
        ending.heard_at.map(|minute| customers::heard_at.eq(minute)),
    );
    if tx.run(Kept(diesel::update(same).set(change))).await? == 0 {
        return Ok(false);
    }
    let change = (
        inbox::turn.eq(Some(ending.turn)),
        inbox::decided_at.eq(Some(ending.decided_at)),
        inbox::given_up.eq(ending.given_up),
    );
    tx.run(Kept(diesel::update(inbox::table.filter(inbox::id.eq(ending.message))).set(change))).await?;
    Ok(true)
}

/// The customer's last turn, if its replies are not known to have reached notifications.
pub(crate) async fn undelivered(conn: &mut Conn, customer: Id) -> Result<Option<Undelivered>, Error> {
    let query = inbox::table
        .inner_join(customers::table)
        .filter(customers::id.eq(Uid(customer)))
        .filter(customers::undelivered.eq(inbox::id.nullable()))
        .select((columns::<Record>(), columns::<Sending>(), customers::conversation));
    let found: Option<(Record, Sending, Json<Session>)> = conn.maybe(query).await?;
    Ok(found.and_then(|(record, Sending { traceparent, sent_at, given_up }, conversation)| {
        Some(Undelivered {
            message: record.id.0,
            turn: record.turn?.0,
            payload: record.payload.0,
            traceparent,
            sent_at: sent_at.0,
            language: conversation.0.language,
            is_given_up: given_up.is_some(),
        })
    }))
}

/// A customer's turns, newest first.
pub(crate) async fn list(conn: &mut Conn, customer: Id, before: Option<Id>, limit: i64) -> Result<Vec<Record>, Error> {
    let before = before.unwrap_or(Id::from_uuid(uuid::Uuid::max()));
    let query = inbox::table
        .filter(inbox::customer_id.eq(Uid(customer)))
        .filter(inbox::id.lt(Uid(before)))
        .filter(inbox::decided_at.is_not_null())
        .order(inbox::id.desc())
        .limit(limit);
    conn.all(query.select(columns::<Record>())).await
}
