//! How long an account is closed after failed logins.

use jiff::{SignedDuration, Timestamp};

/// Failed logins in a row that cost nothing but the try.
const FREE: i32 = 5;
/// The longest an account is closed, so that nobody can lock a user out for good.
const PAUSE_MAX: SignedDuration = SignedDuration::from_mins(15);

/// Until when an account is closed after its `failures`th failed login in a row: 1, 2, 4 and so on seconds from the
/// fifth on.
pub(crate) fn closed_until(failures: i32, now: Timestamp) -> Timestamp {
    if failures < FREE {
        return now;
    }
    let doublings = u32::try_from(failures - FREE).unwrap_or(0).min(16);
    let pause = SignedDuration::from_secs(1 << doublings).min(PAUSE_MAX);
    now.saturating_add(pause).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_doubles_from_the_fifth_failure_and_ends_at_a_quarter_of_an_hour() {
        let now = Timestamp::UNIX_EPOCH;
        let seconds = [1, 4, 5, 6, 7, 14, 15, i32::MAX].map(|failures| closed_until(failures, now).as_second());
        assert_eq!(seconds, [0, 0, 1, 2, 4, 512, 900, 900]);
    }
}
