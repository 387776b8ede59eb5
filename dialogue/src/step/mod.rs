//! From an intent to a turn, one file per family of intents.

use base::Message;

use crate::{Answer, Facts, Intent, Session, Step, Turn};

/// A turn under way.
#[derive(Debug)]
pub(crate) struct Draft {
    session: Session,
}

/// What a turn does with the answer it waits for.
#[derive(Debug)]
pub(crate) enum Then {}

/// Does what the customer wants, as far as it can be done without asking a peer.
pub fn step(session: Session, _intent: Intent, facts: &Facts<'_>) -> Step {
    let replies = vec![Message::text(&facts.shop.name)];
    Step::Done(Turn { session, replies })
}

pub(crate) fn resume(draft: Draft, then: Then, _answer: Answer, _facts: &Facts<'_>) -> Step {
    let Draft { session: _ } = draft;
    match then {}
}
