//! Settings come from the environment and are read once, in `main`.

use std::{collections::BTreeMap, str::FromStr};

/// Prefixes that are ours: a setting with one of them that nobody reads is a typing mistake.
const PREFIXES: [&str; 5] = ["SOUK_", "WHATSAPP_", "TWILIO_", "PAYSTACK_", "INBOUND_"];

/// A wrong setting, in one sentence that names it.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0}")]
pub struct SettingError(String);

impl SettingError {
    /// A sentence that names the setting and says what it must be.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

/// The environment as it was when the process started.
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// The process's own environment; values that are not text are left out.
    pub fn of_process() -> Self {
        Self::new(
            std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?))),
        )
    }

    /// An environment for tests.
    pub fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(pairs.into_iter().collect())
    }

    /// The same environment, with a setting for those who have not set it.
    #[must_use]
    pub fn with_default(mut self, name: &str, value: impl Into<String>) -> Self {
        let is_set = [name.to_owned(), format!("{name}_FILE")].iter().any(|name| self.text(name).is_some());
        if !is_set {
            self.0.insert(name.to_owned(), value.into());
        }
        self
    }

    /// A setting's text; empty counts as not set.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// A setting's value, or `default` when it is not set. `form` says what it must look like.
    pub fn value<T: FromStr>(&self, name: &str, form: &str, default: T) -> Result<T, SettingError> {
        match self.text(name) {
            None => Ok(default),
            Some(text) => text.parse().map_err(|_| SettingError(format!("{name} must be {form}."))),
        }
    }

    /// A secret, from `NAME` or from the file that `NAME_FILE` names; empty counts as not set.
    pub fn secret(&self, name: &str) -> Result<Option<String>, SettingError> {
        let file = format!("{name}_FILE");
        match (self.text(name), self.text(&file)) {
            (Some(_), Some(_)) => Err(SettingError(format!("Set {name} or {file}, not both."))),
            (Some(secret), None) => Ok(Some(secret.to_owned())),
            (None, Some(path)) => match std::fs::read_to_string(path) {
                Ok(secret) => Ok(Some(secret.trim_end().to_owned()).filter(|secret| !secret.is_empty())),
                Err(error) => Err(SettingError(format!("{file} names {path}, which cannot be read: {error}."))),
            },
            (None, None) => Ok(None),
        }
    }

    /// Refuses settings with one of our prefixes that are not in `known`.
    pub fn refuse_unknown(&self, known: &[&str]) -> Result<(), SettingError> {
        let ours = |name: &&String| PREFIXES.iter().any(|prefix| name.starts_with(prefix));
        let is_known =
            |name: &str| known.contains(&name) || name.strip_suffix("_FILE").is_some_and(|name| known.contains(&name));
        let unknown = |name: &&String| !is_known(name);
        match self.0.keys().filter(ours).find(unknown) {
            Some(name) => Err(SettingError(format!("{name} is not a setting of souk; the README lists all of them."))),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> Environment {
        Environment::new(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn a_wrong_setting_is_named_in_one_sentence() {
        let wrong = environment(&[("WHATSAPP_PAIR_BURST", "many")]);
        let error = wrong.value("WHATSAPP_PAIR_BURST", "a whole number", 45_u32).unwrap_err();
        assert_eq!(error.to_string(), "WHATSAPP_PAIR_BURST must be a whole number.");
    }

    #[test]
    fn an_empty_file_holds_no_secret() {
        let file = environment(&[("PAYSTACK_SECRET_KEY_FILE", "/dev/null")]);
        assert_eq!(file.secret("PAYSTACK_SECRET_KEY"), Ok(None));
    }

    #[test]
    fn a_mistyped_setting_of_ours_is_refused_and_others_are_left_alone() {
        let known = ["SOUK_CURRENCY", "SOUK_CLOCK_FILE", "WHATSAPP_ACCESS_TOKEN"];
        assert_eq!(environment(&[("SOUK_CLOCK_FILE", "/c")]).refuse_unknown(&known), Ok(()));
        assert_eq!(
            environment(&[("PATH", "/bin"), ("WHATSAPP_ACCESS_TOKEN_FILE", "/t")]).refuse_unknown(&known),
            Ok(())
        );
        assert!(environment(&[("SOUK_CURENCY", "NGN")]).refuse_unknown(&known).is_err());
    }
}
