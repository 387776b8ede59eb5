//! Webhooks: what Meta tells Souk, how it is put into posts, and how often it is tried.

mod courier;
mod demand;
mod desk;
mod envelope;
mod post;
mod report;

pub(crate) use courier::Courier;
pub(crate) use demand::{CourierView, Release, SignatureMode, WebhookFaults};
pub(crate) use desk::Lane;
pub(crate) use envelope::{Shape, Update};
pub(crate) use report::{Fate, advance, report};
