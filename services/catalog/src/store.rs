//! The tables of the catalogue.
//!
//! What customers see in the menu is changed under the lock of [`revision::lock`]. Rows are locked in one order
//! everywhere, so that nobody waits in a circle: the revision of the catalogue, reservations, stock, coupons, slots, the
//! revision of the shelves; within each by their keys.

pub(crate) mod categories;
pub(crate) mod coupons;
mod fields;
pub(crate) mod menu;
pub(crate) mod options;
mod postgres;
pub(crate) mod products;
pub(crate) mod reservations;
pub(crate) mod revision;
mod schema;
pub(crate) mod shelf;
pub(crate) mod shop;
pub(crate) mod slots;
pub(crate) mod stock;

use base::Id;

/// Sorts before every id that is ever made: where the first page starts.
pub(crate) const FIRST_ID: Id = Id::from_uuid(uuid::Uuid::nil());
