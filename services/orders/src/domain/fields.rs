//! What customers fill in for services. A sensitive value is sealed before it is stored and masked wherever it shows.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Private, offer::FieldSpec};

/// Characters of a field's value at most.
pub const VALUE_MAX: usize = 200;

/// A value as a customer gave it.
pub type Value = Private<VALUE_MAX>;

/// A field with its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldValue {
    /// The field's name within its product.
    pub key: String,
    /// What the customer was asked for.
    pub label: String,
    /// The value.
    pub content: Content,
}

/// A value and who may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// Anybody who sees the order.
    Plain(Value),
    /// Nobody but the shop, and never as it is in a store: this variant cannot be serialised.
    #[serde(skip)]
    Secret(Value),
    /// The same, encrypted.
    Sealed(Sealed),
}

/// An encrypted value.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// The sealed value in base64.
    pub text: String,
    /// What may be seen of the value.
    pub mask: String,
}

impl fmt::Debug for Sealed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Sealed")
    }
}

impl FieldValue {
    /// Fills a field.
    pub fn filled(spec: &FieldSpec, value: Value) -> Self {
        let content = if spec.sensitive { Content::Secret(value) } else { Content::Plain(value) };
        Self { key: spec.key.clone(), label: spec.label.clone(), content }
    }

    /// Whether its value is masked.
    pub const fn is_sensitive(&self) -> bool {
        !matches!(self.content, Content::Plain(_))
    }

    /// The value as everybody may see it.
    pub fn shown(&self) -> String {
        match &self.content {
            Content::Plain(value) => value.as_str().to_owned(),
            Content::Secret(value) => base::masked(value.as_str()),
            Content::Sealed(sealed) => sealed.mask.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nid(value: &str) -> FieldValue {
        let spec = FieldSpec { key: "nid".to_owned(), label: "NID".to_owned(), pattern: None, sensitive: true };
        FieldValue::filled(&spec, Value::parse(value).unwrap())
    }

    #[test]
    fn a_mask_shows_two_characters_of_a_long_value_and_none_of_a_short_one() {
        assert_eq!(nid("1234567890").shown(), "••••••••90");
        assert_eq!(nid("1234").shown(), "••••");
        assert_eq!(nid("").shown(), "");
    }

    #[test]
    fn a_secret_that_was_not_sealed_cannot_be_stored() {
        assert!(serde_json::to_string(&nid("1234567890")).is_err());
    }
}
