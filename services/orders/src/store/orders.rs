//! Finding an order, and changing it.

use base::{Id, OrderNumber};
use chassis::{
    World,
    db::{
        Conn, columns,
        types::{Moment, Uid},
    },
    events,
};
use diesel::prelude::*;

use super::{rows::OrderRow, schema::orders, status_changes};
use crate::{
    domain::{EventKind, Key, Order, OrderEvent, StatusChange},
    error::Error,
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
        orders::updated_at.eq(Moment(order.updated_at)),
    );
    let swapped = tx.run(diesel::update(unchanged).set(changed)).await? == 1;
    if !swapped || !status_changes::insert(tx, order.id, &change, key).await? {
        return Err(Error::Contended);
    }
    let event = OrderEvent { kind: EventKind::StatusChanged, order, change };
    events::append(tx, world, event.kind.as_str(), &event).await?;
    Ok(event.order)
}
