//! The tables, one file per aggregate.

pub(crate) mod aliases;
pub(crate) mod customers;
pub(crate) mod dead;
pub(crate) mod inbox;
mod postgres;
pub(crate) mod receive;
mod schema;
pub(crate) mod seals;
pub(crate) mod sold_out;
pub(crate) mod turns;
