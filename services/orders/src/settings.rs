//! What the shop may set.

use base::Currency;
use chassis::settings::{Environment, SettingError};
use secrecy::SecretString;

use crate::domain::Vault;

/// The settings this service reads.
pub const SETTINGS: &[&str] =
    &["SOUK_CURRENCY", chassis::vault::SETTING, "PAYSTACK_SECRET_KEY", "PAYSTACK_API_URL", "PUBLIC_URL"];

const PAYSTACK_API_URL: &str = "https://api.paystack.co";

/// The service's settings.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What every order is paid in; the catalogue's prices are in it too.
    pub currency: Currency,
    /// What sensitive fields are encrypted with; products that ask for one cannot be ordered without a key.
    pub vault: Vault,
    /// The shop's account at Paystack; without it customers cannot pay by link.
    pub paystack: Option<PaystackSettings>,
    /// How the outside calls us, without a slash at the end.
    pub public_url: Option<String>,
}

/// An account at Paystack. Its `Debug` hides the key.
#[derive(Debug, Clone)]
pub struct PaystackSettings {
    /// Where Paystack's API is.
    pub api_url: String,
    /// What calls are signed with.
    pub secret_key: SecretString,
}

impl Default for Settings {
    /// NGN is the sample market's currency.
    fn default() -> Self {
        Self { currency: Currency::NGN, vault: Vault::default(), paystack: None, public_url: None }
    }
}

impl Settings {
    /// Reads the settings.
    pub fn from_environment(environment: &Environment) -> Result<Self, SettingError> {
        let form = "an ISO 4217 currency code such as NGN";
        Ok(Self {
            currency: environment.value("SOUK_CURRENCY", form, Currency::NGN)?,
            vault: Vault::new(chassis::Vault::from_environment(environment)?),
            paystack: paystack(environment)?,
            public_url: environment.text("PUBLIC_URL").map(|url| web_address("PUBLIC_URL", url)).transpose()?,
        })
    }
}

fn paystack(environment: &Environment) -> Result<Option<PaystackSettings>, SettingError> {
    let api_url = web_address("PAYSTACK_API_URL", environment.text("PAYSTACK_API_URL").unwrap_or(PAYSTACK_API_URL))?;
    let Some(secret_key) = environment.secret("PAYSTACK_SECRET_KEY")? else { return Ok(None) };
    if !secret_key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(SettingError::new("PAYSTACK_SECRET_KEY must be a key as Paystack shows it, such as sk_live_..."));
    }
    Ok(Some(PaystackSettings { api_url, secret_key: secret_key.into() }))
}

fn web_address(name: &str, url: &str) -> Result<String, SettingError> {
    match reqwest::Url::parse(url) {
        Ok(parsed) if matches!(parsed.scheme(), "http" | "https") => Ok(url.trim_end_matches('/').to_owned()),
        _ => Err(SettingError::new(format!("{name} must be an http or https address."))),
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

    #[test]
    fn without_a_key_there_is_no_account_and_with_one_it_is_never_shown() {
        let with = |pairs: &[(&str, &str)]| {
            let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            Settings::from_environment(&Environment::new(pairs))
        };
        assert!(with(&[]).unwrap().paystack.is_none());
        let settings = with(&[("PAYSTACK_SECRET_KEY", "sk_test_abc")]).unwrap();
        assert!(!format!("{settings:?}").contains("sk_test_abc"));
        assert_eq!(settings.paystack.unwrap().api_url, "https://api.paystack.co");
        for (name, value) in [("PAYSTACK_API_URL", "paystack"), ("PUBLIC_URL", "souk"), ("PAYSTACK_SECRET_KEY", "a b")]
        {
            assert!(with(&[(name, value)]).unwrap_err().to_string().starts_with(name), "{name}");
        }
    }
}
