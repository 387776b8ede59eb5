//! The words of each language, read once from `words/*.toml`: the phrases we say and the words customers use.

mod buttons;
mod hear;
mod names;
mod phrase;
mod say;
mod verbs;

use std::sync::LazyLock;

use serde::Deserialize;

pub(crate) use hear::{Hearing, VERB_WORDS_MAX, hearing};
pub(crate) use phrase::Phrase;
pub(crate) use say::Say;
pub(crate) use verbs::{Command, Verb};

use crate::Language;

/// Everything of one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    /// What the language calls itself.
    pub(crate) own_name: String,
    /// What the languages call it.
    names: Vec<String>,
    /// What we say.
    pub(crate) say: Say,
    /// What customers say.
    hear: hear::Hear,
}

const SOURCES: [&str; 3] =
    [include_str!("../../words/en.toml"), include_str!("../../words/fr.toml"), include_str!("../../words/pt.toml")];

static WORDS: LazyLock<[Words; 3]> =
    LazyLock::new(|| SOURCES.map(|source| toml::from_str(source).expect("the word files are part of the program")));

/// The words of a language.
pub(crate) fn words(language: Language) -> &'static Words {
    &WORDS[language as usize]
}

#[cfg(test)]
mod tests;
