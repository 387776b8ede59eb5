//! What things cost: every sum of an order is formed here, and nowhere else.

use base::{Currency, Id, Money, money::MoneyError};
use serde::{Deserialize, Serialize};

use super::{
    Items, Private, ProductRef, Quantity,
    wish::{Item, NOTE_MAX},
};
use crate::error::Error;

/// A product as the catalogue offers it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Its id.
    pub id: Id,
    /// Its SKU.
    pub sku: String,
    /// Its name.
    pub name: String,
    /// The price of one.
    pub price: Money,
    /// Whether it can be bought.
    pub available: bool,
}

/// A line of an order or a quote. What it says about the product stays as it was then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The product.
    pub product_id: Id,
    /// Its SKU.
    pub sku: String,
    /// Its name.
    pub name: String,
    /// How many.
    pub quantity: Quantity,
    /// The price of one.
    pub unit_price: Money,
    /// The price of the line.
    pub total: Money,
    /// The customer's words about it.
    pub note: Private<NOTE_MAX>,
}

/// Lines with their sums.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Priced {
    /// In the order of the wish.
    pub lines: Vec<Line>,
    /// The lines together.
    pub subtotal: Money,
    /// What the customer pays.
    pub total: Money,
}

impl Priced {
    /// Prices a wish with what the catalogue offers.
    pub fn new(items: &Items, offers: &[Offer], currency: Currency) -> Result<Self, Error> {
        let wanted = find(items, offers)?;
        let sold_out: Vec<&Offer> = wanted.iter().map(|(_, offer)| *offer).filter(|offer| !offer.available).collect();
        if !sold_out.is_empty() {
            return Err(Error::unavailable(sold_out.into_iter().map(|offer| (offer.id, offer.name.clone()))));
        }
        let lines = wanted.into_iter().map(|(item, offer)| line(item, offer)).collect::<Result<Vec<_>, _>>()?;
        let subtotal = Money::sum(currency, lines.iter().map(|line| line.total))?;
        Ok(Self { lines, subtotal, total: subtotal })
    }

    /// Refuses a total that is not the one the customer agreed to.
    pub fn agreed(self, expected: Option<Money>) -> Result<Self, Error> {
        match expected {
            Some(expected) if expected != self.total => Err(Error::PriceChanged { total: self.total }),
            _ => Ok(self),
        }
    }
}

fn find<'a>(items: &'a Items, offers: &'a [Offer]) -> Result<Vec<(&'a Item, &'a Offer)>, Error> {
    let found = |item: &'a Item| offers.iter().find(|offer| is_meant(&item.product, offer)).map(|offer| (item, offer));
    let missing: Vec<&ProductRef> =
        items.iter().filter(|item| found(item).is_none()).map(|item| &item.product).collect();
    if missing.is_empty() { Ok(items.iter().filter_map(found).collect()) } else { Err(Error::not_found(missing)) }
}

fn is_meant(product: &ProductRef, offer: &Offer) -> bool {
    match product {
        ProductRef::Id(id) => *id == offer.id,
        ProductRef::Sku(sku) => *sku == offer.sku,
    }
}

fn line(item: &Item, offer: &Offer) -> Result<Line, MoneyError> {
    Ok(Line {
        product_id: offer.id,
        sku: offer.sku.clone(),
        name: offer.name.clone(),
        quantity: item.quantity,
        unit_price: offer.price,
        total: offer.price.times(item.quantity.get())?,
        note: item.note.clone(),
    })
}

#[cfg(test)]
mod tests;
