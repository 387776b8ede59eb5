//! Words that people wrote and people will read, checked once where they come in.

use std::fmt;

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Words of `MIN` to `MAX` characters, without blanks around them and without control characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Words<const MIN: usize, const MAX: usize>(String);

/// The words are too short, too long, or hold characters that do not show.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{min} to {max} characters, without control characters")]
pub struct NotWords {
    min: usize,
    max: usize,
}

impl<const MIN: usize, const MAX: usize> Words<MIN, MAX> {
    /// Checks words that come in; blanks around them are cut off.
    pub fn parse(text: &str) -> Result<Self, NotWords> {
        let text = text.trim();
        let right = (MIN..=MAX).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        if right { Ok(Self(text.to_owned())) } else { Err(NotWords { min: MIN, max: MAX }) }
    }

    /// Takes words that were checked before they were stored.
    pub const fn stored(text: String) -> Self {
        Self(text)
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MIN: usize, const MAX: usize> From<Words<MIN, MAX>> for String {
    fn from(words: Words<MIN, MAX>) -> Self {
        words.0
    }
}

impl<const MIN: usize, const MAX: usize> fmt::Display for Words<MIN, MAX> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// The words of a text in small letters without accents, one blank between them: what two texts have in common when
/// people would call them the same. It is also what lists are sorted by.
pub fn fold(text: &str) -> String {
    let plain: String = text.nfkd().flat_map(char::to_lowercase).filter(|&c| !is_combining_mark(c)).collect();
    plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_cut_to_what_shows_and_counted_in_characters() {
        assert_eq!(Words::<1, 3>::parse("  ẹ̀bà ").map(String::from), Err(NotWords { min: 1, max: 3 }));
        assert_eq!(Words::<1, 4>::parse("  ẹ̀bà ").map(String::from), Ok("ẹ̀bà".to_owned()));
        assert!(Words::<1, 9>::parse("   ").is_err());
        assert!(Words::<0, 9>::parse("   ").is_ok());
        assert!(Words::<0, 9>::parse("a\u{7}b").is_err());
    }

    #[test]
    fn the_same_words_written_differently_fold_to_one() {
        for written in ["Pão de Queijo", " PAO  DE-QUEIJO!", "pa\u{303}o de queijo"] {
            assert_eq!(fold(written), "pao de queijo");
        }
        assert_eq!(fold("👍"), "");
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
