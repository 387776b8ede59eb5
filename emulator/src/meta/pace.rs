//! How fast Meta lets a business write: to one customer (pair rate) and over all (throughput).
//!
//! Both are counted as a moment in the future when everything sent so far is paid for at the steady rate; a burst
//! borrows from that future up to its size.

use jiff::{SignedDuration, Timestamp};

use crate::Limits;

/// What the way to us may add to the gap between two messages, so that a sender keeping the exact pace is not refused.
const JITTER: SignedDuration = SignedDuration::from_millis(250);
/// The window in which throughput is counted.
const SECOND: SignedDuration = SignedDuration::from_secs(1);

/// When one more message to a customer will be paid for, or `None` when there have been too many.
pub(crate) fn pay_for_pair(paid_at: Timestamp, now: Timestamp, limits: &Limits) -> Option<Timestamp> {
    let interval = SignedDuration::from_millis(i64::try_from(limits.pair_interval_ms).unwrap_or(i64::MAX));
    let burst = i32::try_from(limits.pair_burst.max(1)).unwrap_or(i32::MAX);
    if interval.is_zero() {
        return Some(now);
    }
    pay(paid_at, now, interval, interval.saturating_mul(burst))
}

/// The throughput of the business number.
#[derive(Default)]
pub(crate) struct Throughput {
    paid_at: Option<Timestamp>,
}

impl Throughput {
    /// Counts one more message; false when there have been too many within a second.
    pub(crate) fn pay(&mut self, now: Timestamp, limits: &Limits) -> bool {
        if limits.messages_per_second == 0 {
            return true;
        }
        let nanoseconds = SECOND.as_nanos() / i128::from(limits.messages_per_second);
        let interval = SignedDuration::from_nanos_i128(nanoseconds);
        match pay(self.paid_at.unwrap_or(Timestamp::MIN), now, interval, SECOND) {
            Some(paid_at) => self.paid_at = Some(paid_at),
            None => return false,
        }
        true
    }
}

fn pay(paid_at: Timestamp, now: Timestamp, interval: SignedDuration, most: SignedDuration) -> Option<Timestamp> {
    let next = paid_at.max(now).saturating_add(interval).unwrap_or(Timestamp::MAX);
    (next.duration_since(now) <= most.saturating_add(JITTER)).then_some(next)
}
