//! What can go wrong with a database.

use diesel::result::{DatabaseErrorKind, Error as Query};

/// A database error. Its text names no data.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No connection could be had.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// A statement failed.
    #[error("a statement failed: {0}")]
    Query(#[from] Query),
    /// The commit failed, so nothing of the transaction holds.
    #[error("the commit failed: {0}")]
    Commit(String),
    /// The tables could not be brought up to date.
    #[error("the migration failed: {0}")]
    Migration(String),
    /// The tables are older than this version.
    #[error("the tables of {0} are not up to date; run `souk migrate` first")]
    Behind(String),
    /// The address names no database we know.
    #[error("a database address starts with sqlite:// or postgres://")]
    Url,
    /// Another process holds the embedded database.
    #[error("the data folder {0} is in use by another souk process")]
    InUse(String),
}

impl Error {
    /// Whether a unique index refused the row; `name` is a part of the index's or column's name, or empty for any.
    pub fn is_unique_violation(&self, name: &str) -> bool {
        match self {
            Self::Query(Query::DatabaseError(DatabaseErrorKind::UniqueViolation, info)) => {
                info.message().contains(name) || info.constraint_name().is_some_and(|found| found.contains(name))
            }
            _ => false,
        }
    }

    /// Whether a CHECK refused the row.
    pub const fn is_check_violation(&self) -> bool {
        matches!(self, Self::Query(Query::DatabaseError(DatabaseErrorKind::CheckViolation, _)))
    }

    /// Whether the same work may well succeed when it is done again: a lost race, or a database that was away.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Unavailable(_) | Self::Commit(_) => true,
            Self::Query(Query::DatabaseError(kind, info)) => match kind {
                DatabaseErrorKind::SerializationFailure | DatabaseErrorKind::ClosedConnection => true,
                DatabaseErrorKind::Unknown | DatabaseErrorKind::UnableToSendCommand => is_passing(info.message()),
                _ => false,
            },
            Self::Query(Query::BrokenTransactionManager) => true,
            _ => false,
        }
    }
}

/// Diesel has no kinds for these, so their words must do: PostgreSQL's 40P01, 55P03, 57P0x and lost connections, and
/// SQLite's busy.
fn is_passing(message: &str) -> bool {
    [
        "deadlock detected",
        "lock timeout",
        "terminating connection",
        "shutting down",
        "starting up",
        "connection closed",
        // Diesel's words when the task that drives a connection is gone.
        "channel closed",
        "communicating with the server",
        "database is locked",
        "recovery mode",
    ]
    .iter()
    .any(|words| message.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_connection_may_be_tried_again_and_a_value_that_cannot_be_sent_may_not() {
        let unsent = |words: &str| {
            let kind = DatabaseErrorKind::UnableToSendCommand;
            Error::Query(Query::DatabaseError(kind, Box::new(words.to_owned()))).is_retryable()
        };
        assert!(unsent("connection closed") && unsent("channel closed"));
        assert!(unsent("error communicating with the server: broken pipe"));
        assert!(!unsent("error serializing parameter 3"));
    }
}
