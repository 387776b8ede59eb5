//! Stories of customers, told through the generated client, beside the real catalogue, orders and notifications.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on fails right there")]

mod graph;
mod shop;
mod wire;

mod admin;
mod crowd;
mod details;
mod faults;
mod files;
mod identity;
mod inbox;
mod ordering;
mod pace;
mod replicas;
mod sealed;
mod sold_out;
