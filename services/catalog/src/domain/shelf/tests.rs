use std::collections::{BTreeMap, BTreeSet};

use base::{Id, OpeningHours, TimeZone, Timestamp, hours::Slots};
use proptest::prelude::*;

use super::*;
use crate::domain::coupon::{
    Code, Terms,
    tests::{coupon, half_off},
};

const TODAY: Day = Day(20_000);
const PRODUCTS: u8 = 3;
const ON_HAND: i64 = 12;
const USES_MAX: i32 = 3;
const CUSTOMERS_MAX: i32 = 2;
const CAPACITY: u32 = 2;

fn id(number: u8) -> Id {
    Id::new(Timestamp::UNIX_EPOCH, [number; 10])
}

/// The slots of the first day of time, on the hour.
fn slot(hour: i64) -> Timestamp {
    Timestamp::from_second(hour * 3_600).unwrap()
}

fn circumstances() -> Circumstances {
    let slots = Slots::new(60, CAPACITY, 1).unwrap();
    let slots = Some((OpeningHours::always(TimeZone::UTC), slots));
    Circumstances { now: Timestamp::UNIX_EPOCH, today: TODAY, slots }
}

fn shelf() -> Shelf {
    let stock = |number| (id(number), Stock { on_hand: Some(ON_HAND), ..Stock::default() });
    let scarce = coupon(Terms { uses_max: USES_MAX, customers_max: CUSTOMERS_MAX, ..half_off() });
    Shelf {
        stock: (0..PRODUCTS).map(stock).collect(),
        coupons: BTreeMap::from([(scarce.id, scarce)]),
        ..Shelf::default()
    }
}

fn wish(goods: &[(u8, i64)], customer: u8, with_coupon: bool, hour: Option<i64>) -> Wish {
    Wish {
        customer: Customer(format!("customer-{customer}")),
        goods: goods.iter().map(|&(product, quantity)| (id(product), quantity)).collect(),
        coupon: with_coupon.then(|| Code::parse("ILK50").unwrap()),
        slot: hour.map(slot),
    }
}

prop_compose! {
    fn a_wish()(
        goods in prop::collection::vec((0..PRODUCTS, 1_i64..7), 1..4),
        with_coupon in any::<bool>(),
        hour in prop::option::of(0_i64..2),
    ) -> (Vec<(u8, i64)>, bool, Option<i64>) {
        (goods, with_coupon, hour)
    }
}

/// What orders hold and what is left add up, and no limit is passed.
fn check(shelf: &Shelf) -> Result<(), TestCaseError> {
    let held: Vec<&Held> = shelf.reservations.values().map(|reservation| &reservation.content.held).collect();
    for (product, stock) in &shelf.stock {
        let taken: i64 = held.iter().filter_map(|held| held.goods.get(product)).map(|hold| hold.quantity).sum();
        prop_assert_eq!(stock.on_hand, Some(ON_HAND - taken));
        prop_assert!(taken <= ON_HAND && stock.sold == taken);
    }
    let claims: Vec<&HeldCoupon> = held.iter().filter_map(|held| held.coupon.as_ref()).collect();
    let customers: BTreeSet<&Customer> = claims.iter().map(|claim| &claim.customer).collect();
    let coupon = shelf.coupons.values().next().unwrap();
    prop_assert_eq!((coupon.uses as usize, coupon.customers as usize), (claims.len(), customers.len()));
    prop_assert!(coupon.uses <= USES_MAX && coupon.customers <= CUSTOMERS_MAX);
    for hour in 0..2 {
        let planned = held.iter().filter(|held| held.slot == Some(slot(hour))).count();
        prop_assert_eq!(shelf.slots.get(&slot(hour)).copied().unwrap_or_default() as usize, planned);
        prop_assert!(planned <= CAPACITY as usize);
    }
    Ok(())
}

proptest! {
    #[test]
    fn whatever_is_asked_in_whatever_order_all_adds_up(
        deeds in prop::collection::vec((0_u8..6, prop::option::weighted(0.8, a_wish())), 1..60),
    ) {
        let (mut shelf, at) = (shelf(), circumstances());
        for (revision, (order, wished)) in (1..).zip(deeds) {
            let held = |shelf: &Shelf| shelf.reservations.get(&id(order)).map(|known| known.content.held.clone());
            let before = held(&shelf).unwrap_or_default();
            match wished {
                None => {
                    let gave = shelf.release(id(order), &at);
                    prop_assert_eq!(gave, !before.is_empty());
                }
                Some((goods, with_coupon, hour)) => {
                    let wish = wish(&goods, order / 2, with_coupon, hour);
                    let outcome = shelf.reserve(id(order), revision, &wish, &at).unwrap();
                    let again = shelf.clone().reserve(id(order), revision, &wish, &at).unwrap();
                    prop_assert_eq!(&again, &outcome);
                    match outcome {
                        Outcome::Denied(Denial::Released) => prop_assert!(before.is_empty()),
                        Outcome::Denied(_) => prop_assert_eq!(held(&shelf).unwrap(), before),
                        Outcome::Granted => prop_assert_eq!(held(&shelf).unwrap().slot, wish.slot),
                    }
                }
            }
            check(&shelf)?;
        }
    }
}

#[test]
fn only_what_differs_is_written_back() {
    let (before, at) = (shelf(), circumstances());
    let mut after = before.clone();
    let denied = after.reserve(id(9), 1, &wish(&[(0, 99)], 1, true, Some(1)), &at).unwrap();
    assert!(matches!(denied, Outcome::Denied(Denial::OutOfStock(_))));
    let changed = after.changed(&before);
    assert_eq!((changed.reservations.len(), changed.stock.len(), changed.coupons.len()), (1, 0, 0));
    let mut after = before.clone();
    after.reserve(id(9), 1, &wish(&[(0, 12)], 1, true, None), &at).unwrap();
    let changed = after.changed(&before);
    assert_eq!((changed.stock.len(), changed.coupons.len(), changed.uses.len(), changed.slots.len()), (1, 1, 1, 0));
    assert!(after.turns_the_menu(&before, TODAY));
    after.release(id(9), &at);
    assert!(!after.turns_the_menu(&before, TODAY));
}

#[test]
fn what_was_sold_before_anybody_counted_is_not_given_back_to_a_count_that_began_later() {
    let (mut shelf, at) = (Shelf::default(), circumstances());
    assert_eq!(shelf.reserve(id(1), 1, &wish(&[(0, 5)], 1, false, None), &at).unwrap(), Outcome::Granted);
    shelf.stock.insert(id(0), Stock { daily_limit: 10, ..Stock::default() });
    assert_eq!(shelf.reserve(id(2), 1, &wish(&[(0, 10)], 2, false, None), &at).unwrap(), Outcome::Granted);
    shelf.release(id(1), &at);
    assert_eq!(shelf.stock[&id(0)].left(TODAY), Some(0));
}
