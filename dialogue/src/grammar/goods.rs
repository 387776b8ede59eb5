//! From words to goods: "2 jollof rice and 1 zobo, water", "zobo x 2", "a dozen eggs (boiled)".

use std::borrow::Cow;

use base::Id;

use super::{
    count::Counted,
    fold::stem,
    matching::{Found, Search},
    token::{Kind, Token},
};
use crate::{
    CART_LINES_MAX, Language, Menu,
    cart::NOTE_MAX,
    intent::{Quantity, Target, Wish},
    words::{Command, Hearing, VERB_WORDS_MAX, Verb, hearing},
};

/// The most pieces that connectors make of one name: "salt and pepper and lime".
const NAME_PIECES_MAX: usize = 4;

/// Reads goods out of a text.
pub(super) struct Goods<'a> {
    text: &'a str,
    pub(super) menu: &'a Menu,
    pub(super) language: Language,
    pub(super) hearing: &'static Hearing,
    search: Search<'a>,
}

impl<'a> Goods<'a> {
    /// Looks on the whole menu, or only among `within`.
    pub(super) fn new(text: &'a str, menu: &'a Menu, language: Language, within: Option<&'a [Id]>) -> Self {
        Self { text, menu, language, hearing: hearing(), search: Search::new(menu.index(), within) }
    }

    /// Every thing the words name, and how close the words came to the menu.
    pub(super) fn wishes(&self, tokens: &[Token]) -> (Vec<Wish>, f64) {
        if let Some(wish) = self.exact(tokens) {
            return (vec![wish], 1.0);
        }
        let mut wishes = Vec::new();
        let mut closeness = 0.0_f64;
        for part in self.parts(tokens) {
            for (wish, close) in self.part(self.without_manners(part)) {
                wishes.push(wish);
                closeness = closeness.max(close);
            }
        }
        wishes.truncate(CART_LINES_MAX);
        (wishes, closeness)
    }

    /// Splits where a part starts, and behind a note unless only its quantity follows.
    fn parts<'t>(&self, tokens: &'t [Token]) -> Vec<&'t [Token]> {
        let mut parts = Vec::new();
        let mut start = 0;
        for at in 1..tokens.len() {
            let follows_note = tokens[at - 1].in_brackets && !tokens[at].in_brackets;
            let starts = tokens[at].starts_part && !tokens[at].in_brackets;
            if starts || follows_note && !self.is_quantity_of_the_rest(&tokens[at..]) {
                parts.push(&tokens[start..at]);
                start = at;
            }
        }
        parts.push(&tokens[start..]);
        parts
    }

    fn is_quantity_of_the_rest(&self, tokens: &[Token]) -> bool {
        let rest = self.leading(tokens).and_then(|(_, used)| tokens.get(used));
        self.leading(tokens).is_some() && rest.is_none_or(|token| token.starts_part)
    }

    /// The part without a leading "I would like", or nothing when all of it is a greeting or thanks.
    fn without_manners<'t>(&self, part: &'t [Token]) -> &'t [Token] {
        let manners = |(_, command)| matches!(command, Command::Greet | Command::Thanks | Command::Yes);
        if self.hearing.command(&phrase(part), self.language).is_some_and(manners) {
            return &[];
        }
        let asking = |length: &usize| {
            let verb = self.hearing.verb(&phrase(&part[..*length]), self.language);
            verb.is_some_and(|(_, verb)| matches!(verb, Verb::Add | Verb::Want))
        };
        let longest = part.len().saturating_sub(1).min(VERB_WORDS_MAX);
        (1..=longest).rev().find(asking).map_or(part, |length| &part[length..])
    }

    /// The things in one part: as a whole, else between "and"s, else between numbers.
    fn part(&self, tokens: &[Token]) -> Vec<(Wish, f64)> {
        if tokens.is_empty() {
            return Vec::new();
        }
        if let Some(wish) = self.exact(tokens) {
            return vec![(wish, 1.0)];
        }
        let joins = tokens.iter().any(|token| self.is_connector(token));
        let numbers = tokens.iter().filter(|token| self.amount(token).is_some()).count();
        match (joins, numbers) {
            (true, _) => self.joined(tokens),
            (false, 0) => vec![self.one(tokens)],
            (false, 1) => vec![self.around_a_number(tokens)],
            (false, _) => self.between_numbers(tokens),
        }
    }

    /// Splits at connectors, keeping together what the menu has as one name, such as "rice and beans".
    fn joined(&self, tokens: &[Token]) -> Vec<(Wish, f64)> {
        let pieces: Vec<&[Token]> = tokens.split(|token| self.is_connector(token)).collect();
        let bounds = |piece: &[Token]| piece.first().zip(piece.last()).map(|(first, last)| (first.start, last.end));
        let mut found = Vec::new();
        let mut at = 0;
        while at < pieces.len() {
            let start = bounds(pieces[at]).map(|(start, _)| start);
            let named = (at + 1..pieces.len().min(at + NAME_PIECES_MAX)).rev().find_map(|last| {
                let run = between(tokens, start?, bounds(pieces[last])?.1);
                Some((self.exact(run)?, last))
            });
            let next = named.as_ref().map_or(at, |(_, last)| *last) + 1;
            match named {
                Some((wish, _)) => found.push((wish, 1.0)),
                None if pieces[at].is_empty() => {}
                None => found.extend(self.part(self.without_manners(pieces[at]))),
            }
            at = next;
        }
        found
    }

    /// "2 jollof rice 1 zobo" or "jollof rice 2 zobo 1": a new thing begins at or after every number.
    fn between_numbers(&self, tokens: &[Token]) -> Vec<(Wish, f64)> {
        let leads = self.amount(&tokens[0]).is_some();
        let is_amount = |token: &Token| self.amount(token).is_some() || self.is_group(token);
        let starts_new = |last: &Token, next: &Token| {
            if leads {
                is_amount(next) && !is_amount(last) && last.kind != Kind::Times
            } else {
                is_amount(last) && !is_amount(next) && next.kind != Kind::Times
            }
        };
        let pieces: Vec<&[Token]> = tokens.chunk_by(|last, next| !starts_new(last, next)).collect();
        // A number that counts nothing belongs to a name: "2 panadol 600".
        if pieces.iter().any(|piece| piece.iter().all(is_amount)) {
            return vec![self.one(tokens)];
        }
        pieces.into_iter().map(|piece| self.one(piece)).collect()
    }

    /// "can you bring 2 zobo": what stands before the only number may be chatter.
    fn around_a_number(&self, tokens: &[Token]) -> (Wish, f64) {
        let whole = self.one(tokens);
        let number = tokens.iter().position(|token| self.amount(token).is_some()).unwrap_or(0);
        if number == 0 || whole.0.target != Target::Nothing {
            return whole;
        }
        let tail = self.one(&tokens[number..]);
        if tail.0.target == Target::Nothing { whole } else { tail }
    }

    /// One thing by its exact name, with or without a quantity.
    pub(super) fn exact(&self, tokens: &[Token]) -> Option<Wish> {
        let named = self.counted(tokens).into_iter().find_map(|Counted { quantity, words }| {
            let named = self.search.exact(&key(words));
            let target = named.or_else(|| self.search.exact(&key(self.trimmed(words))))?;
            Some(self.wish(words, quantity, target, ""))
        });
        let has_note = tokens.iter().any(|token| token.in_brackets);
        if named.is_some() || !has_note {
            return named;
        }
        let (words, note) = self.split_note(tokens);
        let wish = if words.len() < tokens.len() { self.exact(&words)? } else { return None };
        Some(Wish { note: cut(&note, NOTE_MAX), ..wish })
    }

    /// One thing by whatever its words resemble.
    fn one(&self, tokens: &[Token]) -> (Wish, f64) {
        if let Some(wish) = self.exact(tokens) {
            return (wish, 1.0);
        }
        let (tokens, note) = self.split_note(tokens);
        let mut readings = self.counted(&tokens);
        let counted = readings.swap_remove(usize::from(readings.len() > 1));
        let trimmed = self.trimmed(counted.words);
        let words: Vec<&str> = trimmed.iter().map(|token| token.fold.as_str()).collect();
        let Found { target, closeness } = self.search.find(&words);
        let quoted = match target {
            Target::Nothing if !counted.words.is_empty() => counted.words,
            _ if !trimmed.is_empty() => trimmed,
            _ => &tokens,
        };
        (self.wish(quoted, counted.quantity, target, &note), closeness)
    }

    /// The words outside brackets, and what stands in them.
    fn split_note<'t>(&self, tokens: &'t [Token]) -> (Cow<'t, [Token]>, String) {
        if !tokens.iter().any(|token| token.in_brackets) {
            return (Cow::Borrowed(tokens), String::new());
        }
        let groups = tokens.chunk_by(|last, next| last.in_brackets == next.in_brackets);
        let notes: Vec<&str> = groups.filter(|group| group[0].in_brackets).map(|group| raw(self.text, group)).collect();
        let words = tokens.iter().filter(|token| !token.in_brackets).cloned().collect();
        (Cow::Owned(words), notes.join(", "))
    }

    fn wish(&self, tokens: &[Token], quantity: Quantity, target: Target, note: &str) -> Wish {
        Wish { words: quoted(raw(self.text, tokens)), target, quantity, note: cut(note, NOTE_MAX) }
    }

    fn is_connector(&self, token: &Token) -> bool {
        !token.in_brackets && self.hearing.is_connector(&token.fold, self.language)
    }
}

/// The tokens from one place of the text to another.
fn between(tokens: &[Token], start: usize, end: usize) -> &[Token] {
    let first = tokens.partition_point(|token| token.start < start);
    let last = tokens.partition_point(|token| token.end <= end);
    &tokens[first..last.max(first)]
}

fn cut(text: &str, limit: usize) -> String {
    text.chars().take(limit).collect()
}

fn key(tokens: &[Token]) -> String {
    tokens.iter().filter(|token| token.fold != "&").map(|token| stem(&token.fold)).collect()
}

/// The tokens' folded words, joined by spaces.
pub(super) fn phrase(tokens: &[Token]) -> String {
    tokens.iter().map(|token| token.fold.as_str()).collect::<Vec<_>>().join(" ")
}

/// The text the tokens were read from.
pub(super) fn raw<'t>(text: &'t str, tokens: &[Token]) -> &'t str {
    match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => text.get(first.start..last.end).unwrap_or_default(),
        _ => "",
    }
}

/// The most characters of a customer's words that are quoted back.
const QUOTE_MAX: usize = 40;

/// The beginning of the customer's words, on one line and without marks that would turn the rest of a line around.
pub(super) fn quoted(words: &str) -> String {
    let shown = |c: &char| !c.is_control() && !super::fold::is_invisible(*c);
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let quote: String = line.chars().filter(shown).take(QUOTE_MAX).collect();
    if line.chars().filter(shown).count() > QUOTE_MAX { format!("{}…", quote.trim_end()) } else { quote }
}
