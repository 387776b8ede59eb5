//! The gateway's tables.

pub(crate) mod idempotency_keys;
pub(crate) mod login_failures;
mod schema;
pub(crate) mod sessions;
pub(crate) mod signing_keys;
pub(crate) mod users;
