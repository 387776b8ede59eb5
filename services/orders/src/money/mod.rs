//! What money does to orders, and what orders do to money.
//!
//! In reading order: [`opening`] makes it possible to pay, [`asking`] asks the provider, [`arriving`] writes down what
//! came, [`noting`] what people of the shop say came, [`returning`] sends it back, [`invoicing`] writes invoices and
//! credit notes, [`following`] does what follows from an order's own life. Every change of an order's money is made
//! while its row is locked, in one transaction with the ledger, the events and the jobs it causes; a provider is only
//! asked between transactions.

pub(crate) mod arriving;
pub(crate) mod asking;
pub(crate) mod following;
pub(crate) mod invoicing;
pub(crate) mod jobs;
pub(crate) mod noting;
pub(crate) mod opening;
pub(crate) mod returning;

use base::Id;
use chassis::{World, db::Conn};

use crate::{
    domain::{News, Order},
    error::Error,
    store::{self, OrderRef, feed, ledger, refunds},
};

/// The order, locked, after its ledger or its refunds changed. A link asks for what is open, whatever changed.
async fn settle(tx: &mut Conn, world: &World, order: Order) -> Result<Order, Error> {
    let (ledger, refunds) = (ledger::of_order(tx, order.id).await?, refunds::of_order(tx, order.id).await?);
    let settled = order.clone().settled(&ledger, &refunds);
    if settled == order {
        return Ok(order);
    }
    let order = store::save_money(tx, settled, world.now()).await?;
    opening::follow(tx, world, &order).await?;
    Ok(order)
}

/// Tells what happened to an order.
async fn tell(tx: &mut Conn, world: &World, order: &Order, news: News) -> Result<(), Error> {
    Ok(feed::append(tx, world, order, news).await?)
}

/// The order, which nobody else changes until the transaction ends.
async fn locked(tx: &mut Conn, id: Id) -> Result<Order, Error> {
    store::find_locked(tx, OrderRef::Id(id)).await
}
