//! Conversations from beginning to end, on a phone and a shop in memory.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod canonical;
mod laws;
mod manners;
mod ordering;
mod phone;
mod shopping;
