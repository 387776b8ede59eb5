//! How a message begins before it says what is wanted: "good morning, please can I".

use super::{goods::phrase, token::Token};
use crate::{
    Language,
    words::{Command, Verb, hearing},
};

/// The most words of a greeting or of a phrase that asks.
const PHRASE_WORDS_MAX: usize = 5;

/// How many words the message begins with that want nothing.
pub(super) fn length(tokens: &[Token], language: Language) -> usize {
    let mut at = 0;
    while let Some(words) = next(&tokens[at..], language) {
        at += words;
    }
    at
}

/// What follows the opening, when there is one and something follows.
pub(super) fn after(tokens: &[Token], language: Language) -> Option<&[Token]> {
    let length = length(tokens, language);
    (length > 0 && length < tokens.len()).then(|| &tokens[length..])
}

/// What follows the opening and "I want to", though that may begin a verb as in "I want to order".
pub(super) fn after_asking(tokens: &[Token], language: Language) -> Option<&[Token]> {
    let rest = &tokens[length(tokens, language)..];
    let rest = &rest[longest(rest, |head| hearing().is_asking(&phrase(head))).unwrap_or(0)..];
    (!rest.is_empty() && rest.len() < tokens.len()).then_some(rest)
}

/// Whether all of it is an opening that greets: "hello, good evening".
pub(super) fn is_all(tokens: &[Token], language: Language) -> bool {
    let greets =
        |at| (1..=PHRASE_WORDS_MAX).any(|words| tokens.get(at..at + words).is_some_and(|it| greets(it, language)));
    length(tokens, language) == tokens.len() && (0..tokens.len()).any(greets)
}

/// The language of the greeting or of the wish that the message begins with.
pub(super) fn language(tokens: &[Token], own: Language) -> Option<Language> {
    (1..=tokens.len().min(PHRASE_WORDS_MAX)).rev().find_map(|words| {
        let phrase = phrase(&tokens[..words]);
        let greeting = hearing().command(&phrase, own).filter(|(_, command)| *command == Command::Greet);
        let wish = || hearing().verb(&phrase, own).filter(|(_, verb)| matches!(verb, Verb::Add | Verb::Want));
        greeting.map(|(language, _)| language).or_else(|| Some(wish()?.0))
    })
}

/// The words of the first phrase. "Can I" opens nothing where it begins a verb: "can I have".
fn next(tokens: &[Token], language: Language) -> Option<usize> {
    if hearing().is_courtesy(&tokens.first()?.fold, language) {
        return Some(1);
    }
    let opening = longest(tokens, |head| greets(head, language) || hearing().is_asking(&phrase(head)))?;
    let verb = longest(tokens, |head| hearing().verb(&phrase(head), language).is_some());
    verb.is_none_or(|verb| verb <= opening).then_some(opening)
}

/// The words of the longest phrase at the beginning that fits.
fn longest(tokens: &[Token], fits: impl Fn(&[Token]) -> bool) -> Option<usize> {
    (1..=tokens.len().min(PHRASE_WORDS_MAX)).rev().find(|words| fits(&tokens[..*words]))
}

fn greets(tokens: &[Token], language: Language) -> bool {
    hearing().command(&phrase(tokens), language).is_some_and(|(_, command)| command == Command::Greet)
}
