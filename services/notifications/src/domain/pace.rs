//! How fast messages may leave: to one person, and over all.
//!
//! Every message costs one interval, and some may be borrowed from the future. The whole state is one moment: when the
//! messages sent so far are paid for.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::outbound::Class;

/// A rate with a burst.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rate {
    interval: SignedDuration,
    burst: i32,
}

impl Rate {
    /// One message an interval, `burst` of them borrowed at most; `None` when the interval is zero, which is no limit.
    pub(crate) fn new(interval: Duration, burst: u32) -> Option<Self> {
        let interval = SignedDuration::try_from(interval).ok().filter(|interval| !interval.is_zero())?;
        Some(Self { interval, burst: i32::try_from(burst).unwrap_or(i32::MAX).max(1) })
    }

    /// When the next message may leave.
    pub(crate) fn free_at(&self, paid_until: Timestamp) -> Timestamp {
        minus(paid_until, self.interval.saturating_mul(self.burst - 1))
    }

    /// The state after a message that leaves now.
    pub(crate) fn pay(&self, paid_until: Timestamp, now: Timestamp) -> Timestamp {
        plus(paid_until.max(now), self.interval)
    }

    /// The state in which the next message may leave at `moment` and not before.
    pub(crate) fn hold_until(&self, moment: Timestamp) -> Timestamp {
        plus(moment, self.interval.saturating_mul(self.burst - 1))
    }

    /// Whether so much was borrowed since `stored` that it must be stored again. A restart forgets at most a sixth of
    /// the burst, and storing costs a sixth of what storing every time would.
    pub(crate) fn is_worth_storing(&self, stored: Option<Timestamp>, paid_until: Timestamp, now: Timestamp) -> bool {
        let step = self.interval.saturating_mul((self.burst / 6).max(1));
        paid_until >= plus(stored.map_or(now, |stored| stored.max(now)), step)
    }
}

/// What an account may send over all, by class: who comes last in the queue may borrow least, so that a campaign
/// never uses up what an answer needs.
#[derive(Debug)]
pub(crate) struct Throughput {
    rate: Rate,
    paid_until: Timestamp,
    /// When the next message that is turned away may ask again; spread out so that not all come back at once.
    ask_again_at: Timestamp,
}

impl Throughput {
    /// So many messages a second; zero is no limit.
    pub(crate) fn new(per_second: u32) -> Option<Self> {
        let interval = Duration::from_secs(1).checked_div(per_second)?;
        let rate = Rate::new(interval, per_second)?;
        Some(Self { rate, paid_until: Timestamp::MIN, ask_again_at: Timestamp::MIN })
    }

    /// Takes a place, or says when to ask again.
    pub(crate) fn take(&mut self, class: Class, now: Timestamp) -> Result<(), Timestamp> {
        let allowance = Rate { burst: (self.rate.burst * share_percent(class) / 100).max(1), ..self.rate };
        let free_at = allowance.free_at(self.paid_until);
        if free_at > now {
            let asked_at = free_at.max(self.ask_again_at);
            self.ask_again_at = plus(asked_at, self.rate.interval);
            return Err(asked_at);
        }
        self.paid_until = self.rate.pay(self.paid_until, now);
        Ok(())
    }
}

const fn share_percent(class: Class) -> i32 {
    match class {
        Class::Order => 100,
        Class::Reply => 90,
        Class::Reminder => 50,
        Class::Marketing => 30,
    }
}

fn plus(moment: Timestamp, duration: SignedDuration) -> Timestamp {
    moment.saturating_add(duration).unwrap_or(Timestamp::MAX)
}

fn minus(moment: Timestamp, duration: SignedDuration) -> Timestamp {
    moment.saturating_sub(duration).unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    fn whatsapp() -> Rate {
        Rate::new(Duration::from_secs(6), 45).unwrap()
    }

    #[test]
    fn forty_five_may_leave_at_once_and_then_one_every_six_seconds() {
        let (mut paid_until, now) = (Timestamp::MIN, at(0));
        for _ in 0..45 {
            assert!(whatsapp().free_at(paid_until) <= now);
            paid_until = whatsapp().pay(paid_until, now);
        }
        assert_eq!(whatsapp().free_at(paid_until), at(6));
        assert_eq!(whatsapp().free_at(whatsapp().pay(paid_until, at(6))), at(12));
    }

    #[test]
    fn a_quiet_person_has_the_whole_burst_again() {
        let paid_until = (0..45).fold(Timestamp::MIN, |paid_until, _| whatsapp().pay(paid_until, at(0)));
        let later = at(45 * 6);
        let paid_until = (0..44).fold(paid_until, |paid_until, _| whatsapp().pay(paid_until, later));
        assert!(whatsapp().free_at(paid_until) <= later);
    }

    #[test]
    fn a_held_person_is_free_exactly_then() {
        assert_eq!(whatsapp().free_at(whatsapp().hold_until(at(64))), at(64));
    }

    #[test]
    fn only_every_seventh_message_of_a_burst_is_worth_storing() {
        let paid = |count: i64| at(6 * count);
        assert!(!whatsapp().is_worth_storing(None, paid(6), at(0)));
        assert!(whatsapp().is_worth_storing(None, paid(7), at(0)));
        assert!(!whatsapp().is_worth_storing(Some(paid(7)), paid(13), at(0)));
        assert!(Rate::new(Duration::from_secs(6), 3).unwrap().is_worth_storing(None, paid(1), at(0)));
    }

    #[test]
    fn zero_is_no_limit() {
        assert!(Rate::new(Duration::ZERO, 45).is_none() && Throughput::new(0).is_none());
    }

    #[test]
    fn advertising_leaves_room_for_orders() {
        let mut throughput = Throughput::new(80).unwrap();
        let sent = (0..80).filter(|_| throughput.take(Class::Marketing, at(0)).is_ok()).count();
        assert_eq!(sent, 24);
        assert!((0..56).all(|_| throughput.take(Class::Order, at(0)).is_ok()));
        assert!(throughput.take(Class::Order, at(0)).is_err());
    }

    #[test]
    fn those_turned_away_come_back_one_after_the_other() {
        let mut throughput = Throughput::new(10).unwrap();
        while throughput.take(Class::Order, at(0)).is_ok() {}
        let mut turned_away = (0..5).map(|_| throughput.take(Class::Order, at(0)).unwrap_err());
        let first = turned_away.next().unwrap();
        assert_eq!(turned_away.last().unwrap().duration_since(first), SignedDuration::from_millis(400));
    }

    proptest! {
        #[test]
        fn no_stretch_of_time_sees_more_than_the_rate_and_one_burst(gaps in prop::collection::vec(0_i64..20, 1..200)) {
            let rate = Rate::new(Duration::from_secs(6), 5).unwrap();
            let (mut paid_until, mut now, mut sent) = (Timestamp::MIN, at(0), Vec::new());
            for gap in gaps {
                now = plus(now, SignedDuration::from_secs(gap));
                if rate.free_at(paid_until) <= now {
                    paid_until = rate.pay(paid_until, now);
                    sent.push(now);
                }
            }
            for (first, from) in sent.iter().enumerate() {
                for (last, to) in sent.iter().enumerate().skip(first) {
                    let allowed = 5 + to.duration_since(*from).as_secs() / 6;
                    prop_assert!((last - first + 1) as i64 <= allowed);
                }
            }
        }
    }
}
