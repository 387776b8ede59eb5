//! The `reservations` table: what orders hold, and what was answered.

use base::Id;
use chassis::db::{
    Conn, Error, columns,
    types::{Json, Uid},
};
use diesel::prelude::*;

use super::{postgres, schema::reservations};
use crate::domain::reservation::{Content, Reservation};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = reservations)]
pub(super) struct ReservationRow {
    pub(super) order_id: Uid,
    pub(super) revision: i32,
    pub(super) released: bool,
    pub(super) content: Json<Content>,
}

impl From<ReservationRow> for Reservation {
    fn from(row: ReservationRow) -> Self {
        let ReservationRow { order_id, revision, released, content } = row;
        Self { order_id: order_id.0, revision, released, content: content.0 }
    }
}

impl From<&Reservation> for ReservationRow {
    fn from(reservation: &Reservation) -> Self {
        let Reservation { order_id, revision, released, content } = reservation;
        let (order_id, content) = (Uid(*order_id), Json(content.clone()));
        Self { order_id, revision: *revision, released: *released, content }
    }
}

/// The reservations of these orders, in order and each once, which nobody else changes until the transaction ends.
/// Those that nothing was known of are made.
pub(crate) async fn lock(tx: &mut Conn, orders: &[Id]) -> Result<Vec<Reservation>, Error> {
    if let Conn::Postgres(_) = tx {
        return postgres::lock_reservations(tx, orders).await;
    }
    let mut locked = Vec::with_capacity(orders.len());
    for &order in orders {
        let found = reservations::table.filter(reservations::order_id.eq(Uid(order)));
        let row: Option<ReservationRow> = tx.maybe(found.select(columns::<ReservationRow>())).await?;
        locked.push(row.map_or_else(|| Reservation::unknown(order), Reservation::from));
    }
    Ok(locked)
}

/// Stores changed reservations.
pub(crate) async fn save<'a>(tx: &mut Conn, changed: impl Iterator<Item = &'a Reservation>) -> Result<(), Error> {
    if let Conn::Postgres(_) = tx {
        return postgres::update_reservations(tx, changed.map(ReservationRow::from)).await;
    }
    for reservation in changed {
        let row = ReservationRow::from(reservation);
        let changed = (
            reservations::revision.eq(row.revision),
            reservations::released.eq(row.released),
            reservations::content.eq(row.content.clone()),
        );
        let saved = diesel::insert_into(reservations::table).values(row);
        tx.run(saved.on_conflict(reservations::order_id).do_update().set(changed)).await?;
    }
    Ok(())
}
