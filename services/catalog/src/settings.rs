//! What the shop's owner decides for the catalogue.

use base::Currency;
use chassis::settings::{Environment, SettingError};

const CURRENCY: &str = "SOUK_CURRENCY";

/// The settings this service reads.
pub const SETTINGS: &[&str] = &[CURRENCY];

/// The catalogue's settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// The currency of all prices.
    pub currency: Currency,
}

impl Settings {
    /// Reads the settings; what is not set is as in the sample market.
    pub fn from_environment(environment: &Environment) -> Result<Self, SettingError> {
        let currency = environment.value(CURRENCY, "an ISO 4217 code such as NGN", Currency::NGN)?;
        Ok(Self { currency })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(code: &str) -> Result<Settings, SettingError> {
        Settings::from_environment(&Environment::new([(CURRENCY.to_owned(), code.to_owned())]))
    }

    #[test]
    fn prices_are_in_naira_unless_the_owner_says_otherwise() {
        assert_eq!(settings("").map(|settings| settings.currency.code()), Ok("NGN"));
        assert_eq!(settings("GHS").map(|settings| settings.currency.code()), Ok("GHS"));
        assert!(settings("shells").is_err_and(|error| error.to_string().starts_with("SOUK_CURRENCY must be")));
    }
}
