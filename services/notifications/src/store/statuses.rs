//! What networks say about messages.

use base::Id;
use chassis::db::{
    Conn, Error, First, Kept, columns,
    types::{Moment, Uid},
};
use diesel::prelude::*;
use jiff::Timestamp;

use super::{
    condition::{Condition, IS_RECORDED},
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
    Ok(conn.maybe(First::<1, _>(query.select(messages::id))).await?.map(|Uid(id)| id))
}

/// Moves messages up the ladder; tells how many moved.
pub(crate) async fn forward(tx: &mut Conn, ids: Vec<Id>, step: Forward, now: Timestamp) -> Result<usize, Error> {
    // One statement per message stays prepared on SQLite; PostgreSQL pays for round trips instead.
    let batches: Vec<Vec<Id>> = match tx {
        Conn::Sqlite(_) => ids.into_iter().map(|id| vec![id]).collect(),
        Conn::Postgres(_) => vec![ids],
    };
    let mut moved = 0;
    for batch in batches {
        moved += forward_batch(tx, &batch, step, now).await?;
    }
    Ok(moved)
}

async fn forward_batch(tx: &mut Conn, ids: &[Id], step: Forward, now: Timestamp) -> Result<usize, Error> {
    let news = (messages::state.eq(step.state().as_str()), messages::updated_at.eq(Moment(now)));
    let lower = Condition::StateIn(step.from());
    if let [id] = ids {
        let row = messages::table.filter(messages::id.eq(Uid(*id))).filter(lower);
        return match step {
            Forward::Sent => tx.run(Kept(diesel::update(row.filter(IS_RECORDED)).set(news))).await,
            Forward::Delivered | Forward::Read => tx.run(Kept(diesel::update(row).set(news))).await,
        };
    }
    let rows = messages::table.filter(messages::id.eq_any(ids.iter().copied().map(Uid))).filter(lower);
    match step {
        Forward::Sent => tx.run(diesel::update(rows.filter(IS_RECORDED)).set(news)).await,
        Forward::Delivered | Forward::Read => tx.run(diesel::update(rows).set(news)).await,
    }
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
