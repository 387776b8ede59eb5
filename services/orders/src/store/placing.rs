//! Storing a new order, once per key.

use base::OrderNumber;
use chassis::{
    World,
    db::{Conn, columns},
    events,
};
use diesel::prelude::*;

use super::{rows::OrderRow, schema::orders, status_changes};
use crate::{
    domain::{EventKind, Key, Order, OrderEvent, Priced, StatusChange, Wish},
    error::Error,
};

/// How often a number is drawn before placing is given up. With a million orders stored, one draw in 34,000 is taken.
const DRAWS_MAX: usize = 5;

/// An order that was placed with a key before.
pub(crate) struct Earlier {
    pub(crate) order: Order,
    pub(crate) fingerprint: Vec<u8>,
}

/// What became of a wish to place an order.
pub(crate) enum Placed {
    /// It is an order now.
    New(Order, StatusChange),
    /// Another call with the same key was faster.
    Before(Earlier),
}

/// The order that was placed with this key, if any.
pub(crate) async fn earlier(conn: &mut Conn, key: &Key) -> Result<Option<Earlier>, Error> {
    let keyed = orders::table.filter(orders::idempotency_key.eq(key.as_str().to_owned()));
    let row: Option<OrderRow> = conn.maybe(keyed.select(columns::<OrderRow>())).await?;
    row.map(|row| Ok(Earlier { fingerprint: row.fingerprint.clone(), order: row.try_into()? })).transpose()
}

/// Stores an order under a fresh number, with the beginning of its history and its event.
pub(crate) async fn place(tx: &mut Conn, world: &World, key: Key, wish: Wish, priced: Priced) -> Result<Placed, Error> {
    let fingerprint = wish.fingerprint();
    for _ in 0..DRAWS_MAX {
        let (id, number) = (world.id(), OrderNumber::from_random(world.random_u64()));
        let order = Order::placed(id, number, wish.clone(), priced.clone(), world.now());
        if insert(tx, OrderRow::new(&order, &key, fingerprint.clone())).await? {
            return record(tx, world, order).await;
        }
        if let Some(earlier) = earlier(tx, &key).await? {
            return Ok(Placed::Before(earlier));
        }
    }
    Err(Error::Contended)
}

/// False when the key, the number or the id is taken. A conflict that is an error would end a PostgreSQL transaction.
async fn insert(tx: &mut Conn, row: OrderRow) -> Result<bool, Error> {
    Ok(tx.run(diesel::insert_into(orders::table).values(row).on_conflict_do_nothing()).await? == 1)
}

async fn record(tx: &mut Conn, world: &World, order: Order) -> Result<Placed, Error> {
    let change = order.placing();
    status_changes::insert(tx, order.id, &change, None).await?;
    let event = OrderEvent { kind: EventKind::Placed, order, change };
    events::append(tx, world, event.kind.as_str(), &event).await?;
    Ok(Placed::New(event.order, event.change))
}
