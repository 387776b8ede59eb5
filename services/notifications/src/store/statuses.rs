//! What networks say about messages.

use base::Id;
use chassis::db::{
    Conn, Error, Kept, columns, fixed,
    types::{Moment, Uid},
    update,
};
use diesel::prelude::*;
use jiff::Timestamp;

use super::{
    condition::{BELOW_DELIVERED, BELOW_READ, BELOW_SENT},
    read_state,
    schema::messages,
};
use crate::domain::{
    outbound::State,
    outcome::{Change, Tried},
    status::{Forward, Standing},
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = messages)]
struct Row {
    id: Uid,
    state: String,
    attempts: i32,
    failures: i32,
    ambiguities: i32,
    provider_message_id: Option<String>,
}

/// The message the network knows under this id.
pub(crate) async fn by_provider_id(conn: &mut Conn, provider_id: &str) -> Result<Option<Id>, Error> {
    let query = messages::table.filter(messages::provider_message_id.eq(provider_id.to_owned()));
    Ok(conn.maybe(query.select(messages::id).limit(1)).await?.map(|Uid(id)| id))
}

/// Moves messages up the ladder; tells which ones moved.
pub(crate) async fn forward(tx: &mut Conn, ids: Vec<Id>, step: Forward, now: Timestamp) -> Result<Vec<Id>, Error> {
    // One statement per message stays prepared on SQLite; PostgreSQL pays for round trips instead.
    if let Conn::Postgres(_) = tx {
        return forward_all(tx, ids, step, now).await;
    }
    let mut moved = Vec::with_capacity(ids.len());
    for id in ids {
        if forward_one(tx, id, step, now).await? {
            moved.push(id);
        }
    }
    Ok(moved)
}

async fn forward_one(tx: &mut Conn, id: Id, step: Forward, now: Timestamp) -> Result<bool, Error> {
    let news = (messages::state.eq(step.state().as_str()), messages::updated_at.eq(Moment(now)));
    let row = messages::table.filter(messages::id.eq(Uid(id)));
    let moved = match step {
        Forward::Sent => tx.run(fixed(update(row.filter(BELOW_SENT), news))).await?,
        Forward::Delivered => tx.run(fixed(update(row.filter(BELOW_DELIVERED), news))).await?,
        Forward::Read => tx.run(fixed(update(row.filter(BELOW_READ), news))).await?,
    };
    Ok(moved == 1)
}

async fn forward_all(tx: &mut Conn, mut ids: Vec<Id>, step: Forward, now: Timestamp) -> Result<Vec<Id>, Error> {
    // Replicas take locks in the same order, so that they do not wait for each other.
    ids.sort_unstable();
    let news = (messages::state.eq(step.state().as_str()), messages::updated_at.eq(Moment(now)));
    let rows = messages::table.filter(messages::id.eq_any(ids.into_iter().map(Uid)));
    let id = messages::id;
    let moved = match step {
        Forward::Sent => tx.all(Kept(diesel::update(rows.filter(BELOW_SENT)).set(news).returning(id))).await?,
        Forward::Delivered => {
            tx.all(Kept(diesel::update(rows.filter(BELOW_DELIVERED)).set(news).returning(id))).await?
        }
        Forward::Read => tx.all(Kept(diesel::update(rows.filter(BELOW_READ)).set(news).returning(id))).await?,
    };
    Ok(moved.into_iter().map(|Uid(id)| id).collect())
}

/// A message as far as "failed" is concerned.
pub(crate) async fn standing(conn: &mut Conn, id: Id) -> Result<Option<(Tried, Standing)>, Error> {
    let query = messages::table.filter(messages::id.eq(Uid(id))).select(columns::<Row>());
    let Some(row) = conn.maybe(query).await? else { return Ok(None) };
    let Row { id: Uid(id), state, attempts: attempt, failures, ambiguities, provider_message_id: provider_id } = row;
    let tried = Tried { id, attempt, failures, ambiguities };
    Ok(Some((tried, Standing { state: read_state(&state)?, provider_id })))
}

/// Records that a message failed, unless it moved on meanwhile.
pub(crate) async fn fail(
    tx: &mut Conn,
    tried: &Tried,
    from: State,
    change: &Change,
    now: Timestamp,
) -> Result<bool, Error> {
    let row = messages::table.filter(messages::id.eq(Uid(tried.id))).filter(messages::state.eq(from.as_str()));
    let row = row.filter(messages::attempts.eq(tried.attempt));
    let end = (
        messages::state.eq(change.state.as_str()),
        messages::reason.eq(change.reason.map(|reason| reason.to_string())),
        messages::due_at.eq(Moment(change.due_at)),
        messages::failures.eq(change.failures),
        messages::updated_at.eq(Moment(now)),
    );
    Ok(tx.run(diesel::update(row).set(end)).await? == 1)
}
