//! Meta's error codes. The code alone decides: titles and details come in the reader's language.

use std::time::Duration;

use crate::domain::{
    outbound::Reason,
    outcome::{Again, Outcome},
};

/// How long an account rests after Meta called it too fast.
const BUSY_REST: Duration = Duration::from_secs(1);
/// How long it rests after an hourly limit.
const HOURLY_REST: Duration = Duration::from_secs(60);
/// How long it rests while its number is being upgraded, which takes about a minute.
const MAINTENANCE_REST: Duration = Duration::from_secs(30);
/// How long it rests when Meta refuses the token or blocks the account: somebody has to act first.
const HALTED_REST: Duration = Duration::from_secs(60);

/// What a code in Meta's answer means for the message; `None` for one that says nothing about whether to try again.
pub(super) const fn outcome(code: i32) -> Option<Outcome> {
    let again = match code {
        1 | 2 | 131_000 | 131_016 | 133_004 => Again::Pause,
        131_056 => Again::PairPause,
        130_429 => Again::AccountHeld(BUSY_REST),
        4 | 80_007 => Again::AccountHeld(HOURLY_REST),
        131_057 => Again::AccountHeld(MAINTENANCE_REST),
        0 | 190 | 368 | 131_031 => Again::AccountHeld(HALTED_REST),
        _ => return None,
    };
    Some(Outcome::NotSent { reason: Reason::Provider(code), again })
}

/// What a code in a "failed" status means. Zero is no code there.
pub(crate) fn told_failure(code: i32) -> Outcome {
    match outcome(code) {
        Some(outcome) if code != 0 => outcome,
        _ => Outcome::Refused(Reason::Provider(code)),
    }
}
