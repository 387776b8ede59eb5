//! Names that others give to things: keys and ids, checked once.

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// Characters of an idempotency key at most.
pub const KEY_MAX: usize = 200;
/// Characters of a customer's, user's or seller's id at most.
pub const ID_MAX: usize = 100;

/// Names a wish, not a try: 1 to [`KEY_MAX`] characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// Takes a key that came in.
    pub fn parse(text: String) -> Result<Self, Error> {
        if is_name(&text, KEY_MAX) { Ok(Self(text)) } else { Err(Error::KeyRequired) }
    }

    /// Takes a key that was stored.
    pub const fn stored(text: String) -> Self {
        Self(text)
    }

    /// The key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A customer of the session service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CustomerId(String);

impl CustomerId {
    /// Takes an id that came in; `None` when it cannot be one.
    pub fn parse(text: String) -> Option<Self> {
        is_name(&text, ID_MAX).then_some(Self(text))
    }

    /// Takes an id that was stored.
    pub const fn stored(text: String) -> Self {
        Self(text)
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<CustomerId> for String {
    fn from(id: CustomerId) -> Self {
        id.0
    }
}

/// Whether a text can name something: not empty, not long, nothing in it that a database refuses.
pub fn is_name(text: &str, limit: usize) -> bool {
    (1..=limit).contains(&text.chars().count()) && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_neither_empty_nor_long_nor_unprintable() {
        assert!(Key::parse("inbox-1/2".to_owned()).is_ok());
        for wrong in [String::new(), "k".repeat(KEY_MAX + 1), "k\0".to_owned()] {
            assert!(matches!(Key::parse(wrong), Err(Error::KeyRequired)));
        }
    }

    #[test]
    fn a_customer_without_an_id_is_nobody() {
        assert_eq!(CustomerId::parse(String::new()), None);
        assert_eq!(CustomerId::parse("c-1".to_owned()).map(String::from), Some("c-1".to_owned()));
    }
}
