//! When a shop is open: the hours of its week, the days that differ, and the slots an order can be planned for.
//!
//! Hours are what a clock on the shop's wall shows. Where the clock is put forward or back, an opening lasts an hour
//! less or more; it is never lost and never overlaps itself.

mod slots;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};

pub use slots::{Slot, Slots};

/// Minutes of a day by the clock on the wall.
pub const DAY_MINUTES: u16 = 1_440;
/// Intervals of a week, or of a special day, at most.
pub const INTERVALS_MAX: usize = 50;
/// Special days at most.
pub const SPECIAL_DAYS_MAX: usize = 400;
/// Characters of a special day's name at most.
pub const SPECIAL_DAY_NAME_MAX: usize = 60;
/// An interval reaches into the second day after the one it begins on at most.
const REACH_DAYS: i64 = 2;
/// How far ahead an opening or a closing is looked for: past every special day, and then a week.
const HORIZON_DAYS: i64 = SPECIAL_DAYS_MAX as i64 + 8;

/// A time when the shop is open, in minutes from the midnight of the day it begins on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Interval {
    opens_minute: u16,
    closes_minute: u16,
}

impl Interval {
    /// An interval that opens within its day and closes later, at the end of the next day at the latest: 1,560 is two
    /// in the morning of the next day.
    pub const fn new(opens_minute: u16, closes_minute: u16) -> Option<Self> {
        let right = opens_minute < DAY_MINUTES && opens_minute < closes_minute && closes_minute <= 2 * DAY_MINUTES;
        if right { Some(Self { opens_minute, closes_minute }) } else { None }
    }

    /// When it opens, in minutes from midnight.
    pub const fn opens_minute(self) -> u16 {
        self.opens_minute
    }

    /// When it closes, in minutes from that same midnight.
    pub const fn closes_minute(self) -> u16 {
        self.closes_minute
    }
}

/// An interval of every week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WeeklyHours {
    /// The day it begins on: 1 is Monday, 7 is Sunday.
    pub weekday: u8,
    /// The time it is open.
    pub interval: Interval,
}

/// A day that differs from the week. It replaces every interval that would begin on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecialDay {
    /// The day.
    pub date: Date,
    /// When the shop is open that day; empty for closed.
    pub hours: Vec<Interval>,
    /// Why, in words for customers; may be empty.
    pub name: String,
}

/// Hours that cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    /// A weekday is none.
    #[error("weekday must be 1 (Monday) to 7 (Sunday)")]
    Weekday,
    /// An interval ends before it begins, or is too long.
    #[error("hours must open from minute 0 to 1439 and close later, at minute 2880 at the latest")]
    Interval,
    /// Two intervals of one day overlap.
    #[error("two intervals of one day overlap")]
    Overlap,
    /// There are too many intervals.
    #[error("hours must have at most {INTERVALS_MAX} intervals")]
    TooManyIntervals,
    /// A date is none.
    #[error("date must be a day such as 2026-12-25")]
    Date,
    /// A day is special twice.
    #[error("each special day must be listed once")]
    DateTwice,
    /// The name of a special day is too long.
    #[error(
        "the name of a special day must have at most {SPECIAL_DAY_NAME_MAX} characters, without control characters"
    )]
    Name,
    /// There are too many special days.
    #[error("there must be at most {SPECIAL_DAYS_MAX} special days")]
    TooManyDays,
}

/// Whether the shop is open, and when that changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It is open, until then; `None` when it does not close for longer than anybody plans.
    Open {
        /// When it closes.
        closes: Option<Timestamp>,
    },
    /// It is closed, until then; `None` when it does not open for longer than anybody plans.
    Closed {
        /// When it opens.
        opens: Option<Timestamp>,
    },
}

/// When a shop is open.
#[derive(Debug, Clone)]
pub struct OpeningHours {
    /// The intervals of each day, from Monday on, in order.
    week: [Vec<Interval>; 7],
    special_days: BTreeMap<Date, Vec<Interval>>,
    time_zone: TimeZone,
}

impl OpeningHours {
    /// The hours of a week, all of it when there are none, with the days that differ.
    pub fn new(weekly: &[WeeklyHours], special_days: &[SpecialDay], time_zone: TimeZone) -> Result<Self, HoursError> {
        if special_days.len() > SPECIAL_DAYS_MAX {
            return Err(HoursError::TooManyDays);
        }
        let mut special = BTreeMap::new();
        for day in special_days {
            if day.name.chars().count() > SPECIAL_DAY_NAME_MAX || day.name.chars().any(char::is_control) {
                return Err(HoursError::Name);
            }
            if special.insert(day.date, in_order(day.hours.clone())?).is_some() {
                return Err(HoursError::DateTwice);
            }
        }
        Ok(Self { week: week(weekly)?, special_days: special, time_zone })
    }

    /// A shop that never closes.
    pub fn always(time_zone: TimeZone) -> Self {
        Self { week: std::array::from_fn(|_| whole_day()), special_days: BTreeMap::new(), time_zone }
    }

    /// The time zone the hours are in.
    pub const fn time_zone(&self) -> &TimeZone {
        &self.time_zone
    }

    /// The day it is by the shop's clock.
    pub fn date(&self, moment: Timestamp) -> Date {
        self.time_zone.to_datetime(moment).date()
    }

    /// Whether the shop is open at this moment, and until when.
    pub fn at(&self, now: Timestamp) -> Status {
        let first = self.first_day(now);
        let mut closes: Option<Timestamp> = None;
        for (opening, closing) in days(first, HORIZON_DAYS).flat_map(|date| self.openings(date)) {
            match closes {
                Some(end) if opening > end => return Status::Open { closes },
                Some(end) => closes = Some(end.max(closing)),
                None if closing <= now => {}
                None if opening <= now => closes = Some(closing),
                None => return Status::Closed { opens: Some(opening) },
            }
        }
        match closes {
            // What is still open where the search ends may be open for ever.
            Some(end) => Status::Open { closes: Some(end).filter(|&end| self.date(end) < last_day(first)) },
            None => Status::Closed { opens: None },
        }
    }

    /// Whether the shop is open at this moment.
    pub fn is_open(&self, now: Timestamp) -> bool {
        let mut openings = days(self.first_day(now), REACH_DAYS + 1).flat_map(|date| self.openings(date));
        openings.any(|(opening, closing)| opening <= now && now < closing)
    }

    /// The earliest day with an interval that may reach this moment.
    fn first_day(&self, moment: Timestamp) -> Date {
        self.date(moment).saturating_sub(jiff::Span::new().days(REACH_DAYS))
    }

    /// The openings that begin on a day, in order: when each begins and ends.
    fn openings(&self, date: Date) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let regular = &self.week[usize::from(date.weekday().to_monday_zero_offset().unsigned_abs())];
        let hours = self.special_days.get(&date).unwrap_or(regular);
        let openings = hours
            .iter()
            .map(move |interval| (self.moment(date, interval.opens_minute), self.moment(date, interval.closes_minute)));
        openings.filter(|(opening, closing)| opening < closing)
    }

    /// When the clock on the wall shows so many minutes after the midnight a day begins with. A time that the clock
    /// leaves out is as much later; of a time it shows twice, the first counts.
    fn moment(&self, date: Date, minute: u16) -> Timestamp {
        let date = date.saturating_add(jiff::Span::new().days(i64::from(minute / DAY_MINUTES)));
        let minute = minute % DAY_MINUTES;
        let (hour, minute) = (i8::try_from(minute / 60).unwrap_or(0), i8::try_from(minute % 60).unwrap_or(0));
        let shown = DateTime::from_parts(date, jiff::civil::time(hour, minute, 0, 0));
        self.time_zone.to_ambiguous_timestamp(shown).compatible().unwrap_or(Timestamp::MAX)
    }
}

fn week(weekly: &[WeeklyHours]) -> Result<[Vec<Interval>; 7], HoursError> {
    if weekly.len() > INTERVALS_MAX {
        return Err(HoursError::TooManyIntervals);
    }
    if weekly.is_empty() {
        return Ok(std::array::from_fn(|_| whole_day()));
    }
    let mut week: [Vec<Interval>; 7] = Default::default();
    for hours in weekly {
        let day = usize::from(hours.weekday).checked_sub(1).and_then(|day| week.get_mut(day));
        day.ok_or(HoursError::Weekday)?.push(hours.interval);
    }
    for day in &mut week {
        *day = in_order(std::mem::take(day))?;
    }
    Ok(week)
}

fn in_order(mut hours: Vec<Interval>) -> Result<Vec<Interval>, HoursError> {
    if hours.len() > INTERVALS_MAX {
        return Err(HoursError::TooManyIntervals);
    }
    hours.sort_unstable();
    let apart = hours.windows(2).all(|pair| pair[0].closes_minute <= pair[1].opens_minute);
    if apart { Ok(hours) } else { Err(HoursError::Overlap) }
}

fn whole_day() -> Vec<Interval> {
    vec![Interval { opens_minute: 0, closes_minute: DAY_MINUTES }]
}

fn days(first: Date, count: i64) -> impl Iterator<Item = Date> {
    (0..count).map(move |day| first.saturating_add(jiff::Span::new().days(day)))
}

fn last_day(first: Date) -> Date {
    first.saturating_add(jiff::Span::new().days(HORIZON_DAYS))
}
