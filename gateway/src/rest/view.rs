//! Shared words of the contract, as JSON shows them.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use chassis::Problem;
use jiff::Timestamp;
use proto::{common::v1 as common, convert};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::filename;
use crate::error::Error;

/// A sum of money in whole minor units.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
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

impl From<Money> for common::Money {
    fn from(money: Money) -> Self {
        Self { amount_minor: money.amount_minor, currency: money.currency }
    }
}

/// Where a person can be reached.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Address {
    /// "WHATSAPP" or "TWILIO".
    channel: String,
    /// Our own side of the conversation.
    account_id: String,
    /// Digits only; empty when the person hides it.
    phone: String,
    /// The network's id of the person; may be empty.
    user_id: String,
}

impl From<common::Address> for Address {
    fn from(address: common::Address) -> Self {
        let channel = word(address.channel().as_str_name(), "CHANNEL_");
        Self { channel, account_id: address.account_id, phone: address.phone, user_id: address.user_id }
    }
}

/// A message as JSON shows it; none when it breaks the limits, which no service lets happen.
pub(crate) fn message(message: common::Message) -> Option<base::Message> {
    message.try_into().ok()
}

/// What the contract promises to be in every answer.
pub(crate) fn promised<T>(part: Option<T>) -> Result<T, Error> {
    part.ok_or_else(|| Problem::internal().into())
}

/// A moment as RFC 3339 writes it; none when the contract has none.
pub(crate) fn time(time: Option<prost_types::Timestamp>) -> Option<Timestamp> {
    time.and_then(|time| convert::from_time(time).ok())
}

/// Bytes to be shown or saved under a name.
pub(crate) fn file(mime_type: &str, name: &str, content: Vec<u8>) -> Response {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_');
    let name: String =
        filename::of(name, mime_type).chars().map(|letter| if plain(letter) { letter } else { '_' }).collect();
    let kind = HeaderValue::try_from(mime_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\""));
    let mut response = content.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    if let Ok(disposition) = disposition {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

/// The word of an enum's value, without the enum's name in front of it.
pub(crate) fn word(name: &str, prefix: &str) -> String {
    name.strip_prefix(prefix).unwrap_or(name).to_owned()
}
