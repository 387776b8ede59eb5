//! Phrases with named places to fill.

use std::fmt::{Display, Write as _};

use serde::Deserialize;

/// A phrase such as "Total: {total}", taken apart once.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Phrase(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Words(String),
    Place(String),
}

/// A brace without its partner.
#[derive(Debug, thiserror::Error)]
#[error("a brace has no partner in a phrase")]
pub(crate) struct UnpairedBrace;

impl TryFrom<String> for Phrase {
    type Error = UnpairedBrace;
    fn try_from(text: String) -> Result<Self, UnpairedBrace> {
        let mut pieces = Vec::new();
        let mut rest = text.as_str();
        while let Some((words, after)) = rest.split_once('{') {
            let (place, after) = after.split_once('}').ok_or(UnpairedBrace)?;
            pieces.push(Piece::Words(words.to_owned()));
            pieces.push(Piece::Place(place.to_owned()));
            rest = after;
        }
        pieces.push(Piece::Words(rest.to_owned()));
        Ok(Self(pieces))
    }
}

impl Phrase {
    /// The phrase as it stands; for phrases without places.
    pub(crate) fn plain(&self) -> String {
        self.with(&[])
    }

    /// The phrase with its places filled.
    pub(crate) fn with(&self, values: &[(&str, &dyn Display)]) -> String {
        let mut text = String::with_capacity(96);
        for piece in &self.0 {
            match piece {
                Piece::Words(words) => text.push_str(words),
                Piece::Place(name) => {
                    let value = values.iter().find(|(place, _)| place == name);
                    debug_assert!(value.is_some(), "nothing fills the place {name}");
                    let _ = value.map(|(_, value)| write!(text, "{value}"));
                }
            }
        }
        text
    }

    /// The names of its places, sorted.
    #[cfg(test)]
    pub(crate) fn places<'a>(&'a self) -> Vec<&'a str> {
        let name = |piece: &'a Piece| if let Piece::Place(name) = piece { Some(name.as_str()) } else { None };
        let mut names: Vec<&'a str> = self.0.iter().filter_map(name).collect();
        names.sort_unstable();
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_filled_by_name() {
        let phrase = Phrase::try_from("{n} × {item} {n}".to_owned()).unwrap();
        assert_eq!(phrase.with(&[("item", &"Zobo"), ("n", &2)]), "2 × Zobo 2");
        assert!(Phrase::try_from("Total {total".to_owned()).is_err());
    }
}
