//! Statements that PostgreSQL runs once for many messages: each costs a round trip there, and a commit.
//!
//! They are query nodes rather than `sql_query`, because only those are prepared once and kept.

use std::collections::HashSet;

use base::{Id, Message};
use chassis::db::{
    Conn, Error, and_bind,
    types::{
        Json, Moment, Uid,
        sql::{DbJson, DbTimestamp, DbUuid},
    },
};
use diesel::{
    QueryResult,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{Array, Integer, Nullable, Text},
};
use diesel_async::RunQueryDsl;
use jiff::Timestamp;

use super::messages::NewRow;

/// A try that the network took, and under which id.
pub(super) type Sent<'a> = (Id, i32, &'a str);

/// Stores messages, except those whose key is known or whose person is sent another one; tells which were stored.
pub(super) async fn insert_messages(conn: &mut Conn, rows: Vec<NewRow>) -> Result<HashSet<Id>, Error> {
    let Conn::Postgres(conn) = conn else { return Ok(HashSet::new()) };
    let stored: Vec<Uid> = RunQueryDsl::load(InsertMessages::new(rows), &mut **conn).await?;
    Ok(stored.into_iter().map(|Uid(id)| id).collect())
}

/// Records tries that the network took.
pub(super) async fn record_sent(conn: &mut Conn, tries: Vec<Sent<'_>>, now: Timestamp) -> Result<(), Error> {
    let Conn::Postgres(conn) = conn else { return Ok(()) };
    RunQueryDsl::execute(RecordSent::new(tries, now), &mut **conn).await?;
    Ok(())
}

/// The columns of many messages, as arrays.
#[derive(Default)]
struct InsertMessages {
    ids: Vec<Uid>,
    keys: Vec<String>,
    recipient_ids: Vec<String>,
    classes: Vec<&'static str>,
    states: Vec<&'static str>,
    messages: Vec<Json<Message>>,
    attempts: Vec<i32>,
    reasons: Vec<Option<String>>,
    expires_at: Vec<Moment>,
    traceparents: Vec<Option<String>>,
    created_at: Vec<Moment>,
}

impl InsertMessages {
    fn new(rows: Vec<NewRow>) -> Self {
        let mut columns = Self::default();
        for row in rows {
            columns.ids.push(row.id);
            columns.keys.push(row.key);
            columns.recipient_ids.push(row.recipient_id);
            columns.classes.push(row.class);
            columns.states.push(row.state);
            columns.messages.push(row.message);
            columns.attempts.push(row.attempts);
            columns.reasons.push(row.reason);
            columns.expires_at.push(row.expires_at);
            columns.traceparents.push(row.traceparent);
            columns.created_at.push(row.created_at);
        }
        columns
    }
}

impl Query for InsertMessages {
    type SqlType = DbUuid;
}

impl QueryId for InsertMessages {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl QueryFragment<Pg> for InsertMessages {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "INSERT INTO messages (id, key, recipient_id, class, state, message, attempts, failures, ambiguities, reason, \
             due_at, expires_at, traceparent, created_at, updated_at) SELECT m.id, m.key, m.recipient_id, m.class, \
             m.state, m.message, m.attempts, 0, 0, m.reason, m.created_at, m.expires_at, m.traceparent, m.created_at, \
             m.created_at FROM unnest(",
        );
        out.push_bind_param::<Array<DbUuid>, _>(&self.ids)?;
        and_bind::<Array<Text>, _>(&mut out, &self.keys)?;
        and_bind::<Array<Text>, _>(&mut out, &self.recipient_ids)?;
        and_bind::<Array<Text>, _>(&mut out, &self.classes)?;
        and_bind::<Array<Text>, _>(&mut out, &self.states)?;
        and_bind::<Array<DbJson>, _>(&mut out, &self.messages)?;
        and_bind::<Array<Integer>, _>(&mut out, &self.attempts)?;
        and_bind::<Array<Nullable<Text>>, _>(&mut out, &self.reasons)?;
        and_bind::<Array<DbTimestamp>, _>(&mut out, &self.expires_at)?;
        and_bind::<Array<Nullable<Text>>, _>(&mut out, &self.traceparents)?;
        and_bind::<Array<DbTimestamp>, _>(&mut out, &self.created_at)?;
        out.push_sql(
            ") AS m (id, key, recipient_id, class, state, message, attempts, reason, expires_at, traceparent, created_at) \
             ON CONFLICT DO NOTHING RETURNING id",
        );
        Ok(())
    }
}

/// The columns of many tries, as arrays.
struct RecordSent<'a> {
    ids: Vec<Uid>,
    attempts: Vec<i32>,
    provider_ids: Vec<&'a str>,
    now: Moment,
}

impl<'a> RecordSent<'a> {
    fn new(mut tries: Vec<Sent<'a>>, now: Timestamp) -> Self {
        // Replicas take locks in the same order, so that they do not wait for each other.
        tries.sort_unstable_by_key(|(id, ..)| *id);
        Self {
            ids: tries.iter().map(|(id, ..)| Uid(*id)).collect(),
            attempts: tries.iter().map(|(_, attempt, _)| *attempt).collect(),
            provider_ids: tries.iter().map(|(.., provider_id)| *provider_id).collect(),
            now: Moment(now),
        }
    }
}

impl QueryId for RecordSent<'_> {
    type QueryId = RecordSent<'static>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl QueryFragment<Pg> for RecordSent<'_> {
    /// When a status was faster than our own record, only the network's id is news.
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "UPDATE messages m SET provider_message_id = t.provider_id, \
             state = CASE WHEN m.state IN ('SENDING', 'AMBIGUOUS') THEN 'ACCEPTED' ELSE m.state END, \
             reason = CASE WHEN m.state IN ('SENDING', 'AMBIGUOUS') THEN NULL ELSE m.reason END, \
             updated_at = CASE WHEN m.state IN ('SENDING', 'AMBIGUOUS') THEN ",
        );
        out.push_bind_param::<DbTimestamp, _>(&self.now)?;
        out.push_sql(" ELSE m.updated_at END FROM unnest(");
        out.push_bind_param::<Array<DbUuid>, _>(&self.ids)?;
        and_bind::<Array<Integer>, _>(&mut out, &self.attempts)?;
        and_bind::<Array<Text>, _>(&mut out, &self.provider_ids)?;
        out.push_sql(") AS t (id, attempt, provider_id) WHERE m.id = t.id AND m.attempts = t.attempt");
        Ok(())
    }
}
