//! The stable names of categories and products, which imports, links and native carts use.

use std::fmt;

use base::{Id, words::fold};

use crate::error::Error;

/// Characters of a slug or SKU at most.
pub(crate) const CODE_MAX: usize = 64;

/// A category's stable name: a-z, 0-9 and "-". It is never shaped like an id, so that one field can take either.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Slug(String);

/// A product's stable name: A-Z, 0-9 and "-". It is never shaped like an id, so that one field can take either.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Sku(String);

impl Slug {
    /// Reads a slug in any case.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim().to_ascii_lowercase();
        if is_code(&text) { Ok(Self(text)) } else { Err(Error::SlugInvalid) }
    }

    /// The slug for a name. A name without any letter of a-z and digit has none.
    pub(crate) fn of_name(name: &str) -> Result<Self, Error> {
        Self::parse(&code_of(name))
    }

    /// Takes a slug that was checked before it was stored.
    pub(crate) const fn stored(text: String) -> Self {
        Self(text)
    }
}

impl Sku {
    /// Reads a SKU in any case.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim().to_ascii_uppercase();
        if is_code(&text.to_ascii_lowercase()) { Ok(Self(text)) } else { Err(Error::SkuInvalid) }
    }

    /// The SKU for a name. A name without any letter of a-z and digit has none.
    pub(crate) fn of_name(name: &str) -> Result<Self, Error> {
        Self::parse(&code_of(name))
    }

    /// Takes a SKU that was checked before it was stored.
    pub(crate) const fn stored(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl fmt::Display for Sku {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// What a request names a category by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CategoryKey {
    Id(Id),
    Slug(Slug),
}

impl CategoryKey {
    /// Reads an id or a slug; anything else names no category.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let id = text.parse().map(Self::Id);
        id.or_else(|_| Slug::parse(text).map(Self::Slug)).map_err(|_| Error::CategoryNotFound)
    }
}

/// What a request names a product by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ProductKey {
    Id(Id),
    Sku(Sku),
}

impl ProductKey {
    /// Reads an id or a SKU; anything else names no product.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let id = text.parse().map(Self::Id);
        id.or_else(|_| Sku::parse(text).map(Self::Sku)).map_err(|_| Error::ProductNotFound)
    }
}

fn is_code(text: &str) -> bool {
    let is_sign = |sign: u8| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'-';
    (1..=CODE_MAX).contains(&text.len()) && text.bytes().all(is_sign) && text.parse::<Id>().is_err()
}

fn code_of(name: &str) -> String {
    let folded = fold(name);
    let words = folded.split(|sign: char| !sign.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut code = words.collect::<Vec<_>>().join("-");
    code.truncate(CODE_MAX);
    code.truncate(code.trim_end_matches('-').len());
    code
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_code_is_read_in_any_case_and_made_from_a_name() {
        assert_eq!(Slug::parse(" Grill-House ").unwrap().to_string(), "grill-house");
        assert_eq!(Slug::of_name("Pães & Bolos").unwrap().to_string(), "paes-bolos");
        assert_eq!(Sku::of_name("Cement 50kg").unwrap().to_string(), "CEMENT-50KG");
        assert!(matches!(Sku::of_name("زوبو"), Err(Error::SkuInvalid)));
        assert!(matches!(Slug::parse("two words"), Err(Error::SlugInvalid)));
    }

    #[test]
    fn a_code_is_never_mistaken_for_an_id() {
        let id = "01979e3c-7f1a-7000-8000-000000000001";
        assert!(Slug::parse(id).is_err() && Sku::parse(id).is_err() && Sku::parse(&id.replace('-', "")).is_err());
        assert!(matches!(CategoryKey::parse(id), Ok(CategoryKey::Id(_))));
        assert!(matches!(ProductKey::parse("zobo"), Ok(ProductKey::Sku(sku)) if sku.to_string() == "ZOBO"));
        assert!(matches!(ProductKey::parse("no such thing"), Err(Error::ProductNotFound)));
    }

    proptest! {
        #[test]
        fn a_code_made_from_any_name_reads_as_itself(name in "\\PC{0,120}") {
            if let Ok(slug) = Slug::of_name(&name) {
                prop_assert_eq!(Slug::parse(&slug.to_string()).unwrap(), slug);
            }
        }
    }
}
