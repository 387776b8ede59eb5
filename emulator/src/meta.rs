//! Meta's WhatsApp Cloud API: what Souk calls, and what calls Souk.

pub(crate) mod faults;
pub(crate) mod graph;
pub(crate) mod identity;
pub(crate) mod incoming;
pub(crate) mod pace;
pub(crate) mod send;
pub mod signature;
pub(crate) mod templates;
pub(crate) mod wamid;
pub(crate) mod webhook;
