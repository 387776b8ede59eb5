//! Requests that carried an Idempotency-Key, and their answers.

use base::Id;
use chassis::db::{
    Conn, Error, columns,
    types::{Moment, Uid},
};
use diesel::prelude::*;
use jiff::Timestamp;

use super::schema::idempotency_keys;

/// A request, named by its user and key.
#[derive(Clone)]
pub(crate) struct Wish {
    pub(crate) user: Id,
    pub(crate) key: String,
    /// What was asked for, as a hash.
    pub(crate) fingerprint: String,
}

/// A request that is known.
#[derive(Queryable, Selectable)]
#[diesel(table_name = idempotency_keys)]
pub(crate) struct Known {
    pub(crate) fingerprint: String,
    pub(crate) claimed_at: Moment,
    pub(crate) status: Option<i32>,
    pub(crate) etag: Option<String>,
    pub(crate) body: Option<String>,
}

/// An answer to be given again.
pub(crate) struct Answer {
    pub(crate) status: i32,
    pub(crate) etag: Option<String>,
    pub(crate) body: String,
}

/// Claims the wish; when it is known already, tells what is known.
pub(crate) async fn claim(tx: &mut Conn, wish: &Wish, now: Timestamp) -> Result<Option<Known>, Error> {
    let row = (
        idempotency_keys::user_id.eq(Uid(wish.user)),
        idempotency_keys::key.eq(wish.key.clone()),
        idempotency_keys::fingerprint.eq(wish.fingerprint.clone()),
        idempotency_keys::claimed_at.eq(Moment(now)),
    );
    if tx.run(diesel::insert_into(idempotency_keys::table).values(row).on_conflict_do_nothing()).await? == 1 {
        return Ok(None);
    }
    let known = idempotency_keys::table.find((Uid(wish.user), wish.key.clone())).select(columns::<Known>());
    tx.maybe(known).await
}

/// Takes over a wish whose first request ended without an answer; false when somebody was faster.
pub(crate) async fn take_over(tx: &mut Conn, wish: &Wish, claimed_at: Moment, now: Timestamp) -> Result<bool, Error> {
    let stale = idempotency_keys::table
        .find((Uid(wish.user), wish.key.clone()))
        .filter(idempotency_keys::claimed_at.eq(claimed_at))
        .filter(idempotency_keys::status.is_null());
    Ok(tx.run(diesel::update(stale).set(idempotency_keys::claimed_at.eq(Moment(now)))).await? == 1)
}

pub(crate) async fn finish(tx: &mut Conn, wish: &Wish, answer: Answer) -> Result<(), Error> {
    let change = (
        idempotency_keys::status.eq(Some(answer.status)),
        idempotency_keys::etag.eq(answer.etag),
        idempotency_keys::body.eq(Some(answer.body)),
    );
    let row = idempotency_keys::table.find((Uid(wish.user), wish.key.clone()));
    tx.run(diesel::update(row).set(change)).await.map(drop)
}

/// Gives a wish back, so that the next request with its key is the first again.
pub(crate) async fn release(tx: &mut Conn, wish: &Wish) -> Result<(), Error> {
    let running =
        idempotency_keys::table.find((Uid(wish.user), wish.key.clone())).filter(idempotency_keys::status.is_null());
    tx.run(diesel::delete(running)).await.map(drop)
}

/// Forgets wishes older than `before`.
pub(crate) async fn forget(tx: &mut Conn, before: Timestamp) -> Result<usize, Error> {
    tx.run(diesel::delete(idempotency_keys::table.filter(idempotency_keys::claimed_at.lt(Moment(before))))).await
}
