//! Price tags.

use base::{Currency, Money};
use chassis::settings::SettingError;
use proto::common::v1::Money as MoneyMessage;

/// Reads a price tag of something that is named in the error.
pub(super) fn tag(text: &str, currency: Currency, of: &str) -> Result<MoneyMessage, SettingError> {
    let wrong = || SettingError::new(format!("{of} must look like 1800.00."));
    parse(text, currency).map(MoneyMessage::from).ok_or_else(wrong)
}

/// Reads a price tag that may be left out.
pub(super) fn optional(
    text: Option<&String>,
    currency: Currency,
    of: &str,
) -> Result<Option<MoneyMessage>, SettingError> {
    text.map(|text| tag(text, currency, of)).transpose()
}

/// Reads a price tag exactly; a fraction finer than the currency's is refused.
pub(super) fn parse(text: &str, currency: Currency) -> Option<Money> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = usize::try_from(currency.exponent()).ok()?;
    let right = fraction.len() <= digits && [whole, fraction].concat().bytes().all(|byte| byte.is_ascii_digit());
    if !right {
        return None;
    }
    Some(Money::new(format!("{whole}{fraction:0<digits$}").parse().ok()?, currency))
}
