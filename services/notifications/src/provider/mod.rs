//! The networks' clients.

pub(crate) mod meta;

use base::{Address, Channel, Id, Message, message::FileContent};

use self::meta::Meta;
use crate::domain::{
    media::{Media, MediaId, NoMedia},
    outcome::Outcome,
};

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
    /// The network's id of a document's file.
    pub(crate) media_id: Option<&'a str>,
}

/// A file that goes along with a message.
#[derive(Debug)]
pub(crate) struct Enclosure<'a> {
    pub(crate) account_id: &'a str,
    pub(crate) filename: &'a str,
    pub(crate) mime_type: &'a str,
    pub(crate) content: FileContent,
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

    /// Hands a file over and tells the network's id of it; else how the send ended before it began.
    pub(crate) async fn upload(&self, enclosure: Enclosure<'_>) -> Result<String, Outcome> {
        match self {
            Self::Meta(meta) => meta.upload(enclosure).await,
        }
    }

    /// Fetches a file that a person sent.
    pub(crate) async fn fetch(&self, id: &MediaId) -> Result<Media, NoMedia> {
        match self {
            Self::Meta(meta) => meta.fetch(id).await,
        }
    }

    /// What a failure that a status tells means for the message.
    pub(crate) fn told_failure(&self, code: i32) -> Outcome {
        match self {
            Self::Meta(_) => meta::codes::told_failure(code),
        }
    }
}
