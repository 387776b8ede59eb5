//! Messages on their way out. A message changes hands by compare-and-swap on its state and attempt, so that of two
//! replicas one sends.

use std::collections::HashSet;

use base::{Id, Message};
use chassis::db::{
    Conn, Error, Rows, columns, fixed,
    types::{Json, Moment, Uid},
    update,
};
use diesel::{prelude::*, query_builder::QueryFragment, sqlite::Sqlite};
use jiff::Timestamp;

use super::{
    condition::{Condition, OPEN_ENDED, QUEUED, SENDING, WAITING, Words},
    postgres, read_class, read_state,
    schema::messages,
};
use crate::domain::{
    outbound::{Reason, State},
    outcome::{Change, Tried},
    plan::Waiting,
};

/// Messages of one person looked at together; more wait until these are gone.
const WAITING_MAX: i64 = 200;

#[derive(Queryable, Selectable)]
#[diesel(table_name = messages)]
struct WaitingRow {
    id: Uid,
    class: String,
    state: String,
    message: Json<Message>,
    due_at: Moment,
    expires_at: Moment,
    attempts: i32,
    failures: i32,
    ambiguities: i32,
    traceparent: Option<String>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = messages)]
struct TriedRow {
    id: Uid,
    recipient_id: String,
    attempts: i32,
    failures: i32,
    ambiguities: i32,
}

/// What waits for a person, oldest first.
pub(crate) async fn waiting(conn: &mut Conn, recipient_id: &str) -> Result<Vec<Waiting>, Error> {
    conn.all(waiting_query(recipient_id)).await?.into_iter().map(as_waiting).collect()
}

fn waiting_query(recipient_id: &str) -> impl Rows<'static, WaitingRow> + QueryFragment<Sqlite> + use<> {
    let theirs = messages::table.filter(messages::recipient_id.eq(recipient_id.to_owned())).filter(WAITING);
    theirs.order(messages::id).limit(WAITING_MAX).select(columns::<WaitingRow>())
}

fn as_waiting(row: WaitingRow) -> Result<Waiting, Error> {
    Ok(Waiting {
        id: row.id.0,
        class: read_class(&row.class)?,
        message: row.message.0,
        is_ambiguous: read_state(&row.state)? == State::Ambiguous,
        due_at: row.due_at.0,
        expires_at: row.expires_at.0,
        attempts: row.attempts,
        failures: row.failures,
        ambiguities: row.ambiguities,
        traceparent: row.traceparent,
    })
}

/// The write-ahead of the next attempt, with the words it sends; false when someone else was faster.
pub(crate) async fn claim(tx: &mut Conn, waiting: &Waiting, now: Timestamp) -> Result<bool, Error> {
    let row = messages::table.filter(messages::id.eq(Uid(waiting.id))).filter(WAITING);
    let row = row.filter(messages::attempts.eq(waiting.attempts));
    let attempt = (
        messages::state.eq(State::Sending.as_str()),
        messages::attempts.eq(waiting.attempts + 1),
        messages::message.eq(Json(waiting.message.clone())),
        messages::updated_at.eq(Moment(now)),
    );
    Ok(tx.run(fixed(update(row, attempt))).await? == 1)
}

/// Ends a waiting message without a send.
pub(crate) async fn end(
    tx: &mut Conn,
    id: Id,
    state: State,
    reason: Option<Reason>,
    now: Timestamp,
) -> Result<(), Error> {
    let row = messages::table.filter(messages::id.eq(Uid(id))).filter(WAITING);
    let end = (
        messages::state.eq(state.as_str()),
        messages::reason.eq(reason.map(|reason| reason.to_string())),
        messages::updated_at.eq(Moment(now)),
    );
    tx.run(fixed(update(row, end))).await.map(drop)
}

/// Lets everything queued for a person wait.
pub(crate) async fn hold(tx: &mut Conn, recipient_id: &str, until: Timestamp) -> Result<(), Error> {
    let theirs = messages::table.filter(messages::recipient_id.eq(recipient_id.to_owned())).filter(QUEUED);
    let early = theirs.filter(messages::due_at.lt(Moment(until)));
    tx.run(fixed(update(early, messages::due_at.eq(Moment(until))))).await.map(drop)
}

/// Records how attempts ended. Each may be recorded twice without harm.
pub(crate) async fn record_all(tx: &mut Conn, outcomes: &[(Tried, Change)], now: Timestamp) -> Result<(), Error> {
    let mut sent = Vec::new();
    for (tried, change) in outcomes {
        match (&change.provider_id, &tx) {
            // One statement per message stays prepared on SQLite; PostgreSQL pays for round trips instead.
            (Some(provider_id), Conn::Postgres(_)) => sent.push((tried.id, tried.attempt, provider_id.as_str())),
            _ => drop(record(tx, tried, change, now).await?),
        }
    }
    if sent.is_empty() { Ok(()) } else { postgres::record_sent(tx, sent, now).await }
}

/// Records how an attempt ended, if it was the last one. Knowing beats not knowing: an attempt whose sender was taken
/// for dead too early still tells what became of it.
async fn record(tx: &mut Conn, tried: &Tried, change: &Change, now: Timestamp) -> Result<bool, Error> {
    if change.provider_id.is_some() {
        return record_sent(tx, tried, change, now).await;
    }
    match change.state {
        State::Ambiguous => record_unsent(tx, tried, change, SENDING, now).await,
        _ => record_unsent(tx, tried, change, OPEN_ENDED, now).await,
    }
}

async fn record_unsent<W: Words>(
    tx: &mut Conn,
    tried: &Tried,
    change: &Change,
    open: Condition<W>,
    now: Timestamp,
) -> Result<bool, Error> {
    let row = messages::table.filter(messages::id.eq(Uid(tried.id))).filter(open);
    let row = row.filter(messages::attempts.eq(tried.attempt));
    let end = (
        messages::state.eq(change.state.as_str()),
        messages::reason.eq(change.reason.map(|reason| reason.to_string())),
        messages::due_at.eq(Moment(change.due_at)),
        messages::failures.eq(change.failures),
        messages::ambiguities.eq(change.ambiguities),
        messages::updated_at.eq(Moment(now)),
    );
    Ok(tx.run(fixed(update(row, end))).await? == 1)
}

/// When a status was faster than our own record, only the network's id is news.
async fn record_sent(tx: &mut Conn, tried: &Tried, change: &Change, now: Timestamp) -> Result<bool, Error> {
    let mine = || {
        let row = messages::table.filter(messages::id.eq(Uid(tried.id)));
        row.filter(messages::attempts.eq(tried.attempt))
    };
    let provider_id = messages::provider_message_id.eq(change.provider_id.clone());
    let end = (
        messages::state.eq(change.state.as_str()),
        messages::reason.eq(None::<String>),
        provider_id.clone(),
        messages::updated_at.eq(Moment(now)),
    );
    if tx.run(fixed(update(mine().filter(OPEN_ENDED), end))).await? == 1 {
        return Ok(true);
    }
    tx.run(fixed(update(mine(), provider_id))).await.map(|_| false)
}

/// Attempts that began before a moment and did not end, with the person each was for.
pub(crate) async fn stuck(conn: &mut Conn, before: Timestamp, limit: i64) -> Result<Vec<(String, Tried)>, Error> {
    let query = messages::table.filter(SENDING).filter(messages::updated_at.le(Moment(before)));
    let rows = conn.all(query.limit(limit).select(columns::<TriedRow>())).await?;
    let tried = |row: TriedRow| {
        let TriedRow { id: Uid(id), recipient_id, attempts: attempt, failures, ambiguities } = row;
        (recipient_id, Tried { id, attempt, failures, ambiguities })
    };
    Ok(rows.into_iter().map(tried).collect())
}

/// People for whom something is due, told by so many of the messages that are longest due.
pub(crate) async fn due(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<HashSet<String>, Error> {
    Ok(conn.all(due_query(now, limit)).await?.into_iter().collect())
}

/// Not `DISTINCT`: for that SQLite would read all messages there are, in the order of their recipients.
fn due_query(now: Timestamp, limit: i64) -> impl Rows<'static, String> + QueryFragment<Sqlite> {
    let due = messages::table.filter(WAITING).filter(messages::due_at.le(Moment(now)));
    due.order(messages::due_at).limit(limit).select(messages::recipient_id)
}

#[cfg(test)]
mod tests {
    use diesel::{SqliteConnection, connection::SimpleConnection as _, debug_query, sql_types::Text};

    use super::*;

    const TABLES: &str = include_str!("../../migrations/sqlite/2026-01-02-000000_notifications/up.sql");

    #[derive(QueryableByName)]
    struct PlanStep {
        #[diesel(sql_type = Text)]
        detail: String,
    }

    fn plan(query: &impl QueryFragment<Sqlite>) -> String {
        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        conn.batch_execute(TABLES).unwrap();
        let text = debug_query::<Sqlite, _>(query).to_string();
        let explain = format!("EXPLAIN QUERY PLAN {}", text.split(" -- binds").next().unwrap_or_default());
        let steps: Vec<PlanStep> = diesel::sql_query(explain).load(&mut conn).unwrap();
        steps.into_iter().map(|step| step.detail).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn what_waits_is_found_without_reading_what_is_done() {
        assert_eq!(plan(&due_query(Timestamp::UNIX_EPOCH, 5)), "SEARCH messages USING INDEX messages_due (due_at<?)");
        let waiting = plan(&waiting_query("ada"));
        assert_eq!(waiting, "SEARCH messages USING INDEX messages_waiting (recipient_id=?)");
    }
}
