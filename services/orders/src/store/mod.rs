//! Orders and their histories in the database.
//!
//! Every function takes the connection or transaction of its caller and knows no rules.

pub(crate) mod amendments;
pub(crate) mod attachments;
pub(crate) mod feed;
pub(crate) mod invoices;
pub(crate) mod ledger;
mod list;
mod orders;
pub(crate) mod payment_events;
pub(crate) mod payments;
pub(crate) mod placements;
mod placing;
pub(crate) mod refunds;
mod rows;
mod schema;
mod status_changes;

pub(crate) use amendments::AmendmentRecord;
pub(crate) use list::{Filter, list};
pub(crate) use orders::{OrderRef, find, find_locked, last_of, save_change, save_lines, save_money, save_proofs};
pub(crate) use placing::{Earlier, NewOrder, earlier, place};
pub(crate) use status_changes::{history, made_with};

use base::Money;
use jiff::Timestamp;

use crate::{domain::lifecycle::UnknownWord, error::Error};

/// Later than anything stored. PostgreSQL's times do not reach as far as ours.
fn end_of_time() -> Timestamp {
    "9999-01-01T00:00:00Z".parse().unwrap_or(Timestamp::UNIX_EPOCH)
}

/// A stored sum with its currency.
fn money_of(minor: i64, currency: &str) -> Result<Money, Error> {
    Ok(Money::new(minor, currency.parse().map_err(|_| Error::Unreadable("currency"))?))
}

/// A stored word, which this version may not know.
fn word<T>(read: Result<T, UnknownWord>, name: &'static str) -> Result<T, Error> {
    read.map_err(|_| Error::Unreadable(name))
}
