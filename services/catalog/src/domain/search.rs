//! Finding products by words, typing mistakes forgiven.
//!
//! Every word of the query is compared with every word of a name by the Jaro-Winkler measure, in any order. A score
//! says how much of the query the name explains and, with less weight, how much of the name the query names.

use std::collections::HashMap;

use base::words::fold;

use crate::error::Error;

/// Characters of a query at most.
pub(crate) const QUERY_MAX: usize = 200;
/// Words of a query that are looked at.
const QUERY_WORDS_MAX: usize = 8;
/// Longer words match only as they are: comparing them letter by letter costs too much.
const WORD_LETTERS_MAX: usize = 32;
/// Words less like each other than this have nothing to do with each other.
const LIKENESS_MIN: f64 = 0.8;
/// What the query's words weigh against the name's.
const QUERY_WEIGHT: f64 = 0.75;
/// A product with a lower score does not resemble the query.
const SCORE_MIN: f64 = 0.5;

/// Words to look for, folded.
#[derive(Debug)]
pub(crate) struct Query(Vec<String>);

impl Query {
    /// Reads the words; signs without letters and digits are none.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        if text.chars().count() > QUERY_MAX {
            return Err(Error::QueryTooLong);
        }
        let words: Vec<String> = fold(text).split_whitespace().take(QUERY_WORDS_MAX).map(str::to_owned).collect();
        if words.is_empty() { Err(Error::QueryRequired) } else { Ok(Self(words)) }
    }
}

/// The names of products, word by word; a word that many names share is kept and compared once.
#[derive(Debug, Default)]
pub(crate) struct Index {
    words: Vec<String>,
    numbers: HashMap<String, usize>,
    names: Vec<Name>,
}

/// One name of a product.
#[derive(Debug)]
struct Name {
    product: usize,
    words: Vec<usize>,
}

/// A product and how well it fits, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Match {
    pub(crate) product: usize,
    pub(crate) score: f64,
}

impl Index {
    /// Adds the names of the product with this number.
    pub(crate) fn add<'a>(&mut self, product: usize, names: impl Iterator<Item = &'a str>) {
        for name in names {
            let words = fold(name).split_whitespace().map(|word| self.number(word)).collect();
            self.names.push(Name { product, words });
        }
    }

    fn number(&mut self, word: &str) -> usize {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        self.words.push(word.to_owned());
        self.numbers.insert(word.to_owned(), self.words.len() - 1);
        self.words.len() - 1
    }

    /// The products that resemble the query, best first and then in the order they were added.
    pub(crate) fn search(&self, Query(query): &Query) -> Vec<Match> {
        let likeness: Vec<Vec<f64>> =
            query.iter().map(|asked| self.words.iter().map(|word| likeness(asked, word)).collect()).collect();
        let mut matches: Vec<Match> = Vec::new();
        for name in &self.names {
            let found = Match { product: name.product, score: self.score(name, query, &likeness) };
            match matches.last_mut() {
                Some(last) if last.product == found.product => last.score = last.score.max(found.score),
                _ => matches.push(found),
            }
        }
        matches.retain(|found| found.score >= SCORE_MIN);
        matches.sort_by(|a, b| b.score.total_cmp(&a.score));
        matches
    }

    fn score(&self, name: &Name, query: &[String], likeness: &[Vec<f64>]) -> f64 {
        let best = |likes: &mut dyn Iterator<Item = f64>| likes.fold(0.0, f64::max);
        let asked = query.iter().zip(likeness);
        let asked = asked.map(|(word, like)| (letters(word), best(&mut name.words.iter().map(|&number| like[number]))));
        let named = name
            .words
            .iter()
            .map(|&number| (letters(&self.words[number]), best(&mut likeness.iter().map(|like| like[number]))));
        QUERY_WEIGHT * weighted(asked) + (1.0 - QUERY_WEIGHT) * weighted(named)
    }
}

/// The mean of likenesses, each with the weight of its word's letters.
fn weighted(fits: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (all, fitting) =
        fits.fold((0.0, 0.0), |(all, fitting), (letters, like)| (all + letters, fitting + letters * like));
    if all > 0.0 { fitting / all } else { 0.0 }
}

fn letters(word: &str) -> f64 {
    word.chars().count() as f64
}

fn likeness(asked: &str, word: &str) -> f64 {
    if asked == word {
        return 1.0;
    }
    // Bytes are never fewer than letters.
    if asked.len().max(word.len()) > WORD_LETTERS_MAX {
        return 0.0;
    }
    Some(strsim::jaro_winkler(asked, word)).filter(|&like| like >= LIKENESS_MIN).unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MENU: [&[&str]; 5] =
        [&["Chicken Suya", "suya"], &["Zobo", "hibiscus drink"], &["Bottled Water"], &["Jollof Rice"], &["Fried Rice"]];

    fn index() -> Index {
        let mut index = Index::default();
        for (number, names) in MENU.iter().enumerate() {
            index.add(number, names.iter().copied());
        }
        index
    }

    fn found(query: &str) -> Vec<usize> {
        index().search(&Query::parse(query).unwrap()).into_iter().map(|found| found.product).collect()
    }

    #[test]
    fn typing_mistakes_word_order_and_accents_are_forgiven() {
        assert_eq!(found("chiken suya"), [0]);
        assert_eq!(found("suya, CHICKEN"), [0]);
        assert_eq!(found("zóbo")[0], 1);
        assert_eq!(found("hibiscus"), [1]);
        assert_eq!(found("jolof"), [3]);
        assert_eq!(found("watter"), [2]);
    }

    #[test]
    fn a_shared_word_finds_all_that_have_it_in_their_order_and_nonsense_finds_nothing() {
        assert_eq!(found("rice").len(), 2);
        assert_eq!(found("rice fried")[0], 4);
        assert_eq!(found("xylophone"), [0_usize; 0]);
    }

    #[test]
    fn a_query_needs_a_word() {
        assert!(matches!(Query::parse("  ?! "), Err(Error::QueryRequired)));
        assert!(matches!(Query::parse(&"a".repeat(QUERY_MAX + 1)), Err(Error::QueryTooLong)));
    }

    proptest! {
        #[test]
        fn scores_lie_between_zero_and_one_and_fall(query in "[a-z ]{1,40}z") {
            let matches = index().search(&Query::parse(&query).unwrap());
            prop_assert!(matches.iter().all(|found| (0.0..=1.0).contains(&found.score)));
            prop_assert!(matches.is_sorted_by(|a, b| a.score >= b.score));
        }

        #[test]
        fn the_exact_name_always_scores_one(number in 0..MENU.len(), upper in any::<bool>()) {
            for name in MENU[number] {
                let query = if upper { name.to_uppercase() } else { (*name).to_owned() };
                let best = index().search(&Query::parse(&query).unwrap())[0];
                prop_assert_eq!(best, Match { product: number, score: 1.0 });
            }
        }
    }
}
