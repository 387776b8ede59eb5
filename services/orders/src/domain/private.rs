//! Words of and about customers, which never reach a log.

use std::fmt;

use base::{is_unseen, one_line};
use serde::{Deserialize, Serialize};

/// What a customer wrote or is called: at most `MAX` characters, maybe none. Its `Debug` hides it.
#[derive(Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Private<const MAX: usize>(String);

/// The words have more characters than are kept.
#[derive(Debug, PartialEq, Eq)]
pub struct TooLong;

impl<const MAX: usize> Private<MAX> {
    /// Takes words that come in. Blanks around them go, and so does what shows nothing of its own, other than line breaks:
    /// it hides from readers, turns words around, and some of it no database keeps.
    pub fn parse(text: &str) -> Result<Self, TooLong> {
        let shown = shown(text);
        if shown.chars().count() <= MAX { Ok(Self(shown)) } else { Err(TooLong) }
    }

    /// Takes a name that comes in, as [`Self::parse`] does, on one line.
    pub fn name(text: &str) -> Result<Self, TooLong> {
        Self::parse(&one_line(text))
    }

    /// Takes as much of a name that others chose as is kept, on one line.
    pub fn cut(text: &str) -> Self {
        Self(one_line(text).chars().take(MAX).collect())
    }

    /// Takes words that were checked before they were stored.
    pub const fn stored(text: String) -> Self {
        Self(text)
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn shown(text: &str) -> String {
    text.trim().chars().filter(|&character| character == '\n' || !is_unseen(character)).collect()
}

impl<const MAX: usize> From<Private<MAX>> for String {
    fn from(words: Private<MAX>) -> Self {
        words.0
    }
}

impl<const MAX: usize> fmt::Debug for Private<MAX> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Private({} characters)", self.0.chars().count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_lose_what_does_not_show_and_stay_out_of_logs() {
        let words: Private<20> = Private::parse("  12 Allen Ave\nIkeja\0 ").unwrap();
        assert_eq!(words.as_str(), "12 Allen Ave\nIkeja");
        assert_eq!(format!("{words:?}"), "Private(18 characters)");
        assert_eq!(Private::<20>::parse("no\u{202e} onion").unwrap().as_str(), "no onion");
    }

    #[test]
    fn a_name_is_one_line() {
        assert_eq!(Private::<20>::name("bill\r\n\u{202e}fdp.bat").unwrap().as_str(), "bill fdp.bat");
        assert_eq!(Private::<6>::cut("Ada\nObi Okonkwo").as_str(), "Ada Ob");
    }

    proptest! {
        #[test]
        fn words_are_refused_or_cut_beyond_their_limit(text in any::<String>()) {
            prop_assert!(Private::<5>::cut(&text).as_str().chars().count() <= 5);
            if let Ok(words) = Private::<5>::name(&text) { prop_assert_eq!(words, Private::cut(&text)); }
        }
    }
}
