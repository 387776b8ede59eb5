//! What things cost: every sum of an order is formed here, and nowhere else.
//!
//! subtotal - discount + delivery fee + tax (unless the prices contain it) + tip = total.

use std::collections::HashMap;

use base::{Currency, Id, Money, money::MoneyError};
use serde::{Deserialize, Serialize};

use super::{
    Coupon, Items, Obstacle, Order, ProductRef,
    line::{Considered, Line, consider},
    offer::{Offer, Shelf},
    rounding::share,
    shop::{Destination, Shop, Tax, Way},
    wish::Item,
};
use crate::error::Error;

/// What somebody would like to have, and how.
#[derive(Debug, Clone, Copy)]
pub struct Basket<'a> {
    /// What.
    pub items: &'a Items,
    /// Where to.
    pub destination: Destination,
    /// The coupon to use.
    pub coupon: Option<&'a Coupon>,
    /// The tip, in the shop's currency.
    pub tip: Money,
    /// How many can be had of products that are counted, as far as that is known.
    pub stock: &'a HashMap<Id, i64>,
    /// The order whose lines are changed: what it has is not sold out for it, and what was agreed for bringing it holds
    /// where the shop would not bring it today.
    pub changed: Option<&'a Order>,
}

/// Lines with their sums, and what keeps them from being an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Priced {
    /// In the order of the wish.
    pub lines: Vec<Line>,
    /// The lines together.
    pub subtotal: Money,
    /// What comes on top and what goes off.
    pub charges: Charges,
    /// What the customer pays.
    pub total: Money,
    /// The zone it goes to.
    pub zone: Option<String>,
    /// What has to change before it can be placed, the most important first.
    pub obstacles: Vec<Obstacle>,
    /// Whether the catalogue has to reserve any of it.
    pub counted: bool,
}

/// What comes on top of the lines and what goes off them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charges {
    /// What the coupon takes off.
    pub discount: Money,
    /// What bringing it costs.
    pub delivery_fee: Money,
    /// The tax.
    pub tax: Money,
    /// Whether the tax is contained in the other sums.
    pub tax_included: bool,
    /// The tip.
    pub tip: Money,
}

impl Charges {
    /// None at all.
    pub const fn none(currency: Currency) -> Self {
        let zero = Money::zero(currency);
        Self { discount: zero, delivery_fee: zero, tax: zero, tax_included: false, tip: zero }
    }

    /// What a customer pays for goods that cost `subtotal`.
    pub fn total(&self, subtotal: Money) -> Result<Money, MoneyError> {
        let tax = if self.tax_included { Money::zero(subtotal.currency) } else { self.tax };
        // A discount is never larger than the subtotal, so this stays at zero or above.
        let goods = Money::new(subtotal.minor - self.discount.minor, subtotal.currency);
        goods.plus(self.delivery_fee)?.plus(tax)?.plus(self.tip)
    }
}

impl Priced {
    /// Prices a basket with what is on the shelf.
    pub fn new(basket: &Basket<'_>, shelf: &Shelf) -> Result<Self, Error> {
        let currency = basket.tip.currency;
        let wanted = find(basket, shelf)?;
        let considered = wanted.into_iter().map(|(item, offer)| consider(shelf, item, offer));
        let considered = considered.collect::<Result<Vec<_>, _>>()?;
        let subtotal = Money::sum(currency, considered.iter().map(|one| one.line.total))?;
        let way = shelf.shop.way(basket.destination, subtotal);
        let charges = charges(basket, &shelf.shop, &considered, subtotal, &way)?;
        Ok(Self {
            subtotal,
            charges,
            total: charges.total(subtotal)?,
            zone: way.zone.map(|zone| zone.name.clone()),
            obstacles: obstacles(basket, &shelf.shop, &considered, subtotal, way),
            counted: considered.iter().any(|one| one.offer.reserved),
            lines: considered.into_iter().map(|one| one.line).collect(),
        })
    }

    /// Refuses a total that is not the one the customer agreed to.
    pub fn agreed(self, expected: Option<Money>) -> Result<Self, Error> {
        match expected {
            Some(expected) if expected != self.total => Err(Error::PriceChanged { total: self.total }),
            _ => Ok(self),
        }
    }

    /// The same, with what is known of its time and its coupon: the first is the most important.
    #[must_use]
    pub fn hindered_by(mut self, time: Option<Obstacle>, coupon: Option<Obstacle>) -> Self {
        self.obstacles = time.into_iter().chain(self.obstacles).chain(coupon).collect();
        self
    }

    /// Refuses what cannot be placed as it is.
    pub fn unhindered(self) -> Result<Self, Error> {
        match self.obstacles.first() {
            Some(obstacle) => Err(Error::Hindered(obstacle.clone())),
            None => Ok(self),
        }
    }
}

fn find<'a>(basket: &Basket<'a>, shelf: &'a Shelf) -> Result<Vec<(&'a Item, &'a Offer)>, Error> {
    let items = basket.items;
    let found = |item: &'a Item| shelf.offer(&item.product).map(|offer| (item, offer));
    let missing: Vec<&ProductRef> =
        items.iter().filter(|item| found(item).is_none()).map(|item| &item.product).collect();
    if !missing.is_empty() {
        return Err(Error::not_found(missing));
    }
    let wanted: Vec<_> = items.iter().filter_map(found).collect();
    let is_sold_out = |offer: &&Offer| !offer.available && !has_enough(basket.changed, offer.id, &wanted);
    let sold_out: Vec<&Offer> = wanted.iter().map(|(_, offer)| *offer).filter(is_sold_out).collect();
    match sold_out.is_empty() {
        true => Ok(wanted),
        false => Err(Error::unavailable(sold_out.into_iter().map(|offer| (offer.id, offer.name.clone())))),
    }
}

/// Whether an order has as much of a product already as is wanted.
fn has_enough(changed: Option<&Order>, product: Id, wanted: &[(&Item, &Offer)]) -> bool {
    let lines = changed.map_or(&[][..], |order| &order.lines).iter().filter(|line| line.product_id == product);
    let has: u32 = lines.map(|line| line.quantity.get()).sum();
    let wanted = wanted.iter().filter(|(_, offer)| offer.id == product);
    wanted.map(|(item, _)| item.quantity.get()).sum::<u32>() <= has
}

fn charges(
    basket: &Basket<'_>,
    shop: &Shop,
    considered: &[Considered<'_>],
    subtotal: Money,
    way: &Way<'_>,
) -> Result<Charges, MoneyError> {
    let none = Charges::none(subtotal.currency);
    let discount = match basket.coupon.filter(|coupon| is_met(coupon.subtotal_min, subtotal)) {
        Some(coupon) => coupon.discount(covered(coupon, considered, subtotal.currency)?),
        None => none.discount,
    };
    let agreed_fee = basket.changed.filter(|_| way.obstacle.is_some()).map(|order| order.deal.charges.delivery_fee);
    let delivery_fee = way.fee.or(agreed_fee).unwrap_or(none.delivery_fee);
    let taxed = Money::new(subtotal.minor - discount.minor, subtotal.currency).plus(delivery_fee)?;
    let tax = Money::new(shop.tax.of(taxed.minor), subtotal.currency);
    Ok(Charges { discount, delivery_fee, tax, tax_included: shop.tax.included, tip: basket.tip })
}

impl Tax {
    /// What is added to a sum, or what it contains.
    fn of(self, sum: i64) -> i64 {
        let points = i64::from(self.basis_points);
        let whole = if self.included { 10_000 + points } else { 10_000 };
        share(sum, points, whole)
    }
}

/// What the goods cost that a coupon makes cheaper.
fn covered(coupon: &Coupon, considered: &[Considered<'_>], currency: Currency) -> Result<Money, MoneyError> {
    let covered = considered.iter().filter(|one| coupon.covers(one.offer.id, one.offer.category));
    Money::sum(currency, covered.map(|one| one.line.total))
}

fn is_met(minimum: Option<Money>, subtotal: Money) -> bool {
    minimum.is_none_or(|minimum| subtotal.minor >= minimum.minor)
}

fn obstacles(
    basket: &Basket<'_>,
    shop: &Shop,
    considered: &[Considered<'_>],
    subtotal: Money,
    way: Way<'_>,
) -> Vec<Obstacle> {
    let of_lines = considered.iter().flat_map(|one| one.obstacles.iter().cloned());
    let minimum =
        below_minimum(shop.subtotal_min.into_iter().chain(way.zone.and_then(|zone| zone.subtotal_min)), subtotal);
    let coupon = basket.coupon.and_then(|coupon| wrong_coupon(coupon, considered, subtotal));
    let tip = (basket.tip.minor > 0 && !shop.tips).then_some(Obstacle::TipsNotOffered);
    let of_order = [way.obstacle, minimum, coupon, tip].into_iter().flatten();
    shortages(basket.stock, considered).chain(of_lines).chain(of_order).collect()
}

/// Products of which more are wanted than there are, each once.
fn shortages(stock: &HashMap<Id, i64>, considered: &[Considered<'_>]) -> impl Iterator<Item = Obstacle> {
    let mut wanted: Vec<(Id, i64)> = Vec::new();
    for one in considered {
        let quantity = i64::from(one.line.quantity.get());
        match wanted.iter_mut().find(|(id, _)| *id == one.offer.id) {
            Some((_, sum)) => *sum += quantity,
            None => wanted.push((one.offer.id, quantity)),
        }
    }
    let left = |id| stock.get(&id).copied();
    wanted.into_iter().filter_map(move |(product, count)| {
        left(product).filter(|left| *left < count).map(|left| Obstacle::OutOfStock { product, left })
    })
}

fn below_minimum(minimums: impl Iterator<Item = Money>, subtotal: Money) -> Option<Obstacle> {
    let minimum = minimums.max_by_key(|minimum| minimum.minor)?;
    let missing = Money::new(minimum.minor - subtotal.minor, subtotal.currency);
    (missing.minor > 0).then_some(Obstacle::BelowMinimum { minimum, missing })
}

fn wrong_coupon(coupon: &Coupon, considered: &[Considered<'_>], subtotal: Money) -> Option<Obstacle> {
    let is_idle = !considered.iter().any(|one| coupon.covers(one.offer.id, one.offer.category));
    let below = coupon.subtotal_min.filter(|minimum| subtotal.minor < minimum.minor);
    let below = below.map(|minimum| Obstacle::CouponBelowMinimum { minimum });
    if is_idle { Some(Obstacle::CouponNotApplicable) } else { below }
}

#[cfg(test)]
mod tests;
