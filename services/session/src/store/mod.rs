//! The tables, one file per aggregate.

pub(crate) mod aliases;
pub(crate) mod customers;
pub(crate) mod dead;
pub(crate) mod inbox;
mod postgres;
mod schema;
pub(crate) mod turns;
