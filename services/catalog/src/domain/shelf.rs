//! Serving wishes from what there is.
//!
//! A shelf holds copies of all that some reservations need, locked in the database. Wishes are served from it one after
//! the other; afterwards [`Shelf::changed`] tells what must be written back.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use base::{Id, OpeningHours, Timestamp, hours::Slots};

use super::{
    coupon::{Coupon, Unusable},
    reservation::{Content, Customer, Denial, Held, HeldCoupon, Outcome, Reservation, Shortage, Wish},
    stock::{Day, Hold, Stock},
};
use crate::error::Error;

/// What is true while a shelf is served from.
#[derive(Debug, Clone)]
pub(crate) struct Circumstances {
    pub(crate) now: Timestamp,
    pub(crate) today: Day,
    /// When slots are, and how many orders each takes; `None` when none are offered.
    pub(crate) slots: Option<(OpeningHours, Slots)>,
}

/// All that some reservations need.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shelf {
    pub(crate) reservations: BTreeMap<Id, Reservation>,
    /// Products that are not here are neither counted nor limited.
    pub(crate) stock: BTreeMap<Id, Stock>,
    pub(crate) coupons: BTreeMap<Id, Coupon>,
    /// How often each customer uses a coupon.
    pub(crate) uses: BTreeMap<(Id, Customer), i32>,
    /// How many orders are planned for each slot.
    pub(crate) slots: BTreeMap<Timestamp, i32>,
}

impl Shelf {
    /// Reserves what a wish asks for instead of what its order held, or nothing. The same wish again gets its answer.
    pub(crate) fn reserve(
        &mut self,
        order_id: Id,
        revision: i32,
        wish: &Wish,
        at: &Circumstances,
    ) -> Result<Outcome, Error> {
        let known = self.reservations.get(&order_id).cloned().unwrap_or_else(|| Reservation::unknown(order_id));
        if let Some(answer) = known.answer(revision, wish)? {
            return Ok(answer);
        }
        let held_before = known.content.held;
        let (outcome, held) = match self.exchange(&held_before, wish, at) {
            Ok(held) => (Outcome::Granted, held),
            Err(denial) => (Outcome::Denied(denial), held_before),
        };
        let content = Content { answered: Some((wish.clone(), outcome.clone())), held };
        self.reservations.insert(order_id, Reservation { order_id, revision, released: false, content });
        Ok(outcome)
    }

    /// Gives back what an order held, for good; tells whether that was anything.
    pub(crate) fn release(&mut self, order_id: Id, at: &Circumstances) -> bool {
        let known = self.reservations.remove(&order_id).unwrap_or_else(|| Reservation::unknown(order_id));
        let held = known.content.held;
        for (&product, hold) in &held.goods {
            // Giving back always works.
            let _ = self.stock_of(product).moved(*hold, 0, at.today).map(|(stock, _)| self.put(product, stock));
        }
        self.give_back(held.coupon.as_ref());
        self.leave(held.slot);
        let content = Content { answered: known.content.answered, held: Held::default() };
        self.reservations.insert(order_id, Reservation { released: true, content, ..known });
        !held.is_empty()
    }

    /// Looks at everything first, so that a denial changes nothing.
    fn exchange(&mut self, held: &Held, wish: &Wish, at: &Circumstances) -> Result<Held, Denial> {
        let goods = self.goods(&held.goods, &wish.goods, at.today)?;
        let coupon = self.usable_coupon(held.coupon.as_ref(), wish, at.now)?;
        self.check_slot(held.slot, wish.slot, at)?;
        for (product, stock, _) in &goods {
            self.put(*product, *stock);
        }
        if coupon != held.coupon {
            self.give_back(held.coupon.as_ref());
            self.claim(coupon.as_ref());
        }
        if wish.slot != held.slot {
            self.leave(held.slot);
            self.enter(wish.slot);
        }
        let goods = goods.into_iter().filter(|(_, _, hold)| hold.quantity > 0);
        Ok(Held { goods: goods.map(|(product, _, hold)| (product, hold)).collect(), coupon, slot: wish.slot })
    }

    /// The stock of every product concerned as it would be, with what the order would hold of it.
    fn goods(
        &self,
        held: &BTreeMap<Id, Hold>,
        wished: &BTreeMap<Id, i64>,
        today: Day,
    ) -> Result<Vec<(Id, Stock, Hold)>, Denial> {
        let products: BTreeSet<Id> = held.keys().chain(wished.keys()).copied().collect();
        let (mut goods, mut shortages) = (Vec::with_capacity(products.len()), Vec::new());
        for product in products {
            let hold = held.get(&product).copied().unwrap_or_default();
            let quantity = wished.get(&product).copied().unwrap_or_default();
            // What nobody counts leaves no trace in a count that begins later.
            let Some(stock) = self.stock.get(&product) else {
                goods.push((product, Stock::default(), hold.uncounted(quantity)));
                continue;
            };
            match stock.moved(hold, quantity, today) {
                Ok((stock, hold)) => goods.push((product, stock, hold)),
                Err(left) => shortages.push(Shortage { product, left }),
            }
        }
        if shortages.is_empty() { Ok(goods) } else { Err(Denial::OutOfStock(shortages)) }
    }

    fn stock_of(&self, product: Id) -> Stock {
        self.stock.get(&product).copied().unwrap_or_default()
    }

    fn put(&mut self, product: Id, stock: Stock) {
        if let Some(kept) = self.stock.get_mut(&product) {
            *kept = stock;
        }
    }

    /// The coupon the order would hold. One it holds already stays its own, whatever became of its terms.
    fn usable_coupon(
        &self,
        held: Option<&HeldCoupon>,
        wish: &Wish,
        now: Timestamp,
    ) -> Result<Option<HeldCoupon>, Denial> {
        let Some(code) = &wish.coupon else { return Ok(None) };
        if let Some(held) = held.filter(|held| held.code == *code) {
            return Ok(Some(held.clone()));
        }
        let found = self.coupons.values().find(|coupon| coupon.code == *code && !coupon.removed);
        let coupon = found.ok_or(Denial::Coupon(Unusable::NotFound))?;
        let uses = self.uses.get(&(coupon.id, wish.customer.clone())).copied().unwrap_or_default();
        coupon.check_use(now, uses).map_err(Denial::Coupon)?;
        Ok(Some(HeldCoupon { id: coupon.id, code: code.clone(), customer: wish.customer.clone() }))
    }

    fn claim(&mut self, coupon: Option<&HeldCoupon>) {
        self.count(coupon, Coupon::claim);
    }

    fn give_back(&mut self, coupon: Option<&HeldCoupon>) {
        self.count(coupon, Coupon::give_back);
    }

    fn count(&mut self, held: Option<&HeldCoupon>, counted: fn(&mut Coupon, i32) -> i32) {
        let Some(held) = held else { return };
        let Some(coupon) = self.coupons.get_mut(&held.id) else { return };
        let uses = self.uses.entry((held.id, held.customer.clone())).or_default();
        *uses = counted(coupon, *uses);
    }

    fn check_slot(&self, held: Option<Timestamp>, wished: Option<Timestamp>, at: &Circumstances) -> Result<(), Denial> {
        let Some(start) = wished.filter(|_| wished != held) else { return Ok(()) };
        let Some((hours, slots)) = &at.slots else { return Err(Denial::SlotFull) };
        let taken = self.slots.get(&start).copied().unwrap_or_default();
        let is_full = slots.capacity() > 0 && i64::from(taken) >= i64::from(slots.capacity());
        if is_full || !hours.is_slot(*slots, start) { Err(Denial::SlotFull) } else { Ok(()) }
    }

    fn enter(&mut self, slot: Option<Timestamp>) {
        if let Some(start) = slot {
            *self.slots.entry(start).or_default() += 1;
        }
    }

    fn leave(&mut self, slot: Option<Timestamp>) {
        if let Some(taken) = slot.and_then(|start| self.slots.get_mut(&start)) {
            *taken = (*taken - 1).max(0);
        }
    }

    /// What of this shelf is not as it was before.
    pub(crate) fn changed(&self, before: &Self) -> Self {
        Self {
            reservations: differing(&self.reservations, &before.reservations),
            stock: differing(&self.stock, &before.stock),
            coupons: differing(&self.coupons, &before.coupons),
            uses: differing(&self.uses, &before.uses),
            slots: differing(&self.slots, &before.slots),
        }
    }

    /// Whether a product can be sold now that could not be before, or the other way round.
    pub(crate) fn turns_the_menu(&self, before: &Self, today: Day) -> bool {
        let sellable = |shelf: &Self, product: &Id| shelf.stock.get(product).map(|stock| stock.is_sellable(today));
        self.stock.keys().any(|product| sellable(self, product) != sellable(before, product))
    }
}

fn differing<K: Ord + Clone, V: PartialEq + Clone>(after: &BTreeMap<K, V>, before: &BTreeMap<K, V>) -> BTreeMap<K, V> {
    let differing = after.iter().filter(|(key, value)| before.get(key) != Some(value));
    differing.map(|(key, value)| (key.clone(), value.clone())).collect()
}
