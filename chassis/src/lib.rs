//! What every Souk process needs and no product knows.
//!
//! In reading order: [`world`] brings time and randomness in, [`settings`] reads the environment, [`telemetry`] tells
//! what happens, [`lifecycle`] starts and stops tasks. [`db`] runs one query on SQLite or PostgreSQL; [`jobs`],
//! [`lanes`] and [`events`] make things happen later, [`gather`] does the same for many callers at once. [`wire`] and
//! [`serve`] connect services, [`problem`] says what went wrong in one vocabulary, [`page`] cuts lists into pages,
//! [`breaker`] leaves a network alone that is down, [`vault`] seals what must not rest readable.

pub mod breaker;
pub mod db;
pub mod events;
pub mod gather;
pub mod jobs;
pub mod lanes;
pub mod lifecycle;
pub mod page;
pub mod problem;
pub mod serve;
pub mod settings;
pub mod telemetry;
pub mod testing;
pub mod vault;
pub mod wire;
pub mod world;

pub use problem::{Kind, Problem};
pub use vault::Vault;
pub use world::World;
