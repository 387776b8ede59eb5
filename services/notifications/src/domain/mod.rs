//! The rules of sending. No I/O: time, dice and what is known come in as parameters.
//!
//! [`plan`] decides what happens to a person's waiting messages, [`outcome`] what a try at sending means, [`status`]
//! what the network's later words change, [`news`] what a customer is told about an order.

pub(crate) mod media;
pub(crate) mod merge;
pub(crate) mod news;
pub(crate) mod outbound;
pub(crate) mod outcome;
pub(crate) mod pace;
pub(crate) mod plan;
pub(crate) mod recipient;
pub(crate) mod status;
pub(crate) mod words;
