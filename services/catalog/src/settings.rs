//! What the shop's owner decides for the catalogue.

use base::{Currency, TimeZone};
use chassis::settings::{Environment, SettingError};

const CURRENCY: &str = "SOUK_CURRENCY";
const TIME_ZONE: &str = "SOUK_TIME_ZONE";
const TIME_ZONE_DEFAULT: &str = "Africa/Lagos";

/// The settings this service reads.
pub const SETTINGS: &[&str] = &[CURRENCY, TIME_ZONE];

/// The catalogue's settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The currency of all prices.
    pub currency: Currency,
    /// Where the shop's days begin and end.
    pub time_zone: TimeZone,
}

impl Settings {
    /// Reads the settings; what is not set is as in the sample market.
    pub fn from_environment(environment: &Environment) -> Result<Self, SettingError> {
        let currency = environment.value(CURRENCY, "an ISO 4217 code such as NGN", Currency::NGN)?;
        let time_zone = time_zone(environment.text(TIME_ZONE).unwrap_or(TIME_ZONE_DEFAULT))?;
        Ok(Self { currency, time_zone })
    }
}

fn time_zone(name: &str) -> Result<TimeZone, SettingError> {
    let unknown = |_| SettingError::new(format!("{TIME_ZONE} must be an IANA time zone such as Africa/Lagos."));
    TimeZone::get(name).map_err(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(code: &str) -> Result<Settings, SettingError> {
        Settings::from_environment(&Environment::new([(CURRENCY.to_owned(), code.to_owned())]))
    }

    #[test]
    fn the_shop_is_in_lagos_unless_the_owner_says_otherwise() {
        let zone =
            |name: &str| Settings::from_environment(&Environment::new([(TIME_ZONE.to_owned(), name.to_owned())]));
        assert_eq!(zone("").unwrap().time_zone.iana_name(), Some("Africa/Lagos"));
        assert_eq!(zone("Asia/Tokyo").unwrap().time_zone.iana_name(), Some("Asia/Tokyo"));
        assert!(zone("Mars/Base").is_err_and(|error| error.to_string().starts_with("SOUK_TIME_ZONE must be")));
    }

    #[test]
    fn prices_are_in_naira_unless_the_owner_says_otherwise() {
        assert_eq!(settings("").map(|settings| settings.currency.code()), Ok("NGN"));
        assert_eq!(settings("GHS").map(|settings| settings.currency.code()), Ok("GHS"));
        assert!(settings("shells").is_err_and(|error| error.to_string().starts_with("SOUK_CURRENCY must be")));
    }
}
