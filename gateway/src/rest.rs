//! The admin API: the services' calls as REST resources.

pub(crate) mod body;
pub(crate) mod categories;
pub(crate) mod coupons;
pub(crate) mod customers;
pub(crate) mod dead_jobs;
pub(crate) mod dead_messages;
mod etag;
mod filename;
pub(crate) mod idempotency;
pub(crate) mod invoices;
pub(crate) mod messages;
pub(crate) mod option_groups;
pub(crate) mod orders;
mod paging;
mod path;
pub(crate) mod payment_events;
pub(crate) mod products;
mod query;
pub(crate) mod sellers;
pub(crate) mod shop;
mod view;
