//! What happens now to the messages that wait for one person.

use base::{Id, Message};
use jiff::{SignedDuration, Timestamp};

use super::{
    merge::{Parcel, merge},
    outbound::{Class, Reason, State},
};

/// How long after a person's last message free words may be sent.
pub(crate) const WINDOW: SignedDuration = SignedDuration::from_hours(24);

/// A message that waits: for its turn, or for a status that tells what became of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Waiting {
    pub(crate) id: Id,
    pub(crate) class: Class,
    pub(crate) message: Message,
    /// Whether a send of it ended without a clear outcome.
    pub(crate) is_ambiguous: bool,
    /// When it may be sent; when ambiguous, when the wait for a status ends.
    pub(crate) due_at: Timestamp,
    pub(crate) expires_at: Timestamp,
    pub(crate) attempts: i32,
    pub(crate) failures: i32,
    pub(crate) ambiguities: i32,
    pub(crate) traceparent: Option<String>,
}

/// What is known about the person.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Situation {
    pub(crate) now: Timestamp,
    /// When the person last wrote.
    pub(crate) heard_at: Option<Timestamp>,
    /// When the pair rate allows the next message.
    pub(crate) free_at: Timestamp,
    /// Whether there is a client for the person's network.
    pub(crate) is_reachable: bool,
}

/// What to do.
#[derive(Debug, PartialEq)]
pub(crate) struct Plan {
    /// Messages that end here without being sent.
    pub(crate) ended: Vec<(Id, State, Reason)>,
    pub(crate) next: Step,
}

/// What to do with those that are left.
#[derive(Debug, PartialEq)]
pub(crate) enum Step {
    /// Nothing is left.
    Rest,
    /// Nothing may leave before this moment.
    Hold(Timestamp),
    /// Send this.
    Send(Parcel),
}

/// Decides. `admit` is asked last and once, for the class of the message that would leave; its answer is either a
/// place, or the moment to ask again.
pub(crate) fn decide(
    queue: Vec<Waiting>,
    situation: &Situation,
    admit: impl FnOnce(Class) -> Result<(), Timestamp>,
) -> Plan {
    let (mut ended, mut left) = (Vec::new(), Vec::with_capacity(queue.len()));
    for waiting in queue {
        match end_of(&waiting, situation) {
            Some((state, reason)) => ended.push((waiting.id, state, reason)),
            None => left.push(waiting),
        }
    }
    left.sort_by_key(|waiting| (waiting.class, waiting.id));
    Plan { ended, next: next_step(left, situation, admit) }
}

fn next_step(
    mut left: Vec<Waiting>,
    situation: &Situation,
    admit: impl FnOnce(Class) -> Result<(), Timestamp>,
) -> Step {
    let turns = turns(&left);
    let Some(first) = turns.iter().copied().find(|place| left[*place].due_at <= situation.now) else {
        return turns.iter().map(|place| left[*place].due_at).min().map_or(Step::Rest, Step::Hold);
    };
    if situation.free_at > situation.now {
        return Step::Hold(situation.free_at);
    }
    if let Err(moment) = admit(left[first].class) {
        return Step::Hold(moment);
    }
    let behind = left.split_off(first + 1);
    let first = left.swap_remove(first);
    Step::Send(merge(first, behind.into_iter().filter(|waiting| !waiting.is_ambiguous)))
}

/// The places of the messages that nobody holds up: within a class nothing overtakes, so a message that waits for its
/// next attempt holds those behind it; one that waits for a status does not.
fn turns(left: &[Waiting]) -> Vec<usize> {
    let mut held = None;
    let mut is_next = |waiting: &Waiting| {
        let free = held != Some(waiting.class);
        if !waiting.is_ambiguous {
            held = Some(waiting.class);
        }
        free
    };
    left.iter().enumerate().filter_map(|(place, waiting)| is_next(waiting).then_some(place)).collect()
}

/// How a message ends without being sent, if it does.
fn end_of(waiting: &Waiting, situation: &Situation) -> Option<(State, Reason)> {
    let refused = refusal(waiting, situation);
    if !waiting.is_ambiguous {
        return refused.map(|reason| (State::Dropped, reason));
    }
    let spent = refused.is_some() || waiting.ambiguities > waiting.class.resends_max();
    (waiting.due_at <= situation.now && spent).then_some((State::Failed, Reason::OutcomeUnknown))
}

fn refusal(waiting: &Waiting, situation: &Situation) -> Option<Reason> {
    if waiting.expires_at <= situation.now {
        Some(Reason::Expired)
    } else if !situation.is_reachable {
        Some(Reason::ChannelUnavailable)
    } else if situation.heard_at.is_none_or(|heard| situation.now.duration_since(heard) >= WINDOW) {
        Some(Reason::WindowClosed)
    } else {
        None
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    /// A fresh message, due at once.
    pub(crate) fn waiting(number: u128, class: Class, message: Message) -> Waiting {
        let id = format!("{number:032x}").parse().unwrap();
        let expires_at = at(0) + class.expiry();
        let (is_ambiguous, attempts, failures, ambiguities, traceparent) = (false, 0, 0, 0, None);
        let due_at = at(0);
        Waiting { id, class, message, is_ambiguous, due_at, expires_at, attempts, failures, ambiguities, traceparent }
    }

    fn text(number: u128, class: Class) -> Waiting {
        waiting(number, class, Message::text(format!("text {number}")))
    }

    fn ambiguous(number: u128, class: Class, due_at: Timestamp) -> Waiting {
        Waiting { is_ambiguous: true, due_at, attempts: 1, ambiguities: 1, ..text(number, class) }
    }

    fn situation() -> Situation {
        Situation { now: at(0), heard_at: Some(at(-60)), free_at: Timestamp::MIN, is_reachable: true }
    }

    fn admitted(queue: Vec<Waiting>, situation: Situation) -> Plan {
        decide(queue, &situation, |_| Ok(()))
    }

    fn ends(plan: &Plan) -> Vec<(State, String)> {
        plan.ended.iter().map(|(_, state, reason)| (*state, reason.to_string())).collect()
    }

    fn body(plan: &Plan) -> &str {
        match &plan.next {
            Step::Send(parcel) => parcel.first.message.body(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_empty_queue_rests() {
        assert_eq!(admitted(vec![], situation()).next, Step::Rest);
    }

    #[test]
    fn orders_come_first_and_advertising_last_whoever_came_earlier() {
        let mut queue: Vec<Waiting> = Class::ALL.iter().rev().zip(1..).map(|(class, n)| text(n, *class)).collect();
        for (class, expected) in Class::ALL.iter().zip(["text 4\n\ntext 3", "text 3", "text 2", "text 1"]) {
            assert_eq!(body(&admitted(queue.clone(), situation())), expected);
            queue.retain(|waiting| waiting.class != *class);
        }
    }

    #[test]
    fn each_reason_not_to_send_is_told() {
        let never_heard = Situation { heard_at: None, ..situation() };
        let day_ago = Situation { heard_at: Some(at(0) - WINDOW), ..situation() };
        let just_heard = Situation { heard_at: Some(at(1) - WINDOW), ..situation() };
        let late = Situation { now: at(300), ..situation() };
        let nowhere = Situation { is_reachable: false, ..situation() };
        for (case, expected) in [
            (never_heard, Some("WINDOW_CLOSED")),
            (day_ago, Some("WINDOW_CLOSED")),
            (late, Some("EXPIRED")),
            (nowhere, Some("CHANNEL_UNAVAILABLE")),
            (just_heard, None),
        ] {
            let ended = ends(&admitted(vec![text(1, Class::Reply)], case));
            assert_eq!(
                ended,
                expected.map(|reason| (State::Dropped, reason.to_owned())).into_iter().collect::<Vec<_>>()
            );
        }
        assert_eq!(ends(&admitted(vec![text(1, Class::Order)], late)), []);
    }

    #[test]
    fn the_pair_rate_holds_before_a_place_at_the_account_is_asked_for() {
        let paced = Situation { free_at: at(6), ..situation() };
        let plan = decide(vec![text(1, Class::Reply)], &paced, |_| panic!("must not be asked"));
        assert_eq!(plan.next, Step::Hold(at(6)));
    }

    #[test]
    fn an_account_without_a_free_place_holds() {
        let plan = decide(vec![text(1, Class::Reply)], &situation(), |class| {
            assert_eq!(class, Class::Reply);
            Err(at(3))
        });
        assert_eq!(plan.next, Step::Hold(at(3)));
    }

    #[test]
    fn a_retry_holds_those_behind_it_in_its_class_but_not_other_classes() {
        let retry = Waiting { due_at: at(8), attempts: 1, failures: 1, ..text(1, Class::Order) };
        let held = admitted(vec![retry.clone(), text(2, Class::Order)], situation());
        assert_eq!(held.next, Step::Hold(at(8)));
        assert_eq!(body(&admitted(vec![retry, text(2, Class::Order), text(3, Class::Reply)], situation())), "text 3");
    }

    #[test]
    fn an_unknown_outcome_of_an_order_is_resent_once_and_of_a_reply_never() {
        for (class, ambiguities, now, expected) in [
            (Class::Order, 1, at(89), None),
            (Class::Order, 1, at(90), Some(true)),
            (Class::Order, 2, at(90), Some(false)),
            (Class::Reply, 1, at(90), Some(false)),
            (Class::Marketing, 1, at(90), Some(false)),
        ] {
            let queue = vec![Waiting { ambiguities, ..ambiguous(1, class, at(90)) }];
            let plan = admitted(queue, Situation { now, ..situation() });
            match expected {
                None => assert_eq!((plan.ended.len(), plan.next), (0, Step::Hold(at(90)))),
                Some(true) => assert_eq!(body(&plan), "text 1"),
                Some(false) => assert_eq!(ends(&plan), [(State::Failed, "OUTCOME_UNKNOWN".to_owned())]),
            }
        }
    }

    #[test]
    fn a_message_that_waits_for_a_status_holds_nobody() {
        let queue = vec![ambiguous(1, Class::Order, at(90)), text(2, Class::Order)];
        assert_eq!(body(&admitted(queue, situation())), "text 2");
    }
}
