//! How often logins into an account failed in a row.

use chassis::db::{Conn, Error, columns, types::Moment};
use diesel::prelude::*;
use jiff::Timestamp;

use super::schema::login_failures;

/// The failures of one account.
#[derive(Debug, Clone, Copy, Queryable, Selectable)]
#[diesel(table_name = login_failures)]
pub(crate) struct Failures {
    pub(crate) failures: i32,
    pub(crate) blocked_until: Moment,
}

/// What is known of an account; a row is made when there is none.
pub(crate) async fn load(tx: &mut Conn, account: &str, now: Timestamp) -> Result<Failures, Error> {
    let first = (
        login_failures::account.eq(account.to_owned()),
        login_failures::failures.eq(0),
        login_failures::blocked_until.eq(Moment(now)),
        login_failures::last_at.eq(Moment(now)),
    );
    tx.run(diesel::insert_into(login_failures::table).values(first).on_conflict_do_nothing()).await?;
    let row = login_failures::table.filter(login_failures::account.eq(account.to_owned()));
    tx.one(row.select(columns::<Failures>())).await
}

/// Counts one more failure; false when somebody else has counted one since `known` was loaded.
pub(crate) async fn count(
    tx: &mut Conn,
    account: &str,
    known: Failures,
    blocked_until: Timestamp,
    now: Timestamp,
) -> Result<bool, Error> {
    let unchanged = login_failures::table
        .filter(login_failures::account.eq(account.to_owned()))
        .filter(login_failures::failures.eq(known.failures));
    let change = (
        login_failures::failures.eq(known.failures + 1),
        login_failures::blocked_until.eq(Moment(blocked_until)),
        login_failures::last_at.eq(Moment(now)),
    );
    Ok(tx.run(diesel::update(unchanged).set(change)).await? == 1)
}

pub(crate) async fn clear(tx: &mut Conn, account: String) -> Result<(), Error> {
    tx.run(diesel::delete(login_failures::table.filter(login_failures::account.eq(account)))).await.map(drop)
}

/// Forgets accounts that nobody tried since `before`.
pub(crate) async fn forget(tx: &mut Conn, before: Timestamp) -> Result<usize, Error> {
    tx.run(diesel::delete(login_failures::table.filter(login_failures::last_at.lt(Moment(before))))).await
}
