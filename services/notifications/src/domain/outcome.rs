//! What a try at sending means for the message.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::outbound::{FAILURES_MAX, Reason, State};

/// How long a status may take to tell what became of a send without a clear outcome.
pub(crate) const STATUS_WAIT: Duration = Duration::from_secs(90);
/// A pause between two attempts never gets longer.
const PAUSE_MAX: Duration = Duration::from_secs(600);

/// How a try ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The network took it under this id.
    Sent { provider_id: String },
    /// It was certainly not sent, and may be later.
    NotSent { reason: Reason, again: Again },
    /// It was certainly not sent, and never will be.
    Refused(Reason),
    /// Nobody knows.
    Unknown,
}

impl Outcome {
    /// Whether the network itself is in trouble, as opposed to what was sent or who sent it.
    pub(crate) const fn is_trouble(&self) -> bool {
        matches!(self, Self::Unknown | Self::NotSent { again: Again::Pause, .. })
    }
}

/// When something that was not sent may be tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Again {
    /// The network is in trouble: after a pause that grows.
    Pause,
    /// This person got too many messages: after a pause that grows fast, for this person only.
    PairPause,
    /// The account is held for so long. That is not the message's fault and does not count against it.
    AccountHeld(Duration),
}

/// What was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tried {
    pub(crate) id: base::Id,
    pub(crate) attempt: i32,
    pub(crate) failures: i32,
    pub(crate) ambiguities: i32,
}

/// What a try changes in the message's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) state: State,
    pub(crate) reason: Option<Reason>,
    pub(crate) due_at: Timestamp,
    pub(crate) failures: i32,
    pub(crate) ambiguities: i32,
    pub(crate) provider_id: Option<String>,
}

/// Judges a try. `jittered` shortens a pause by chance, so that many who failed together do not come back together.
pub(crate) fn judge(
    tried: &Tried,
    outcome: Outcome,
    now: Timestamp,
    jittered: impl FnOnce(Duration) -> Duration,
) -> Change {
    let Tried { failures, ambiguities, .. } = *tried;
    let change = |state, reason| Change { state, reason, due_at: now, failures, ambiguities, provider_id: None };
    match outcome {
        Outcome::Sent { provider_id } => Change { provider_id: Some(provider_id), ..change(State::Accepted, None) },
        Outcome::Refused(reason) => change(State::Failed, Some(reason)),
        Outcome::Unknown => {
            let due_at = after(now, STATUS_WAIT);
            Change { due_at, ambiguities: ambiguities + 1, ..change(State::Ambiguous, Some(Reason::OutcomeUnknown)) }
        }
        Outcome::NotSent { reason, again: Again::AccountHeld(pause) } => {
            Change { due_at: after(now, pause), ..change(State::Queued, Some(reason)) }
        }
        Outcome::NotSent { reason, again } => {
            let due_at = after(now, pause(again, failures, jittered));
            let state = if failures + 1 < FAILURES_MAX { State::Queued } else { State::Dead };
            Change { due_at, failures: failures + 1, ..change(state, Some(reason)) }
        }
    }
}

/// The pause after a failure that had so many before it.
fn pause(again: Again, failures: i32, jittered: impl FnOnce(Duration) -> Duration) -> Duration {
    let steps = u32::try_from(failures).unwrap_or(0).min(8);
    match again {
        Again::Pause => jittered(Duration::from_secs(2 << steps).min(PAUSE_MAX)),
        // Meta's own rule: 4^X seconds for X = 0, 1, 2 and so on. Coming earlier only makes it longer.
        Again::PairPause => Duration::from_secs(1 << (2 * steps)).min(PAUSE_MAX),
        Again::AccountHeld(pause) => pause,
    }
}

fn after(now: Timestamp, pause: Duration) -> Timestamp {
    now.saturating_add(SignedDuration::try_from(pause).unwrap_or(SignedDuration::MAX)).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        Timestamp::from_second(1_800_000_000).unwrap()
    }

    fn judged(failures: i32, outcome: Outcome) -> Change {
        let id = "00000000000000000000000000000001".parse().unwrap();
        judge(&Tried { id, attempt: 1, failures, ambiguities: 0 }, outcome, now(), |pause| pause)
    }

    fn not_sent(again: Again) -> Outcome {
        Outcome::NotSent { reason: Reason::Provider(131_000), again }
    }

    fn seconds(change: &Change) -> i64 {
        change.due_at.duration_since(now()).as_secs()
    }

    #[test]
    fn pauses_grow_with_each_failure_and_end() {
        let pauses: Vec<i64> = (0..7).map(|failures| seconds(&judged(failures, not_sent(Again::Pause)))).collect();
        assert_eq!(pauses, [2, 4, 8, 16, 32, 64, 128]);
        let pauses: Vec<i64> = (0..7).map(|failures| seconds(&judged(failures, not_sent(Again::PairPause)))).collect();
        assert_eq!(pauses, [1, 4, 16, 64, 256, 600, 600]);
    }

    #[test]
    fn the_eighth_failure_makes_a_dead_letter_and_a_held_account_never_does() {
        assert_eq!(judged(6, not_sent(Again::Pause)).state, State::Queued);
        assert_eq!(judged(7, not_sent(Again::Pause)).state, State::Dead);
        let held = judged(7, not_sent(Again::AccountHeld(Duration::from_secs(60))));
        assert_eq!((held.state, held.failures, seconds(&held)), (State::Queued, 7, 60));
    }

    #[test]
    fn an_unknown_outcome_waits_for_a_status_and_is_counted() {
        let change = judged(0, Outcome::Unknown);
        assert_eq!((change.state, change.ambiguities, seconds(&change)), (State::Ambiguous, 1, 90));
    }

    #[test]
    fn a_refusal_is_final_and_says_why() {
        let change = judged(0, Outcome::Refused(Reason::Provider(131_026)));
        assert_eq!((change.state, change.reason.unwrap().to_string().as_str()), (State::Failed, "PROVIDER_131026"));
    }
}
