//! The tables of the sellers.

mod schema;
pub(crate) mod sellers;
mod specializations;
