//! A customer with the conversation so far.

use base::{Address, Id, Timestamp};
use chassis::vault::Unopened;
use dialogue::{Language, Session};

use super::pace::Pace;

/// A customer.
#[derive(Debug, Clone)]
pub(crate) struct Customer {
    pub(crate) id: Id,
    /// The name shown to staff; may be empty.
    pub(crate) name: String,
    /// Where the customer was last heard.
    pub(crate) address: Address,
    /// The conversation after the last turn. One that cannot be opened stays as it is stored.
    pub(crate) conversation: Result<Session, Unopened>,
    /// Grows with every turn.
    pub(crate) version: i64,
    /// The newest turn, from which the older ones are found.
    pub(crate) last_turn: Option<Id>,
    /// The last turn, when its replies may not have reached notifications yet.
    pub(crate) undelivered: Option<Id>,
    pub(crate) pace: Pace,
    /// When the customer was last heard, to the minute.
    pub(crate) heard_at: Timestamp,
    pub(crate) created_at: Timestamp,
}

impl Customer {
    /// The language the customer chose, as far as it is known.
    pub(crate) fn language(&self) -> Option<Language> {
        self.conversation.as_ref().ok()?.language
    }

    /// The state of the conversation in a word.
    pub(crate) fn state(&self) -> &'static str {
        self.conversation.as_ref().map_or("sealed", |conversation| conversation.state.name())
    }
}

/// The beginning of the minute a moment lies in.
pub(crate) fn to_minute(moment: Timestamp) -> Timestamp {
    let second = moment.as_second();
    Timestamp::from_second(second - second.rem_euclid(60)).unwrap_or(moment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_cut_to_its_minute() {
        let moment: Timestamp = "2026-11-20T11:07:59.999Z".parse().unwrap();
        assert_eq!(to_minute(moment).to_string(), "2026-11-20T11:07:00Z");
    }
}
