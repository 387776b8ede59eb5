//! The `inbox` table once its messages have had their turns.

use std::{collections::HashMap, sync::Arc};

use base::{Address, Id, Timestamp};
use chassis::{
    db::{
        Conn, Db, Error, columns, named,
        types::{Json, Moment, Sealed, Uid, sql::DbUuid},
        update,
    },
    vault::Unopened,
};
use diesel::{
    prelude::*,
    sql_types::{BigInt, Nullable},
};

use super::{
    postgres,
    schema::{customers, inbox},
    seals::Seals,
};
use crate::domain::{customer::Customer, message::Payload, turn::Turn};

/// The turns from `$1` to older ones, at most `$2`.
const WALK: &str = "WITH RECURSIVE walk (id, previous, step) AS (SELECT id, previous, 1 FROM inbox WHERE id = $1 \
    UNION ALL SELECT i.id, i.previous, walk.step + 1 FROM walk JOIN inbox i ON i.id = walk.previous \
    WHERE walk.previous <> walk.id AND walk.step < $2) SELECT id FROM walk ORDER BY step";

/// How a turn ends.
#[derive(Debug, Clone)]
pub(crate) struct Ending {
    pub(crate) customer_id: Uid,
    /// The version the turn was decided on.
    pub(crate) version: i64,
    pub(crate) name: String,
    pub(crate) address: Json<Address>,
    /// The conversation after it, when it goes on.
    pub(crate) conversation: Option<Sealed>,
    /// The products in the cart of that conversation.
    pub(crate) cart: Option<String>,
    pub(crate) minute_at: Moment,
    pub(crate) minute_count: i32,
    /// The minute the customer was heard in, when it is another than before.
    pub(crate) heard_at: Option<Moment>,
    pub(crate) message: Uid,
    pub(crate) turn: Sealed,
    /// The customer's newest turn then, and the turn before this one: itself when there is none.
    pub(crate) last_turn: Uid,
    pub(crate) previous: Uid,
    /// Whether the turn has replies to hand over.
    pub(crate) has_replies: bool,
    pub(crate) decided_at: Moment,
    /// Why the message is given up, when it is.
    pub(crate) given_up: Option<String>,
}

impl Ending {
    /// The turn itself, while its replies are on their way.
    pub(super) fn undelivered(&self) -> Option<Uid> {
        self.has_replies.then_some(self.message)
    }
}

/// The statement that moves a customer on by a turn, as nearly all turns do.
struct Talk;
/// The statement that keeps a turn.
struct Decide;

/// A turn whose replies may not have reached notifications.
#[derive(Debug)]
pub(crate) struct Undelivered {
    /// The customer after it.
    pub(crate) customer: Customer,
    pub(crate) message: Id,
    pub(crate) turn: Result<Turn, Unopened>,
    pub(crate) traceparent: Option<String>,
    pub(crate) sent_at: Timestamp,
    pub(crate) is_given_up: bool,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = inbox)]
struct Sending {
    id: Uid,
    turn: Option<Sealed>,
    traceparent: Option<String>,
    sent_at: Moment,
    given_up: Option<String>,
}

/// A turn for people who read a conversation.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) id: Id,
    pub(crate) message_id: String,
    pub(crate) payload: Result<Payload, Unopened>,
    pub(crate) turn: Option<Turn>,
    pub(crate) decided_at: Option<Moment>,
}

/// A turn on the way from newer to older ones.
#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = DbUuid)]
    id: Uid,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = inbox)]
struct Listed {
    id: Uid,
    message_id: String,
    payload: Sealed,
    turn: Option<Sealed>,
    decided_at: Option<Moment>,
}

/// Keeps turns of several customers. For each it tells whether it is kept: not if its conversation went on meanwhile.
pub(crate) async fn end(db: Db, endings: Arc<Vec<Ending>>) -> Result<Vec<bool>, Error> {
    db.write_gathered(endings.len(), async move |conn: &mut Conn| match conn {
        Conn::Sqlite(_) => end_one_by_one(conn, &endings).await,
        // One statement is one round trip and needs no transaction around it.
        Conn::Postgres(_) => postgres::end_turns(conn, &endings).await,
    })
    .await
}

async fn end_one_by_one(tx: &mut Conn, endings: &[Ending]) -> Result<Vec<bool>, Error> {
    let mut kept = Vec::with_capacity(endings.len());
    for ending in endings {
        kept.push(end_in_two(tx, ending).await?);
    }
    Ok(kept)
}

async fn end_in_two(tx: &mut Conn, ending: &Ending) -> Result<bool, Error> {
    let same =
        customers::table.filter(customers::id.eq(ending.customer_id)).filter(customers::version.eq(ending.version));
    let always = (
        customers::name.eq(&ending.name),
        customers::address.eq(&ending.address),
        customers::version.eq(ending.version + 1),
        customers::last_turn.eq(Some(ending.last_turn)),
        customers::undelivered.eq(ending.undelivered()),
        customers::minute_at.eq(ending.minute_at),
        customers::minute_count.eq(ending.minute_count),
    );
    let conversation = ending.conversation.as_ref().map(|conversation| {
        (customers::conversation.eq(Some(conversation)), customers::cart.eq(ending.cart.as_deref()))
    });
    let heard_at = ending.heard_at.map(|minute| customers::heard_at.eq(minute));
    let changed = match (conversation, heard_at) {
        (Some(conversation), None) => tx.run(named::<Talk, _>(update(same, (always, conversation)))).await?,
        rare => tx.run(update(same, (always, rare))).await?,
    };
    if changed == 0 {
        return Ok(false);
    }
    let change = (
        inbox::turn.eq(Some(&ending.turn)),
        inbox::decided_at.eq(Some(ending.decided_at)),
        inbox::previous.eq(Some(ending.previous)),
        inbox::given_up.eq(ending.given_up.as_deref()),
    );
    tx.run(named::<Decide, _>(update(inbox::table.filter(inbox::id.eq(ending.message)), change))).await?;
    Ok(true)
}

/// The customer's last turn, if its replies are not known to have reached notifications.
pub(crate) async fn undelivered(conn: &mut Conn, seals: &Seals, customer: Id) -> Result<Option<Undelivered>, Error> {
    let query = inbox::table
        .inner_join(customers::table)
        .filter(customers::id.eq(Uid(customer)))
        .filter(customers::undelivered.eq(inbox::id.nullable()))
        .select((columns::<super::customers::Row>(), columns::<Sending>()));
    let found: Option<(super::customers::Row, Sending)> = conn.maybe(query).await?;
    Ok(found.and_then(|(customer, sending)| {
        Some(Undelivered {
            customer: customer.opened(seals),
            message: sending.id.0,
            turn: seals.open_turn(sending.id.0, &sending.turn?),
            traceparent: sending.traceparent,
            sent_at: sending.sent_at.0,
            is_given_up: sending.given_up.is_some(),
        })
    }))
}

/// Makes a dead letter of a message whose turn cannot be opened, so that an operator can have it tried again.
pub(crate) async fn give_up(tx: &mut Conn, message: Id, reason: String) -> Result<(), Error> {
    let one = inbox::table.filter(inbox::id.eq(Uid(message)));
    tx.run(diesel::update(one).set(inbox::given_up.eq(Some(reason)))).await.map(drop)
}

/// A customer's turns, newest first: from the newest, or from the one before this.
pub(crate) async fn list(
    conn: &mut Conn,
    seals: &Seals,
    customer: Id,
    before: Option<Id>,
    limit: i64,
) -> Result<Vec<Record>, Error> {
    let places = places(conn, customer, before, limit).await?;
    let query =
        inbox::table.filter(inbox::id.eq_any(places.keys().copied())).filter(inbox::customer_id.eq(Uid(customer)));
    let mut found: Vec<Listed> = conn.all(query.select(columns::<Listed>())).await?;
    found.sort_unstable_by_key(|listed| places[&listed.id]);
    Ok(found.into_iter().map(|listed| listed.opened(seals)).collect())
}

/// Goes from turn to turn; tells the place of each.
async fn places(conn: &mut Conn, customer: Id, before: Option<Id>, limit: i64) -> Result<HashMap<Uid, usize>, Error> {
    let newest = match before {
        Some(_) => before.map(Uid),
        None => conn.one(customers::table.filter(customers::id.eq(Uid(customer))).select(customers::last_turn)).await?,
    };
    let steps = diesel::sql_query(WALK).bind::<Nullable<DbUuid>, _>(newest);
    let steps: Vec<Step> = conn.all(steps.bind::<BigInt, _>(limit + i64::from(before.is_some()))).await?;
    let steps = steps.into_iter().skip(usize::from(before.is_some()));
    Ok(steps.enumerate().map(|(place, step)| (step.id, place)).collect())
}

impl Listed {
    fn opened(self, seals: &Seals) -> Record {
        let id = self.id.0;
        Record {
            id,
            message_id: self.message_id,
            payload: seals.open_payload(id, &self.payload),
            turn: self.turn.and_then(|turn| seals.open_turn(id, &turn).ok()),
            decided_at: self.decided_at,
        }
    }
}
