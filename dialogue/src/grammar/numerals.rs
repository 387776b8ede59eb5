//! Numbers of one word or several: "2", "two hundred", "one hundred and fifty".

use super::{
    goods::Goods,
    token::{Kind, Token},
};
use crate::{QUANTITY_MAX, intent::Quantity};

/// The most words of a number.
const NUMERAL_WORDS_MAX: usize = 6;
/// Shorter words for one are articles, which count nothing inside a number.
const COUNTING_LETTERS_MIN: usize = 3;

impl Goods<'_> {
    /// The number these words begin with, and how many of them it takes.
    pub(super) fn numeral(&self, tokens: &[Token]) -> Option<(Quantity, usize)> {
        let first = self.amount(tokens.first()?)?;
        let Some(mut count) = self.counted_by(&tokens[0]) else { return Some((first, 1)) };
        let mut used = 1;
        while let Some((whole, words)) = self.counted_on(&tokens[used..], count, tokens[0].kind == Kind::Word) {
            (count, used) = (whole, used + words);
            if used >= NUMERAL_WORDS_MAX {
                break;
            }
        }
        Some((within_bounds(count), used))
    }

    /// The number these words end with, and where it begins.
    pub(super) fn numeral_at_end(&self, tokens: &[Token]) -> Option<(Quantity, usize)> {
        self.amount(tokens.last()?)?;
        let longest = tokens.len().min(NUMERAL_WORDS_MAX);
        (1..=longest).rev().find_map(|length| {
            let start = tokens.len() - length;
            let (quantity, used) = self.numeral(&tokens[start..])?;
            (used == length).then_some((quantity, start))
        })
    }

    /// What a number becomes with the next word of it, and how many words that takes: "hundred" after "two" multiplies,
    /// "fifty" after "hundred" and "five" after "twenty" add.
    fn counted_on(&self, tokens: &[Token], count: u32, adds: bool) -> Option<(u32, usize)> {
        let first = tokens.first()?;
        if let Some(unit) = self.word_for(first).filter(|unit| is_unit(*unit) && (1..*unit).contains(&count)) {
            return Some((count.saturating_mul(unit), 1));
        }
        let is_and = self.is_connector(first);
        let next = if is_and { tokens.get(1)? } else { first };
        let more = self.word_for(next).filter(|_| is_and || next.fold.len() >= COUNTING_LETTERS_MIN)?;
        let is_hundreds = count >= 100 && count.is_multiple_of(100) && more < 100;
        let is_tens = count >= 20 && count.is_multiple_of(10) && more < 10;
        (adds && (is_hundreds || is_tens) && more > 0).then_some((count + more, 1 + usize::from(is_and)))
    }

    fn counted_by(&self, token: &Token) -> Option<u32> {
        match token.kind {
            Kind::Number(Quantity::Count(count)) => Some(count),
            Kind::Word => self.word_for(token).filter(|count| *count > 0),
            _ => None,
        }
    }

    fn word_for(&self, token: &Token) -> Option<u32> {
        let is_word = token.kind == Kind::Word && !token.starts_part;
        is_word.then(|| self.hearing.number(&token.fold, self.language))?
    }
}

const fn is_unit(number: u32) -> bool {
    matches!(number, 100 | 1000)
}

/// A number as a quantity.
pub(super) const fn within_bounds(count: u32) -> Quantity {
    match count {
        0 => Quantity::Zero,
        1..=QUANTITY_MAX => Quantity::Count(count),
        _ => Quantity::TooLarge,
    }
}
