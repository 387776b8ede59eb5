//! The times an order can be planned for.

use jiff::{SignedDuration, Span, Timestamp};
use serde::{Deserialize, Serialize};

use super::{OpeningHours, REACH_DAYS, days};

/// How orders can be planned ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slots {
    length_minutes: u16,
    capacity: u32,
    days_ahead: u8,
}

/// A time an order can be planned for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
}

impl Slots {
    /// Slots of 5 to 1,440 minutes, each for so many orders (0 for any number), up to 1 to 60 days ahead.
    pub const fn new(length_minutes: u16, capacity: u32, days_ahead: u8) -> Option<Self> {
        let right = 5 <= length_minutes && length_minutes <= 1_440 && 1 <= days_ahead && days_ahead <= 60;
        if right { Some(Self { length_minutes, capacity, days_ahead }) } else { None }
    }

    /// Length of a slot.
    pub const fn length_minutes(self) -> u16 {
        self.length_minutes
    }

    /// Orders a slot takes; 0 for any number.
    pub const fn capacity(self) -> u32 {
        self.capacity
    }

    /// How many days ahead a slot can be taken.
    pub const fn days_ahead(self) -> u8 {
        self.days_ahead
    }

    fn length(self) -> SignedDuration {
        SignedDuration::from_mins(i64::from(self.length_minutes))
    }
}

impl OpeningHours {
    /// The slots that begin at `earliest` or later, on a day of the shop that is not too far ahead of `now`; the
    /// earliest first. Slots begin with each opening and end before it does.
    pub fn slots(&self, slots: Slots, now: Timestamp, earliest: Timestamp) -> Vec<Slot> {
        let earliest = earliest.max(now);
        let last = self.date(now).saturating_add(Span::new().days(i64::from(slots.days_ahead)));
        let first = self.first_day(earliest);
        let dates = days(first, REACH_DAYS + i64::from(slots.days_ahead) + 1).take_while(|date| *date <= last);
        let all = dates.flat_map(|date| self.openings(date)).flat_map(|opening| within(opening, slots));
        let mut found: Vec<Slot> = all.filter(|slot| slot.start >= earliest && self.date(slot.start) <= last).collect();
        found.sort_unstable();
        found.dedup_by_key(|slot| slot.start);
        found
    }

    /// Whether a slot begins at this moment.
    pub fn is_slot(&self, slots: Slots, start: Timestamp) -> bool {
        let mut openings = days(self.first_day(start), REACH_DAYS + 1).flat_map(|date| self.openings(date));
        openings.any(|(opening, closing)| {
            let since = start.duration_since(opening);
            let fits = start.saturating_add(slots.length()).is_ok_and(|end| end <= closing);
            !since.is_negative() && fits && since.as_nanos() % slots.length().as_nanos() == 0
        })
    }
}

/// The slots of one opening.
fn within((opening, closing): (Timestamp, Timestamp), slots: Slots) -> impl Iterator<Item = Slot> {
    let starts = (0..).map(move |number| opening.saturating_add(slots.length() * number));
    let slot = move |start: Timestamp| Some(Slot { start, end: start.saturating_add(slots.length()).ok()? });
    starts.map_while(Result::ok).map_while(slot).take_while(move |slot| slot.end <= closing && slot.start < slot.end)
}
