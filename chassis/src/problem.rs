//! One vocabulary for what went wrong, over gRPC and over HTTP.

use std::collections::HashMap;

use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

/// The domain of every reason, as `google.rpc.ErrorInfo` wants it.
pub const DOMAIN: &str = "souk";

/// What kind of failure it is. This is the one table of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The request itself is wrong; the caller must change it.
    InvalidArgument,
    /// There is no such thing.
    NotFound,
    /// There is one already.
    AlreadyExists,
    /// Right request, wrong moment: the thing is in another state.
    FailedPrecondition,
    /// Someone else changed it meanwhile; read again and decide again.
    Aborted,
    /// Nobody is logged in.
    Unauthenticated,
    /// The caller may not do this.
    PermissionDenied,
    /// Too much or too often.
    ResourceExhausted,
    /// Something needed is away; the same request may succeed later.
    Unavailable,
    /// The time for an answer ran out.
    DeadlineExceeded,
    /// Our own fault.
    Internal,
}

impl Kind {
    /// The gRPC code.
    pub const fn code(self) -> Code {
        match self {
            Self::InvalidArgument => Code::InvalidArgument,
            Self::NotFound => Code::NotFound,
            Self::AlreadyExists => Code::AlreadyExists,
            Self::FailedPrecondition => Code::FailedPrecondition,
            Self::Aborted => Code::Aborted,
            Self::Unauthenticated => Code::Unauthenticated,
            Self::PermissionDenied => Code::PermissionDenied,
            Self::ResourceExhausted => Code::ResourceExhausted,
            Self::Unavailable => Code::Unavailable,
            Self::DeadlineExceeded => Code::DeadlineExceeded,
            Self::Internal => Code::Internal,
        }
    }

    /// The HTTP status.
    pub const fn http_status(self) -> u16 {
        match self {
            Self::InvalidArgument => 400,
            Self::Unauthenticated => 401,
            Self::PermissionDenied => 403,
            Self::NotFound => 404,
            Self::AlreadyExists | Self::FailedPrecondition | Self::Aborted => 409,
            Self::ResourceExhausted => 429,
            Self::Internal => 500,
            Self::Unavailable => 503,
            Self::DeadlineExceeded => 504,
        }
    }

    /// The kind of a gRPC code. A peer's deadline shows as Cancelled over HTTP/2.
    pub const fn of(code: Code) -> Self {
        match code {
            Code::InvalidArgument | Code::OutOfRange => Self::InvalidArgument,
            Code::NotFound => Self::NotFound,
            Code::AlreadyExists => Self::AlreadyExists,
            Code::FailedPrecondition => Self::FailedPrecondition,
            Code::Aborted => Self::Aborted,
            Code::Unauthenticated => Self::Unauthenticated,
            Code::PermissionDenied => Self::PermissionDenied,
            Code::ResourceExhausted => Self::ResourceExhausted,
            Code::Unavailable => Self::Unavailable,
            Code::DeadlineExceeded | Code::Cancelled => Self::DeadlineExceeded,
            _ => Self::Internal,
        }
    }
}

/// A failure as its caller sees it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}: {message}")]
pub struct Problem {
    /// What kind.
    pub kind: Kind,
    /// For programs: UPPER_SNAKE, stable, at most 63 characters.
    pub reason: String,
    /// For people: what is wrong and what to do next. No data of customers.
    pub message: String,
    /// Details for programs, such as the allowed values.
    pub metadata: HashMap<String, String>,
}

impl Problem {
    /// A problem without details.
    pub fn new(kind: Kind, reason: &str, message: impl Into<String>) -> Self {
        Self { kind, reason: reason.to_owned(), message: message.into(), metadata: HashMap::new() }
    }

    /// The same problem with one more detail.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl ToString) -> Self {
        self.metadata.insert(key.to_owned(), value.to_string());
        self
    }

    /// What the caller hears of a failure that is ours; the failure itself goes to the log, not to the caller.
    pub fn internal() -> Self {
        Self::new(
            Kind::Internal,
            "INTERNAL",
            "Something went wrong on our side. Try again; if it stays, tell us the request id.",
        )
    }

    /// What the caller hears when something needed is away.
    pub fn unavailable() -> Self {
        Self::new(
            Kind::Unavailable,
            "UNAVAILABLE",
            "Something this needs is not available right now. Try again in a moment.",
        )
    }

    /// A detail by name.
    pub fn detail(&self, key: &str) -> Option<&str> {
        self.metadata.get(key).map(String::as_str)
    }

    /// Whether the same request may succeed later.
    pub const fn is_passing(&self) -> bool {
        matches!(self.kind, Kind::Unavailable | Kind::DeadlineExceeded | Kind::Aborted | Kind::ResourceExhausted)
    }
}

/// A database failure is logged here, where it turns into words that name no table and no data.
impl From<crate::db::Error> for Problem {
    fn from(error: crate::db::Error) -> Self {
        if error.is_retryable() {
            tracing::warn!(%error, "the database is away");
            return Self::unavailable();
        }
        tracing::error!(%error, "a statement failed");
        Self::internal()
    }
}

impl From<Problem> for Status {
    fn from(problem: Problem) -> Self {
        let details = ErrorDetails::with_error_info(problem.reason, DOMAIN, problem.metadata);
        Self::with_error_details(problem.kind.code(), problem.message, details)
    }
}

impl From<Status> for Problem {
    fn from(status: Status) -> Self {
        let kind = Kind::of(status.code());
        let (reason, metadata) = match status.get_details_error_info() {
            Some(info) => (info.reason, info.metadata),
            None => (default_reason(kind).to_owned(), HashMap::new()),
        };
        Self { kind, reason, message: status.message().to_owned(), metadata }
    }
}

const fn default_reason(kind: Kind) -> &'static str {
    match kind {
        Kind::InvalidArgument => "INVALID_ARGUMENT",
        Kind::NotFound => "NOT_FOUND",
        Kind::AlreadyExists => "ALREADY_EXISTS",
        Kind::FailedPrecondition => "FAILED_PRECONDITION",
        Kind::Aborted => "ABORTED",
        Kind::Unauthenticated => "UNAUTHENTICATED",
        Kind::PermissionDenied => "PERMISSION_DENIED",
        Kind::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Kind::Unavailable => "UNAVAILABLE",
        Kind::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Kind::Internal => "INTERNAL",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_keeps_its_reason_and_details_over_the_wire() {
        let problem = Problem::new(Kind::FailedPrecondition, "CANCEL_TOO_LATE", "The shop has confirmed it.")
            .with("status", "CONFIRMED");
        assert_eq!(Problem::from(Status::from(problem.clone())), problem);
    }
}
