//! What happens to orders, stored for those who follow.

use chassis::{
    World,
    db::{self, Conn},
    events,
};

use crate::domain::{News, Order, OrderEvent};

/// Tells what happened to an order, in the transaction in which it happened.
pub(crate) async fn append(tx: &mut Conn, world: &World, order: &Order, news: News) -> Result<(), db::Error> {
    let event = OrderEvent { news, order: order.clone() };
    events::append(tx, world, event.news.kind(), &event).await
}
