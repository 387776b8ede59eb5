//! Moving an order along its life, with everything that follows from it, in one transaction.

use chassis::{World, db::Conn};

use crate::{
    domain::{Key, Order, Step},
    error::Error,
    money::following,
    store,
};

/// Takes one step. Whoever changed the order meanwhile wins: then nothing may stay of this transaction.
pub(crate) async fn step(
    tx: &mut Conn,
    world: &World,
    order: Order,
    step: Step,
    key: Option<&Key>,
) -> Result<Order, Error> {
    let (moved, change) = order.moved(step, world.now())?;
    let order = store::save_change(tx, world, moved, change, key).await?;
    following::moved(tx, world, order).await
}
