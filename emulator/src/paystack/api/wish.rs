//! Reading what a request asks for. A field that Paystack does not document is refused, since it would change nothing.

use serde_json::{Map, Value};

use super::PaystackError;

/// Refuses fields that are not among these.
pub(super) fn only(fields: &Map<String, Value>, known: &[&str]) -> Result<(), PaystackError> {
    let stranger = fields.keys().find(|name| !known.contains(&name.as_str()));
    stranger.map_or(Ok(()), |name| Err(PaystackError::invalid("unknown_field", format!("{name} is not a field"))))
}

/// A text that may be left out.
pub(super) fn text<'f>(fields: &'f Map<String, Value>, name: &str) -> Result<Option<&'f str>, PaystackError> {
    match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(PaystackError::invalid("invalid_params", format!("{name} must be a string"))),
    }
}

/// A sum in the currency's subunit: a whole number, or one written as text.
pub(super) fn amount(fields: &Map<String, Value>) -> Result<Option<u64>, PaystackError> {
    let wrong = || PaystackError::invalid("invalid_amount", "Invalid Amount Sent");
    match fields.get("amount") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Number(number)) => number.as_u64().filter(|amount| *amount > 0).map(Some).ok_or_else(wrong),
        Some(Value::String(text)) if text.bytes().all(|byte| byte.is_ascii_digit()) => {
            text.parse().ok().filter(|amount| *amount > 0).map(Some).ok_or_else(wrong)
        }
        Some(_) => Err(wrong()),
    }
}
