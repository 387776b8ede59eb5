//! How a turn goes on and ends.

use base::Message;

use crate::{Answer, Facts, Request, Session, step::Draft, step::Then};

/// What a turn came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// The conversation after it.
    pub session: Session,
    /// What the customer reads: one message for nearly every turn, none for a reaction.
    pub replies: Vec<Message>,
}

/// Where a turn stands.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "a step is taken apart where it is returned, and never kept")]
pub enum Step {
    /// It is over.
    Done(Turn),
    /// A peer must answer first.
    Ask(Request, Resume),
}

/// The rest of a turn that waits for an answer.
#[derive(Debug)]
pub struct Resume {
    pub(crate) draft: Box<Draft>,
    pub(crate) then: Then,
}

impl Resume {
    /// Goes on with what the peer answered.
    pub fn resume(self, answer: Answer, facts: &Facts<'_>) -> Step {
        crate::step::resume(*self.draft, self.then, answer, facts)
    }
}
