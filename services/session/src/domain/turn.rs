//! What was decided about a message.

use base::Message;
use serde::{Deserialize, Serialize};

/// The intent of a message that was given up before anything was decided.
pub(crate) const GIVEN_UP: &str = "given_up";

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
    /// What the customer said, for people to read, where a part of it is private; else the message itself says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) heard: Option<String>,
}

impl Turn {
    /// A turn that leaves the conversation where it is.
    pub(crate) fn in_place(intent: &str, state: &str, replies: Vec<Message>) -> Self {
        Self {
            intent: intent.to_owned(),
            state_before: state.to_owned(),
            state_after: state.to_owned(),
            replies,
            about_order: false,
            heard: None,
        }
    }
}
