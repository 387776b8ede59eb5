//! What customers are asked for when a product is a service.

use std::collections::HashSet;

use base::Words;
use regex::RegexBuilder;

use super::product;
use crate::error::Error;

/// Fields of one product at most.
pub(crate) const FIELDS_MAX: usize = 10;
/// Characters of a field's key at most.
pub(crate) const KEY_MAX: usize = 40;
/// Characters of a pattern at most.
pub(crate) const PATTERN_MAX: usize = 200;
/// Aliases of a field at most.
pub(crate) const ALIASES_MAX: usize = 10;
/// Bytes a compiled pattern may take, so that a short pattern cannot ask for a huge machine.
const COMPILED_BYTES_MAX: usize = 1 << 18;

/// What customers are asked for.
pub(crate) type Label = Words<1, 40>;
/// A value that would do, perhaps none.
pub(crate) type Example = Words<0, 60>;

/// One thing to ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) key: String,
    pub(crate) label: Label,
    pub(crate) pattern: String,
    pub(crate) example: Example,
    pub(crate) sensitive: bool,
    pub(crate) aliases: Vec<Label>,
}

impl Field {
    /// Checks a field by itself: its example must be a value that its pattern takes.
    pub(crate) fn check(self) -> Result<Self, Error> {
        let is_sign = |sign: u8| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'_';
        let named = (1..=KEY_MAX).contains(&self.key.len()) && self.key.bytes().all(is_sign);
        let example = self.example.as_str();
        let short = self.pattern.chars().count() <= PATTERN_MAX && self.aliases.len() <= ALIASES_MAX;
        let right = named && short && (example.is_empty() || takes(&self.pattern, example)?);
        takes(&self.pattern, "")?;
        if right { Ok(self) } else { Err(Error::FieldInvalid) }
    }
}

/// Whether the whole value matches the pattern; an empty pattern takes any.
fn takes(pattern: &str, value: &str) -> Result<bool, Error> {
    if pattern.is_empty() {
        return Ok(true);
    }
    // Alone first: a pattern with one bracket too many must not be completed by the ones around it.
    let compiled = |pattern: &str| RegexBuilder::new(pattern).size_limit(COMPILED_BYTES_MAX).build();
    compiled(pattern).map_err(|_| Error::FieldInvalid)?;
    let whole = compiled(&format!("^(?:{pattern})$")).map_err(|_| Error::FieldInvalid)?;
    Ok(whole.is_match(value))
}

/// Checks the fields of a product: each has a key of its own.
pub(crate) fn fields(fields: Vec<Field>) -> Result<Vec<Field>, Error> {
    let fields: Vec<Field> = fields.into_iter().map(Field::check).collect::<Result<_, _>>()?;
    let mut keys = HashSet::new();
    let right = fields.len() <= FIELDS_MAX && fields.iter().all(|field| keys.insert(&field.key));
    if right { Ok(fields) } else { Err(Error::FieldInvalid) }
}

/// Checks other words for a label; those that sound the same are kept once.
pub(crate) fn aliases(texts: &[String]) -> Result<Vec<Label>, Error> {
    let aliases = product::aliases(texts).map_err(|_| Error::FieldInvalid)?;
    aliases.iter().map(|alias| Label::parse(alias.as_str()).map_err(|_| Error::FieldInvalid)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(key: &str, pattern: &str, example: &str) -> Result<Field, Error> {
        let (label, example) = (Label::parse("NID").unwrap(), Example::parse(example).unwrap());
        let (key, pattern) = (key.to_owned(), pattern.to_owned());
        Field { key, label, pattern, example, sensitive: true, aliases: Vec::new() }.check()
    }

    #[test]
    fn a_pattern_must_take_the_example_as_a_whole() {
        assert!(field("nid", "[0-9]{11}", "12345678901").is_ok());
        assert!(field("nid", "", "anything").is_ok() && field("nid", "[0-9]{11}", "").is_ok());
        assert!(field("nid", "[0-9]{11}", "123456789012").is_err());
        assert!(field("nid", "a|b", "ab").is_err());
    }

    #[test]
    fn patterns_that_cannot_be_or_cost_too_much_are_refused() {
        for pattern in ["(", "a)(b", r"(a)\1", "(?=x)", "(\\w{100}){100}", &"a".repeat(201)] {
            assert!(matches!(field("nid", pattern, ""), Err(Error::FieldInvalid)), "{pattern}");
        }
        assert!(field("Key", "", "").is_err() && field("", "", "").is_err());
        let twice = vec![field("nid", "", "").unwrap(); 2];
        assert!(matches!(fields(twice), Err(Error::FieldInvalid)));
    }
}
