//! The rules of the catalogue, without any I/O.

pub(crate) mod category;
pub(crate) mod code;
pub(crate) mod market;
pub(crate) mod menu;
pub(crate) mod product;
pub(crate) mod search;

use crate::error::Error;

/// Refuses a change that was made to another version than the current one; zero skips the check.
fn check_version(current: i64, expected: i64) -> Result<(), Error> {
    if expected == 0 || expected == current { Ok(()) } else { Err(Error::VersionMismatch(current)) }
}
