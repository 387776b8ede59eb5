//! Stories about money, told through the generated client on both databases, with a real catalogue and a stand-in for
//! Paystack beside.
#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod amending;
mod attachments;
mod invoices;
mod laws;
mod outcomes;
mod paying;
mod paystack;
mod races;
mod refunding;
mod till;
