//! Filling a shelf with all that some reservations need, and writing back what was taken from it.

use std::{collections::BTreeSet, sync::Arc};

use base::{Id, Timestamp};
use chassis::db::{Conn, Error};

use super::{coupons, reservations, revision, slots, stock};
use crate::domain::{
    coupon::Code,
    reservation::{Customer, Wish},
    shelf::Shelf,
    stock::Day,
};

/// What is to be served: an order's new wish, or its end.
pub(crate) type Errand = (Id, Option<Arc<Wish>>);

/// What the errands may touch.
#[derive(Default)]
struct Needs {
    products: BTreeSet<Id>,
    codes: BTreeSet<Code>,
    coupons: BTreeSet<Id>,
    customers: BTreeSet<Customer>,
    slots: BTreeSet<Timestamp>,
}

/// Locks and reads all that the errands may touch.
pub(crate) async fn fill(tx: &mut Conn, errands: &[Errand]) -> Result<Shelf, Error> {
    let orders: BTreeSet<Id> = errands.iter().map(|(order, _)| *order).collect();
    let orders: Vec<Id> = orders.into_iter().collect();
    let mut shelf = Shelf::default();
    for reservation in reservations::lock(tx, &orders).await? {
        shelf.reservations.insert(reservation.order_id, reservation);
    }
    let needs = Needs::of(&shelf, errands);
    if !needs.products.is_empty() {
        let products: Vec<Id> = needs.products.into_iter().collect();
        shelf.stock = stock::lock(tx, &products).await?;
    }
    if !needs.codes.is_empty() || !needs.coupons.is_empty() {
        let found = coupons::lock(tx, needs.codes.into_iter().collect(), needs.coupons.into_iter().collect()).await?;
        let ids = found.iter().map(|coupon| coupon.id).collect();
        shelf.uses = coupons::uses(tx, ids, needs.customers.into_iter().collect()).await?.into_iter().collect();
        shelf.coupons = found.into_iter().map(|coupon| (coupon.id, coupon)).collect();
    }
    for start in needs.slots {
        shelf.slots.insert(start, slots::lock(tx, start).await?);
    }
    Ok(shelf)
}

impl Needs {
    fn of(shelf: &Shelf, errands: &[Errand]) -> Self {
        let mut needs = Self::default();
        for held in shelf.reservations.values().map(|reservation| &reservation.content.held) {
            needs.products.extend(held.goods.keys());
            needs.slots.extend(held.slot);
            needs.coupons.extend(held.coupon.iter().map(|coupon| coupon.id));
            needs.customers.extend(held.coupon.iter().map(|coupon| coupon.customer.clone()));
        }
        for wish in errands.iter().filter_map(|(_, wish)| wish.as_ref()) {
            needs.products.extend(wish.goods.keys());
            needs.slots.extend(wish.slot);
            needs.codes.extend(wish.coupon.clone());
            needs.customers.insert(wish.customer.clone());
        }
        needs
    }
}

/// Writes back what differs from what was read.
pub(crate) async fn save(tx: &mut Conn, after: &Shelf, before: &Shelf, today: Day) -> Result<(), Error> {
    let changed = after.changed(before);
    if !changed.stock.is_empty() {
        stock::update(tx, &changed.stock).await?;
    }
    for coupon in changed.coupons.values() {
        coupons::count(tx, coupon).await?;
    }
    for ((coupon, customer), uses) in &changed.uses {
        coupons::count_for(tx, *coupon, customer, *uses).await?;
    }
    for (start, taken) in &changed.slots {
        slots::update(tx, *start, *taken).await?;
    }
    if !changed.reservations.is_empty() {
        reservations::save(tx, changed.reservations.values()).await?;
    }
    if after.turns_the_menu(before, today) { revision::raise_for_shelves(tx).await } else { Ok(()) }
}
