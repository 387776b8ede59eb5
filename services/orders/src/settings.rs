//! What the shop may set.

use base::Currency;
use chassis::settings::{Environment, SettingError};

/// The settings this service reads.
pub const SETTINGS: &[&str] = &["SOUK_CURRENCY"];

/// The service's settings.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What every order is paid in; the catalogue's prices are in it too.
    pub currency: Currency,
}

impl Settings {
    /// Reads the settings; NGN is the sample market's currency.
    pub fn from_environment(environment: &Environment) -> Result<Self, SettingError> {
        let form = "an ISO 4217 currency code such as NGN";
        Ok(Self { currency: environment.value("SOUK_CURRENCY", form, Currency::NGN)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(currency: &str) -> Result<Settings, SettingError> {
        Settings::from_environment(&Environment::new([("SOUK_CURRENCY".to_owned(), currency.to_owned())]))
    }

    #[test]
    fn the_shop_chooses_its_currency_and_a_wrong_one_is_named() {
        assert_eq!(read("KWD").unwrap().currency.code(), "KWD");
        assert_eq!(read("").unwrap().currency, Currency::NGN);
        let error = read("naira").unwrap_err().to_string();
        assert_eq!(error, "SOUK_CURRENCY must be an ISO 4217 currency code such as NGN.");
    }
}
