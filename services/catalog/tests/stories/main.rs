//! Stories of the catalogue, told through the generated client on both databases.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

mod categories;
mod import;
mod menu;
mod products;
mod shop;
