//! What can go wrong here, and how a caller hears of it.

use chassis::{Kind, Problem, db};
use tonic::Status;

use crate::domain::media::NoMedia;

/// Messages one call may bring.
pub(crate) const MESSAGES_MAX: usize = 200;
/// Statuses one call may bring.
pub(crate) const STATUSES_MAX: usize = 1_000;
/// Account events one call may bring.
pub(crate) const EVENTS_MAX: usize = 1_000;
/// Bytes of one account event.
pub(crate) const EVENT_BYTES_MAX: usize = 64 * 1024;

/// A failure of this service.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("Send at most {MESSAGES_MAX} messages in one call.")]
    TooManyMessages,
    #[error("Every message needs a key of 1 to 200 characters that names its effect.")]
    KeyRequired,
    #[error("Say who it is about: recipient.id has 1 to 200 characters.")]
    RecipientRequired,
    #[error("Say where the recipient can be reached: a channel, and a phone of 5 to 15 digits or a user id.")]
    AddressRequired,
    #[error("The message cannot be sent: {0}.")]
    MessageInvalid(String),
    #[error("heard_time is required and must be a moment.")]
    HeardTimeRequired,
    #[error("Bring at most {STATUSES_MAX} statuses in one call.")]
    TooManyStatuses,
    #[error("Bring at most {EVENTS_MAX} events in one call.")]
    TooManyEvents,
    #[error("An account event needs a channel and has at most {EVENT_BYTES_MAX} bytes of JSON.")]
    EventInvalid,
    #[error("There is no message with this id.")]
    MessageNotFound,
    #[error("Only a dead message can be redriven; this one is {0}.")]
    MessageNotDead(&'static str),
    #[error(transparent)]
    Media(#[from] NoMedia),
    #[error(transparent)]
    Page(#[from] Problem),
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl Error {
    /// The one table of kinds and reasons.
    const fn kind(&self) -> (Kind, &'static str) {
        match self {
            Self::TooManyMessages => (Kind::InvalidArgument, "TOO_MANY_MESSAGES"),
            Self::KeyRequired => (Kind::InvalidArgument, "KEY_REQUIRED"),
            Self::RecipientRequired => (Kind::InvalidArgument, "RECIPIENT_REQUIRED"),
            Self::AddressRequired => (Kind::InvalidArgument, "ADDRESS_REQUIRED"),
            Self::MessageInvalid(_) => (Kind::InvalidArgument, "MESSAGE_INVALID"),
            Self::HeardTimeRequired => (Kind::InvalidArgument, "HEARD_TIME_REQUIRED"),
            Self::TooManyStatuses => (Kind::InvalidArgument, "TOO_MANY_STATUSES"),
            Self::TooManyEvents => (Kind::InvalidArgument, "TOO_MANY_EVENTS"),
            Self::EventInvalid => (Kind::InvalidArgument, "EVENT_INVALID"),
            Self::MessageNotFound => (Kind::NotFound, "MESSAGE_NOT_FOUND"),
            Self::MessageNotDead(_) => (Kind::FailedPrecondition, "MESSAGE_NOT_DEAD"),
            Self::Media(NoMedia::IdInvalid) => (Kind::InvalidArgument, "MEDIA_ID_INVALID"),
            Self::Media(NoMedia::NotFound) => (Kind::NotFound, "MEDIA_NOT_FOUND"),
            Self::Media(NoMedia::Expired) => (Kind::NotFound, "MEDIA_EXPIRED"),
            Self::Media(NoMedia::TooLarge) => (Kind::FailedPrecondition, "MEDIA_TOO_LARGE"),
            Self::Media(NoMedia::TypeRefused) => (Kind::FailedPrecondition, "MEDIA_TYPE_REFUSED"),
            Self::Media(NoMedia::Unavailable) => (Kind::Unavailable, "PROVIDER_UNAVAILABLE"),
            Self::Page(problem) => (problem.kind, "PAGE_TOKEN_INVALID"),
            Self::Database(_) => (Kind::Internal, "INTERNAL"),
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let (kind, reason) = error.kind();
        match error {
            Error::Page(problem) => problem,
            Error::Database(error) => error.into(),
            other => Self::new(kind, reason, other.to_string()),
        }
    }
}

impl From<Error> for Status {
    fn from(error: Error) -> Self {
        Problem::from(error).into()
    }
}
