//! The tables of this service. What rows mean is decided elsewhere.

pub(crate) mod account_events;
mod condition;
pub(crate) mod documents;
pub(crate) mod messages;
mod postgres;
pub(crate) mod queue;
pub(crate) mod recipients;
pub(crate) mod register;
mod schema;
pub(crate) mod statuses;

use chassis::db::Error;

use crate::domain::outbound::{Class, State};

/// A word in a row that this version does not know: a newer one wrote it.
fn unreadable(word: &str) -> Error {
    Error::Unavailable(format!("this version cannot read the stored word {word}"))
}

fn read_state(word: &str) -> Result<State, Error> {
    State::parse(word).ok_or_else(|| unreadable(word))
}

fn read_class(word: &str) -> Result<Class, Error> {
    Class::parse(word).ok_or_else(|| unreadable(word))
}
