//! The tables of the catalogue. Whatever changes them holds the revision's row first and raises it at the end.

pub(crate) mod categories;
pub(crate) mod menu;
pub(crate) mod products;
pub(crate) mod revision;
mod schema;

use base::Id;

/// Sorts before every id that is ever made: where the first page starts.
pub(crate) const FIRST_ID: Id = Id::from_uuid(uuid::Uuid::nil());
