//! From words to goods: "2 jollof rice and 1 zobo, water", "zobo x 2", "a dozen eggs (boiled)".

use std::borrow::Cow;

use base::Id;

use super::{
    count::Counted,
    fields,
    fold::stem,
    matching::{Found, Search},
    openings,
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
/// The most words that are looked through for an item and its choices.
const COMPOSED_WORDS_MAX: usize = 16;

/// Reads goods out of a text.
pub(super) struct Goods<'a> {
    pub(super) text: &'a str,
    pub(super) menu: &'a Menu,
    pub(super) language: Language,
    pub(super) hearing: &'static Hearing,
    pub(super) search: Search<'a>,
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
        let mut found = self.with_fields(tokens).unwrap_or_else(|| self.listed(tokens));
        found.truncate(CART_LINES_MAX);
        let closeness = found.iter().map(|(_, closeness)| *closeness).fold(0.0, f64::max);
        (found.into_iter().map(|(wish, _)| wish).collect(), closeness)
    }

    /// The things of all parts.
    fn listed(&self, tokens: &[Token]) -> Vec<(Wish, f64)> {
        let mut found = Vec::new();
        for part in self.parts(tokens) {
            self.part(self.without_manners(part), false, &mut found);
        }
        found
    }

    /// A service with the fields that the words fill: "NID service. My name is John Doe".
    fn with_fields(&self, tokens: &[Token]) -> Option<Vec<(Wish, f64)>> {
        self.menu.services().find_map(|item| {
            let filled = fields::filled(self.text, tokens, &item.fields, self, false);
            let is_filled = |at: usize| filled.iter().any(|part| (part.from..part.to).contains(&at));
            let follows = |at: usize| filled.iter().any(|part| part.to == at);
            let rest = tokens.iter().enumerate().filter(|(at, _)| !is_filled(*at));
            let rest: Vec<Token> = rest
                .map(|(at, token)| Token { starts_part: token.starts_part || follows(at), ..token.clone() })
                .collect();
            if filled.is_empty() || rest.is_empty() {
                return None;
            }
            let mut found = self.listed(&rest);
            let is_it = |wish: &Wish| matches!(wish.target, Target::Item(id) | Target::Corrected(id) if id == item.id);
            let (wish, _) = found.iter_mut().rev().find(|(wish, _)| is_it(wish))?;
            wish.fields = filled.into_iter().map(|part| part.value).collect();
            Some(found)
        })
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

    /// The part without a greeting or "I would like" before it, or nothing when all of it is a greeting or thanks.
    fn without_manners<'t>(&self, part: &'t [Token]) -> &'t [Token] {
        let manners = |(_, command)| matches!(command, Command::Greet | Command::Thanks | Command::Yes);
        if self.hearing.command(&phrase(part), self.language).is_some_and(manners) {
            return &[];
        }
        let is_name = self.exact(part).is_some();
        let part = if is_name { part } else { &part[openings::length(part, self.language)..] };
        let asking = |length: &usize| {
            let verb = self.hearing.verb(&phrase(&part[..*length]), self.language);
            verb.is_some_and(|(_, verb)| matches!(verb, Verb::Add | Verb::Want))
        };
        let longest = part.len().saturating_sub(1).min(VERB_WORDS_MAX);
        (1..=longest).rev().find(asking).map_or(part, |length| &part[length..])
    }

    /// The things in one part: as a whole, else between "and"s, else between numbers. A part may also say more about
    /// the thing before it.
    pub(super) fn part(&self, tokens: &[Token], is_with: bool, found: &mut Vec<(Wish, f64)>) {
        if tokens.is_empty() || self.shares(tokens, found) {
            return;
        }
        if found.last_mut().is_some_and(|(last, _)| self.says_more(last, tokens, is_with)) {
            return;
        }
        if let Some(wish) = self.exact(tokens).or_else(|| self.composed(tokens)) {
            return found.push((wish, 1.0));
        }
        if let Some(remarked) = self.remarked(tokens) {
            return found.push(remarked);
        }
        let joins = tokens.iter().any(|token| self.is_connector(token));
        let numbers = tokens.iter().filter(|token| self.amount(token).is_some()).count();
        match (joins, numbers) {
            (true, _) => self.joined(tokens, found),
            (false, 0) => found.push(self.one(tokens)),
            (false, 1) => found.push(self.around_a_number(tokens)),
            (false, _) => found.extend(self.between_numbers(tokens)),
        }
    }

    /// Splits at connectors, keeping together what the menu has as one name, such as "rice and beans".
    fn joined(&self, tokens: &[Token], found: &mut Vec<(Wish, f64)>) {
        let pieces: Vec<&[Token]> = tokens.split(|token| self.is_connector(token)).collect();
        let bounds = |piece: &[Token]| piece.first().zip(piece.last()).map(|(first, last)| (first.start, last.end));
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
                None => {
                    let before =
                        start.and_then(|start| tokens.partition_point(|token| token.start < start).checked_sub(1));
                    let with = before.filter(|place| self.hearing.is_with(&tokens[*place].fold));
                    match with.filter(|_| found.last().is_none_or(|(wish, _)| wish.target == Target::Nothing)) {
                        Some(with) => self.unknown_with(&tokens[with..=with + pieces[at].len()], found),
                        None => self.part(self.without_manners(pieces[at]), with.is_some(), found),
                    }
                }
            }
            at = next;
        }
    }

    /// What comes with something that is not sold is no thing of its own: "both with chicken".
    fn unknown_with(&self, tokens: &[Token], found: &mut Vec<(Wish, f64)>) {
        let words = raw(self.text, tokens);
        match found.last_mut() {
            Some((unknown, _)) => unknown.words = quoted(&format!("{} {words}", unknown.words)),
            None => found.push((self.wish(tokens, Quantity::Missing, Target::Nothing, ""), 0.0)),
        }
    }

    /// An item and its choices without a word between them: "2 jollof rice chicken", "chicken jollof rice".
    pub(super) fn composed(&self, tokens: &[Token]) -> Option<Wish> {
        if !self.menu.has_options() || tokens.len() > COMPOSED_WORDS_MAX {
            return None;
        }
        self.counted(tokens).into_iter().find_map(|Counted { quantity, words }| {
            (1..words.len()).rev().find_map(|cut| {
                let (head, tail) = words.split_at(cut);
                self.with_choices(head, tail, quantity).or_else(|| self.with_choices(tail, head, quantity))
            })
        })
    }

    fn with_choices(&self, name: &[Token], rest: &[Token], quantity: Quantity) -> Option<Wish> {
        let Target::Item(id) = self.search.exact(&key(self.trimmed(name)))? else { return None };
        let mut wish = self.wish(name, quantity, Target::Item(id), "");
        self.takes_choices(&mut wish, self.menu.item(id)?, rest, |_| true).then_some(wish)
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
        let mut wish = if words.len() < tokens.len() { self.exact(&words)? } else { return None };
        let inside: Vec<Token> = tokens.iter().filter(|token| token.in_brackets).cloned().collect();
        let item = if let Target::Item(id) = wish.target { self.menu.item(id) } else { None };
        let outside: Vec<Token> = inside.into_iter().map(|token| Token { in_brackets: false, ..token }).collect();
        if !item.is_some_and(|item| self.takes_choices(&mut wish, item, &outside, |_| true)) {
            wish.note = cut(&note, NOTE_MAX);
        }
        Some(wish)
    }

    /// One thing by whatever its words resemble.
    pub(super) fn one(&self, tokens: &[Token]) -> (Wish, f64) {
        let exact = self.exact(tokens).map(|wish| (wish, 1.0));
        exact.or_else(|| self.remarked(tokens)).unwrap_or_else(|| self.resembling(tokens))
    }

    /// One thing by words that are not just its name.
    pub(super) fn resembling(&self, tokens: &[Token]) -> (Wish, f64) {
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
        let wish = self.wish(quoted, counted.quantity, target, &note);
        (self.with_remark(wish, trimmed), closeness)
    }

    /// The words outside brackets, and what stands in them.
    pub(super) fn split_note<'t>(&self, tokens: &'t [Token]) -> (Cow<'t, [Token]>, String) {
        if !tokens.iter().any(|token| token.in_brackets) {
            return (Cow::Borrowed(tokens), String::new());
        }
        let groups = tokens.chunk_by(|last, next| last.in_brackets == next.in_brackets);
        let notes: Vec<&str> = groups.filter(|group| group[0].in_brackets).map(|group| raw(self.text, group)).collect();
        let words = tokens.iter().filter(|token| !token.in_brackets).cloned().collect();
        (Cow::Owned(words), notes.join(", "))
    }

    fn wish(&self, tokens: &[Token], quantity: Quantity, target: Target, note: &str) -> Wish {
        Wish { note: cut(note, NOTE_MAX), ..Wish::new(quoted(raw(self.text, tokens)), target, quantity) }
    }

    pub(super) fn is_connector(&self, token: &Token) -> bool {
        !token.in_brackets && self.hearing.is_connector(&token.fold, self.language)
    }
}

/// The tokens from one place of the text to another.
fn between(tokens: &[Token], start: usize, end: usize) -> &[Token] {
    let first = tokens.partition_point(|token| token.start < start);
    let last = tokens.partition_point(|token| token.end <= end);
    &tokens[first..last.max(first)]
}

pub(super) fn cut(text: &str, limit: usize) -> String {
    text.chars().take(limit).collect()
}

pub(super) fn key(tokens: &[Token]) -> String {
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
