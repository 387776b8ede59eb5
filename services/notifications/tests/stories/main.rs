//! Stories about messages, told through the generated client on both databases, against a stand-in for Meta.
#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod failing;
mod files;
mod following;
mod graph;
mod holding;
mod sending;
mod shelf;
mod stand;
mod statuses;
