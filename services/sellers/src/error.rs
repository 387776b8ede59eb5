//! What can go wrong with sellers, and what callers hear of it.

use chassis::{Kind, Problem, db};
use tonic::Status;

use crate::domain::{NAME_MAX, PHONE_DIGITS_MAX, PHONE_DIGITS_MIN, SPECIALIZATION_MAX, SPECIALIZATIONS_MAX};

/// Why a call failed. The texts are for callers: they say what to do next.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("There is no such seller. List the sellers to see their ids.")]
    SellerNotFound,
    #[error("name must have 1 to {NAME_MAX} characters, without control characters.")]
    NameInvalid,
    #[error("phone must have {PHONE_DIGITS_MIN} to {PHONE_DIGITS_MAX} digits with the country code first.")]
    PhoneInvalid,
    #[error("Another seller has this phone number. Update that seller, or use another number.")]
    PhoneTaken,
    #[error("status must be one of SellerStatus.")]
    StatusInvalid,
    #[error("availability must be one of Availability.")]
    AvailabilityInvalid,
    #[error(
        "specializations must be at most {SPECIALIZATIONS_MAX}, each with 1 to {SPECIALIZATION_MAX} characters of \
         which one is a letter or digit."
    )]
    SpecializationInvalid,
    #[error(
        "Someone else changed the seller meanwhile: it has version {0} now. Read it again, then repeat your change."
    )]
    VersionMismatch(i64),
    #[error(transparent)]
    Refused(#[from] Problem),
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl Error {
    /// The one table of kinds and reasons; `None` for failures that bring their own.
    const fn kind(&self) -> Option<(Kind, &'static str)> {
        Some(match self {
            Self::SellerNotFound => (Kind::NotFound, "SELLER_NOT_FOUND"),
            Self::NameInvalid => (Kind::InvalidArgument, "NAME_INVALID"),
            Self::PhoneInvalid => (Kind::InvalidArgument, "PHONE_INVALID"),
            Self::PhoneTaken => (Kind::AlreadyExists, "PHONE_TAKEN"),
            Self::StatusInvalid => (Kind::InvalidArgument, "STATUS_INVALID"),
            Self::AvailabilityInvalid => (Kind::InvalidArgument, "AVAILABILITY_INVALID"),
            Self::SpecializationInvalid => (Kind::InvalidArgument, "SPECIALIZATION_INVALID"),
            Self::VersionMismatch(_) => (Kind::Aborted, "VERSION_MISMATCH"),
            Self::Refused(_) | Self::Database(_) => return None,
        })
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let Some((kind, reason)) = error.kind() else {
            return match error {
                Error::Refused(problem) => problem,
                Error::Database(error) => error.into(),
                _ => Self::internal(),
            };
        };
        let problem = Self::new(kind, reason, error.to_string());
        if let Error::VersionMismatch(version) = error { problem.with("version", version) } else { problem }
    }
}

impl From<Error> for Status {
    fn from(error: Error) -> Self {
        Problem::from(error).into()
    }
}
