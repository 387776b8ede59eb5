//! Which item words mean: scored, and asked rather than guessed.

use std::{cell::Cell, collections::BTreeMap};

use base::Id;

use super::fold::stem;
use crate::{
    intent::Target,
    menu::{Index, WordId},
};

/// From here on a word with a typing mistake is taken for the one it resembles.
const ACCEPT_MIN: f64 = 0.85;
/// From here on the customer is asked.
const ASK_MIN: f64 = 0.75;
/// How far the best must be ahead of the second to be taken without a question.
const CLEAR_LEAD: f64 = 0.05;
/// Short queries of which only a part is on the menu are asked about from here on.
const PART_MIN: f64 = 0.5;
/// The most words of such a query.
const PART_WORDS_MAX: usize = 3;
/// Shorter words differ too little to forgive a mistake: "coke" is not "cake".
const FORGIVE_LETTERS_MIN: usize = 5;
/// From here on two letters may be wrong.
const LONG_WORD_LETTERS: usize = 7;
/// The most words of a name that is searched for.
const QUERY_WORDS_MAX: usize = 8;
/// The most letters of a word that is compared letter by letter.
const WORD_LETTERS_MAX: usize = 32;
/// The most words of one message that are compared with the whole menu.
pub(super) const NEAR_WORDS_MAX: usize = 40;
/// The most candidates of a question.
const CANDIDATES_MAX: usize = 8;

/// What was found, and how near it is to the words.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub(super) target: Target,
    pub(super) closeness: f64,
}

/// A search on one menu, perhaps only among some of its items, with a limit to its work.
#[derive(Debug)]
pub(super) struct Search<'a> {
    index: &'a Index,
    within: Option<&'a [Id]>,
    near_words_left: Cell<usize>,
}

/// How well a word of the query fits a word of a name.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Fit {
    likeness: f64,
    is_forgivable: bool,
}

/// How well the query fits an item.
#[derive(Debug, Clone)]
struct Score {
    item: Id,
    /// Where the name stands on the menu.
    place: usize,
    closeness: f64,
    coverage: f64,
    is_exact: bool,
    is_forgivable: bool,
    has_exact_word: bool,
}

impl<'a> Search<'a> {
    pub(super) fn new(index: &'a Index, within: Option<&'a [Id]>) -> Self {
        Self { index, within, near_words_left: Cell::new(NEAR_WORDS_MAX) }
    }

    fn allows(&self, item: Id) -> bool {
        self.within.is_none_or(|items| items.contains(&item))
    }

    /// The items with exactly this name or alias.
    pub(super) fn exact(&self, key: &str) -> Option<Target> {
        let items: Vec<Id> = self.index.exact(key).iter().copied().filter(|&item| self.allows(item)).collect();
        match items[..] {
            [] => None,
            [item] => Some(Target::Item(item)),
            _ => Some(Target::OneOf(items)),
        }
    }

    /// The item that resembles these folded words.
    pub(super) fn find(&self, words: &[&str]) -> Found {
        let nothing = Found { target: Target::Nothing, closeness: 0.0 };
        if words.is_empty() || words.len() > QUERY_WORDS_MAX {
            return nothing;
        }
        let scores = self.scores(words);
        let Some(best) = scores.first() else { return nothing };
        Found { closeness: best.closeness, target: decide(&scores, words.len()) }
    }

    /// Every item with something of the query, best first.
    fn scores(&self, words: &[&str]) -> Vec<Score> {
        let mut fits: BTreeMap<usize, Vec<(Fit, usize)>> = BTreeMap::new();
        for (place, word) in words.iter().enumerate() {
            for (like, fit) in self.like(stem(word)) {
                for &name in self.index.names_with(like) {
                    let slots = fits.entry(name).or_insert_with(|| vec![(Fit::default(), 0); words.len()]);
                    if fit.likeness > slots[place].0.likeness {
                        slots[place] = (fit, like);
                    }
                }
            }
        }
        let mut best: BTreeMap<Id, Score> = BTreeMap::new();
        for (name, slots) in fits {
            let score = self.score(name, words, &slots);
            if self.allows(score.item) && best.get(&score.item).is_none_or(|old| ahead(&score, old)) {
                best.insert(score.item, score);
            }
        }
        let mut scores: Vec<Score> = best.into_values().collect();
        scores.sort_by(|a, b| rank(b).total_cmp(&rank(a)));
        scores
    }

    /// The words of the menu like this one: the word itself, else all that resemble it.
    fn like(&self, word: &str) -> Vec<(WordId, Fit)> {
        if let Some(id) = self.index.word(word) {
            return vec![(id, Fit { likeness: 1.0, is_forgivable: true })];
        }
        if self.near_words_left.get() == 0 || word.chars().count() > WORD_LETTERS_MAX {
            return Vec::new();
        }
        self.near_words_left.set(self.near_words_left.get() - 1);
        self.index.words().filter_map(|(id, other)| Some((id, near(word, other)?))).collect()
    }

    fn score(&self, place: usize, words: &[&str], slots: &[(Fit, usize)]) -> Score {
        let name = self.index.name(place);
        let letters = |word: &&str| word.chars().count() as f64;
        let all: f64 = words.iter().map(letters).sum();
        let fitting: f64 = words.iter().zip(slots).map(|(word, (fit, _))| letters(word) * fit.likeness).sum();
        Score {
            item: name.item,
            place,
            closeness: fitting / all,
            coverage: (fitting / name.letters.max(1) as f64).min(1.0),
            is_exact: slots.iter().all(|(fit, _)| fit.likeness == 1.0),
            is_forgivable: slots.iter().all(|(fit, _)| fit.is_forgivable),
            has_exact_word: words.iter().zip(slots).any(|(word, (fit, _))| fit.likeness == 1.0 && word.len() > 2),
        }
    }
}

fn rank(score: &Score) -> f64 {
    score.closeness + score.coverage / 100.0
}

fn ahead(score: &Score, other: &Score) -> bool {
    rank(score) > rank(other)
}

/// How a word fits one that it resembles. At least half of its letters must stay: "what" is not "water".
fn near(word: &str, other: &str) -> Option<Fit> {
    let likeness = strsim::jaro_winkler(word, other);
    if likeness < ASK_MIN {
        return None;
    }
    let letters = word.chars().count().max(other.chars().count());
    let changes = strsim::osa_distance(word, other);
    let has_digit = |word: &str| word.contains(|c: char| c.is_ascii_digit());
    // A mistake is forgiven in words long enough, with the same first letter and few letters changed. Digits are meant:
    // "250ml" is not "200ml".
    let is_forgivable = likeness >= ACCEPT_MIN
        && !has_digit(word)
        && !has_digit(other)
        && letters >= FORGIVE_LETTERS_MIN
        && word.chars().next() == other.chars().next()
        && changes <= if letters < LONG_WORD_LETTERS { 1 } else { 2 };
    (changes <= letters / 2).then_some(Fit { likeness, is_forgivable })
}

/// Takes the best when it is clearly meant, asks when it may be meant, and finds nothing else.
fn decide(scores: &[Score], query_words: usize) -> Target {
    let mut exact: Vec<&Score> = scores.iter().filter(|score| score.is_exact).collect();
    exact.sort_by_key(|score| score.place);
    match exact[..] {
        [] => {}
        [score] => return Target::Item(score.item),
        _ => return Target::OneOf(exact.into_iter().take(CANDIDATES_MAX).map(|score| score.item).collect()),
    }
    let best = &scores[0];
    let second = scores.get(1).map_or(0.0, |score| score.closeness);
    if best.is_forgivable && best.closeness >= ACCEPT_MIN && best.closeness - second >= CLEAR_LEAD {
        return Target::Corrected(best.item);
    }
    let askable = |score: &&Score| {
        let is_part = query_words <= PART_WORDS_MAX && score.has_exact_word && score.closeness >= PART_MIN;
        score.closeness >= ASK_MIN || is_part
    };
    let candidates: Vec<Id> = scores.iter().filter(askable).take(CANDIDATES_MAX).map(|score| score.item).collect();
    if candidates.is_empty() { Target::Nothing } else { Target::OneOf(candidates) }
}
