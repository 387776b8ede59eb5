//! A feed of what happened in a service, in one order without gaps.
//!
//! An event is stored in the transaction of its cause, without a position: a database's sequences commit out of order,
//! and a reader that trusts them skips rows. Positions are given after the commit by whoever holds the feed's lock.
//! A follower keeps its cursor in its own database, in the transaction of the effect, so every event has its effect
//! exactly once.

use std::{sync::Arc, time::Duration};

use diesel::prelude::*;
use futures_util::Stream;
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use tokio::sync::{mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;

use crate::{
    db::{
        Conn, Db, Error, columns, fixed,
        types::{Json, Moment, Uid},
        update,
    },
    lifecycle::Life,
    telemetry,
    world::World,
};

/// Events that get their positions in one transaction, and events read at once for a follower.
const BATCH_MAX: i64 = 200;
/// Events that wait for a slow follower.
const FOLLOWER_QUEUE_MAX: usize = 64;
/// How often other processes' events are looked for; those of this process ring a bell.
const POLL: Duration = Duration::from_millis(200);
/// Names the advisory lock under which positions are given on PostgreSQL.
const LOCK_KEY: i64 = 0x4645_4544;

/// Gives the positions after `$1` to the `$2` oldest events without one.
const PLACE_SOME: &str = "UPDATE events SET position = placed.position FROM \
    (SELECT id, $1 + row_number() OVER (ORDER BY id) AS position FROM \
    (SELECT id FROM events WHERE position IS NULL ORDER BY id LIMIT $2) unplaced) placed WHERE events.id = placed.id";

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{DbJson, DbTimestamp, DbUuid};
    events (id) {
        id -> DbUuid,
        position -> Nullable<BigInt>,
        kind -> Text,
        payload -> DbJson,
        traceparent -> Nullable<Text>,
        created_at -> DbTimestamp,
    }
}
diesel::table! {
    cursors (feed) {
        feed -> Text,
        position -> BigInt,
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = events, treat_none_as_default_value = false)]
struct Row {
    id: Uid,
    position: Option<i64>,
    kind: String,
    payload: Json<serde_json::Value>,
    traceparent: Option<String>,
    created_at: Moment,
}

/// An event as followers see it.
#[derive(Debug, Clone)]
pub struct Event<E> {
    /// 1, 2, 3 and so on.
    pub position: i64,
    /// The same wherever the event is seen.
    pub id: base::Id,
    /// What happened.
    pub payload: E,
    /// The trace it belongs to.
    pub traceparent: Option<String>,
    /// When it happened.
    pub time: Timestamp,
}

/// A service's feed. Cheap to clone.
#[derive(Clone)]
pub struct Feed {
    db: Db,
    world: World,
    life: Life,
    /// Counts commits that stored events, to wake the sequencer.
    stored: Arc<watch::Sender<u64>>,
    /// The last position known to be given, to wake followers.
    placed: Arc<watch::Sender<i64>>,
}

/// Stores an event in the transaction of its cause.
pub async fn append<E: Serialize>(tx: &mut Conn, world: &World, kind: &str, event: &E) -> Result<(), Error> {
    let row = row(world, kind, event, telemetry::traceparent())?;
    tx.run(diesel::insert_into(events::table).values(row)).await.map(drop)
}

/// Stores many events of one kind, each with the trace it belongs to, in the transaction of their causes.
pub async fn append_all<E: Serialize>(
    tx: &mut Conn,
    world: &World,
    kind: &str,
    events: impl IntoIterator<Item = (E, Option<String>)>,
) -> Result<(), Error> {
    let rows = events.into_iter().map(|(event, traceparent)| row(world, kind, &event, traceparent));
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    match tx {
        Conn::Sqlite(_) => {
            for row in rows {
                tx.run(diesel::insert_into(events::table).values(row)).await?;
            }
        }
        // Only PostgreSQL takes many rows in one statement here.
        Conn::Postgres(conn) => {
            diesel_async::RunQueryDsl::execute(diesel::insert_into(events::table).values(rows), &mut **conn).await?;
        }
    }
    Ok(())
}

fn row<E: Serialize>(world: &World, kind: &str, event: &E, traceparent: Option<String>) -> Result<Row, Error> {
    Ok(Row {
        id: world.id().into(),
        position: None,
        kind: kind.to_owned(),
        payload: Json(serde_json::to_value(event).map_err(|error| Error::Unavailable(error.to_string()))?),
        traceparent,
        created_at: world.now().into(),
    })
}

/// How far a follower has come in a feed; zero before the first event.
pub async fn cursor(conn: &mut Conn, feed: &str) -> Result<i64, Error> {
    let found = conn.maybe(cursors::table.filter(cursors::feed.eq(feed.to_owned())).select(cursors::position)).await?;
    Ok(found.unwrap_or(0))
}

/// Moves a follower past an event, in the transaction of its effect. False means that someone else was faster and the
/// effect must be rolled back.
pub async fn advance(tx: &mut Conn, feed: &str, from: i64, to: i64) -> Result<bool, Error> {
    let feed = feed.to_owned();
    if from == 0 {
        let row = (cursors::feed.eq(feed.clone()), cursors::position.eq(0));
        tx.run(diesel::insert_into(cursors::table).values(row).on_conflict_do_nothing()).await?;
    }
    let mine = cursors::table.filter(cursors::feed.eq(feed)).filter(cursors::position.eq(from));
    Ok(tx.run(fixed(update(mine, cursors::position.eq(to)))).await? == 1)
}

impl Feed {
    /// Opens the feed and starts giving positions.
    pub fn start(db: Db, world: World, life: Life) -> Self {
        let (stored, placed) = (Arc::new(watch::Sender::new(0)), Arc::new(watch::Sender::new(0)));
        let feed = Self { db, world, life, stored, placed };
        feed.life.spawn_until_end(feed.clone().give_positions());
        feed
    }

    /// Says that a transaction with events was committed.
    pub fn committed(&self) {
        self.stored.send_modify(|count| *count += 1);
    }

    async fn give_positions(self) {
        let mut stored = self.stored.subscribe();
        loop {
            match self.db.write(async move |tx: &mut Conn| place_some(tx).await).await {
                Ok(Some(last)) => {
                    self.placed.send_replace(last);
                    continue;
                }
                Ok(None) => {}
                Err(error) => tracing::warn!(%error, "events wait for their positions"),
            }
            tokio::select! {
                _ = stored.changed() => {}
                () = self.world.sleep(POLL) => {}
            }
        }
    }

    /// The events after a position, first those stored, then those to come.
    pub fn follow<E: DeserializeOwned + Send + 'static>(
        &self,
        after: i64,
    ) -> impl Stream<Item = Result<Event<E>, Error>> + Send + use<E> {
        let (sender, receiver) = mpsc::channel(FOLLOWER_QUEUE_MAX);
        let feed = self.clone();
        self.life.spawn_until_end(async move { feed.pump(after, sender).await });
        ReceiverStream::new(receiver)
    }

    /// The position of the newest event.
    pub async fn newest(&self) -> Result<i64, Error> {
        self.db.read(async move |conn: &mut Conn| newest(conn).await).await
    }

    async fn pump<E: DeserializeOwned>(&self, mut after: i64, sender: mpsc::Sender<Result<Event<E>, Error>>) {
        let mut placed = self.placed.subscribe();
        loop {
            placed.mark_unchanged();
            let rows = self.db.read(async move |conn: &mut Conn| read_after(conn, after).await).await;
            let rows = match rows {
                Ok(rows) => rows,
                Err(error) => {
                    let _ = sender.send(Err(error)).await;
                    return;
                }
            };
            let is_last = rows.len() < BATCH_MAX as usize;
            for event in rows.into_iter().map(as_event::<E>) {
                after = event.as_ref().map_or(after, |event| event.position);
                if sender.send(event).await.is_err() {
                    return;
                }
            }
            if is_last {
                tokio::select! {
                    _ = placed.changed() => {}
                    () = self.world.sleep(POLL) => {}
                    () = sender.closed() => return,
                }
            }
        }
    }
}

async fn newest(conn: &mut Conn) -> Result<i64, Error> {
    let newest: Option<i64> = conn.one(events::table.select(diesel::dsl::max(events::position))).await?;
    Ok(newest.unwrap_or(0))
}

/// Gives positions to the oldest events without one; tells the last position given.
async fn place_some(tx: &mut Conn) -> Result<Option<i64>, Error> {
    let unplaced = events::table.filter(events::position.is_null());
    if tx.maybe(unplaced.select(events::id).limit(1)).await?.map(|id: Uid| id).is_none() {
        return Ok(None);
    }
    if let Conn::Postgres(_) = tx {
        // SQLite has one writer anyway; here the lock makes this process the only one that gives positions.
        tx.run(diesel::sql_query(format!("SELECT pg_advisory_xact_lock({LOCK_KEY})"))).await?;
    }
    let mut position = newest(tx).await?;
    if let Conn::Postgres(conn) = tx {
        // Only PostgreSQL counts and updates in one statement here.
        let statement = diesel::sql_query(PLACE_SOME).bind::<diesel::sql_types::BigInt, _>(position);
        let placed =
            diesel_async::RunQueryDsl::execute(statement.bind::<diesel::sql_types::BigInt, _>(BATCH_MAX), &mut **conn);
        return Ok(Some(position + i64::try_from(placed.await?).unwrap_or(0)));
    }
    let ids: Vec<Uid> = tx.all(unplaced.select(events::id).order(events::id).limit(BATCH_MAX)).await?;
    for id in ids {
        position += 1;
        tx.run(fixed(update(events::table.filter(events::id.eq(id)), events::position.eq(position)))).await?;
    }
    Ok(Some(position))
}

async fn read_after(conn: &mut Conn, after: i64) -> Result<Vec<Row>, Error> {
    let query = events::table.filter(events::position.gt(after)).order(events::position).limit(BATCH_MAX);
    conn.all(query.select(columns::<Row>())).await
}

fn as_event<E: DeserializeOwned>(row: Row) -> Result<Event<E>, Error> {
    let unreadable = |_| Error::Unavailable(format!("event {} cannot be read by this version", row.id.0));
    Ok(Event {
        position: row.position.unwrap_or_default(),
        id: row.id.0,
        payload: serde_json::from_value(row.payload.0).map_err(unreadable)?,
        traceparent: row.traceparent,
        time: row.created_at.0,
    })
}
