//! The admin API: the services' calls as REST resources.

pub(crate) mod body;
pub(crate) mod categories;
pub(crate) mod customers;
mod etag;
pub(crate) mod idempotency;
pub(crate) mod messages;
pub(crate) mod orders;
mod paging;
pub(crate) mod products;
mod query;
pub(crate) mod sellers;
mod view;
