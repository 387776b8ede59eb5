//! Several things to do with the cart in one message: "remove zobo and add 3 water".

use super::{
    Reader,
    goods::{Goods, phrase},
    stem,
    text::unknown,
    token::Token,
};
use crate::{
    Language,
    intent::Act,
    words::{Command, VERB_WORDS_MAX, Verb, hearing},
};

/// The most things one message may want done.
const CLAUSES_MAX: usize = 8;
/// The most words of a name that begins like a verb.
const NAME_WORDS_MAX: usize = 8;

/// What to do with the cart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Deed {
    PutIn,
    TakeOut,
    Change,
}

/// A verb and what it does.
type Head = (Language, Verb, Deed);

/// A part of a message with at most one verb.
struct Clause<'t> {
    head: Option<Head>,
    whole: &'t [Token],
    /// The words behind the verb.
    words: &'t [Token],
}

const fn deed(verb: Verb) -> Option<Deed> {
    match verb {
        Verb::Add | Verb::Want => Some(Deed::PutIn),
        Verb::Remove | Verb::Cancel => Some(Deed::TakeOut),
        Verb::Change | Verb::Edit => Some(Deed::Change),
        _ => None,
    }
}

impl Reader<'_> {
    /// What each of several verbs says, in order; `None` when there is no more than one. Nothing is done by halves:
    /// where one of them cannot be read, or there are too many, none is done.
    pub(super) fn several(&self, text: &str, tokens: &[Token]) -> Option<(Language, Act)> {
        if !tokens.iter().skip(1).any(|token| hearing().begins_verb(&token.fold)) {
            return None;
        }
        let goods = Goods::new(text, self.menu, self.language, None);
        let clauses = self.clauses(tokens, &goods);
        if clauses.len() < 2 {
            return None;
        }
        let language = clauses.iter().find_map(|clause| clause.head).map_or(self.language, |(language, ..)| language);
        let mut acts = Vec::new();
        for clause in &clauses {
            match self.clause(text, clause) {
                Some(act) => acts.push(act),
                // A greeting before the first verb wants nothing.
                None if clause.head.is_none() => {}
                None => return Some((language, unknown(text))),
            }
        }
        let act = if clauses.len() > CLAUSES_MAX { unknown(text) } else { Act::Several(acts) };
        Some((language, act))
    }

    fn clause(&self, text: &str, clause: &Clause<'_>) -> Option<Act> {
        let (language, verb, deed) = clause.head.unwrap_or((self.language, Verb::Add, Deed::PutIn));
        let is_all =
            || hearing().command(&phrase(clause.whole), language).is_some_and(|(_, all)| all == Command::Clear);
        let act = match deed {
            Deed::PutIn => {
                let (wishes, _) = Goods::new(text, self.menu, language, None).wishes(clause.words);
                Act::Add { wishes, proposal: false }
            }
            Deed::TakeOut if is_all() => Act::Clear,
            Deed::TakeOut | Deed::Change => self.about(verb, text, clause.words, language)?,
        };
        match &act {
            Act::Add { wishes, .. } | Act::Remove { wishes } | Act::Change { wishes } if !wishes.is_empty() => {
                Some(act)
            }
            Act::RemoveLine { .. } | Act::Clear => Some(act),
            _ => None,
        }
    }

    fn clauses<'t>(&self, tokens: &'t [Token], goods: &Goods<'_>) -> Vec<Clause<'t>> {
        let mut clauses = Vec::new();
        let (mut head, mut start, mut from) = match self.head(tokens) {
            Some((head, used)) => (Some(head), 0, used),
            None => (None, 0, 0),
        };
        let mut at = from.max(1);
        while at < tokens.len() && clauses.len() <= CLAUSES_MAX {
            match self.next_head(tokens, at, head, goods) {
                Some((next, verb_at, used)) => {
                    clauses.push(clause(head, &tokens[start..at], from - start, goods));
                    (head, start, from) = (Some(next), verb_at, verb_at + used);
                    at = from;
                }
                None => at += 1,
            }
        }
        clauses.push(clause(head, &tokens[start..], from - start, goods));
        clauses
    }

    /// The verb that begins a clause here, where it stands and how many words it has. "Add" after "add" begins none:
    /// what is to be put in is one list. Without a comma or an "and" before it, it must be plain that a verb is meant.
    fn next_head(
        &self,
        tokens: &[Token],
        at: usize,
        last: Option<Head>,
        goods: &Goods<'_>,
    ) -> Option<(Head, usize, usize)> {
        let begins_piece = goods.begins_piece(tokens, at);
        if !begins_piece && last.is_none() {
            return None;
        }
        let verb_at = at + tokens[at..].iter().take_while(|token| self.is_polite(token)).count();
        let (head, used) = self.head(tokens.get(verb_at..)?)?;
        let (_, verb, deed) = head;
        let was = last.map_or(Deed::PutIn, |(_, _, deed)| deed);
        let is_plain = || deed != was && verb != Verb::Want && !goods.is_on_menu(&tokens[verb_at]);
        let begins = if begins_piece { deed != was || deed != Deed::PutIn } else { is_plain() };
        let is_name = || goods.exact(goods.piece(&tokens[verb_at..])).is_some();
        (begins && !is_name()).then_some((head, verb_at, used))
    }

    /// The longest verb about the cart that these words begin with, when more than little words follow.
    fn head(&self, tokens: &[Token]) -> Option<(Head, usize)> {
        if !hearing().begins_verb(&tokens.first()?.fold) {
            return None;
        }
        let longest = tokens.len().saturating_sub(1).min(VERB_WORDS_MAX);
        (1..=longest).rev().find_map(|length| {
            let (head, rest) = tokens.split_at(length);
            let (language, verb) = hearing().verb(&phrase(head), self.language)?;
            let head = (language, verb, deed(verb)?);
            rest.iter().any(|token| !self.says_little(token)).then_some((head, length))
        })
    }

    fn is_polite(&self, token: &Token) -> bool {
        hearing().is_courtesy(&token.fold, self.language)
    }

    fn says_little(&self, token: &Token) -> bool {
        self.is_polite(token) || hearing().is_filler(&token.fold, self.language)
    }
}

impl Goods<'_> {
    /// Whether a comma or an "and" stands before this place.
    fn begins_piece(&self, tokens: &[Token], at: usize) -> bool {
        !tokens[at].in_brackets && (tokens[at].starts_part || self.is_connector(&tokens[at - 1]))
    }

    /// The words up to the next comma or "and".
    fn piece<'t>(&self, tokens: &'t [Token]) -> &'t [Token] {
        let longest = tokens.len().min(NAME_WORDS_MAX);
        let end = (1..longest).find(|&at| tokens[at].starts_part || self.is_connector(&tokens[at]));
        &tokens[..end.unwrap_or(longest)]
    }

    fn is_on_menu(&self, token: &Token) -> bool {
        self.menu.index().word(stem(&token.fold)).is_some()
    }
}

/// A clause without the "and" at its end.
fn clause<'t>(head: Option<Head>, tokens: &'t [Token], verb_words: usize, goods: &Goods<'_>) -> Clause<'t> {
    let joins = tokens[verb_words..].iter().rev().take_while(|token| goods.is_connector(token)).count();
    let whole = &tokens[..tokens.len() - joins];
    Clause { head, whole, words: &whole[verb_words..] }
}
