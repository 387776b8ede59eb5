//! Words about files: what they are for, and which order they belong to.

use base::OrderNumber;

use super::{
    Reader,
    goods::{Goods, phrase, raw},
    place::is_question,
    text::is_sure,
    token::{self, Token},
};
use crate::{
    File, FilePurpose, Intent, Language,
    intent::{About, Act},
    words::{Command, hearing},
};

/// The most words of a phrase that says what files are for.
const PURPOSE_WORDS_MAX: usize = 4;

impl Reader<'_> {
    /// What the words say about the files that wait, unless they want something else.
    pub(super) fn filed(&self, text: &str, tokens: &[Token]) -> Option<Act> {
        if !self.has_files || is_question(text) {
            return None;
        }
        let about = about(text, self.language);
        let is_command = || hearing().command(&phrase(tokens), self.language).is_some();
        let obeys = || {
            self.verb(text, tokens, &Goods::new(text, self.menu, self.language, None))
                .is_some_and(|(_, act)| is_sure(&act))
        };
        let says_nothing = about == About::default();
        (!says_nothing && !is_command() && !obeys()).then_some(Act::FileFor(about))
    }
}

/// What these words say about a file.
pub(super) fn about(text: &str, language: Language) -> About {
    let tokens = token::split(text);
    About { number: number(text, &tokens), purpose: purpose(&tokens, language) }
}

pub(super) fn only_purpose(purpose: FilePurpose) -> About {
    About { number: None, purpose: Some(purpose) }
}

/// A file with what is said about it.
pub(super) fn sent(kind: &str, file: &File, about: About) -> Intent {
    let act = Act::Media { kind: kind.to_owned(), file: file.clone(), about };
    Intent { act, language: None, hidden: Vec::new(), leaves_file: false, later: Vec::new() }
}

/// "This is my payment": a proof; "for my order": for the order. "I have not paid" says neither.
fn purpose(tokens: &[Token], language: Language) -> Option<FilePurpose> {
    if tokens.iter().any(|token| hearing().is_not(&token.fold)) {
        return None;
    }
    if tokens.iter().any(|token| hearing().is_proof(&token.fold)) {
        return Some(FilePurpose::PaymentProof);
    }
    let is_for_order = |window: &[Token]| {
        hearing().command(&phrase(window), language).is_some_and(|(_, command)| command == Command::ForOrder)
    };
    let says_so = (1..=PURPOSE_WORDS_MAX).any(|length| tokens.windows(length).any(is_for_order));
    says_so.then_some(FilePurpose::Other)
}

/// The number of an order among the words, with its "ORD-", or as a word that has digits.
fn number(text: &str, tokens: &[Token]) -> Option<OrderNumber> {
    let has_digit = |token: &Token| token.fold.contains(|c: char| c.is_ascii_digit());
    let whole = tokens.windows(2).find_map(|pair| raw(text, pair).parse().ok().filter(|_| pair[0].fold == "ord"));
    let bare = || {
        tokens
            .iter()
            .filter(|token| has_digit(token))
            .find_map(|token| raw(text, std::slice::from_ref(token)).parse().ok())
    };
    whole.or_else(bare)
}
