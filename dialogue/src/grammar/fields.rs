//! From words to the fields of a service: "My name is John Doe. NID: 1234567890".

use super::{
    fold::{fold, is_invisible, stem},
    goods::{Goods, raw},
    token::Token,
};
use crate::{FIELD_VALUE_MAX, Field, FieldValue};

/// The most words of a value that is looked for among others.
const PART_WORDS_MAX: usize = 6;

/// A field that the words fill, and which tokens do so.
pub(super) struct Filled {
    pub(super) value: FieldValue,
    /// The first token of its label, or of the little words before that.
    pub(super) from: usize,
    /// The token after its value.
    pub(super) to: usize,
}

/// A label among the tokens.
struct Label<'a> {
    field: &'a Field,
    from: usize,
    value_from: usize,
}

/// The fields that are filled by their labels. A label is one when a colon or "is" follows it; with `is_asked`, also
/// when it begins a sentence.
pub(super) fn filled(text: &str, tokens: &[Token], fields: &[Field], goods: &Goods<'_>, is_asked: bool) -> Vec<Filled> {
    let labels = labels(text, tokens, fields, goods, is_asked);
    let next_from = labels.iter().skip(1).map(|label| label.from).chain([tokens.len()]);
    let filled = labels.iter().zip(next_from).filter_map(|(label, end)| {
        let to = value_end(text, tokens, label, end);
        let words = &tokens[label.value_from..to];
        let value = fitting_part(text, words, label.field).unwrap_or_else(|| clean(raw(text, words)));
        let value = FieldValue { key: label.field.key.clone(), value };
        (!value.value.is_empty()).then_some(Filled { value, from: label.from, to })
    });
    filled.collect()
}

fn labels<'a>(text: &str, tokens: &[Token], fields: &'a [Field], goods: &Goods<'_>, is_asked: bool) -> Vec<Label<'a>> {
    let names: Vec<(&Field, Vec<String>)> = fields.iter().flat_map(names).collect();
    let mut labels = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let here = names.iter().filter(|(_, words)| starts_with(&tokens[at..], words));
        let label = here.max_by_key(|(_, words)| words.len()).and_then(|(field, words)| {
            let end = at + words.len();
            let says_is = tokens.get(end).is_some_and(|token| goods.hearing.says_is(&token.fold));
            let has_colon = gap(text, tokens, end).contains([':', '=']);
            let from = lead_in(tokens, at, goods);
            let begins = is_asked && (from == 0 || tokens[from].starts_part);
            (says_is || has_colon || begins).then_some(Label { field, from, value_from: end + usize::from(says_is) })
        });
        match label {
            Some(label) if label.value_from < tokens.len() => {
                at = label.value_from;
                labels.push(label);
            }
            _ => at += 1,
        }
    }
    labels
}

fn names(field: &Field) -> Vec<(&Field, Vec<String>)> {
    let words = |name: &String| fold(name).split(' ').map(|word| stem(word).to_owned()).collect::<Vec<_>>();
    let all = std::iter::once(&field.label).chain(&field.aliases);
    all.map(words).filter(|words| !words[0].is_empty()).map(|words| (field, words)).collect()
}

fn starts_with(tokens: &[Token], words: &[String]) -> bool {
    tokens.len() >= words.len() && tokens.iter().zip(words).all(|(token, word)| stem(&token.fold) == word)
}

/// The text between the token before this place and the one at it.
fn gap<'t>(text: &'t str, tokens: &[Token], at: usize) -> &'t str {
    let start = tokens[at - 1].end;
    let end = tokens.get(at).map_or(text.len(), |token| token.start);
    text.get(start..end).unwrap_or_default()
}

/// Where the little words before a label begin: "and my name".
fn lead_in(tokens: &[Token], at: usize, goods: &Goods<'_>) -> usize {
    let is_little = |token: &Token| goods.is_filler(token) || goods.hearing.is_connector(&token.fold, goods.language);
    let mut from = at;
    while from > 0 && !tokens[from].starts_part && is_little(&tokens[from - 1]) {
        from -= 1;
    }
    from
}

/// A value goes to the end of its sentence, or on to the next label when only then it fits its pattern.
fn value_end(text: &str, tokens: &[Token], label: &Label<'_>, end: usize) -> usize {
    let sentence = (label.value_from + 1..end).find(|at| ends_sentence(text, tokens, *at));
    let Some(sentence) = sentence else { return end };
    let fits = |to: usize| label.field.pattern.is_met(&clean(raw(text, &tokens[label.value_from..to])));
    if label.field.pattern.is_any() || fits(sentence) || !fits(end) { sentence } else { end }
}

/// Whether a sentence ends before this token. A point after one or two letters shortens a word: "Dr. Obi".
fn ends_sentence(text: &str, tokens: &[Token], at: usize) -> bool {
    let gap = gap(text, tokens, at);
    let is_short = tokens[at - 1].fold.chars().all(char::is_alphabetic) && tokens[at - 1].fold.chars().count() <= 2;
    gap.contains(['!', '?', ';', '\n']) || gap.contains('.') && !is_short
}

/// The only part of the words that is a value of the field, when the whole of them is none: "it is 12345678901, please".
pub(super) fn fitting_part(text: &str, tokens: &[Token], field: &Field) -> Option<String> {
    if field.pattern.is_any() || fits(field, &clean(raw(text, tokens))) {
        return None;
    }
    let parts = |length| {
        let values = tokens.windows(length).map(|part| clean(raw(text, part)));
        values.filter(|value| fits(field, value)).collect::<Vec<_>>()
    };
    let longest = tokens.len().min(PART_WORDS_MAX);
    let mut found = (1..=longest).rev().map(parts).find(|found| !found.is_empty())?;
    found.pop().filter(|_| found.is_empty())
}

/// Whether the value will do, with or without the spaces and dashes in it.
fn fits(field: &Field, value: &str) -> bool {
    let compact: String = value.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    field.pattern.is_met(value) || field.pattern.is_met(&compact)
}

/// A value on one line, without marks that show nothing.
pub(super) fn clean(value: &str) -> String {
    let line = value.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().filter(|c| !c.is_control() && !is_invisible(*c)).take(FIELD_VALUE_MAX).collect()
}
