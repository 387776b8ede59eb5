//! A network that is down is left alone: an open breaker holds work back instead of burning its attempts.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// Failures in a row that open it.
pub const FAILURES_MAX: u32 = 5;
/// How long it stays open before one call may try.
pub const OPEN: Duration = Duration::from_secs(10);

/// The breaker of one network.
#[derive(Debug, Default)]
pub struct Breaker {
    failures: u32,
    /// Once open: until when nobody, and then only one, may try.
    shut_until: Option<Timestamp>,
}

impl Breaker {
    /// Whether a call may begin, or when to ask again.
    pub fn ask(&self, now: Timestamp) -> Result<(), Timestamp> {
        match self.shut_until {
            Some(until) if until > now => Err(until),
            Some(_) | None => Ok(()),
        }
    }

    /// A call begins. A probe shuts the door behind itself; when it never reports back, the next one gets through after
    /// another pause.
    pub fn begin(&mut self, now: Timestamp) {
        if self.shut_until.is_some() {
            self.shut_until = Some(after_pause(now));
        }
    }

    /// The network answered, whatever it said.
    pub fn succeeded(&mut self) {
        *self = Self::default();
    }

    /// The network did not answer, or answered that it is in trouble. Tells whether this opened the breaker.
    pub fn failed(&mut self, now: Timestamp) -> bool {
        self.failures = self.failures.saturating_add(1);
        if self.failures < FAILURES_MAX {
            return false;
        }
        self.shut_until = Some(after_pause(now));
        self.failures == FAILURES_MAX
    }
}

fn after_pause(now: Timestamp) -> Timestamp {
    now.saturating_add(SignedDuration::try_from(OPEN).unwrap_or(SignedDuration::MAX)).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    fn opened() -> Breaker {
        let mut breaker = Breaker::default();
        let opened: Vec<bool> = (0..6).map(|_| breaker.failed(at(0))).collect();
        assert_eq!(opened, [false, false, false, false, true, false]);
        breaker
    }

    #[test]
    fn five_failures_in_a_row_open_it_and_an_answer_in_between_does_not() {
        assert_eq!(opened().ask(at(9)), Err(at(10)));
        let mut breaker = Breaker::default();
        for _ in 0..4 {
            breaker.failed(at(0));
        }
        breaker.succeeded();
        breaker.failed(at(0));
        assert_eq!(breaker.ask(at(0)), Ok(()));
    }

    #[test]
    fn after_ten_seconds_one_probe_gets_through_and_decides() {
        let mut breaker = opened();
        assert_eq!(breaker.ask(at(10)), Ok(()));
        breaker.begin(at(10));
        assert_eq!(breaker.ask(at(10)), Err(at(20)));
        breaker.failed(at(11));
        assert_eq!((breaker.ask(at(12)), breaker.ask(at(21))), (Err(at(21)), Ok(())));
        breaker.begin(at(21));
        breaker.succeeded();
        assert_eq!(breaker.ask(at(21)), Ok(()));
    }
}
