//! What follows for money from an order's own life, and for the order from its money.

use chassis::{
    World,
    db::{self, Conn},
};

use super::{
    invoicing,
    jobs::{MoneyJob, after_minutes},
    opening, returning,
};
use crate::{
    domain::{Actor, Order, PaymentPolicy, Status, Step, lifecycle::Reason},
    error::Error,
    moving,
};

/// Why the money and the invoice of an order go back that has ended.
const ENDED: &str = "The order has ended.";
/// Why money of an order goes back that has become cheaper.
const CHEAPER: &str = "The order costs less now.";
/// Why an invoice is taken back when its order changes.
const AMENDED: &str = "The order was changed; another invoice takes its place.";

/// Orders were placed together. A database that is away fails all of them; nothing else here can fail for an order that
/// is new.
pub(crate) async fn placed_together(
    tx: &mut Conn,
    world: &World,
    orders: impl Iterator<Item = &Order> + Send,
) -> Result<(), db::Error> {
    for order in orders.filter(|order| order.terms.payment_policy == PaymentPolicy::Prepaid) {
        placed(tx, world, order).await.map_err(|error| match error {
            Error::Database(error) => error,
            error => db::Error::Unavailable(error.to_string()),
        })?;
    }
    Ok(())
}

/// An order was placed: a prepaid one waits for its money, and not for ever.
async fn placed(tx: &mut Conn, world: &World, order: &Order) -> Result<(), Error> {
    if order.outstanding().minor == 0 {
        return confirm(tx, world, order.clone()).await.map(drop);
    }
    opening::renew(tx, world, order).await?;
    let due_at = after_minutes(order.created_at, order.terms.payment_timeout_minutes.into());
    Ok(MoneyJob::ExpireUnpaid { order_id: order.id, due_at }.enqueue(tx, world).await?)
}

/// An order moved along its life. Its row is locked by the change.
pub(crate) async fn moved(tx: &mut Conn, world: &World, order: Order) -> Result<Order, Error> {
    match order.status {
        Status::Confirmed => {
            invoicing::issue(tx, world, &order).await?;
            invoicing::note_paid(tx, world, &order).await?;
            Ok(order)
        }
        Status::Cancelled | Status::Rejected => {
            invoicing::take_back(tx, world, &order, ENDED).await?;
            opening::follow(tx, world, &order).await?;
            returning::owe_all(tx, world, order, ENDED).await
        }
        _ => Ok(order),
    }
}

/// An order's lines, and so its total, are others now. Its row is locked by the change.
pub(crate) async fn amended(tx: &mut Conn, world: &World, order: Order) -> Result<Order, Error> {
    if order.status != Status::PendingConfirmation {
        invoicing::take_back(tx, world, &order, AMENDED).await?;
        invoicing::issue(tx, world, &order).await?;
    }
    let order = returning::owe_excess(tx, world, order, CHEAPER).await?;
    opening::follow(tx, world, &order).await?;
    opening::ask_for_rest(tx, world, &order).await?;
    money_came(tx, world, order).await
}

/// The ledger of an order changed: a prepaid order that is paid is confirmed, and its invoice is paid.
pub(super) async fn money_came(tx: &mut Conn, world: &World, order: Order) -> Result<Order, Error> {
    let is_paid = order.outstanding().minor == 0;
    let waits = order.status == Status::PendingConfirmation && order.terms.payment_policy == PaymentPolicy::Prepaid;
    if is_paid && waits {
        return confirm(tx, world, order).await;
    }
    invoicing::note_paid(tx, world, &order).await?;
    Ok(order)
}

async fn confirm(tx: &mut Conn, world: &World, order: Order) -> Result<Order, Error> {
    let step = Step { to: Status::Confirmed, actor: Actor::System, reason: Reason::default() };
    Box::pin(moving::step(tx, world, order, step, None)).await
}
