//! Messages of the `inbox` table that were given up.

use base::Id;
use chassis::db::{
    Conn, Error, columns,
    types::{Moment, Sealed, Uid},
};
use diesel::prelude::*;

use super::{
    schema::{customers, inbox},
    seals::Seals,
};
use crate::domain::turn::GIVEN_UP;

/// A message that was given up.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = inbox)]
pub(crate) struct Dead {
    pub(crate) id: Uid,
    pub(crate) customer_id: Uid,
    pub(crate) attempts: i32,
    pub(crate) given_up: Option<String>,
    pub(crate) received_at: Moment,
}

/// What became of a message that was to be put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Redriven {
    /// It waits again, as this customer's.
    PutBack(Id),
    /// It was not given up.
    NotDead,
    /// There is no such message.
    Unknown,
}

/// Given-up messages, oldest first.
pub(crate) async fn list(conn: &mut Conn, after: Option<Id>, limit: i64) -> Result<Vec<Dead>, Error> {
    let after = after.unwrap_or(Id::from_uuid(uuid::Uuid::nil()));
    let query = inbox::table
        .filter(inbox::given_up.is_not_null())
        .filter(inbox::id.gt(Uid(after)))
        .order(inbox::id)
        .limit(limit);
    conn.all(query.select(columns::<Dead>())).await
}

/// Whether a given-up message had its turn, and only its replies did not leave.
pub(crate) async fn has_replies(conn: &mut Conn, seals: &Seals, id: Id) -> Result<bool, Error> {
    let query = inbox::table.filter(inbox::id.eq(Uid(id))).filter(inbox::given_up.is_not_null()).select(inbox::turn);
    let turn: Option<Sealed> = conn.maybe(query).await?.flatten();
    Ok(turn.and_then(|turn| seals.open_turn(id, &turn).ok()).is_some_and(|turn| turn.intent != GIVEN_UP))
}

/// Has the replies of a given-up message handed over after all; `None` while those of a later one are under way.
pub(crate) async fn hand_over(tx: &mut Conn, id: Id) -> Result<Option<Id>, Error> {
    let one = inbox::table.filter(inbox::id.eq(Uid(id)));
    let customer: Uid = tx.one(one.select(inbox::customer_id)).await?;
    let free = customers::table.filter(customers::id.eq(customer)).filter(customers::undelivered.is_null());
    if tx.run(diesel::update(free).set(customers::undelivered.eq(Some(Uid(id))))).await? == 0 {
        return Ok(None);
    }
    tx.run(diesel::update(one).set(inbox::given_up.eq(None::<String>))).await?;
    Ok(Some(customer.0))
}

/// Makes a given-up message pending again, as if it had never been tried.
pub(crate) async fn redrive(tx: &mut Conn, id: Id) -> Result<Redriven, Error> {
    let one = inbox::table.filter(inbox::id.eq(Uid(id)));
    let change = (
        inbox::given_up.eq(None::<String>),
        inbox::decided_at.eq(None::<Moment>),
        inbox::turn.eq(None::<Sealed>),
        inbox::attempts.eq(0),
    );
    if tx.run(diesel::update(one.filter(inbox::given_up.is_not_null())).set(change)).await? == 0 {
        let known = tx.maybe(one.select(inbox::id)).await?.is_some_and(|_: Uid| true);
        return Ok(if known { Redriven::NotDead } else { Redriven::Unknown });
    }
    let customer: Uid = tx.one(one.select(inbox::customer_id)).await?;
    Ok(Redriven::PutBack(customer.0))
}
