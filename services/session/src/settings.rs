//! What the shop's owner decides for conversations.

use base::{Currency, TimeZone};
use chassis::{
    settings::{Environment, SettingError},
    vault::{self, Vault},
};
use dialogue::{Language, Shop};

const SHOP_NAME: &str = "SOUK_SHOP_NAME";
const CURRENCY: &str = "SOUK_CURRENCY";
const LANGUAGE: &str = "SOUK_LANGUAGE";
const TIME_ZONE: &str = "SOUK_TIME_ZONE";
const PER_MINUTE: &str = "INBOUND_PER_MINUTE";

/// What customers of a shop without a name read.
const SHOP_NAME_DEFAULT: &str = "Souk";
const TIME_ZONE_DEFAULT: &str = "Africa/Lagos";
const PER_MINUTE_DEFAULT: u32 = 30;

/// The settings this service reads.
pub const SETTINGS: &[&str] = &[SHOP_NAME, CURRENCY, LANGUAGE, TIME_ZONE, PER_MINUTE, vault::SETTING];

/// The settings of conversations.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What customers call the shop.
    pub shop_name: String,
    /// The currency of all prices.
    pub currency: Currency,
    /// The language of customers who have not chosen one.
    pub language: Language,
    /// Where the shop's days begin and end.
    pub time_zone: TimeZone,
    /// Messages of one customer that are answered in a minute; 0 is no limit.
    pub inbound_per_minute: u32,
    /// What conversations are sealed with wherever they rest.
    pub vault: Vault,
}

impl Settings {
    /// Reads the settings; what is not set is as in the sample market.
    pub fn from_environment(environment: &Environment) -> Result<Self, SettingError> {
        Ok(Self {
            shop_name: environment.text(SHOP_NAME).unwrap_or(SHOP_NAME_DEFAULT).to_owned(),
            currency: environment.value(CURRENCY, "an ISO 4217 code such as NGN", Currency::NGN)?,
            language: environment.value(LANGUAGE, "one of en, fr, pt", Language::En)?,
            time_zone: time_zone(environment.text(TIME_ZONE).unwrap_or(TIME_ZONE_DEFAULT))?,
            inbound_per_minute: environment.value(PER_MINUTE, "a whole number", PER_MINUTE_DEFAULT)?,
            vault: Vault::from_environment(environment)?.ok_or_else(without_key)?,
        })
    }

    /// The shop as conversations know it.
    pub(crate) fn shop(&self) -> Shop {
        Shop::new(self.shop_name.clone(), self.currency, self.language, self.time_zone.clone())
    }
}

fn without_key() -> SettingError {
    SettingError::new(format!(
        "{} must be set: what customers write is kept sealed. `openssl rand -base64 32` makes a key; orders needs the \
         same one.",
        vault::SETTING
    ))
}

fn time_zone(name: &str) -> Result<TimeZone, SettingError> {
    let unknown = |_| SettingError::new(format!("{TIME_ZONE} must be an IANA time zone such as Africa/Lagos."));
    TimeZone::get(name).map_err(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(pairs: &[(&str, &str)]) -> Result<Settings, SettingError> {
        let key = (vault::SETTING, "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=");
        let pairs = std::iter::once(&key).chain(pairs).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Settings::from_environment(&Environment::new(pairs))
    }

    #[test]
    fn a_shop_without_settings_is_the_sample_market() {
        let settings = settings(&[]).unwrap();
        assert_eq!((settings.currency.code(), settings.language), ("NGN", Language::En));
        assert_eq!((settings.time_zone.iana_name(), settings.inbound_per_minute), (Some("Africa/Lagos"), 30));
    }

    #[test]
    fn without_a_key_nothing_is_stored_at_all() {
        let error = settings(&[(vault::SETTING, "")]).unwrap_err().to_string();
        assert!(error.starts_with("FIELD_ENCRYPTION_KEY must be set"), "{error}");
    }

    #[test]
    fn a_wrong_setting_is_named() {
        for (name, value) in [(LANGUAGE, "Klingon"), (TIME_ZONE, "Mars/Base"), (PER_MINUTE, "-1"), (CURRENCY, "shells")]
        {
            let error = settings(&[(name, value)]).unwrap_err();
            assert!(error.to_string().starts_with(name), "{error}");
        }
    }
}
