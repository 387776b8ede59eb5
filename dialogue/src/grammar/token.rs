//! From a text to its words and numbers.

use unicode_normalization::char::is_combining_mark;

use super::fold::{fold_word, is_invisible};
use crate::{QUANTITY_MAX, intent::Quantity};

/// The most characters of a text that are read; the rest is left alone.
const TEXT_MAX: usize = 4096;

/// A word, a number or a sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    /// Where it begins in the text, in bytes.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// Its folded form.
    pub(crate) fold: String,
    /// What it is.
    pub(super) kind: Kind,
    /// Whether a comma, a semicolon, the end of a sentence or of a line stands before it.
    pub(super) starts_part: bool,
    /// Whether it stands in brackets.
    pub(super) in_brackets: bool,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters, or letters and digits such as "50kg".
    Word,
    /// Digits, read as a quantity.
    Number(Quantity),
    /// "x" between a thing and how many.
    Times,
}

/// Takes a text apart.
pub(crate) fn split(text: &str) -> Vec<Token> {
    let end = text.char_indices().nth(TEXT_MAX).map_or(text.len(), |(end, _)| end);
    let mut splitter = Splitter { text: &text[..end], tokens: Vec::new(), starts_part: false, in_brackets: false };
    let mut at = 0;
    while let Some(character) = splitter.text[at..].chars().next() {
        at = if is_wordy(character) { splitter.word(at, false) } else { splitter.sign(at, character) };
    }
    splitter.tokens
}

fn is_wordy(character: char) -> bool {
    character.is_alphanumeric() || is_combining_mark(character) || is_invisible(character)
}

struct Splitter<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    starts_part: bool,
    in_brackets: bool,
}

impl Splitter<'_> {
    /// Takes the word that begins here and says where it ends. Dots, commas and the like belong to it between digits.
    fn word(&mut self, start: usize, is_negative: bool) -> usize {
        let mut end = start;
        let mut rest = self.text[start..].chars().peekable();
        let mut last = ' ';
        while let Some(character) = rest.next() {
            let joins = matches!(character, '.' | ',' | '^' | '/' | '\'' | '-');
            let inside = last.is_numeric() && rest.peek().is_some_and(|next| next.is_numeric());
            if !(is_wordy(character) || joins && inside) {
                break;
            }
            end += character.len_utf8();
            last = character;
        }
        self.push_word(start, end, is_negative);
        end
    }

    fn push_word(&mut self, start: usize, end: usize, is_negative: bool) {
        let fold = fold_word(&self.text[start..end]);
        if fold.is_empty() {
            return;
        }
        if let Some(digits) = fold.strip_suffix('x').filter(|head| is_digits(head)) {
            self.push(start, end, digits.to_owned(), Kind::Number(signed(count(digits), is_negative)));
            self.push(start, end, "x".to_owned(), Kind::Times);
        } else if let Some(digits) = fold.strip_prefix('x').filter(|tail| is_digits(tail)) {
            self.push(start, end, "x".to_owned(), Kind::Times);
            self.push(start, end, digits.to_owned(), Kind::Number(count(digits)));
        } else {
            let kind = if fold == "x" { Kind::Times } else { kind_of(&fold, is_negative) };
            self.push(start, end, fold, kind);
        }
    }

    fn push(&mut self, start: usize, end: usize, fold: String, kind: Kind) {
        let starts_part = std::mem::take(&mut self.starts_part);
        self.tokens.push(Token { start, end, fold, kind, starts_part, in_brackets: self.in_brackets });
    }

    /// Takes a character that is no part of a word and says where the next begins.
    fn sign(&mut self, at: usize, sign: char) -> usize {
        let end = at + sign.len_utf8();
        let next = self.text[end..].chars().next();
        let next_is_digit = next.is_some_and(char::is_numeric);
        let follows_space = self.text[..at].chars().next_back().is_none_or(char::is_whitespace);
        match sign {
            '-' | '−' if next_is_digit && follows_space => return self.word(end, true),
            '\n' | ',' | ';' | '،' | '、' | '•' | '|' => self.starts_part = true,
            // "1. zobo" is a list.
            '.' if self.ends_in_number() => {}
            '.' | '!' | '?' if next.is_none_or(char::is_whitespace) => self.starts_part = true,
            '&' | '+' => self.push(at, end, "&".to_owned(), Kind::Word),
            '×' | '✕' | '✖' => self.push(at, end, "x".to_owned(), Kind::Times),
            '*' if next_is_digit || next == Some(' ') && self.ends_in_number() => {
                self.push(at, end, "x".to_owned(), Kind::Times);
            }
            '(' => self.in_brackets = true,
            ')' => self.in_brackets = false,
            _ => {}
        }
        end
    }

    fn ends_in_number(&self) -> bool {
        self.tokens.last().is_some_and(|token| matches!(token.kind, Kind::Number(_)))
    }
}

/// Takes numbers off words they were written together with, as in "5zobo", where only the rest is a known word.
pub(super) fn unglue(tokens: Vec<Token>, is_known: impl Fn(&str) -> bool) -> Vec<Token> {
    let mut apart = Vec::with_capacity(tokens.len());
    for token in tokens {
        match glued(&token.fold).filter(|(_, word, _)| !is_known(&token.fold) && is_known(word)) {
            Some((digits, word, digits_first)) if token.kind == Kind::Word => {
                let number = Token { fold: digits.to_owned(), kind: Kind::Number(count(digits)), ..token.clone() };
                let word = Token { fold: word.to_owned(), ..token };
                let [first, second] = if digits_first { [number, word] } else { [word, number] };
                apart.extend([first, Token { starts_part: false, ..second }]);
            }
            _ => apart.push(token),
        }
    }
    apart
}

/// Digits and letters written together, and whether the digits come first.
fn glued(fold: &str) -> Option<(&str, &str, bool)> {
    let letters = fold.trim_start_matches(|c: char| c.is_ascii_digit());
    if letters.len() < fold.len() {
        return Some((&fold[..fold.len() - letters.len()], letters, true));
    }
    let letters = fold.trim_end_matches(|c: char| c.is_ascii_digit());
    (letters.len() < fold.len()).then(|| (&fold[letters.len()..], letters, false))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn kind_of(fold: &str, is_negative: bool) -> Kind {
    if !fold.starts_with(|c: char| c.is_ascii_digit()) {
        return Kind::Word;
    }
    match quantity(fold) {
        Some(quantity) => Kind::Number(signed(quantity, is_negative)),
        None => Kind::Word,
    }
}

fn signed(quantity: Quantity, is_negative: bool) -> Quantity {
    if is_negative { Quantity::Negative } else { quantity }
}

/// Digits with what people put between them; `None` for a word that begins with digits, such as "50kg" or "7up".
fn quantity(fold: &str) -> Option<Quantity> {
    if is_digits(fold) {
        return Some(count(fold));
    }
    let mut groups = fold.split(['.', ',', '\'']);
    if groups.next().is_some_and(is_digits) && groups.all(|group| group.len() == 3 && is_digits(group)) {
        return Some(count(&fold.replace(['.', ',', '\''], "")));
    }
    if fold.split(['^', 'e']).all(is_digits) {
        return Some(Quantity::TooLarge);
    }
    fold.split(['.', ',', '\'', '/', '⁄', '-']).all(is_digits).then_some(Quantity::NotWhole)
}

/// A whole number as a quantity.
pub(super) fn count(digits: &str) -> Quantity {
    let digits = digits.trim_start_matches('0');
    match digits.parse() {
        Ok(count) if count <= QUANTITY_MAX => Quantity::Count(count),
        _ if digits.is_empty() => Quantity::Zero,
        _ => Quantity::TooLarge,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kinds(text: &str) -> Vec<(String, Kind)> {
        split(text).into_iter().map(|token| (token.fold, token.kind)).collect()
    }

    fn only(text: &str) -> Kind {
        let kinds = kinds(text);
        assert_eq!(kinds.len(), 1, "{text:?}: {kinds:?}");
        kinds[0].1
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, quantity) in [
            ("2", Quantity::Count(2)),
            ("007", Quantity::Count(7)),
            ("999", Quantity::Count(999)),
            ("0", Quantity::Zero),
            ("-1", Quantity::Negative),
            ("1000", Quantity::TooLarge),
            ("1,000", Quantity::TooLarge),
            ("1e9", Quantity::TooLarge),
            ("10^30", Quantity::TooLarge),
            ("99999999999999999999999999", Quantity::TooLarge),
            ("2.5", Quantity::NotWhole),
            ("1/2", Quantity::NotWhole),
            ("½", Quantity::NotWhole),
            ("2-3", Quantity::NotWhole),
        ] {
            assert_eq!(only(text), Kind::Number(quantity), "{text}");
        }
        assert_eq!((only("50kg"), only("7up"), only("2x4")), (Kind::Word, Kind::Word, Kind::Word));
    }

    #[test]
    fn times_is_seen_in_every_spelling() {
        for text in ["zobo x 2", "zobo x2", "zobo × 2", "zobo ×2", "zobo *2", "zobo X 2"] {
            let kinds: Vec<Kind> = kinds(text).into_iter().map(|(_, kind)| kind).collect();
            assert_eq!(kinds, [Kind::Word, Kind::Times, Kind::Number(Quantity::Count(2))], "{text}");
        }
        assert_eq!(kinds("2x zobo").len(), 3);
        assert_eq!(kinds("*zobo* 2").len(), 2);
    }

    #[test]
    fn commas_and_sentences_start_a_new_part() {
        let starts = |text| split(text).iter().map(|token| token.starts_part).collect::<Vec<_>>();
        assert_eq!(starts("2 zobo, water"), [false, false, true]);
        assert_eq!(starts("hi. 2 zobo"), [false, true, false]);
        assert_eq!(starts("1 zobo\n2 water"), [false, false, true, false]);
    }

    proptest! {
        #[test]
        fn any_text_is_taken_apart_within_its_bounds(text in "\\PC*") {
            for token in split(&text) {
                prop_assert!(text.get(token.start..token.end).is_some());
                prop_assert!(!token.fold.is_empty());
            }
        }
    }
}
