//! A table to try the chassis on.
#![allow(dead_code, reason = "not every test uses every helper")]

use chassis::{
    World,
    db::{
        Conn, Error, Migrations,
        types::{Moment, Uid},
    },
};
use diesel::prelude::*;
use diesel_migrations::embed_migrations;

pub(crate) static MIGRATIONS: Migrations = Migrations {
    sqlite: embed_migrations!("tests/migrations/sqlite"),
    postgres: embed_migrations!("tests/migrations/postgres"),
};

diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::{DbTimestamp, DbUuid};
    things (id) {
        id -> DbUuid,
        name -> Text,
        amount -> BigInt,
        at -> DbTimestamp,
    }
}

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = things)]
pub(crate) struct Thing {
    pub(crate) id: Uid,
    pub(crate) name: String,
    pub(crate) amount: i64,
    pub(crate) at: Moment,
}

pub(crate) fn thing(world: &World, name: &str, amount: i64) -> Thing {
    Thing { id: world.id().into(), name: name.to_owned(), amount, at: world.now().into() }
}

pub(crate) async fn insert(tx: &mut Conn, thing: Thing) -> Result<(), Error> {
    tx.run(diesel::insert_into(things::table).values(thing)).await.map(drop)
}

pub(crate) async fn count(conn: &mut Conn) -> Result<i64, Error> {
    conn.one(things::table.count()).await
}
