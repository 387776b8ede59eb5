//! Stand-ins for the outside world: a Graph server stricter than Meta's, the phones behind it, and a page to chat by hand.
//!
//! - [`meta`]: the send endpoint with Meta's rules and errors, and the signed webhooks that go the other way.
//! - `network`: who has a phone, and what was said. It knows no provider's format but that of the messages it keeps.
//! - [`control`]: the JSON API that tests, the page and the terminal use to act as customers and to cause faults.
//! - `page`: the phone chat in a browser. [`terminal`]: the same in a terminal.
//!
//! Another provider's stand-in is a module beside `meta`, with the same `network` behind it. All state is in memory
//! and bounded.

pub mod control;
mod emulator;
pub mod meta;
mod network;
mod page;
mod settings;
pub mod terminal;

pub use emulator::Emulator;
pub use network::CatalogItem;
pub use settings::{Limits, Settings};
