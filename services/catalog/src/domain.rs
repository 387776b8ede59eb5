//! The rules of the catalogue, without any I/O.

pub(crate) mod category;
pub(crate) mod code;
pub(crate) mod coupon;
pub(crate) mod field;
pub(crate) mod market;
pub(crate) mod menu;
pub(crate) mod option;
pub(crate) mod polygon;
pub(crate) mod product;
pub(crate) mod reservation;
pub(crate) mod search;
pub(crate) mod shelf;
pub(crate) mod shop;
pub(crate) mod stock;

use crate::error::Error;

/// Refuses a change that was made to another version than the current one; zero skips the check.
pub(crate) fn check_version(current: i64, expected: i64) -> Result<(), Error> {
    if expected == 0 || expected == current { Ok(()) } else { Err(Error::VersionMismatch(current)) }
}
