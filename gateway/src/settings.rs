//! The gateway's settings.

use chassis::settings::{Environment, SettingError};
use secrecy::SecretString;

/// The settings this role reads.
pub const SETTINGS: &[&str] =
    &["WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN", "WHATSAPP_PHONE_NUMBER_ID", "PAYSTACK_SECRET_KEY", "PUBLIC_URL"];

/// The gateway's settings.
#[derive(Clone)]
pub struct Settings {
    /// What Meta signs webhooks with. Several, separated by commas, are all accepted: that is how a secret is changed
    /// without losing a webhook. Without one the gateway does not start.
    pub app_secrets: Vec<SecretString>,
    /// What Meta says when it asks whether this address wants its webhooks. Without one every such question is refused.
    pub verify_token: Option<SecretString>,
    /// The phone number id of this business. Messages to another one are kept and not answered.
    pub phone_number_id: Option<String>,
    /// What Paystack signs webhooks with. Without it none is taken.
    pub paystack_secret_key: Option<SecretString>,
    /// How the outside calls us, without a slash at the end.
    pub public_url: Option<String>,
}

impl Settings {
    /// Reads the settings; a missing app secret is an error.
    pub fn from_environment(environment: &Environment) -> Result<Self, SettingError> {
        let app_secrets = secrets(environment.secret("WHATSAPP_APP_SECRET")?.as_deref().unwrap_or_default());
        if app_secrets.is_empty() {
            return Err(SettingError::new(
                "WHATSAPP_APP_SECRET must be set: without it nobody could tell Meta's webhooks from forged ones.",
            ));
        }
        Ok(Self {
            app_secrets,
            verify_token: environment.secret("WHATSAPP_VERIFY_TOKEN")?.map(SecretString::from),
            phone_number_id: environment.text("WHATSAPP_PHONE_NUMBER_ID").map(str::to_owned),
            paystack_secret_key: environment.secret("PAYSTACK_SECRET_KEY")?.map(SecretString::from),
            public_url: environment.text("PUBLIC_URL").map(web_address).transpose()?,
        })
    }

    /// Whether the outside reaches us over TLS.
    pub(crate) fn is_secure(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| url.starts_with("https://"))
    }
}

fn secrets(text: &str) -> Vec<SecretString> {
    let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
    words.map(SecretString::from).collect()
}

fn web_address(url: &str) -> Result<String, SettingError> {
    if url.starts_with("https://") || url.starts_with("http://") {
        return Ok(url.trim_end_matches('/').to_owned());
    }
    Err(SettingError::new("PUBLIC_URL must start with https:// or http://."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret as _;

    fn read(pairs: &[(&str, &str)]) -> Result<Settings, SettingError> {
        let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Settings::from_environment(&Environment::new(pairs))
    }

    #[test]
    fn without_an_app_secret_nothing_starts() {
        for pairs in [&[][..], &[("WHATSAPP_APP_SECRET", "")][..], &[("WHATSAPP_APP_SECRET", " , ")][..]] {
            assert!(read(pairs).err().unwrap().to_string().starts_with("WHATSAPP_APP_SECRET must be set"));
        }
    }

    #[test]
    fn two_secrets_are_accepted_while_one_replaces_the_other() {
        let settings = read(&[("WHATSAPP_APP_SECRET", "new, old"), ("PUBLIC_URL", "https://souk.example/")]).unwrap();
        let secrets: Vec<_> = settings.app_secrets.iter().map(|secret| secret.expose_secret().to_owned()).collect();
        assert_eq!(secrets, ["new", "old"]);
        assert_eq!(settings.public_url.as_deref(), Some("https://souk.example"));
    }
}
