//! What customers say: commands, verbs, numbers and little words, of all languages at once.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::LazyLock,
};

use serde::Deserialize;

use super::{
    verbs::{Command, Verb},
    words,
};
use crate::{Language, grammar::fold};

/// The words of one language as its file has them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Hear {
    pub(super) commands: BTreeMap<Command, Vec<String>>,
    pub(super) verbs: BTreeMap<Verb, Vec<String>>,
    connectors: Vec<String>,
    fillers: Vec<String>,
    courtesies: Vec<String>,
    /// Phrases before what is wanted to be done: "can I".
    askings: Vec<String>,
    measures: Vec<String>,
    /// Words that join an item and its choices.
    withs: Vec<String>,
    /// Words that say what shall not be on it.
    withouts: Vec<String>,
    /// Words that begin a remark on how it shall be: "very cold".
    manners: Vec<String>,
    /// Little words before a choice.
    extras: Vec<String>,
    /// Words between a label and its value.
    is: Vec<String>,
    /// Words that turn a sentence into its opposite.
    nots: Vec<String>,
    /// Words that addresses are made of.
    places: Vec<String>,
    /// Words for a payment or what shows it.
    proofs: Vec<String>,
    /// First words of sentences that are said to somebody.
    talks: Vec<String>,
    symbols_yes: Vec<String>,
    symbols_no: Vec<String>,
    numbers: BTreeMap<String, u32>,
    groups: BTreeMap<String, u32>,
}

/// The most words of a verb.
pub(crate) const VERB_WORDS_MAX: usize = 6;

/// The words of all languages, folded and ready to be looked up. A phrase of the present language wins over the same
/// phrase of another.
#[derive(Debug, Default)]
pub(crate) struct Hearing {
    commands: HashMap<String, Vec<(Language, Command)>>,
    verbs: HashMap<String, Vec<(Language, Verb)>>,
    /// The first words of all commands.
    command_beginnings: HashSet<String>,
    /// The first words of all verbs.
    verb_beginnings: HashSet<String>,
    names: HashMap<String, Language>,
    symbols: HashMap<String, Command>,
    numbers: [HashMap<String, u32>; 3],
    groups: [HashMap<String, u32>; 3],
    connectors: [HashSet<String>; 3],
    fillers: [HashSet<String>; 3],
    courtesies: [HashSet<String>; 3],
    measures: [HashSet<String>; 3],
    askings: HashSet<String>,
    withs: HashSet<String>,
    withouts: HashSet<String>,
    manners: HashSet<String>,
    extras: HashSet<String>,
    is: HashSet<String>,
    nots: HashSet<String>,
    places: HashSet<String>,
    proofs: HashSet<String>,
    talks: HashSet<String>,
}

static HEARING: LazyLock<Hearing> = LazyLock::new(|| {
    let mut hearing = Hearing::default();
    Language::ALL.into_iter().for_each(|language| hearing.learn(language));
    hearing
});

/// What all languages hear.
pub(crate) fn hearing() -> &'static Hearing {
    &HEARING
}

impl Hearing {
    fn learn(&mut self, language: Language) {
        let place = language as usize;
        let words = words(language);
        learn_phrases(&mut self.commands, language, &words.hear.commands);
        learn_phrases(&mut self.verbs, language, &words.hear.verbs);
        self.command_beginnings.extend(self.commands.keys().map(|command| first_word(command).to_owned()));
        self.verb_beginnings.extend(self.verbs.keys().map(|verb| first_word(verb).to_owned()));
        self.names.extend(words.names.iter().map(|name| (fold(name), language)));
        self.names.insert(language.code().to_owned(), language);
        let symbols = |symbols: &[String], command| {
            symbols.iter().map(move |symbol| (symbol.clone(), command)).collect::<Vec<_>>()
        };
        self.symbols.extend(symbols(&words.hear.symbols_yes, Command::Yes));
        self.symbols.extend(symbols(&words.hear.symbols_no, Command::No));
        self.numbers[place] = words.hear.numbers.iter().map(|(word, &count)| (fold(word), count)).collect();
        self.groups[place] = words.hear.groups.iter().map(|(word, &count)| (fold(word), count)).collect();
        let folded = |words: &[String]| words.iter().map(|word| fold(word)).collect::<HashSet<_>>();
        self.connectors[place] = folded(&words.hear.connectors);
        self.fillers[place] = folded(&words.hear.fillers);
        self.courtesies[place] = folded(&words.hear.courtesies);
        self.measures[place] = folded(&words.hear.measures);
        self.askings.extend(folded(&words.hear.askings));
        self.withs.extend(folded(&words.hear.withs));
        self.withouts.extend(folded(&words.hear.withouts));
        self.manners.extend(folded(&words.hear.manners));
        self.extras.extend(folded(&words.hear.extras));
        self.is.extend(folded(&words.hear.is));
        self.nots.extend(folded(&words.hear.nots));
        self.places.extend(folded(&words.hear.places));
        self.proofs.extend(folded(&words.hear.proofs));
        self.talks.extend(folded(&words.hear.talks));
    }

    /// The command a folded phrase is, in this language or else in another.
    pub(crate) fn command(&self, phrase: &str, language: Language) -> Option<(Language, Command)> {
        prefer(self.commands.get(phrase)?, language)
    }

    /// The verb a folded phrase is.
    pub(crate) fn verb(&self, phrase: &str, language: Language) -> Option<(Language, Verb)> {
        prefer(self.verbs.get(phrase)?, language)
    }

    /// Whether a command may begin with this folded word.
    pub(crate) fn begins_command(&self, word: &str) -> bool {
        self.command_beginnings.contains(word)
    }

    /// Whether a verb may begin with this folded word.
    pub(crate) fn begins_verb(&self, word: &str) -> bool {
        self.verb_beginnings.contains(word)
    }

    /// The language of this name.
    pub(crate) fn language_named(&self, name: &str) -> Option<Language> {
        self.names.get(name).copied()
    }

    /// What an emoji alone says.
    pub(crate) fn symbol(&self, symbol: &str) -> Option<Command> {
        self.symbols.get(symbol).copied()
    }

    /// The number a word is.
    pub(crate) fn number(&self, word: &str, language: Language) -> Option<u32> {
        in_language(&self.numbers, word, language, |own| self.fillers[own].contains(word))
    }

    /// How many a word such as "dozen" bundles.
    pub(crate) fn group(&self, word: &str, language: Language) -> Option<u32> {
        in_language(&self.groups, word, language, |_| false)
    }

    /// Whether the word joins two things: in this language, or as a whole word of another.
    pub(crate) fn is_connector(&self, word: &str, language: Language) -> bool {
        let foreign = || word.len() > 1 && self.connectors.iter().any(|words| words.contains(word));
        word == "&" || self.connectors[language as usize].contains(word) || foreign()
    }

    /// Whether the word says nothing about what is wanted.
    pub(crate) fn is_filler(&self, word: &str, language: Language) -> bool {
        self.fillers[language as usize].contains(word)
    }

    /// Whether the word only makes a command polite.
    pub(crate) fn is_courtesy(&self, word: &str, language: Language) -> bool {
        self.courtesies[language as usize].contains(word)
    }

    /// Whether the folded phrase only asks for what follows it.
    pub(crate) fn is_asking(&self, phrase: &str) -> bool {
        self.askings.contains(phrase)
    }

    /// Whether the word measures goods.
    pub(crate) fn is_measure(&self, word: &str, language: Language) -> bool {
        self.measures[language as usize].contains(word)
    }

    /// Whether the word joins an item and its choices, in any language.
    pub(crate) fn is_with(&self, word: &str) -> bool {
        self.withs.contains(word)
    }

    /// Whether the word says what shall not be on something.
    pub(crate) fn is_without(&self, word: &str) -> bool {
        self.withouts.contains(word)
    }

    /// Whether the word begins a remark on how something shall be.
    pub(crate) fn is_manner(&self, word: &str) -> bool {
        self.manners.contains(word)
    }

    /// Whether the word only leads to a choice.
    pub(crate) fn is_extra(&self, word: &str) -> bool {
        self.extras.contains(word)
    }

    /// Whether the word stands between a label and its value.
    pub(crate) fn says_is(&self, word: &str) -> bool {
        self.is.contains(word)
    }

    /// Whether the word turns a sentence into its opposite.
    pub(crate) fn is_not(&self, word: &str) -> bool {
        self.nots.contains(word)
    }

    /// Whether addresses are made of this word.
    pub(crate) fn is_place(&self, word: &str) -> bool {
        self.places.contains(word)
    }

    /// Whether the word is one for a payment or what shows it.
    pub(crate) fn is_proof(&self, word: &str) -> bool {
        self.proofs.contains(word)
    }

    /// Whether a sentence that begins so is said to somebody.
    pub(crate) fn is_talk(&self, word: &str) -> bool {
        self.talks.contains(word)
    }

    /// Every phrase of a language's commands.
    pub(crate) fn phrases(&self, language: Language) -> impl Iterator<Item = (&str, Command)> {
        self.commands.iter().filter_map(move |(phrase, meanings)| {
            let (_, command) = meanings.iter().find(|(of, _)| *of == language)?;
            Some((phrase.as_str(), *command))
        })
    }
}

fn first_word(phrase: &str) -> &str {
    phrase.split_once(' ').map_or(phrase, |(first, _)| first)
}

fn learn_phrases<T: Copy>(
    known: &mut HashMap<String, Vec<(Language, T)>>,
    language: Language,
    phrases: &BTreeMap<T, Vec<String>>,
) {
    for (&meaning, phrases) in phrases {
        for phrase in phrases {
            known.entry(fold(phrase)).or_default().push((language, meaning));
        }
    }
}

fn prefer<T: Copy>(meanings: &[(Language, T)], language: Language) -> Option<(Language, T)> {
    meanings.iter().find(|(of, _)| *of == language).or_else(|| meanings.first()).copied()
}

/// Looks a word up in this language, then in the others unless it has another use in this one.
fn in_language(
    maps: &[HashMap<String, u32>; 3],
    word: &str,
    language: Language,
    is_otherwise_used: impl Fn(usize) -> bool,
) -> Option<u32> {
    let own = language as usize;
    if let Some(&count) = maps[own].get(word) {
        return Some(count);
    }
    if is_otherwise_used(own) { None } else { maps.iter().find_map(|map| map.get(word).copied()) }
}
