//! What was decided about a message.

use base::Message;
use dialogue::State;
use serde::{Deserialize, Serialize};

/// What was decided about a message, as it is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Turn {
    /// What was understood, in a word.
    pub(crate) intent: String,
    /// The state of the conversation before.
    pub(crate) state_before: String,
    /// The state after.
    pub(crate) state_after: String,
    /// What the customer reads.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) replies: Vec<Message>,
    /// Whether the replies tell that an order was placed or cancelled, which must not get lost.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) about_order: bool,
}

impl Turn {
    /// A turn that leaves the conversation where it is.
    pub(crate) fn in_place(intent: &str, state: &State, replies: Vec<Message>) -> Self {
        let state = state.name().to_owned();
        Self { intent: intent.to_owned(), state_before: state.clone(), state_after: state, replies, about_order: false }
    }
}
