//! Conversations from beginning to end, on a phone and a shop in memory.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod addresses;
mod canonical;
mod changes;
mod choices;
mod desk;
mod files;
mod laws;
mod manners;
mod ordering;
mod phone;
mod rich;
mod sentences;
mod services;
mod shopping;
mod sold_out;
mod speech;
mod terms;
