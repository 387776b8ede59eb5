//! How many there are, and what orders hold of them.

use base::{Date, TimeZone, Timestamp};
use serde::{Deserialize, Serialize};

use crate::error::Error;

/// The highest count.
pub(crate) const COUNT_MAX: i64 = 1_000_000_000;

/// A day of the shop, in days since 1970.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Day(pub(crate) i32);

impl Day {
    /// The day it is by the shop's clock.
    pub(crate) fn of(time_zone: &TimeZone, now: Timestamp) -> Self {
        let since = time_zone.to_datetime(now).date().duration_since(Date::constant(1970, 1, 1));
        Self(i32::try_from(since.as_hours() / 24).unwrap_or(i32::MAX))
    }
}

/// How many of a product there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Stock {
    /// How many can still be sold; `None` when they are not counted.
    pub(crate) on_hand: Option<i64>,
    /// How many are sold in one day at most; 0 for no limit.
    pub(crate) daily_limit: i32,
    /// The day that `sold` is of.
    pub(crate) day: Day,
    pub(crate) sold: i64,
}

/// Stock as a product's description gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StockDraft {
    tracked: bool,
    on_hand: i64,
    daily_limit: i32,
}

/// A new count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StockChange {
    Count(i64),
    Add(i64),
    Untrack,
}

/// What an order holds of a product.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Hold {
    /// How many the order asked for.
    pub(crate) quantity: i64,
    /// How many of them were taken from the stock; none while it was not counted.
    stock: i64,
    /// The last day on which some were sold, and how many.
    day: Day,
    sold: i64,
}

impl Hold {
    /// So many of what nobody counts; no more can be taken off a count than is held.
    pub(crate) fn uncounted(self, quantity: i64) -> Self {
        Self { quantity, stock: self.stock.min(quantity), sold: self.sold.min(quantity), ..self }
    }
}

impl StockDraft {
    pub(crate) fn new(tracked: bool, on_hand: i64, daily_limit: i32) -> Result<Self, Error> {
        let right = (0..=COUNT_MAX).contains(&on_hand) && (0..=COUNT_MAX).contains(&daily_limit.into());
        if right { Ok(Self { tracked, on_hand, daily_limit }) } else { Err(Error::StockInvalid) }
    }
}

impl Stock {
    /// The stock as described; a count that goes on is not touched.
    pub(crate) fn described(self, draft: StockDraft) -> Self {
        let on_hand = if draft.tracked { self.on_hand.or(Some(draft.on_hand)) } else { None };
        Self { on_hand, daily_limit: draft.daily_limit, ..self }
    }

    /// The stock after somebody counted.
    pub(crate) fn counted(self, change: StockChange) -> Result<Self, Error> {
        let on_hand = match (change, self.on_hand) {
            (StockChange::Count(count), _) => Some(count),
            (StockChange::Add(_), None) => return Err(Error::StockNotTracked),
            (StockChange::Add(more), Some(count)) => Some(count.saturating_add(more).max(0)),
            (StockChange::Untrack, _) => None,
        };
        let right = on_hand.is_none_or(|count| (0..=COUNT_MAX).contains(&count));
        if right { Ok(Self { on_hand, ..self }) } else { Err(Error::StockInvalid) }
    }

    /// Whether orders must reserve it.
    pub(crate) const fn is_reserved(&self) -> bool {
        self.on_hand.is_some() || self.daily_limit > 0
    }

    /// How many of today's limit are taken.
    pub(crate) fn sold_on(&self, today: Day) -> i64 {
        if self.day >= today { self.sold } else { 0 }
    }

    /// How many can be sold now; `None` for any number.
    pub(crate) fn left(&self, today: Day) -> Option<i64> {
        let of_day = (self.daily_limit > 0).then(|| (i64::from(self.daily_limit) - self.sold_on(today)).max(0));
        [self.on_hand, of_day].into_iter().flatten().min()
    }

    /// Whether any can be sold now.
    pub(crate) fn is_sellable(&self, today: Day) -> bool {
        self.left(today) != Some(0)
    }

    /// The stock once an order holds `quantity` of it instead of what it held; only the difference moves. The error
    /// says how many the order could hold.
    pub(crate) fn moved(self, hold: Hold, quantity: i64, today: Day) -> Result<(Self, Hold), i64> {
        // A clock that is behind does not turn the day back.
        let day = today.max(self.day);
        let stock = Self { day, sold: self.sold_on(day), ..self };
        match quantity - hold.quantity {
            more @ 1.. => match stock.left(day) {
                Some(left) if left < more => Err(hold.quantity + left),
                _ => Ok(stock.taken(hold, more)),
            },
            less => Ok(stock.given_back(hold, -less)),
        }
    }

    fn taken(self, hold: Hold, more: i64) -> (Self, Hold) {
        let counted = if self.on_hand.is_some() { more } else { 0 };
        let stock = Self { on_hand: self.on_hand.map(|count| count - counted), sold: self.sold + more, ..self };
        let sold_before = if hold.day == self.day { hold.sold } else { 0 };
        let quantity = hold.quantity + more;
        (stock, Hold { quantity, stock: hold.stock + counted, day: self.day, sold: sold_before + more })
    }

    fn given_back(self, hold: Hold, less: i64) -> (Self, Hold) {
        let counted = less.min(hold.stock);
        let of_day = if hold.day == self.day { less.min(hold.sold) } else { 0 };
        let on_hand = self.on_hand.map(|count| (count + counted).min(COUNT_MAX));
        let stock = Self { on_hand, sold: (self.sold - of_day).max(0), ..self };
        let (quantity, left) = (hold.quantity - less, hold.stock - counted);
        (stock, Hold { quantity, stock: left, day: hold.day, sold: hold.sold - of_day })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MONDAY: Day = Day(20_000);
    const TUESDAY: Day = Day(20_001);

    fn counted(on_hand: i64, daily_limit: i32) -> Stock {
        Stock { on_hand: Some(on_hand), daily_limit, day: MONDAY, sold: 0 }
    }

    #[test]
    fn an_order_takes_only_what_is_there_and_hears_how_many_that_is() {
        assert_eq!(counted(3, 0).moved(Hold::default(), 4, MONDAY), Err(3));
        let (stock, hold) = counted(3, 0).moved(Hold::default(), 2, MONDAY).unwrap();
        assert_eq!((stock.on_hand, hold.quantity), (Some(1), 2));
        assert_eq!(stock.moved(hold, 4, MONDAY), Err(3));
        let (stock, hold) = stock.moved(hold, 3, MONDAY).unwrap();
        assert!(!stock.is_sellable(MONDAY));
        assert_eq!(stock.moved(hold, 0, MONDAY).unwrap().0, counted(3, 0));
    }

    #[test]
    fn a_new_day_sells_again_and_yesterdays_goods_do_not_count_against_it() {
        let (stock, hold) = counted(100, 5).moved(Hold::default(), 5, MONDAY).unwrap();
        assert!(!stock.is_sellable(MONDAY) && stock.is_sellable(TUESDAY));
        let (stock, more) = stock.moved(hold, 7, TUESDAY).unwrap();
        assert_eq!((stock.sold_on(TUESDAY), stock.on_hand), (2, Some(93)));
        let (stock, _) = stock.moved(more, 0, TUESDAY).unwrap();
        assert_eq!((stock.sold_on(TUESDAY), stock.on_hand), (0, Some(100)));
        assert_eq!(stock.moved(Hold::default(), 1, MONDAY).unwrap().0.day, TUESDAY);
    }

    #[test]
    fn what_was_not_counted_when_it_was_sold_is_not_given_back() {
        let (stock, hold) = Stock::default().moved(Hold::default(), 4, MONDAY).unwrap();
        let stock = stock.counted(StockChange::Count(10)).unwrap();
        assert_eq!(stock.moved(hold, 0, MONDAY).unwrap().0.on_hand, Some(10));
        assert_eq!(stock.moved(hold, 5, MONDAY).unwrap().0.on_hand, Some(9));
    }

    #[test]
    fn a_count_is_never_below_zero_and_only_counted_goods_can_be_added_to() {
        let on_hand = |change| counted(3, 0).counted(change).map(|stock| stock.on_hand);
        assert!(matches!(on_hand(StockChange::Add(-5)), Ok(Some(0))));
        assert!(matches!(on_hand(StockChange::Untrack), Ok(None)));
        assert!(matches!(on_hand(StockChange::Count(-1)), Err(Error::StockInvalid)));
        assert!(matches!(on_hand(StockChange::Add(i64::MAX)), Err(Error::StockInvalid)));
        assert!(matches!(Stock::default().counted(StockChange::Add(1)), Err(Error::StockNotTracked)));
    }

    proptest! {
        #[test]
        fn whatever_orders_do_nothing_appears_and_nothing_is_lost(
            start in 0_i64..30, limit in 0_i32..12,
            deeds in prop::collection::vec((0_usize..4, 0_i64..8, prop::bool::weighted(0.1)), 1..60),
        ) {
            let (mut stock, mut holds, mut today) = (counted(start, limit), [Hold::default(); 4], MONDAY);
            for (order, quantity, next_day) in deeds {
                today = if next_day { Day(today.0 + 1) } else { today };
                if let Ok((after, hold)) = stock.moved(holds[order], quantity, today) {
                    (stock, holds[order]) = (after, hold);
                    prop_assert_eq!(hold.quantity, quantity);
                }
                let on_hand = stock.on_hand.unwrap();
                prop_assert!(on_hand >= 0 && (limit == 0 || stock.sold <= i64::from(limit)));
                prop_assert_eq!(on_hand + holds.iter().map(|hold| hold.quantity).sum::<i64>(), start);
                let of_day = holds.iter().filter(|hold| hold.day == stock.day).map(|hold| hold.sold).sum::<i64>();
                prop_assert_eq!(stock.sold, of_day);
            }
        }
    }
}
