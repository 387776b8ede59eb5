//! From words to the choices of an item: "chicken, no onion", "extra plantain".

use base::Id;

use super::{
    fold::{fold, stem},
    goods::Goods,
    token::{Kind, Token},
};
use crate::{Item, intent::Quantity};

/// The most words of a choice's name that are looked at.
const NAME_WORDS_MAX: usize = 5;
/// Shorter words of a choice do not stand for it: "no" is not "no onion".
const PART_LETTERS_MIN: usize = 3;
/// From so many letters on one may be wrong.
const FORGIVE_LETTERS_MIN: usize = 5;

/// The choices of an item, folded.
pub(super) struct Options<'a> {
    item: &'a Item,
    names: Vec<Name>,
}

struct Name {
    choice: Id,
    group: usize,
    key: String,
    words: Vec<String>,
}

impl<'a> Options<'a> {
    pub(super) fn of(item: &'a Item) -> Self {
        let mut names = Vec::new();
        for (place, group) in item.groups.iter().enumerate() {
            for choice in &group.choices {
                for name in std::iter::once(&choice.name).chain(&choice.aliases) {
                    let words: Vec<String> = fold(name).split(' ').map(|word| stem(word).to_owned()).collect();
                    names.push(Name { choice: choice.id, group: place, key: words.concat(), words });
                }
            }
        }
        names.retain(|name| !name.key.is_empty());
        Self { item, names }
    }

    /// The choices that these tokens name; `None` when a word is left over, or nothing is named.
    pub(super) fn read(&self, tokens: &[Token], goods: &Goods<'_>) -> Option<Vec<Id>> {
        let mut chosen = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let longest = (tokens.len() - at).min(NAME_WORDS_MAX);
            let found =
                (1..=longest).rev().find_map(|length| Some((self.one(&tokens[at..at + length], &chosen)?, length)));
            match found {
                Some((choice, length)) => {
                    chosen.push(choice);
                    at += length;
                }
                None if says_little(&tokens[at], goods) => at += 1,
                None => return None,
            }
        }
        (!chosen.is_empty()).then_some(chosen)
    }

    /// The choice of these words: by its name, by a part of it that no other has, or with a letter wrong. Of choices
    /// with one name, the first whose group has room.
    fn one(&self, tokens: &[Token], chosen: &[Id]) -> Option<Id> {
        let words: Vec<&str> = tokens.iter().map(|token| stem(&token.fold)).collect();
        let key = words.concat();
        let named: Vec<&Name> = self.names.iter().filter(|name| name.key == key).collect();
        if !named.is_empty() {
            let has_room = |name: &&&Name| self.has_room(name.group, chosen);
            return named.iter().find(has_room).or(named.first()).map(|name| name.choice);
        }
        self.only(|name| is_part(&words, &name.words)).or_else(|| self.only(|name| is_near(&key, &name.key)))
    }

    fn has_room(&self, group: usize, chosen: &[Id]) -> bool {
        let group = &self.item.groups[group];
        group.count(chosen) < group.choices_max
    }

    fn only(&self, fits: impl Fn(&Name) -> bool) -> Option<Id> {
        let mut fitting: Vec<Id> = self.names.iter().filter(|name| fits(name)).map(|name| name.choice).collect();
        fitting.dedup();
        if let [choice] = fitting[..] { Some(choice) } else { None }
    }
}

fn is_part(words: &[&str], name: &[String]) -> bool {
    words.iter().all(|word| word.chars().count() >= PART_LETTERS_MIN && name.iter().any(|other| other == word))
}

fn is_near(key: &str, other: &str) -> bool {
    let has_digit = key.contains(|c: char| c.is_ascii_digit());
    key.chars().count() >= FORGIVE_LETTERS_MIN
        && !has_digit
        && key.chars().next() == other.chars().next()
        && strsim::osa_distance(key, other) <= 1
}

/// Words between choices: "and", "with", "extra", "a".
fn says_little(token: &Token, goods: &Goods<'_>) -> bool {
    let is_article = token.kind == Kind::Word && goods.amount(token) == Some(Quantity::Count(1));
    is_article
        || goods.is_filler(token)
        || goods.hearing.is_connector(&token.fold, goods.language)
        || goods.hearing.is_extra(&token.fold)
}
