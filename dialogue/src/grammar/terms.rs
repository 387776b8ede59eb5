//! Words about how an order is wanted, where they stand among others: "2 zobo, coupon ILK50, tip 150, pick up".

use super::{
    Reader,
    answer::coupon_code,
    goods::{Goods, phrase, quoted, raw},
    place,
    text::without_courtesies,
    token::Token,
};
use crate::{
    Language, State,
    intent::{Act, Quantity, Wish},
    words::hearing,
};

/// The fewest words of "that is all" or "pay cash" where no comma or "and" stands before: "2 zobo order" may be anything.
const ENDING_WORDS_MIN: usize = 2;

/// How the order is wanted: what to do, and the words for it.
type Term = (Act, String);

impl Reader<'_> {
    /// What to do with the cart and how the order is wanted, and the words for what cannot be done with it; nothing
    /// where a message does not say both.
    pub(super) fn with_terms(
        &self,
        text: &str,
        tokens: &[Token],
        goods: &Goods<'_>,
    ) -> Option<(Language, Act, Vec<String>)> {
        if self.question.is_some() || matches!(self.state, State::Address | State::Coupon) {
            return None;
        }
        let (about_goods, terms) = self.apart(text, tokens, goods);
        if terms.is_empty() || about_goods.is_empty() {
            return None;
        }
        let (language, act) = self.goods_or_command(text, &about_goods, goods);
        let mut acts = cart_acts(&act)?;
        let (later, now): (Vec<Term>, Vec<Term>) = terms.into_iter().partition(|(term, _)| self.asks(term));
        let later = later.into_iter().map(|(_, words)| words).collect();
        if now.is_empty() {
            return Some((language, act, later));
        }
        // What follows "deliver to" is an address to its end, so that was said last.
        let end = acts.iter().position(|act| matches!(act, Act::Deliver(_))).unwrap_or(acts.len());
        acts.splice(end..end, now.into_iter().map(|(term, _)| term));
        Some((language, Act::Several(acts), later))
    }

    /// The words about goods, and those between or behind them about how the order is wanted.
    fn apart(&self, text: &str, tokens: &[Token], goods: &Goods<'_>) -> (Vec<Token>, Vec<Term>) {
        let (mut about_goods, mut terms) = (Vec::new(), Vec::new());
        for part in self.parts(tokens) {
            match self.term(text, part, goods) {
                Some(term) => terms.push(term),
                None => about_goods.extend_from_slice(self.without_endings(text, part, goods, &mut terms)),
            }
        }
        (about_goods, terms)
    }

    /// Whether this asks a question of its own. A coupon takes the place of another only once it is known to count.
    fn asks(&self, term: &Act) -> bool {
        match term {
            Act::Coupon(Some(code)) => self.coupon.is_some_and(|noted| noted != code),
            Act::Schedule { .. } => true,
            _ => false,
        }
    }

    /// The words between commas and "and"s.
    fn parts<'t>(&self, tokens: &'t [Token]) -> impl Iterator<Item = &'t [Token]> {
        let joins = |token: &Token| hearing().is_connector(&token.fold, self.language);
        tokens.chunk_by(move |last, next| !joins(last) && (!next.starts_part || next.in_brackets))
    }

    /// The words before those that say how the goods are wanted: "2 zobo deliver to me". Those go to the terms.
    fn without_endings<'t>(
        &self,
        text: &str,
        part: &'t [Token],
        goods: &Goods<'_>,
        terms: &mut Vec<Term>,
    ) -> &'t [Token] {
        // "Can you do 2 zobo delivery?" orders nothing yet.
        if place::is_question(text) {
            return part;
        }
        let mut rest = part;
        while let Some((before, ending)) = self.ending(text, rest, goods) {
            terms.push(ending);
            rest = before;
        }
        rest
    }

    /// What a part about goods ends in, and the words before it.
    fn ending<'t>(&self, text: &str, part: &'t [Token], goods: &Goods<'_>) -> Option<(&'t [Token], Term)> {
        let denies = |token: &Token| hearing().is_not(&token.fold) || hearing().is_without(&token.fold);
        let begins = |at: &usize| hearing().begins_command(&part[*at].fold) && !denies(&part[*at - 1]);
        (1..part.len()).filter(begins).find_map(|at| {
            let (before, words) = part.split_at(at);
            let term = self.command_term(text, words, goods)?;
            let is_plain = match term.0 {
                Act::Fulfil(_) => true,
                Act::Checkout | Act::PayBy(_) => words.len() >= ENDING_WORDS_MIN,
                _ => false,
            };
            let names_goods = || about_goods(&self.meaning(text, before, goods).1).is_some();
            (is_plain && names_goods()).then_some((before, term))
        })
    }

    /// Words about how the order is wanted.
    fn term(&self, text: &str, part: &[Token], goods: &Goods<'_>) -> Option<Term> {
        let by_verb = || {
            let part = self.without_joints(part);
            term_of(self.verb(text, part, goods)?.1, text, part, goods)
        };
        self.command_term(text, part, goods).or_else(by_verb)
    }

    fn command_term(&self, text: &str, part: &[Token], goods: &Goods<'_>) -> Option<Term> {
        let part = self.without_joints(part);
        let part = without_courtesies(part, self.language).unwrap_or(part);
        let (_, command) = hearing().command(&phrase(part), self.language)?;
        term_of(self.act_of(command), text, part, goods)
    }

    /// The words without "and" and the like around them.
    pub(super) fn without_joints<'t>(&self, part: &'t [Token]) -> &'t [Token] {
        let joins = |token: &&Token| hearing().is_connector(&token.fold, self.language);
        let head = part.iter().take_while(joins).count();
        let tail = part[head..].iter().rev().take_while(joins).count();
        &part[head..part.len() - tail]
    }
}

/// The act with its words, when it says how an order is wanted and nothing for sale is called so.
fn term_of(act: Act, text: &str, part: &[Token], goods: &Goods<'_>) -> Option<Term> {
    let is_term = matches!(
        act,
        Act::Coupon(Some(_)) | Act::Tip(_) | Act::PayBy(_) | Act::Fulfil(_) | Act::Schedule { .. } | Act::Checkout
    );
    (is_term && goods.exact(part).is_none()).then(|| (act, quoted(raw(text, part))))
}

/// What is to be done with the cart, as one of several things to do.
pub(super) fn cart_acts(act: &Act) -> Option<Vec<Act>> {
    match act {
        Act::Change { .. } | Act::Remove { .. } => Some(vec![act.clone()]),
        _ => about_goods(act),
    }
}

/// What puts goods into the cart.
fn about_goods(act: &Act) -> Option<Vec<Act>> {
    match act {
        Act::Several(acts) => Some(acts.clone()),
        Act::Item { item } => {
            Some(vec![Act::Add { wishes: vec![Wish::of(*item, Quantity::Missing)], proposal: false }])
        }
        Act::Add { wishes, .. } => Some(vec![Act::Add { wishes: wishes.clone(), proposal: false }]),
        _ => None,
    }
}

/// One word of letters and digits, such as "ILK50", when nothing is known by it.
pub(super) fn perhaps_coupon(text: &str, tokens: &[Token]) -> Option<Act> {
    let words = raw(text, tokens);
    let has = |is: fn(&u8) -> bool| words.as_bytes().iter().any(is);
    let looks_like_one = words.starts_with(|c: char| c.is_ascii_alphabetic()) && has(u8::is_ascii_digit);
    coupon_code(words).filter(|_| looks_like_one).map(Act::PerhapsCoupon)
}
