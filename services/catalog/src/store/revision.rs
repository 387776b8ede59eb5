//! The menu's revision: one row that tells readers whether anything changed and makes writers wait for each other.

use chassis::db::{Conn, Error};
use diesel::prelude::*;

use super::schema::menu_revision;

/// The current revision.
pub(crate) async fn current(conn: &mut Conn) -> Result<i64, Error> {
    conn.one(menu_revision::table.find(1).select(menu_revision::revision)).await
}

/// Waits until no other change of the catalogue is under way, so that what is read from here on stays true until the
/// transaction ends.
pub(crate) async fn lock(tx: &mut Conn) -> Result<(), Error> {
    match tx {
        // SQLite has one writer, and this is it.
        Conn::Sqlite(_) => Ok(()),
        // Only PostgreSQL knows FOR UPDATE.
        Conn::Postgres(conn) => {
            let row = menu_revision::table.find(1).select(menu_revision::revision).for_update();
            diesel_async::RunQueryDsl::get_result::<i64>(row, &mut **conn).await?;
            Ok(())
        }
    }
}

/// Tells readers that the catalogue has changed.
pub(crate) async fn raise(tx: &mut Conn) -> Result<(), Error> {
    let raised = menu_revision::revision.eq(menu_revision::revision + 1);
    tx.run(diesel::update(menu_revision::table.find(1)).set(raised)).await.map(drop)
}
