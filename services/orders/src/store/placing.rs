//! Storing new orders, many at a time, each once per key.

use std::{collections::HashSet, sync::Arc};

use base::Id;
use chassis::{
    World,
    db::{
        self, Conn, columns,
        types::{Json, Uid},
    },
    events, telemetry,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::{
    placements,
    rows::OrderRow,
    schema::{orders, placements as placement_rows},
    status_changes,
};
use crate::{
    domain::{Key, News, Order, OrderEvent, placement::Placement},
    error::Error,
};

/// An order to store.
pub(crate) struct NewOrder {
    pub(crate) order: Order,
    pub(crate) key: Key,
    pub(crate) fingerprint: Vec<u8>,
    pub(crate) traceparent: Option<String>,
}

impl NewOrder {
    /// The order, in the trace of its caller.
    pub(crate) fn new(order: Order, key: Key, fingerprint: Vec<u8>) -> Self {
        Self { order, key, fingerprint, traceparent: telemetry::traceparent() }
    }
}

/// What became of a wish that was made with a key before.
pub(crate) enum Earlier {
    /// It is an order.
    Order {
        /// The order.
        order: Box<Order>,
        /// Tells a retry from another wish with the same key.
        fingerprint: Vec<u8>,
    },
    /// It is not, or not yet.
    Placement(Placement),
}

impl Earlier {
    /// Tells a retry from another wish with the same key.
    pub(crate) fn fingerprint(&self) -> &[u8] {
        match self {
            Self::Order { fingerprint, .. } => fingerprint,
            Self::Placement(placement) => &placement.fingerprint,
        }
    }
}

/// What became of the wish that was made with this key. The placement is read first: one that became an order has its
/// order by then.
pub(crate) async fn earlier(conn: &mut Conn, key: &Key) -> Result<Option<Earlier>, Error> {
    let placement = placements::with_key(conn, key).await?;
    let keyed = orders::table.filter(orders::idempotency_key.eq(key.as_str().to_owned()));
    let row: Option<OrderRow> = conn.maybe(keyed.select(columns::<OrderRow>())).await?;
    match row {
        Some(row) => {
            let fingerprint = row.fingerprint.clone();
            Ok(Some(Earlier::Order { order: Box::new(row.try_into()?), fingerprint }))
        }
        None => Ok(placement.map(Earlier::Placement)),
    }
}

/// Stores orders with the beginning of their histories and their events, and ends the placements they come from. Tells
/// of each whether it was stored: an order is not when its key, its number or its id is taken, or when its placement
/// was settled otherwise.
pub(crate) async fn place(tx: &mut Conn, world: &World, new: &[Arc<NewOrder>]) -> Result<Vec<bool>, db::Error> {
    let reserved: Vec<Uid> = new.iter().filter(|one| one.order.reserved).map(|one| one.order.id.into()).collect();
    let taken = placements::take(tx, reserved).await?;
    let free = |one: &&Arc<NewOrder>| !one.order.reserved || taken.contains(&one.order.id);
    let free: Vec<&Arc<NewOrder>> = new.iter().filter(free).collect();
    let stored =
        insert(tx, free.iter().map(|one| OrderRow::new(&one.order, &one.key, one.fingerprint.clone()))).await?;
    let (placed, refused): (Vec<_>, Vec<_>) = free.into_iter().partition(|one| stored.contains(&one.order.id));
    for one in refused.into_iter().filter(|one| one.order.reserved) {
        give_back(tx, &one.order).await?;
    }
    record(tx, world, &placed).await?;
    Ok(new.iter().map(|one| stored.contains(&one.order.id)).collect())
}

/// The ids of those that were stored. A conflict that is an error would end a PostgreSQL transaction.
async fn insert(tx: &mut Conn, rows: impl Iterator<Item = OrderRow>) -> Result<HashSet<Id>, db::Error> {
    let rows: Vec<OrderRow> = rows.collect();
    if rows.is_empty() {
        return Ok(HashSet::new());
    }
    let mut stored: Vec<Uid> = Vec::new();
    match tx {
        Conn::Sqlite(_) => {
            for row in rows {
                let insert = diesel::insert_into(orders::table).values(row).on_conflict_do_nothing();
                stored.extend::<Option<Uid>>(tx.maybe(insert.returning(orders::id)).await?);
            }
        }
        // Only PostgreSQL takes many rows in one statement here.
        Conn::Postgres(conn) => {
            let insert = diesel::insert_into(orders::table).values(rows).on_conflict_do_nothing();
            stored = RunQueryDsl::load(insert.returning(orders::id), &mut **conn).await?;
        }
    }
    Ok(stored.into_iter().map(|id| id.0).collect())
}

/// The number was taken: the placement goes on with another.
async fn give_back(tx: &mut Conn, order: &Order) -> Result<(), db::Error> {
    let placement = placement_rows::table.filter(placement_rows::order_id.eq(Uid(order.id)));
    let unfinished =
        (placement_rows::state.eq(placements::RESERVING), placement_rows::draft.eq(Some(Json(order.clone()))));
    tx.run(diesel::update(placement).set(unfinished)).await.map(drop)
}

async fn record(tx: &mut Conn, world: &World, placed: &[&Arc<NewOrder>]) -> Result<(), db::Error> {
    if placed.is_empty() {
        return Ok(());
    }
    status_changes::begin(tx, placed.iter().map(|one| (one.order.id, one.order.placing()))).await?;
    let event = |one: &&Arc<NewOrder>| {
        let news = News::Placed { change: one.order.placing() };
        (OrderEvent { news, order: one.order.clone() }, one.traceparent.clone())
    };
    let kind = News::Placed { change: placed[0].order.placing() }.kind();
    events::append_all(tx, world, kind, placed.iter().map(event)).await
}
