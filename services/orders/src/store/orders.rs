//! Finding an order, and changing it.

use base::{Id, OrderNumber};
use chassis::{
    World,
    db::{
        self, Conn, columns,
        types::{Json, Moment, Uid},
    },
};
use diesel::prelude::*;
use jiff::Timestamp;

use super::{feed, rows::OrderRow, schema::orders, status_changes};
use crate::{
    domain::{CustomerId, Key, News, Order, StatusChange},
    error::Error,
    jobs::Job,
};

/// How an order is named.
#[derive(Debug, Clone)]
pub(crate) enum OrderRef {
    /// By its id.
    Id(Id),
    /// By what people say.
    Number(OrderNumber),
}

/// The order of this name.
pub(crate) async fn find(conn: &mut Conn, order: OrderRef) -> Result<Order, Error> {
    let row: Option<OrderRow> = match order {
        OrderRef::Id(id) => {
            conn.maybe(orders::table.filter(orders::id.eq(Uid(id))).select(columns::<OrderRow>())).await?
        }
        OrderRef::Number(number) => {
            let numbered = orders::table.filter(orders::number.eq(number.to_string()));
            conn.maybe(numbered.select(columns::<OrderRow>())).await?
        }
    };
    row.ok_or(Error::OrderNotFound)?.try_into()
}

/// The order of this name, which nobody else changes until the transaction ends.
pub(crate) async fn find_locked(tx: &mut Conn, order: OrderRef) -> Result<Order, Error> {
    if let Conn::Postgres(conn) = tx {
        // SQLite has one writer anyway; here the row is locked.
        let lock = orders::table.select(orders::id).for_update();
        let locked: Result<Uid, _> = match &order {
            OrderRef::Id(id) => {
                diesel_async::RunQueryDsl::first(lock.filter(orders::id.eq(Uid(*id))), &mut **conn).await
            }
            OrderRef::Number(number) => {
                let named = lock.filter(orders::number.eq(number.to_string()));
                diesel_async::RunQueryDsl::first(named, &mut **conn).await
            }
        };
        locked.optional().map_err(db::Error::from)?;
    }
    find(tx, order).await
}

/// Saves where an order's money stands, unless someone else changed the order first.
pub(crate) async fn save_money(tx: &mut Conn, order: Order, now: Timestamp) -> Result<Order, Error> {
    let unchanged = orders::table.filter(orders::id.eq(Uid(order.id))).filter(orders::version.eq(order.version));
    let changed = (
        orders::payment_status.eq(order.payment_status.as_str().to_owned()),
        orders::paid_minor.eq(order.paid_minor),
        orders::returning_minor.eq(order.returning_minor),
        orders::version.eq(order.version + 1),
        orders::updated_at.eq(Moment(now)),
    );
    if tx.run(db::fixed(db::update(unchanged, changed))).await? == 0 {
        return Err(Error::Contended);
    }
    Ok(Order { version: order.version + 1, updated_at: now, ..order })
}

/// Saves how many proofs wait, unless someone else changed the order first. The version grows with it: whoever knows an
/// order by its ETag would never hear of the proof otherwise, and whoever cancels one has to have known of its proof.
pub(crate) async fn save_proofs(tx: &mut Conn, order: Order) -> Result<Order, Error> {
    let unchanged = orders::table.filter(orders::id.eq(Uid(order.id))).filter(orders::version.eq(order.version - 1));
    let changed = (
        orders::proofs_waiting.eq(order.proofs_waiting),
        orders::version.eq(order.version),
        orders::updated_at.eq(Moment(order.updated_at)),
    );
    let swapped = tx.run(db::fixed(db::update(unchanged, changed))).await? == 1;
    if swapped { Ok(order) } else { Err(Error::Contended) }
}

/// Saves a changed order with its history and its event, unless someone else changed the order first or used the key:
/// then nothing may stay of this transaction.
pub(crate) async fn save_change(
    tx: &mut Conn,
    world: &World,
    order: Order,
    change: StatusChange,
    key: Option<&Key>,
) -> Result<Order, Error> {
    let unchanged = orders::table.filter(orders::id.eq(Uid(order.id))).filter(orders::version.eq(order.version - 1));
    let changed = (
        orders::status.eq(order.status.to_string()),
        orders::version.eq(order.version),
        orders::pending.eq(order.pending.as_deref().cloned().map(Json)),
        orders::updated_at.eq(Moment(order.updated_at)),
    );
    let swapped = tx.run(db::fixed(db::update(unchanged, changed))).await? == 1;
    if !swapped || !status_changes::insert(tx, order.id, &change, key).await? {
        return Err(Error::Contended);
    }
    if order.status.is_dead() && order.reserved {
        Job::Release { order_id: order.id }.enqueue(tx, world).await?;
    }
    feed::append(tx, world, &order, News::StatusChanged { change }).await?;
    Ok(order)
}

/// Saves an order whose lines changed, or are to change; false when someone else changed the order first.
pub(crate) async fn save_lines(tx: &mut Conn, order: &Order) -> Result<bool, db::Error> {
    let unchanged = orders::table.filter(orders::id.eq(Uid(order.id))).filter(orders::version.eq(order.version - 1));
    let changed = (
        orders::lines.eq(Json(order.lines.clone())),
        orders::subtotal_minor.eq(order.subtotal.minor),
        orders::total_minor.eq(order.total.minor),
        orders::payment_status.eq(order.payment_status.as_str().to_owned()),
        orders::deal.eq(Json(order.deal.clone())),
        orders::terms.eq(Json(order.terms.clone())),
        orders::revision.eq(order.revision),
        orders::reserved.eq(order.reserved),
        orders::pending.eq(order.pending.as_deref().cloned().map(Json)),
        orders::version.eq(order.version),
        orders::updated_at.eq(Moment(order.updated_at)),
    );
    Ok(tx.run(db::fixed(db::update(unchanged, changed))).await? == 1)
}

/// The last order of a customer.
pub(crate) async fn last_of(conn: &mut Conn, customer: &CustomerId) -> Result<Order, Error> {
    let newest = orders::table
        .filter(orders::customer_id.eq(customer.as_str().to_owned()))
        .order((orders::created_at.desc(), orders::id.desc()))
        .limit(1);
    let row: Option<OrderRow> = conn.maybe(newest.select(columns::<OrderRow>())).await?;
    row.ok_or(Error::OrderNotFound)?.try_into()
}
