//! The menu's revision: it tells readers whether anything changed, and makes writers of the catalogue wait for each
//! other.

use chassis::db::{Conn, Error, fixed, update};
use diesel::prelude::*;

use super::schema::menu_revision;

/// The row that every change of the catalogue holds and raises.
const CATALOGUE: i32 = 1;
/// The row that is raised when something runs out or comes back. Whoever holds it holds the stock already, and never
/// asks for the other row.
const SHELVES: i32 = 2;

/// How often anything changed that customers see.
pub(crate) async fn changes(conn: &mut Conn) -> Result<i64, Error> {
    let revisions: Vec<i64> = conn.all(menu_revision::table.select(menu_revision::revision)).await?;
    Ok(revisions.into_iter().sum())
}

/// Waits until no other change of the catalogue is under way, so that what is read from here on stays true until the
/// transaction ends.
pub(crate) async fn lock(tx: &mut Conn) -> Result<(), Error> {
    match tx {
        // SQLite has one writer, and this is it.
        Conn::Sqlite(_) => Ok(()),
        // Only PostgreSQL knows FOR UPDATE.
        Conn::Postgres(conn) => {
            let row = menu_revision::table.find(CATALOGUE).select(menu_revision::revision).for_update();
            diesel_async::RunQueryDsl::get_result::<i64>(row, &mut **conn).await?;
            Ok(())
        }
    }
}

/// Tells readers that the catalogue has changed.
pub(crate) async fn raise(tx: &mut Conn) -> Result<(), Error> {
    raise_row(tx, CATALOGUE).await
}

/// Tells readers that something ran out or came back.
pub(crate) async fn raise_for_shelves(tx: &mut Conn) -> Result<(), Error> {
    raise_row(tx, SHELVES).await
}

async fn raise_row(tx: &mut Conn, row: i32) -> Result<(), Error> {
    let raised = menu_revision::revision.eq(menu_revision::revision + 1);
    tx.run(fixed(update(menu_revision::table.find(row), raised))).await.map(drop)
}
