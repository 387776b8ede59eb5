//! What a customer and a message are, and the rules about them. No I/O.

pub(crate) mod customer;
pub(crate) mod identity;
pub(crate) mod message;
pub(crate) mod pace;
pub(crate) mod turn;
