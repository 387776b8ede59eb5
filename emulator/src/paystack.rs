//! Paystack's payment API: what Souk calls, what customers do on the payment page, and the signed webhooks that go the
//! other way.
//!
//! It is stricter than the original: a field nobody documented is refused, and a link that was opened but not paid says
//! "abandoned" or "ongoing", never "success".

pub(crate) mod api;
pub(crate) mod faults;
pub(crate) mod herald;
mod refund;
mod rehearsal;
pub mod signature;
mod till;
mod transaction;
mod view;

pub(crate) use refund::{Refund, RefundState};
pub(crate) use rehearsal::{RefundEnd, RefundManner, begin_refund, end_refund, pay};
pub(crate) use till::{RefusedCall, Till};
pub(crate) use transaction::{Stage, Transaction, fresh_number};
pub(crate) use view::{charge_event, refund_event, refund_view, transaction_view};
