//! Logins and their refresh tokens.

use base::Id;
use chassis::db::{
    Conn, Error, columns,
    types::{Moment, Uid},
};
use diesel::prelude::*;
use jiff::Timestamp;

use super::schema::{refresh_tokens, sessions, users};
use crate::domain::role::Role;

/// A login to be stored, with its first refresh token.
pub(crate) struct NewSession {
    pub(crate) id: Id,
    pub(crate) user_id: Id,
    pub(crate) token_hash: String,
    pub(crate) created_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

/// A refresh token and the session it belongs to.
#[derive(Queryable)]
pub(crate) struct RefreshToken {
    pub(crate) session_id: Uid,
    pub(crate) user_id: Uid,
    pub(crate) used_at: Option<Moment>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
struct Live {
    id: Uid,
    role: String,
}

pub(crate) async fn insert(tx: &mut Conn, session: NewSession) -> Result<(), Error> {
    let row = (
        sessions::id.eq(Uid(session.id)),
        sessions::user_id.eq(Uid(session.user_id)),
        sessions::created_at.eq(Moment(session.created_at)),
        sessions::expires_at.eq(Moment(session.expires_at)),
    );
    tx.run(diesel::insert_into(sessions::table).values(row)).await?;
    insert_token(tx, session.id, session.token_hash, session.created_at).await
}

pub(crate) async fn insert_token(tx: &mut Conn, session: Id, hash: String, now: Timestamp) -> Result<(), Error> {
    let row = (
        refresh_tokens::hash.eq(hash),
        refresh_tokens::session_id.eq(Uid(session)),
        refresh_tokens::created_at.eq(Moment(now)),
    );
    tx.run(diesel::insert_into(refresh_tokens::table).values(row)).await.map(drop)
}

/// The user of a session that has neither ended nor expired, with the role of this moment.
pub(crate) async fn user(conn: &mut Conn, session: Id, now: Timestamp) -> Result<Option<(Id, Role)>, Error> {
    let live = sessions::table
        .inner_join(users::table)
        .filter(sessions::id.eq(Uid(session)))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(Moment(now)))
        .select(columns::<Live>());
    let found = conn.maybe::<Live>(live).await?;
    // A CHECK guards the column; a role from a newer version than this one may do nothing here.
    Ok(found.and_then(|user| Some((user.id.0, user.role.parse().ok()?))))
}

/// A refresh token of a session that has neither ended nor expired.
pub(crate) async fn token(tx: &mut Conn, hash: String, now: Timestamp) -> Result<Option<RefreshToken>, Error> {
    let live = refresh_tokens::table
        .inner_join(sessions::table)
        .filter(refresh_tokens::hash.eq(hash))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(Moment(now)))
        .select((sessions::id, sessions::user_id, refresh_tokens::used_at));
    tx.maybe(live).await
}

/// Marks a token as used; false when somebody was faster.
pub(crate) async fn use_token(tx: &mut Conn, hash: String, now: Timestamp) -> Result<bool, Error> {
    let unused = refresh_tokens::table.filter(refresh_tokens::hash.eq(hash)).filter(refresh_tokens::used_at.is_null());
    Ok(tx.run(diesel::update(unused).set(refresh_tokens::used_at.eq(Some(Moment(now))))).await? == 1)
}

pub(crate) async fn end(tx: &mut Conn, session: Id, now: Timestamp) -> Result<(), Error> {
    let live = sessions::table.filter(sessions::id.eq(Uid(session))).filter(sessions::ended_at.is_null());
    tx.run(diesel::update(live).set(sessions::ended_at.eq(Some(Moment(now))))).await.map(drop)
}

/// Forgets sessions that have expired, and with them their tokens.
pub(crate) async fn forget(tx: &mut Conn, now: Timestamp) -> Result<usize, Error> {
    tx.run(diesel::delete(sessions::table.filter(sessions::expires_at.le(Moment(now))))).await
}
