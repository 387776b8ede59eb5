//! The `slots` table: how many orders are planned for each.

use base::Timestamp;
use chassis::db::{self, Conn, Error, fixed, types::Moment};
use diesel::prelude::*;

use super::schema::slots;

/// The slots between two moments that orders are planned for, the second one left out.
pub(crate) async fn between(
    conn: &mut Conn,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<(Timestamp, i32)>, Error> {
    let between = slots::start_at.ge(Moment(from)).and(slots::start_at.lt(Moment(until)));
    let rows: Vec<(Moment, i32)> = conn.all(slots::table.filter(between).select(slots::all_columns)).await?;
    Ok(rows.into_iter().map(|(start, taken)| (start.0, taken)).collect())
}

/// Locks a slot, and tells how many orders are planned for it.
pub(crate) async fn lock(tx: &mut Conn, start: Timestamp) -> Result<i32, Error> {
    let row = diesel::insert_into(slots::table).values((slots::start_at.eq(Moment(start)), slots::taken.eq(0)));
    let locked = row.on_conflict(slots::start_at).do_update().set(slots::taken.eq(slots::taken));
    tx.one(locked.returning(slots::taken)).await
}

/// Stores how many orders are planned for a slot.
pub(crate) async fn update(tx: &mut Conn, start: Timestamp, taken: i32) -> Result<(), Error> {
    let row = slots::table.filter(slots::start_at.eq(Moment(start)));
    tx.run(fixed(db::update(row, slots::taken.eq(taken)))).await.map(drop)
}
