//! Customers, conversations and carts.

mod domain;
mod error;
mod settings;
mod store;
