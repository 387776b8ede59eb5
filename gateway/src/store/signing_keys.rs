//! The private keys that sign access tokens.

use chassis::db::{
    Conn, Error, columns,
    types::{Moment, Uid},
};
use diesel::prelude::*;
use jiff::Timestamp;

use super::schema::signing_keys;

/// Keys that are read; more are never needed at one time.
const KEYS_MAX: i64 = 16;

/// A stored key.
#[derive(Queryable, Selectable)]
#[diesel(table_name = signing_keys)]
pub(crate) struct SigningKey {
    pub(crate) id: Uid,
    pub(crate) pkcs8: Vec<u8>,
}

/// The keys, newest first.
pub(crate) async fn all(conn: &mut Conn) -> Result<Vec<SigningKey>, Error> {
    let newest = signing_keys::table.order((signing_keys::created_at.desc(), signing_keys::id.desc()));
    conn.all(newest.limit(KEYS_MAX).select(columns::<SigningKey>())).await
}

pub(crate) async fn insert(tx: &mut Conn, key: SigningKey, now: Timestamp) -> Result<(), Error> {
    let row =
        (signing_keys::id.eq(key.id), signing_keys::pkcs8.eq(key.pkcs8), signing_keys::created_at.eq(Moment(now)));
    tx.run(diesel::insert_into(signing_keys::table).values(row)).await.map(drop)
}
