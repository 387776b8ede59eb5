//! Sensitive values are sealed before they are stored, each for its order and its field.

use base::Id;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use chassis::vault::{Salt, Sealed as SealedBytes};

use super::{
    Line, Private,
    fields::{Content, FieldValue, Sealed, Value},
};
use crate::error::Error;

/// The keys of the shop. Cheap to clone; one without keys seals nothing.
#[derive(Debug, Clone, Default)]
pub struct Vault(Option<chassis::Vault>);

impl Vault {
    /// A vault with these keys.
    pub const fn new(keys: Option<chassis::Vault>) -> Self {
        Self(keys)
    }

    /// Whether it can seal anything.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Encrypts the value of a sensitive field of this order; others stay as they are.
    pub fn seal(&self, order: Id, field: FieldValue, salt: Salt) -> Result<FieldValue, Error> {
        let Content::Secret(value) = &field.content else { return Ok(field) };
        let keys = self.0.as_ref().ok_or(Error::FieldsNotOffered)?;
        let sealed = keys.seal(&place(order, &field.key), salt, value.as_str().as_bytes());
        let text = BASE64_STANDARD.encode(sealed.as_bytes());
        let content = Content::Sealed(Sealed { text, mask: base::masked(value.as_str()) });
        Ok(FieldValue { content, ..field })
    }

    /// Encrypts the sensitive values of this order's lines.
    pub fn seal_lines(&self, order: Id, lines: Vec<Line>, salt: impl Fn() -> Salt) -> Result<Vec<Line>, Error> {
        let seal = |line: Line| {
            let fields = line.fields.into_iter().map(|field| self.seal(order, field, salt()));
            Ok(Line { fields: fields.collect::<Result<_, Error>>()?, ..line })
        };
        lines.into_iter().map(seal).collect()
    }

    /// The value of a sensitive field of this order.
    pub fn open(&self, order: Id, field: &FieldValue) -> Result<Value, Error> {
        match &field.content {
            Content::Plain(value) | Content::Secret(value) => Ok(value.clone()),
            Content::Sealed(sealed) => self.opened(order, &field.key, sealed).ok_or(Error::Unreadable("sealed field")),
        }
    }

    fn opened(&self, order: Id, field_key: &str, sealed: &Sealed) -> Option<Value> {
        let sealed = SealedBytes::stored(BASE64_STANDARD.decode(&sealed.text).ok()?);
        let opened = self.0.as_ref()?.open(&place(order, field_key), &sealed).ok()?;
        Some(Private::stored(String::from_utf8(opened).ok()?))
    }
}

/// A sealed value opens only where it was sealed: in its order, in its field.
fn place(order: Id, field_key: &str) -> Vec<u8> {
    format!("{order}/{field_key}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(byte: u8) -> Vault {
        let key = chassis::vault::key_text([byte; chassis::vault::KEY_BYTES]);
        Vault::new(chassis::Vault::parse(&key).ok())
    }

    fn id(number: u64) -> Id {
        Id::from_uuid(uuid::Uuid::from_u64_pair(7, number))
    }

    fn nid() -> FieldValue {
        let content = Content::Secret(Value::parse("1234567890").unwrap());
        FieldValue { key: "nid".to_owned(), label: "NID".to_owned(), content }
    }

    #[test]
    fn what_is_sealed_opens_only_in_its_order_and_its_field() {
        let vault = vault(1);
        let sealed = vault.seal(id(1), nid(), [9; 12]).unwrap();
        let stored = serde_json::to_string(&sealed).unwrap();
        assert!(!stored.contains("123456"), "{stored}");
        let read: FieldValue = serde_json::from_str(&stored).unwrap();
        assert_eq!(vault.open(id(1), &read).unwrap().as_str(), "1234567890");
        assert!(vault.open(id(2), &read).is_err());
        assert!(vault.open(id(1), &FieldValue { key: "other".to_owned(), ..read }).is_err());
    }

    #[test]
    fn without_a_key_nothing_sensitive_is_taken_and_nothing_opened() {
        assert!(matches!(Vault::default().seal(id(1), nid(), [9; 12]), Err(Error::FieldsNotOffered)));
        let sealed = vault(1).seal(id(1), nid(), [9; 12]).unwrap();
        assert!(Vault::default().open(id(1), &sealed).is_err() && vault(2).open(id(1), &sealed).is_err());
    }
}
