//! The languages the shop speaks.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A language with a complete word file in `words/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// French.
    Fr,
    /// Portuguese.
    Pt,
}

impl Language {
    /// Every language, in the order they are offered and tried.
    pub const ALL: [Self; 3] = [Self::En, Self::Fr, Self::Pt];

    /// The code of ISO 639-1, such as "en".
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
            Self::Pt => "pt",
        }
    }
}

/// The code names no language the shop speaks.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the language must be one of en, fr, pt")]
pub struct UnknownLanguage;

impl FromStr for Language {
    type Err = UnknownLanguage;
    /// Reads "fr", and "fr-CA" or "pt_BR" for their first part.
    fn from_str(code: &str) -> Result<Self, UnknownLanguage> {
        let first = code.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        Self::ALL.into_iter().find(|language| language.code() == first).ok_or(UnknownLanguage)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}
