//! What the network's words about a message change. They come in any order, late and more than once.
//!
//! The states of a sent message form a ladder: accepted, sent, failed, delivered, read. A word moves a message up only,
//! so every order of the same words ends in the same state. Failed stands below delivered because networks were seen
//! to deliver what they had called failed.

use super::outbound::State;

/// What a network says about a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Word {
    Sent,
    Delivered,
    Read,
    /// With the network's error code.
    Failed(i32),
}

impl Word {
    /// Reads a word; others tell nothing about the message's way.
    pub(crate) fn parse(word: &str, error_code: i32) -> Option<Self> {
        match word {
            "sent" => Some(Self::Sent),
            "delivered" => Some(Self::Delivered),
            "read" | "played" => Some(Self::Read),
            "failed" => Some(Self::Failed(error_code)),
            _ => None,
        }
    }

    /// The step it is; "failed" is none.
    pub(crate) const fn forward(self) -> Option<Forward> {
        match self {
            Self::Sent => Some(Forward::Sent),
            Self::Delivered => Some(Forward::Delivered),
            Self::Read => Some(Forward::Read),
            Self::Failed(_) => None,
        }
    }
}

/// A step up the ladder that needs nothing but the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Forward {
    Sent,
    Delivered,
    Read,
}

impl Forward {
    pub(crate) const fn state(self) -> State {
        match self {
            Self::Sent => State::Sent,
            Self::Delivered => State::Delivered,
            Self::Read => State::Read,
        }
    }

    /// The states it moves a message on from. Whatever reached the phone needs no further try, so a message that
    /// waits for one is included; "sent" is not enough for that, since the network may have said "failed" after it.
    /// The store has the same in SQL.
    #[cfg(test)]
    pub(crate) const fn from(self) -> &'static [State] {
        use State::{Accepted, Ambiguous, Dead, Delivered, Failed, Queued, Sending, Sent};
        match self {
            Self::Sent => &[Sending, Ambiguous, Accepted],
            Self::Delivered => &[Queued, Sending, Ambiguous, Accepted, Sent, Failed, Dead],
            Self::Read => &[Queued, Sending, Ambiguous, Accepted, Sent, Failed, Dead, Delivered],
        }
    }
}

/// A message as far as "failed" is concerned.
#[derive(Debug, Clone)]
pub(crate) struct Standing {
    pub(crate) state: State,
    /// The network's id of the last try it took.
    pub(crate) provider_id: Option<String>,
}

impl Standing {
    /// Whether "failed" under this network id is news: not about a former try, and not after it arrived.
    pub(crate) fn may_fail(&self, told_id: &str) -> bool {
        let same = self.provider_id.as_deref().map(|known| known == told_id);
        match self.state {
            State::Accepted | State::Sent => same.unwrap_or(true) || told_id.is_empty(),
            // Our own record of this try is not written yet, so a known id is that of a former one.
            State::Sending | State::Ambiguous => same != Some(true),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn applied(state: State, word: Word) -> State {
        let forward = match word {
            Word::Sent => Forward::Sent,
            Word::Delivered => Forward::Delivered,
            Word::Read => Forward::Read,
            Word::Failed(_) => {
                let standing = Standing { state, provider_id: Some("wamid.1".to_owned()) };
                return if standing.may_fail("wamid.1") { State::Failed } else { state };
            }
        };
        if forward.from().contains(&state) { forward.state() } else { state }
    }

    proptest! {
        #[test]
        fn every_order_of_the_same_words_ends_in_the_same_state(
            words in prop::collection::vec(
                prop_oneof![Just(Word::Sent), Just(Word::Delivered), Just(Word::Read), Just(Word::Failed(131_026))], 1..6),
            swaps in prop::collection::vec((0_usize..6, 0_usize..6), 0..6),
        ) {
            let mut shuffled = words.clone();
            for (one, other) in swaps {
                let count = shuffled.len();
                shuffled.swap(one % count, other % count);
            }
            let end = |words: &[Word]| words.iter().fold(State::Accepted, |state, word| applied(state, *word));
            prop_assert_eq!(end(&words), end(&shuffled));
        }

        #[test]
        fn a_word_never_moves_a_message_down(before in 3_usize..8, word in 0_usize..4) {
            let state = State::ALL[before];
            let word = [Word::Sent, Word::Delivered, Word::Read, Word::Failed(1)][word];
            prop_assert!(applied(state, word) >= state);
        }
    }

    #[test]
    fn failed_of_a_former_try_changes_nothing() {
        let of = |state| Standing { state, provider_id: Some("wamid.1".to_owned()) };
        assert!(of(State::Accepted).may_fail("wamid.1") && of(State::Sent).may_fail(""));
        assert!(!of(State::Accepted).may_fail("wamid.0"));
        assert!(!of(State::Sending).may_fail("wamid.1") && of(State::Sending).may_fail("wamid.2"));
        assert!(!of(State::Queued).may_fail("wamid.1") && !of(State::Delivered).may_fail("wamid.1"));
    }

    #[test]
    fn unknown_words_tell_nothing() {
        assert_eq!((Word::parse("in_orbit", 0), Word::parse("deleted", 0)), (None, None));
        assert_eq!(Word::parse("played", 0), Some(Word::Read));
    }
}
