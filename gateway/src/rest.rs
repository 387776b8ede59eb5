//! The admin API: the services' calls as REST resources.

pub(crate) mod body;
mod etag;
pub(crate) mod idempotency;
pub(crate) mod orders;
mod paging;
mod query;
mod view;
