//! The shop's hours and slots, to and from `base`.

use base::{
    OpeningHours, TimeZone,
    hours::{HoursError, Interval, Slots, SpecialDay, WeeklyHours},
};

use super::Meaningless;
use crate::catalog::v1 as catalog;

/// When the shop is open. The catalogue checked its terms, so this fails only for a time zone this machine lacks.
pub fn opening_hours(shop: &catalog::Shop) -> Result<OpeningHours, Meaningless> {
    let time_zone = TimeZone::get(&shop.time_zone).map_err(|_| Meaningless::TimeZone)?;
    let (weekly, special) = (weekly_hours(&shop.weekly_hours)?, special_days(&shop.special_days)?);
    Ok(OpeningHours::new(&weekly, &special, time_zone)?)
}

/// The intervals of the week.
pub fn weekly_hours(hours: &[catalog::WeeklyHours]) -> Result<Vec<WeeklyHours>, HoursError> {
    let hours = hours.iter().map(|hours| {
        let weekday = u8::try_from(hours.weekday).map_err(|_| HoursError::Weekday)?;
        Ok(WeeklyHours { weekday, interval: interval(hours)? })
    });
    hours.collect()
}

/// The days that differ from the week.
pub fn special_days(days: &[catalog::SpecialDay]) -> Result<Vec<SpecialDay>, HoursError> {
    let days = days.iter().map(|day| {
        let date = day.date.parse().map_err(|_| HoursError::Date)?;
        let hours = day.hours.iter().map(interval).collect::<Result<_, _>>()?;
        Ok(SpecialDay { date, hours, name: day.name.trim().to_owned() })
    });
    days.collect()
}

fn interval(hours: &catalog::WeeklyHours) -> Result<Interval, HoursError> {
    let opens = u16::try_from(hours.opens_minute).map_err(|_| HoursError::Interval)?;
    let closes = u16::try_from(hours.closes_minute).map_err(|_| HoursError::Interval)?;
    Interval::new(opens, closes).ok_or(HoursError::Interval)
}

/// How orders can be planned ahead; `None` when the numbers are out of range.
pub fn slots(slots: &catalog::Slots) -> Option<Slots> {
    let (length, days) = (slots.length_minutes.try_into().ok()?, slots.days_ahead.try_into().ok()?);
    Slots::new(length, slots.capacity.try_into().ok()?, days)
}

impl From<Slots> for catalog::Slots {
    fn from(slots: Slots) -> Self {
        Self {
            length_minutes: slots.length_minutes().into(),
            capacity: i32::try_from(slots.capacity()).unwrap_or(i32::MAX),
            days_ahead: slots.days_ahead().into(),
        }
    }
}

impl From<&WeeklyHours> for catalog::WeeklyHours {
    fn from(hours: &WeeklyHours) -> Self {
        Self { weekday: hours.weekday.into(), ..hours.interval.into() }
    }
}

impl From<Interval> for catalog::WeeklyHours {
    fn from(interval: Interval) -> Self {
        let (opens_minute, closes_minute) = (interval.opens_minute().into(), interval.closes_minute().into());
        Self { weekday: 0, opens_minute, closes_minute }
    }
}

impl From<&SpecialDay> for catalog::SpecialDay {
    fn from(day: &SpecialDay) -> Self {
        let hours = day.hours.iter().copied().map(catalog::WeeklyHours::from).collect();
        Self { date: day.date.to_string(), hours, name: day.name.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_survive_the_wire_and_wrong_ones_are_refused() {
        let friday = catalog::WeeklyHours { weekday: 5, opens_minute: 1_080, closes_minute: 1_560 };
        let christmas = catalog::SpecialDay { date: "2026-12-25".into(), hours: vec![], name: "Christmas".into() };
        let week = weekly_hours(std::slice::from_ref(&friday)).unwrap();
        let days = special_days(std::slice::from_ref(&christmas)).unwrap();
        assert_eq!(week.iter().map(catalog::WeeklyHours::from).collect::<Vec<_>>(), [friday]);
        assert_eq!(days.iter().map(catalog::SpecialDay::from).collect::<Vec<_>>(), std::slice::from_ref(&christmas));
        let shop =
            catalog::Shop { special_days: vec![christmas], time_zone: "Africa/Lagos".into(), ..Default::default() };
        assert!(opening_hours(&shop).is_ok());
        let shop = catalog::Shop { time_zone: "Mars/Base".into(), ..Default::default() };
        assert_eq!(opening_hours(&shop).unwrap_err(), Meaningless::TimeZone);
        let wrong = catalog::WeeklyHours { weekday: -1, opens_minute: 0, closes_minute: 60 };
        assert_eq!(weekly_hours(&[wrong]), Err(HoursError::Weekday));
        assert_eq!(slots(&catalog::Slots { length_minutes: 30, capacity: -1, days_ahead: 1 }), None);
    }
}
