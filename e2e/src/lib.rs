//! Black-box tests of the real `souk` binary: everything goes over its ports, as customers, the office and Meta do it.
//!
//! A [`Souk`] is the whole product on private ports and in a folder of its own: in one process or in six, on SQLite or
//! on PostgreSQL. Customers are [`Phone`]s at the emulator, staff is the [`Office`] at the REST API, and other teams'
//! programs call [`Services`] over gRPC. Time passes when a test says so.
//!
//! Most tests are scenarios: files that read like a chat, see [`chat`]. `cargo xtask test -p e2e` runs all of them.

pub mod chat;
pub mod collector;
pub mod database;
pub mod emulator;
pub mod failure;
pub mod meta;
pub mod office;
pub mod phone;
pub mod ports;
pub mod process;
pub mod proxy;
pub mod services;
pub mod souk;

pub use collector::Collector;
pub use database::Database;
pub use emulator::Emulator;
pub use failure::{Failure, Outcome, until};
pub use office::Office;
pub use phone::{Phone, Reply};
pub use services::Services;
pub use souk::{Form, Souk, Start};
