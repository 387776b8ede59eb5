//! The networks' clients.

pub(crate) mod meta;

use base::{Address, Channel, Id, Message};

use self::meta::Meta;
use crate::domain::outcome::Outcome;

/// A network's client.
pub(crate) enum Provider {
    Meta(Meta),
}

/// What a client is to send.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Letter<'a> {
    /// Comes back with every status.
    pub(crate) id: Id,
    pub(crate) address: &'a Address,
    pub(crate) message: &'a Message,
}

impl Provider {
    /// Whether it serves this network.
    pub(crate) const fn serves(&self, channel: Channel) -> bool {
        match self {
            Self::Meta(_) => matches!(channel, Channel::Whatsapp),
        }
    }

    /// Sends once; nothing is tried again in here.
    pub(crate) async fn send(&self, letter: Letter<'_>) -> Outcome {
        match self {
            Self::Meta(meta) => meta.send(letter).await,
        }
    }

    /// What a failure that a status tells means for the message.
    pub(crate) fn told_failure(&self, code: i32) -> Outcome {
        match self {
            Self::Meta(_) => meta::codes::told_failure(code),
        }
    }
}
