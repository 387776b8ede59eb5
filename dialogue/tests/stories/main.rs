//! Conversations from beginning to end, on a phone and a shop in memory.

mod canonical;
mod laws;
mod manners;
mod ordering;
mod phone;
mod shopping;
