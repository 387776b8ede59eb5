//! The words everybody in Souk speaks: money, ids, addresses, messages, time.
//!
//! Nothing here does I/O, reads a clock or rolls dice; a value that cannot be right cannot be built.

pub mod address;
pub mod clock;
pub mod hours;
pub mod id;
mod mask;
pub mod message;
pub mod money;
pub mod order_number;
mod text;
mod unseen;
pub mod words;

pub use address::{Address, Channel, Phone};
pub use clock::Clock;
pub use hours::OpeningHours;
pub use id::Id;
pub use jiff::{Timestamp, civil::Date, tz::TimeZone};
pub use mask::masked;
pub use message::Message;
pub use money::{Currency, Money};
pub use order_number::OrderNumber;
pub use unseen::{is_unseen, one_line};
pub use words::Words;
