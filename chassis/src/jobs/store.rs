//! The `jobs` table.

use diesel::prelude::*;
use jiff::Timestamp;

use crate::{
    db::{
        Conn, Error, columns,
        types::{Json, Moment, Uid},
    },
    telemetry,
    world::World,
};

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{DbJson, DbTimestamp, DbUuid};
    jobs (id) {
        id -> DbUuid,
        kind -> Text,
        payload -> DbJson,
        unique_key -> Nullable<Text>,
        due_at -> DbTimestamp,
        attempts -> Integer,
        dead -> Bool,
        last_error -> Nullable<Text>,
        traceparent -> Nullable<Text>,
        created_at -> DbTimestamp,
    }
}

#[derive(Insertable)]
#[diesel(table_name = jobs, treat_none_as_default_value = false)]
struct NewJob {
    id: Uid,
    kind: String,
    payload: Json<serde_json::Value>,
    unique_key: Option<String>,
    due_at: Moment,
    attempts: i32,
    dead: bool,
    last_error: Option<String>,
    traceparent: Option<String>,
    created_at: Moment,
}

/// A job that this process has for the length of its lease.
pub(super) struct Claimed {
    pub(super) id: Uid,
    pub(super) kind: String,
    pub(super) payload: serde_json::Value,
    pub(super) attempts: i32,
    pub(super) traceparent: Option<String>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = jobs)]
struct ClaimedRow {
    id: Uid,
    kind: String,
    payload: Json<serde_json::Value>,
    attempts: i32,
    traceparent: Option<String>,
}

/// A job that was given up.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = jobs)]
pub struct DeadJob {
    /// Its id.
    pub id: Uid,
    /// What it was to do.
    pub kind: String,
    /// How often it was tried.
    pub attempts: i32,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
    /// When it was stored.
    pub created_at: Moment,
}

/// What becomes of a job whose attempt did not succeed.
pub(super) struct Verdict {
    pub(super) due_at: Timestamp,
    pub(super) dead: bool,
    pub(super) attempts: i32,
    pub(super) error: Option<String>,
}

pub(super) async fn insert(
    tx: &mut Conn,
    world: &World,
    payload: serde_json::Value,
    due_at: Timestamp,
    unique_key: Option<String>,
) -> Result<(), Error> {
    let kind = payload.get("kind").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    let job = NewJob {
        id: world.id().into(),
        kind,
        payload: Json(payload),
        unique_key,
        due_at: due_at.into(),
        attempts: 0,
        dead: false,
        last_error: None,
        traceparent: telemetry::traceparent(),
        created_at: world.now().into(),
    };
    tx.run(diesel::insert_into(jobs::table).values(job).on_conflict_do_nothing()).await.map(drop)
}

pub(super) async fn delete_by_key(tx: &mut Conn, unique_key: &str) -> Result<bool, Error> {
    let deleted = tx.run(diesel::delete(jobs::table.filter(jobs::unique_key.eq(unique_key.to_owned())))).await?;
    Ok(deleted > 0)
}

/// Takes due jobs, the longest due first. The pause between reading and taking is closed by the condition on
/// `due_at`: whoever comes second takes nothing.
pub(super) async fn claim(tx: &mut Conn, now: Timestamp, lease: Timestamp, limit: i64) -> Result<Vec<Claimed>, Error> {
    let due = jobs::table
        // Word for word as the index has it: with a bound "false" SQLite would read every job.
        .filter(diesel::dsl::not(jobs::dead))
        .filter(jobs::due_at.le(Moment(now)))
        .order(jobs::due_at)
        .limit(limit)
        .select(columns::<ClaimedRow>());
    let rows = match tx {
        Conn::Sqlite(_) => tx.all(due).await?,
        // Only PostgreSQL has several claimers at once, and only it knows SKIP LOCKED.
        Conn::Postgres(conn) => {
            let due = due.for_update().skip_locked();
            diesel_async::RunQueryDsl::load(due, &mut **conn).await?
        }
    };
    let ids: Vec<Uid> = rows.iter().map(|row: &ClaimedRow| row.id).collect();
    for id in ids {
        let taken = (jobs::due_at.eq(Moment(lease)), jobs::attempts.eq(jobs::attempts + 1));
        tx.run(diesel::update(jobs::table.filter(jobs::id.eq(id))).set(taken)).await?;
    }
    Ok(rows.into_iter().map(claimed).collect())
}

fn claimed(row: ClaimedRow) -> Claimed {
    let ClaimedRow { id, kind, payload: Json(payload), attempts, traceparent } = row;
    Claimed { id, kind, payload, attempts: attempts + 1, traceparent }
}

/// Only the attempt that has the job may end it: one whose lease ran out changes nothing.
pub(super) async fn finish(tx: &mut Conn, id: Uid, attempts: i32) -> Result<(), Error> {
    tx.run(diesel::delete(jobs::table.filter(jobs::id.eq(id)).filter(jobs::attempts.eq(attempts)))).await.map(drop)
}

pub(super) async fn put_back(tx: &mut Conn, id: Uid, attempts: i32, verdict: Verdict) -> Result<(), Error> {
    let mine = jobs::table.filter(jobs::id.eq(id)).filter(jobs::attempts.eq(attempts));
    let change = (
        jobs::due_at.eq(Moment(verdict.due_at)),
        jobs::dead.eq(verdict.dead),
        jobs::attempts.eq(verdict.attempts),
        jobs::last_error.eq(verdict.error),
    );
    tx.run(diesel::update(mine).set(change)).await.map(drop)
}

pub(super) async fn dead(conn: &mut Conn, limit: i64) -> Result<Vec<DeadJob>, Error> {
    let dead = jobs::table.filter(jobs::dead.eq(true)).order(jobs::id).limit(limit);
    conn.all(dead.select(columns::<DeadJob>())).await
}

pub(super) async fn redrive(tx: &mut Conn, id: base::Id, now: Timestamp) -> Result<bool, Error> {
    let dead = jobs::table.filter(jobs::id.eq(Uid(id))).filter(jobs::dead.eq(true));
    let change = (jobs::dead.eq(false), jobs::attempts.eq(0), jobs::due_at.eq(Moment(now)));
    Ok(tx.run(diesel::update(dead).set(change)).await? == 1)
}
