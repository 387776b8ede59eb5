//! How many messages of one customer are answered.

use std::cmp::Ordering;

use base::Timestamp;
use jiff::SignedDuration;

/// What a customer's pace is counted over.
const WINDOW: SignedDuration = SignedDuration::from_mins(1);

/// How many messages came in the window that began then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pace {
    pub(crate) began_at: Timestamp,
    pub(crate) count: i32,
}

/// What becomes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Admission {
    /// It is answered.
    Answer,
    /// It is not answered, and the customer is told why: once in a window.
    SlowDown,
    /// It is noted without an answer.
    Note,
}

impl Pace {
    /// Counts a message that came at `now`; with a limit of zero every message is answered. Whoever passes the limit
    /// is told so, and answered again a full window later.
    pub(crate) fn admit(self, now: Timestamp, limit: u32) -> (Self, Admission) {
        let limit = if limit == 0 { i32::MAX } else { i32::try_from(limit).unwrap_or(i32::MAX) };
        if now.duration_since(self.began_at) >= WINDOW {
            return (Self { began_at: now, count: 1 }, Admission::Answer);
        }
        let count = self.count.saturating_add(1);
        match self.count.cmp(&limit) {
            Ordering::Less => (Self { count, ..self }, Admission::Answer),
            Ordering::Equal => (Self { began_at: now, count }, Admission::SlowDown),
            Ordering::Greater => (self, Admission::Note),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn admissions(seconds: &[i64], limit: u32) -> Vec<Admission> {
        let mut pace = Pace { began_at: Timestamp::UNIX_EPOCH, count: 0 };
        let admit = |second: &i64| {
            let (next, admission) = pace.admit(at(*second), limit);
            pace = next;
            admission
        };
        seconds.iter().map(admit).collect()
    }

    #[test]
    fn whoever_writes_too_fast_is_told_once_and_answered_again_a_minute_later() {
        use Admission::{Answer, Note, SlowDown};
        assert_eq!(admissions(&[0, 1, 2, 3, 61, 62], 2), [Answer, Answer, SlowDown, Note, Note, Answer]);
    }

    proptest! {
        #[test]
        fn nobody_is_told_twice_within_a_minute(mut seconds in proptest::collection::vec(0_i64..600, 0..200), limit in 1_u32..20) {
            seconds.sort_unstable();
            let told: Vec<i64> = seconds.iter().zip(admissions(&seconds, limit))
                .filter(|(_, admission)| *admission == Admission::SlowDown).map(|(second, _)| *second).collect();
            prop_assert!(told.windows(2).all(|pair| pair[1] - pair[0] >= 60));
        }

        #[test]
        fn without_a_limit_every_message_is_answered(seconds in proptest::collection::vec(0_i64..60, 0..200)) {
            prop_assert!(admissions(&seconds, 0).iter().all(|admission| *admission == Admission::Answer));
        }
    }
}
