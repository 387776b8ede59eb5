//! From an input to an intent.

use crate::{Facts, Input, Intent, Session, intent::Act};

/// Understands what a customer did.
pub fn read(_session: &Session, input: &Input, _facts: &Facts<'_>) -> Intent {
    let act = match input {
        Input::Reaction => Act::Reaction,
        _ => Act::Help,
    };
    Intent { act, language: None }
}
