//! What a change of an order would cost its customer.

use std::collections::HashMap;

use base::Id;

use super::{draft, find};
use crate::{
    Api,
    domain::{Actor, CustomerId, Items, Order, Priced, Shelf, placement::quantities},
    error::Error,
    store::OrderRef,
};

/// A question for the price of a customer's order with other lines.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    pub(crate) order: OrderRef,
    pub(crate) customer: CustomerId,
    pub(crate) items: Items,
}

/// What the order would cost with other lines, and what keeps it from having them.
pub(crate) async fn quote(api: &Api, question: Question) -> Result<Priced, Error> {
    let Question { order, customer, items } = question;
    let order = find(api, order).await?.of(Some(&customer))?;
    let shelf = api.catalog.shelf().await?;
    let stock = stock(api, &order, &items, &shelf).await?;
    let priced = draft::priced(api, &order, (&items, &Actor::Customer(customer)), &shelf, &stock)?;
    // Whoever asks for a price sees no more of a sensitive value than they sent.
    let lines = api.vault.seal_lines(order.id, priced.lines, || api.world.random())?;
    Ok(Priced { lines, ..priced })
}

/// How many the order can have of what is counted: what is left, and what it holds.
async fn stock(api: &Api, order: &Order, items: &Items, shelf: &Shelf) -> Result<HashMap<Id, i64>, Error> {
    let offers = items.iter().filter_map(|item| shelf.offer(&item.product));
    let counted: Vec<Id> = offers.filter(|offer| offer.reserved).map(|offer| offer.id).collect();
    let mut stock = api.catalog.stock(&counted).await?;
    for (product, held) in quantities(&order.lines) {
        stock.entry(product).and_modify(|left| *left += i64::from(held));
    }
    Ok(stock)
}
