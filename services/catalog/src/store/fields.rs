//! Fields of products, as rows keep them.

use serde::{Deserialize, Serialize};

use crate::domain::field::{Example, Field, Label};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StoredField {
    key: String,
    label: String,
    pattern: String,
    example: String,
    sensitive: bool,
    aliases: Vec<String>,
}

impl From<StoredField> for Field {
    fn from(field: StoredField) -> Self {
        let StoredField { key, label, pattern, example, sensitive, aliases } = field;
        let (label, example) = (Label::stored(label), Example::stored(example));
        Self { key, label, pattern, example, sensitive, aliases: aliases.into_iter().map(Label::stored).collect() }
    }
}

impl From<&Field> for StoredField {
    fn from(field: &Field) -> Self {
        Self {
            key: field.key.clone(),
            label: field.label.to_string(),
            pattern: field.pattern.clone(),
            example: field.example.to_string(),
            sensitive: field.sensitive,
            aliases: field.aliases.iter().map(Label::to_string).collect(),
        }
    }
}
