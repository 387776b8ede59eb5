//! What can go wrong, and what callers hear of it.

use chassis::{Kind, Problem, db};
use tonic::Status;

/// Messages in one call at most.
pub(crate) const MESSAGES_MAX: usize = 1000;

/// Why a call failed. The texts are for callers: they say what to do next.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("messages must be at most {MESSAGES_MAX}. Send them in several calls.")]
    TooManyMessages,
    #[error(
        "Message {index} is not one: {fault}. Nothing of the call was stored; leave it out and send the others again."
    )]
    MessageInvalid { index: usize, fault: String },
    #[error("There is no such customer. List the customers to see their ids.")]
    CustomerNotFound,
    #[error("The customer is writing right now. Try again in a moment.")]
    ConversationBusy,
    #[error("There is no such message. List the dead messages to see their ids.")]
    MessageNotFound,
    #[error("The message was not given up, or it was put back already.")]
    MessageNotDead,
    #[error(transparent)]
    Refused(#[from] Problem),
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl Error {
    /// The one table of kinds and reasons; `None` where the problem brings its own.
    const fn kind(&self) -> Option<(Kind, &'static str)> {
        Some(match self {
            Self::TooManyMessages => (Kind::InvalidArgument, "TOO_MANY_MESSAGES"),
            Self::MessageInvalid { .. } => (Kind::InvalidArgument, "MESSAGE_INVALID"),
            Self::CustomerNotFound => (Kind::NotFound, "CUSTOMER_NOT_FOUND"),
            Self::ConversationBusy => (Kind::Aborted, "CONVERSATION_BUSY"),
            Self::MessageNotFound => (Kind::NotFound, "MESSAGE_NOT_FOUND"),
            Self::MessageNotDead => (Kind::FailedPrecondition, "MESSAGE_NOT_DEAD"),
            Self::Refused(_) | Self::Database(_) => return None,
        })
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match (error.kind(), error) {
            (Some((kind, reason)), error) => {
                let problem = Self::new(kind, reason, error.to_string());
                match error {
                    Error::MessageInvalid { index, .. } => problem.with("index", index),
                    _ => problem,
                }
            }
            (None, Error::Refused(problem)) => problem,
            (None, Error::Database(error)) => error.into(),
            (None, _) => Self::internal(),
        }
    }
}

impl From<Error> for Status {
    fn from(error: Error) -> Self {
        Problem::from(error).into()
    }
}
