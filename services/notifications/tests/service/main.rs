//! The service through its client, on both databases, against a stand-in for Meta.

mod failing;
mod graph;
mod holding;
mod sending;
mod stand;
mod statuses;
