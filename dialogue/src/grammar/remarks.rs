//! Words beside a name that are no part of it: "3 chapman no ice", "2 zobo very cold".

use base::Id;

use super::{
    about::{add_note, is_number},
    goods::{Goods, key, raw},
    token::{Kind, Token},
};
use crate::intent::{Quantity, Target, Wish};

/// The most words before a remark.
const HEAD_WORDS_MAX: usize = 12;
/// The most words of a name that is looked for among others.
const NAME_WORDS_MAX: usize = 8;

impl Goods<'_> {
    /// A thing, and words behind it that say how it shall be.
    pub(super) fn remarked(&self, tokens: &[Token]) -> Option<(Wish, f64)> {
        if tokens.iter().any(|token| token.in_brackets) {
            return None;
        }
        let last = tokens.len().saturating_sub(1).min(HEAD_WORDS_MAX);
        (1..last).filter(|&at| self.begins_remark(&tokens[at])).find_map(|at| self.remarked_at(tokens, at))
    }

    fn begins_remark(&self, token: &Token) -> bool {
        self.hearing.is_without(&token.fold) || self.hearing.is_manner(&token.fold)
    }

    fn remarked_at(&self, tokens: &[Token], at: usize) -> Option<(Wish, f64)> {
        let (name, remark) = tokens.split_at(at);
        let (mut wish, closeness) = self.surely(name)?;
        let remark = self.without_count(&mut wish, remark);
        let remark = &remark[..remark.len() - remark.iter().rev().take_while(|token| self.is_filler(token)).count()];
        if remark.len() < 2 || remark.iter().any(|token| self.counts(token)) || self.names_goods(remark) {
            return None;
        }
        self.take(&mut wish, remark);
        Some((wish, closeness))
    }

    /// The thing these words name beyond doubt, be it one of several.
    fn surely(&self, tokens: &[Token]) -> Option<(Wish, f64)> {
        if let Some(wish) = self.exact(tokens).or_else(|| self.composed(tokens)) {
            return Some((wish, 1.0));
        }
        let (wish, closeness) = self.resembling(tokens);
        let is_sure = match wish.target {
            Target::Item(_) | Target::Corrected(_) => true,
            Target::OneOf(_) => closeness >= 1.0,
            Target::Nothing => false,
        };
        is_sure.then_some((wish, closeness))
    }

    /// The remark without a number at its end that counts the thing: "jollof no salt x2".
    fn without_count<'t>(&self, wish: &mut Wish, remark: &'t [Token]) -> &'t [Token] {
        match self.trailing(remark) {
            Some((quantity, used)) if wish.quantity == Quantity::Missing => {
                wish.quantity = quantity;
                &remark[..used]
            }
            _ => remark,
        }
    }

    /// Whether a word is a number and no article.
    fn counts(&self, token: &Token) -> bool {
        let is_article = token.kind == Kind::Word && self.amount(token) == Some(Quantity::Count(1));
        is_number(token) || self.amount(token).is_some() && !is_article
    }

    /// Whether other goods begin within these words.
    fn names_goods(&self, remark: &[Token]) -> bool {
        let mut pieces = remark.split(|token| self.is_connector(token));
        let is_goods = |piece: &[Token]| self.exact(piece).or_else(|| self.composed(piece)).is_some();
        let is_like_goods = |piece: &[Token]| !piece.is_empty() && self.resembling(piece).0.target != Target::Nothing;
        pieces.next().is_some_and(is_goods) || pieces.any(|piece| is_goods(piece) || is_like_goods(piece))
    }

    /// Takes the remark as choices, where it names some; more of something that can be chosen is no mere remark.
    fn take(&self, wish: &mut Wish, remark: &[Token]) {
        let item = if let Target::Item(id) = wish.target { self.menu.item(id) } else { None };
        if item.is_some_and(|item| self.takes_choices(wish, item, remark, |_| true)) {
            return;
        }
        let words = raw(self.text, remark);
        if item.is_some_and(|item| !item.groups.is_empty()) && self.hearing.is_extra(&remark[0].fold) {
            wish.unknown.push(super::goods::quoted(words));
        } else {
            add_note(wish, words);
        }
    }

    /// A name among other words, which may be a remark on it; the customer is asked whether it is meant.
    pub(super) fn with_remark(&self, wish: Wish, words: &[Token]) -> Wish {
        let Some((item, remark)) = self.name_among(words).filter(|_| wish.note.is_empty()) else { return wish };
        let target = match &wish.target {
            Target::OneOf(items) if items.contains(&item) => wish.target.clone(),
            Target::Nothing if wish.quantity != Quantity::Missing => Target::OneOf(vec![item]),
            _ => return wish,
        };
        let mut wish = Wish { target, ..wish };
        add_note(&mut wish, raw(self.text, remark));
        wish
    }

    /// The longest name these words begin or end with, and the other words.
    fn name_among<'t>(&self, words: &'t [Token]) -> Option<(Id, &'t [Token])> {
        if words.len() > NAME_WORDS_MAX {
            return None;
        }
        let name = |words: &[Token]| match self.search.exact(&key(words)) {
            Some(Target::Item(item)) => Some(item),
            _ => None,
        };
        (1..words.len()).rev().find_map(|length| {
            let (head, tail) = words.split_at(length);
            let (others, end) = words.split_at(words.len() - length);
            name(head).map(|item| (item, tail)).or_else(|| name(end).map(|item| (item, others)))
        })
    }
}
