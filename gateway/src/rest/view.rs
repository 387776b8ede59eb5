//! Shared words of the contract, as JSON shows them.

use jiff::Timestamp;
use proto::{common::v1 as common, convert};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A sum of money in whole minor units.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Money {
    /// In the currency's smallest unit: kobo, yen, fils.
    #[schema(example = 420_000)]
    amount_minor: i64,
    /// ISO 4217.
    #[schema(example = "NGN")]
    currency: String,
}

impl From<common::Money> for Money {
    fn from(money: common::Money) -> Self {
        Self { amount_minor: money.amount_minor, currency: money.currency }
    }
}

/// A moment as RFC 3339 writes it; none when the contract has none.
pub(crate) fn time(time: Option<prost_types::Timestamp>) -> Option<Timestamp> {
    time.and_then(|time| convert::from_time(time).ok())
}

/// The word of an enum's value, without the enum's name in front of it.
pub(crate) fn word(name: &str, prefix: &str) -> String {
    name.strip_prefix(prefix).unwrap_or(name).to_owned()
}
