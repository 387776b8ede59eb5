//! Stories about orders, told through the generated client on both databases, with a real catalogue beside.
#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod amending;
mod broken_off;
mod feed;
mod fields;
mod goods;
mod laws;
mod life;
mod lists;
mod market;
mod placing;
mod races;
mod refusals;
mod terms;
