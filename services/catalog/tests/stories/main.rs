//! Stories of the catalogue, told through the generated client on both databases.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

mod categories;
mod coupons;
mod import;
mod menu;
mod options;
mod products;
mod races;
mod reservations;
mod shop;
mod terms;
