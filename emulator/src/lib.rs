//! Stand-ins for the outside world: a Graph server stricter than Meta's, a payment provider stricter than Paystack, the
//! phones behind them, and pages to chat and pay by hand.
//!
//! - [`meta`]: the send endpoint with Meta's rules and errors, and the signed webhooks that go the other way.
//! - [`paystack`]: links to pay by, refunds, and the signed webhooks that go the other way.
//! - `network`: who has a phone, and what was said. It knows no provider's format but that of the messages it keeps.
//! - [`control`]: the JSON API that tests, the page and the terminal use to act as customers and to cause faults.
//! - `page`: the phone chat and the payment page in a browser. [`terminal`]: the same in a terminal.
//!
//! Another provider's stand-in is a module beside `meta`, with the same `network` behind it. All state is in memory
//! and bounded.

pub mod control;
mod emulator;
pub mod meta;
mod network;
mod page;
pub mod paystack;
mod post;
mod settings;
pub mod terminal;

pub use emulator::Emulator;
pub use network::CatalogItem;
pub use settings::{Limits, PaystackAccount, Settings};
