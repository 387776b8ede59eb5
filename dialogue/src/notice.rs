//! What the driver tells a customer when a message has no turn, or not yet.

use base::Message;

use crate::{Language, words::words};

/// Why a message has no turn, or not yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// It could not be dealt with.
    GivenUp,
    /// A peer is away while it must not be asked twice; the answer follows.
    StillTrying,
    /// The customer writes too fast.
    SlowDown,
    /// The shop cannot be reached, and nothing was done.
    Unavailable,
}

impl Notice {
    /// The notice in words.
    pub fn message(self, language: Language) -> Message {
        let say = &words(language).say;
        let phrase = match self {
            Self::GivenUp => &say.notices.given_up,
            Self::StillTrying => &say.notices.still_trying,
            Self::SlowDown => &say.notices.slow_down,
            Self::Unavailable => &say.checkout.unavailable,
        };
        Message::text(phrase.plain())
    }
}
