use jiff::SignedDuration;
use proptest::prelude::*;

use super::*;

/// Zones that put their clocks forward and back, at midnight too, and one that never does.
const ZONES: [&str; 5] = ["Africa/Lagos", "Europe/London", "America/New_York", "Africa/Cairo", "America/Santiago"];

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

fn hours(weekday: u8, opens: u16, closes: u16) -> WeeklyHours {
    WeeklyHours { weekday, interval: Interval::new(opens * 60, closes * 60).unwrap() }
}

fn special(date: &str, hours: &[(u16, u16)]) -> SpecialDay {
    let hours = hours.iter().map(|&(opens, closes)| Interval::new(opens * 60, closes * 60).unwrap()).collect();
    SpecialDay { date: date.parse().unwrap(), hours, name: String::new() }
}

fn at(zone_name: &str, shown: &str) -> Timestamp {
    let shown: DateTime = shown.parse().unwrap();
    zone(zone_name).to_ambiguous_timestamp(shown).compatible().unwrap()
}

/// A bar in Lagos: weekdays with a break at noon, and Friday until two in the morning.
fn bar() -> OpeningHours {
    let mut week: Vec<WeeklyHours> = (1..=4).flat_map(|day| [hours(day, 8, 12), hours(day, 14, 20)]).collect();
    week.push(hours(5, 18, 26));
    let days = [special("2026-12-25", &[]), special("2026-12-24", &[(9, 13)])];
    OpeningHours::new(&week, &days, zone("Africa/Lagos")).unwrap()
}

fn lagos(shown: &str) -> Timestamp {
    at("Africa/Lagos", shown)
}

#[test]
fn a_shop_is_open_in_each_of_its_intervals_and_past_midnight() {
    let open_until = |moment: &str| match bar().at(lagos(moment)) {
        Status::Open { closes } => closes,
        Status::Closed { .. } => None,
    };
    assert_eq!(open_until("2026-11-19 09:00"), Some(lagos("2026-11-19 12:00")));
    assert_eq!(open_until("2026-11-19 12:00"), None);
    assert_eq!(open_until("2026-11-20 23:59"), Some(lagos("2026-11-21 02:00")));
    assert_eq!(open_until("2026-11-21 01:59"), Some(lagos("2026-11-21 02:00")));
    assert_eq!(open_until("2026-11-21 02:00"), None);
}

#[test]
fn a_closed_shop_says_when_it_opens_next() {
    let opens = |moment: &str| bar().at(lagos(moment));
    assert_eq!(opens("2026-11-19 12:30"), Status::Closed { opens: Some(lagos("2026-11-19 14:00")) });
    assert_eq!(opens("2026-11-21 12:00"), Status::Closed { opens: Some(lagos("2026-11-23 08:00")) });
    // Christmas Eve is short and Christmas, a Friday, is off, so the weekend begins early.
    assert_eq!(opens("2026-12-24 13:00"), Status::Closed { opens: Some(lagos("2026-12-28 08:00")) });
}

#[test]
fn without_hours_a_shop_never_closes_but_on_special_days() {
    let shop = OpeningHours::new(&[], &[special("2026-12-25", &[])], zone("Africa/Lagos")).unwrap();
    assert_eq!(shop.at(lagos("2026-12-24 10:00")), Status::Open { closes: Some(lagos("2026-12-25 00:00")) });
    assert_eq!(shop.at(lagos("2026-12-25 10:00")), Status::Closed { opens: Some(lagos("2026-12-26 00:00")) });
    assert_eq!(shop.at(lagos("2026-12-26 00:00")), Status::Open { closes: None });
    assert_eq!(OpeningHours::always(TimeZone::UTC).at(Timestamp::UNIX_EPOCH), Status::Open { closes: None });
}

#[test]
fn a_shop_that_never_opens_again_says_so() {
    let first: Date = "2026-11-01".parse().unwrap();
    let closed =
        |day: i64| SpecialDay { date: first + jiff::Span::new().days(day), hours: Vec::new(), name: "".into() };
    let days: Vec<SpecialDay> = (0..400).map(closed).collect();
    let shop = OpeningHours::new(&[hours(1, 8, 9)], &days, zone("Africa/Lagos")).unwrap();
    // The last special day is 5 December 2027, a Sunday.
    assert_eq!(shop.at(lagos("2026-11-20 10:00")), Status::Closed { opens: Some(lagos("2027-12-06 08:00")) });
    let more = [days, vec![closed(400)]].concat();
    assert!(matches!(OpeningHours::new(&[], &more, TimeZone::UTC), Err(HoursError::TooManyDays)));
}

#[test]
fn hours_follow_the_clock_on_the_wall_where_it_is_moved() {
    let shop = OpeningHours::new(&[hours(6, 22, 28), hours(7, 10, 12)], &[], zone("Europe/London")).unwrap();
    // On the night of 24 to 25 October 2026 the clocks go back at two, so six hours by the clock are seven.
    let opening = at("Europe/London", "2026-10-24 22:00");
    assert_eq!(shop.at(opening), Status::Open { closes: Some(opening + SignedDuration::from_hours(7)) });
    // On 28 to 29 March 2026 they go forward, so six are five.
    let opening = at("Europe/London", "2026-03-28 22:00");
    assert_eq!(shop.at(opening), Status::Open { closes: Some(opening + SignedDuration::from_hours(5)) });
}

#[test]
fn slots_begin_with_each_opening_and_end_before_it_does() {
    let plan = Slots::new(90, 4, 1).unwrap();
    let starts = |now: &str, earliest: &str| {
        let slots = bar().slots(plan, lagos(now), lagos(earliest)).into_iter();
        slots.map(|slot| zone("Africa/Lagos").to_datetime(slot.start).to_string()).collect::<Vec<_>>()
    };
    let thursday = ["14:00", "15:30", "17:00", "18:30"].map(|time| format!("2026-11-19T{time}:00"));
    let friday = ["18:00", "19:30", "21:00", "22:30"].map(|time| format!("2026-11-20T{time}:00"));
    assert_eq!(starts("2026-11-19 08:30", "2026-11-19 09:45"), [thursday, friday].concat());
    assert!(bar().is_slot(plan, lagos("2026-11-21 00:00")) && !bar().is_slot(plan, lagos("2026-11-21 01:30")));
    assert!(!bar().is_slot(plan, lagos("2026-11-19 10:00")) && !bar().is_slot(plan, lagos("2026-11-19 12:30")));
    assert_eq!(starts("2026-11-19 08:30", "2026-11-22 00:00"), Vec::<String>::new());
}

#[test]
fn hours_that_cannot_be_are_refused_with_the_reason() {
    let refused = |week: &[WeeklyHours], days: &[SpecialDay]| OpeningHours::new(week, days, TimeZone::UTC).unwrap_err();
    assert_eq!(refused(&[hours(8, 1, 2)], &[]), HoursError::Weekday);
    assert_eq!(refused(&[hours(1, 8, 12), hours(1, 11, 14)], &[]), HoursError::Overlap);
    assert_eq!(refused(&[], &[special("2026-12-25", &[]), special("2026-12-25", &[])]), HoursError::DateTwice);
    assert_eq!(refused(&[hours(1, 8, 12); 51], &[]), HoursError::TooManyIntervals);
    for (opens, closes) in [(1_440, 1_500), (600, 600), (600, 500), (600, 2_881)] {
        assert_eq!(Interval::new(opens, closes), None);
    }
    for (length, days) in [(4, 1), (1_441, 1), (30, 0), (30, 61)] {
        assert_eq!(Slots::new(length, 0, days), None);
    }
}

prop_compose! {
    fn a_day()(cuts in prop::collection::btree_set(0_u16..2_000, 0..5)) -> Vec<Interval> {
        let cuts: Vec<u16> = cuts.into_iter().collect();
        cuts.chunks_exact(2).filter_map(|pair| Interval::new(pair[0], pair[1])).collect()
    }
}

prop_compose! {
    fn a_shop()(
        week in prop::collection::vec(a_day(), 7),
        days in prop::collection::btree_map(0_i64..40, a_day(), 0..6),
        zone_name in prop::sample::select(&ZONES[..]),
    ) -> OpeningHours {
        let weekly: Vec<WeeklyHours> = (1..=7).zip(&week)
            .flat_map(|(weekday, day)| day.iter().map(move |&interval| WeeklyHours { weekday, interval }))
            .collect();
        let first: Date = "2026-03-01".parse().unwrap();
        let special: Vec<SpecialDay> = days.into_iter()
            .map(|(day, hours)| SpecialDay { date: first + jiff::Span::new().days(day), hours, name: String::new() })
            .collect();
        OpeningHours::new(&weekly, &special, zone(zone_name)).unwrap()
    }
}

/// A moment of March or April 2026, when most clocks are put forward, or of October, when they are put back.
fn a_moment() -> impl Strategy<Value = Timestamp> {
    let spring: Timestamp = "2026-03-01T00:00:00Z".parse().unwrap();
    let autumn: Timestamp = "2026-09-25T00:00:00Z".parse().unwrap();
    (prop::bool::ANY, 0_i64..60_000).prop_map(move |(late, minutes)| {
        if late { autumn } else { spring }.saturating_add(SignedDuration::from_mins(minutes)).unwrap()
    })
}

/// Open by the rule itself: some interval of the last days holds the moment.
fn holds(shop: &OpeningHours, moment: Timestamp) -> bool {
    let openings = days(shop.first_day(moment), 4).flat_map(|date| shop.openings(date).collect::<Vec<_>>());
    openings.into_iter().any(|(opening, closing)| (opening..closing).contains(&moment))
}

proptest! {
    #[test]
    fn what_is_said_of_the_next_change_comes_true(shop in a_shop(), now in a_moment()) {
        let second = SignedDuration::from_secs(1);
        prop_assert_eq!(shop.is_open(now), holds(&shop, now));
        let (open, change) = match shop.at(now) {
            Status::Open { closes } => (true, closes),
            Status::Closed { opens } => (false, opens),
        };
        prop_assert_eq!(open, holds(&shop, now));
        if let Some(change) = change {
            prop_assert!(change > now);
            prop_assert_eq!(holds(&shop, change), !open);
            prop_assert_eq!(holds(&shop, change - second), open);
            let middle = now + (change.duration_since(now) / 2);
            prop_assert_eq!(holds(&shop, middle), open);
        }
    }

    #[test]
    fn every_slot_lies_within_the_opening_it_is_counted_from(
        shop in a_shop(), now in a_moment(), length in 5_u16..400, ahead in 1_u8..10, lead in 0_i64..3_000,
    ) {
        let plan = Slots::new(length, 1, ahead).unwrap();
        let earliest = now + SignedDuration::from_mins(lead);
        let slots = shop.slots(plan, now, earliest);
        prop_assert!(slots.is_sorted_by(|a, b| a.start < b.start));
        for slot in slots {
            prop_assert!(slot.start >= earliest && shop.is_slot(plan, slot.start));
            prop_assert_eq!(slot.end.duration_since(slot.start), SignedDuration::from_mins(i64::from(length)));
            prop_assert!(holds(&shop, slot.start) && holds(&shop, slot.end - SignedDuration::from_secs(1)));
        }
    }

    #[test]
    fn where_the_clock_is_never_moved_hours_are_minutes_of_the_week(
        opens in 0_u16..1_440, length in 1_u16..1_440, minute in 0_i64..20_160,
    ) {
        let closes = (opens + length).min(2 * DAY_MINUTES);
        let week = [WeeklyHours { weekday: 3, interval: Interval::new(opens, closes).unwrap() }];
        let shop = OpeningHours::new(&week, &[], zone("Africa/Lagos")).unwrap();
        let monday = at("Africa/Lagos", "2026-11-16 00:00");
        let of_week = minute % 10_080;
        let begins = 2 * 1_440 + i64::from(opens);
        let expected = (begins..begins + i64::from(closes - opens)).contains(&of_week);
        prop_assert_eq!(shop.is_open(monday + SignedDuration::from_mins(minute)), expected);
    }
}
