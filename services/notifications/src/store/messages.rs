//! Messages: stored once per key, looked up, listed, and put back by an operator.

use base::{Id, Message};
use chassis::db::{
    Conn, Error, columns, fixed,
    types::{Json, Moment, Uid},
};
use diesel::prelude::*;
use jiff::Timestamp;

use super::{condition::UNCOMMON, documents, postgres, read_class, read_state, register, schema::messages};
use crate::domain::outbound::{Class, Reason, State};

/// A message nobody has stored yet.
#[derive(Debug, Clone)]
pub(crate) struct Fresh {
    pub(crate) id: Id,
    pub(crate) key: String,
    pub(crate) recipient_id: String,
    pub(crate) class: Class,
    pub(crate) message: Message,
    pub(crate) traceparent: Option<String>,
    pub(crate) created_at: Timestamp,
}

/// How a message begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    Queued,
    /// On its way at once: this row is the write-ahead of its first attempt.
    Sending,
    Dropped(Reason),
}

/// A message as stored.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) id: Id,
    pub(crate) key: String,
    pub(crate) recipient_id: String,
    pub(crate) class: Class,
    pub(crate) state: State,
    pub(crate) message: Message,
    pub(crate) attempts: i32,
    pub(crate) reason: Option<String>,
    pub(crate) provider_message_id: Option<String>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
}

/// Which messages a list shows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    pub(crate) state: Option<State>,
    pub(crate) recipient_id: Option<String>,
}

#[derive(Insertable)]
#[diesel(table_name = messages, treat_none_as_default_value = false)]
pub(super) struct NewRow {
    pub(super) id: Uid,
    pub(super) key: String,
    pub(super) recipient_id: String,
    pub(super) class: &'static str,
    pub(super) state: &'static str,
    pub(super) message: Json<Message>,
    pub(super) attempts: i32,
    pub(super) failures: i32,
    pub(super) ambiguities: i32,
    pub(super) reason: Option<String>,
    pub(super) provider_message_id: Option<String>,
    pub(super) due_at: Moment,
    pub(super) expires_at: Moment,
    pub(super) traceparent: Option<String>,
    pub(super) created_at: Moment,
    pub(super) updated_at: Moment,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = messages)]
pub(super) struct Row {
    id: Uid,
    key: String,
    recipient_id: String,
    class: String,
    state: String,
    message: Json<Message>,
    attempts: i32,
    reason: Option<String>,
    provider_message_id: Option<String>,
    created_at: Moment,
    updated_at: Moment,
}

/// Stores a message; false when its key is known, or when it was to be on its way while another one is. The file of a
/// document goes into a table of its own.
pub(crate) async fn insert(tx: &mut Conn, fresh: &Fresh, start: Start) -> Result<bool, Error> {
    let mut fresh = fresh.clone();
    let (id, file) = (fresh.id, fresh.message.take_file());
    let statement = diesel::insert_into(messages::table).values(new_row(fresh, start)).on_conflict_do_nothing();
    let is_stored = tx.run(fixed(statement)).await? == 1;
    if let (true, Some(file)) = (is_stored, file) {
        documents::insert(tx, id, &file).await?;
    }
    Ok(is_stored)
}

/// Stores messages that are no documents; tells of each whether it was stored.
pub(crate) async fn insert_all(conn: &mut Conn, rows: &[(&Fresh, Start)]) -> Result<Vec<bool>, Error> {
    if let Conn::Postgres(_) = conn {
        let ids = rows.iter().map(|(fresh, _)| fresh.id);
        let rows = rows.iter().map(|(fresh, start)| new_row((*fresh).clone(), *start)).collect();
        let stored = postgres::insert_messages(conn, rows).await?;
        return Ok(ids.map(|id| stored.contains(&id)).collect());
    }
    let mut stored = Vec::with_capacity(rows.len());
    for (fresh, start) in rows {
        stored.push(insert(conn, fresh, *start).await?);
    }
    Ok(stored)
}

fn new_row(fresh: Fresh, start: Start) -> NewRow {
    let Fresh { id, key, recipient_id, class, message, traceparent, created_at } = fresh;
    let (state, attempts, reason) = match start {
        Start::Queued => (State::Queued, 0, None),
        Start::Sending => (State::Sending, 1, None),
        Start::Dropped(reason) => (State::Dropped, 0, Some(reason.to_string())),
    };
    let now = Moment(created_at);
    NewRow {
        id: id.into(),
        key,
        recipient_id,
        class: class.as_str(),
        state: state.as_str(),
        message: Json(message),
        attempts,
        failures: 0,
        ambiguities: 0,
        reason,
        provider_message_id: None,
        due_at: now,
        expires_at: Moment(created_at + class.expiry()),
        traceparent,
        created_at: now,
        updated_at: now,
    }
}

pub(crate) async fn find(conn: &mut Conn, id: Id) -> Result<Option<Stored>, Error> {
    let query = messages::table.filter(messages::id.eq(Uid(id))).select(columns::<Row>());
    conn.maybe(query).await?.map(stored).transpose()
}

/// Messages before this id, newest first.
pub(crate) async fn list(
    conn: &mut Conn,
    filter: Filter,
    before: Option<Id>,
    limit: i64,
) -> Result<Vec<Stored>, Error> {
    let before = Uid(before.unwrap_or(Id::from_uuid(uuid::Uuid::max())));
    let page = messages::table.filter(messages::id.lt(before)).order(messages::id.desc()).limit(limit);
    let page = page.select(columns::<Row>());
    // Each shape is a query of its own: an "or" over a missing filter would keep SQLite from using the indexes.
    let rows: Vec<Row> = match (filter.state, filter.recipient_id) {
        (state, Some(recipient)) => register::messages_of(conn, &recipient, state, before, limit).await?,
        (None, None) => conn.all(page).await?,
        (Some(state), None) if is_uncommon(state) => {
            conn.all(page.filter(UNCOMMON).filter(messages::state.eq(state.as_str()))).await?
        }
        (Some(state), None) => conn.all(page.filter(messages::state.eq(state.as_str()))).await?,
    };
    rows.into_iter().map(stored).collect()
}

const fn is_uncommon(state: State) -> bool {
    !matches!(state, State::Sending | State::Accepted | State::Sent | State::Delivered | State::Read)
}

/// Puts a dead message back as if it had just come; false when it is not dead.
pub(crate) async fn redrive(tx: &mut Conn, id: Id, class: Class, now: Timestamp) -> Result<bool, Error> {
    let dead = messages::table.filter(messages::id.eq(Uid(id))).filter(messages::state.eq(State::Dead.as_str()));
    let fresh = (
        messages::state.eq(State::Queued.as_str()),
        messages::failures.eq(0),
        messages::ambiguities.eq(0),
        messages::reason.eq(None::<String>),
        messages::due_at.eq(Moment(now)),
        messages::expires_at.eq(Moment(now + class.expiry())),
        messages::updated_at.eq(Moment(now)),
    );
    Ok(tx.run(diesel::update(dead).set(fresh)).await? == 1)
}

fn stored(row: Row) -> Result<Stored, Error> {
    Ok(Stored {
        id: row.id.0,
        key: row.key,
        recipient_id: row.recipient_id,
        class: read_class(&row.class)?,
        state: read_state(&row.state)?,
        message: row.message.0,
        attempts: row.attempts,
        reason: row.reason,
        provider_message_id: row.provider_message_id,
        created_at: row.created_at.0,
        updated_at: row.updated_at.0,
    })
}
