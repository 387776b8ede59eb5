//! What a shop sets.

use std::time::Duration;

use chassis::settings::{Environment, SettingError};
use secrecy::SecretString;

use crate::domain::words::LANGUAGES;

/// The settings this service reads.
pub const SETTINGS: &[&str] = &[
    "WHATSAPP_API_URL",
    "WHATSAPP_ACCESS_TOKEN",
    "WHATSAPP_PHONE_NUMBER_ID",
    "WHATSAPP_MESSAGES_PER_SECOND",
    "WHATSAPP_PAIR_INTERVAL_MS",
    "WHATSAPP_PAIR_BURST",
    "SOUK_LANGUAGE",
    "SOUK_SHOP_NAME",
];

const API_URL: &str = "https://graph.facebook.com/v25.0";

/// The settings of the service. Its `Debug` hides the token.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where Meta's Graph API is, with its version.
    pub api_url: String,
    /// The token of the Graph API.
    pub access_token: SecretString,
    /// The number that sends when an address does not say which of ours was written to.
    pub phone_number_id: String,
    /// Messages an account sends in a second at most; zero is no limit. Each process counts its own.
    pub messages_per_second: u32,
    /// One message to one person in this time; zero is no limit.
    pub pair_interval: Duration,
    /// Messages to one person that may be borrowed from the future.
    pub pair_burst: u32,
    /// The language of a person whose own is not known.
    pub language: String,
    /// What the shop calls itself.
    pub shop_name: String,
}

impl Default for Settings {
    /// Meta's own limits, and no token.
    fn default() -> Self {
        Self {
            api_url: API_URL.to_owned(),
            access_token: SecretString::default(),
            phone_number_id: String::new(),
            messages_per_second: 80,
            pair_interval: Duration::from_secs(6),
            pair_burst: 45,
            language: "en".to_owned(),
            shop_name: "Souk".to_owned(),
        }
    }
}

impl Settings {
    /// Reads the settings. The token may be missing: whoever starts the service decides whether an emulator stands in.
    pub fn from_environment(environment: &Environment) -> Result<Self, SettingError> {
        let default = Self::default();
        let text = |name, default: String| environment.text(name).map_or(default, str::to_owned);
        let number = |name, default: u32| environment.value(name, "a whole number, not negative", default);
        Ok(Self {
            api_url: api_url(text("WHATSAPP_API_URL", default.api_url))?,
            access_token: environment.secret("WHATSAPP_ACCESS_TOKEN")?.unwrap_or_default().into(),
            phone_number_id: text("WHATSAPP_PHONE_NUMBER_ID", default.phone_number_id),
            messages_per_second: number("WHATSAPP_MESSAGES_PER_SECOND", default.messages_per_second)?,
            pair_interval: Duration::from_millis(number("WHATSAPP_PAIR_INTERVAL_MS", 6_000)?.into()),
            pair_burst: number("WHATSAPP_PAIR_BURST", default.pair_burst)?.max(1),
            language: language(text("SOUK_LANGUAGE", default.language))?,
            shop_name: text("SOUK_SHOP_NAME", default.shop_name),
        })
    }
}

fn api_url(url: String) -> Result<String, SettingError> {
    match reqwest::Url::parse(&url) {
        Ok(parsed) if matches!(parsed.scheme(), "http" | "https") => Ok(url.trim_end_matches('/').to_owned()),
        _ => Err(SettingError::new("WHATSAPP_API_URL must be an http or https address.")),
    }
}

fn language(tag: String) -> Result<String, SettingError> {
    let is_known = LANGUAGES.iter().any(|known| tag.split(['-', '_']).next() == Some(known));
    let languages = || LANGUAGES.join(", ");
    if is_known { Ok(tag) } else { Err(SettingError::new(format!("SOUK_LANGUAGE must be one of {}.", languages()))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Settings, SettingError> {
        let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Settings::from_environment(&Environment::new(pairs))
    }

    #[test]
    fn without_settings_metas_own_limits_hold() {
        let settings = read(&[]).unwrap();
        assert_eq!((settings.messages_per_second, settings.pair_interval.as_secs(), settings.pair_burst), (80, 6, 45));
        assert_eq!(settings.api_url, API_URL);
    }

    #[test]
    fn a_wrong_setting_is_named() {
        for (name, value) in [
            ("WHATSAPP_API_URL", "graph"),
            ("WHATSAPP_MESSAGES_PER_SECOND", "-1"),
            ("WHATSAPP_PAIR_INTERVAL_MS", "soon"),
            ("SOUK_LANGUAGE", "xx"),
        ] {
            assert!(read(&[(name, value)]).unwrap_err().to_string().starts_with(name));
        }
    }

    #[test]
    fn the_token_is_never_shown() {
        let settings = read(&[("WHATSAPP_ACCESS_TOKEN", "EAAsecret")]).unwrap();
        assert!(!format!("{settings:?}").contains("EAAsecret"));
    }
}
