//! Time comes in as a parameter.

use jiff::Timestamp;

/// Tells the time. A process has one clock that runs and a test has one that is moved by hand; both live in `chassis`.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;
}
