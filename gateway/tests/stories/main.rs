//! Stories about the gateway, told over HTTP, with the real services behind it.
#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod forgeries;
mod goods;
mod house;
mod logins;
mod money;
mod office;
mod operation;
mod orders;
mod payments;
mod policy;
mod refusals;
mod resources;
mod signatures;
mod webhooks;
