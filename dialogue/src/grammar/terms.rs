//! Words about how an order is wanted, where they stand among others: "2 zobo, coupon ILK50, tip 150".

use super::{
    Reader,
    answer::coupon_code,
    goods::{Goods, phrase, quoted, raw},
    token::Token,
};
use crate::{
    State,
    intent::{Act, Target},
    words::hearing,
};

impl Reader<'_> {
    /// The words about goods, and the commands that stood among them: one message does one thing, so these are named
    /// to be written next. Words that name no goods stay as they are.
    pub(super) fn goods_first(&self, text: &str, tokens: Vec<Token>, goods: &Goods<'_>) -> (Vec<Token>, Vec<String>) {
        if self.question.is_some() || matches!(self.state, State::Address | State::Coupon) {
            return (tokens, Vec::new());
        }
        let joins = |token: &Token| hearing().is_connector(&token.fold, self.language);
        let parts = tokens.chunk_by(|last, next| !joins(last) && (!next.starts_part || next.in_brackets));
        let (later, now): (Vec<&[Token]>, Vec<&[Token]>) =
            parts.partition(|part| self.is_about_terms(text, part, goods));
        let now = now.concat();
        let names_goods = || goods.wishes(&now).0.iter().any(|wish| wish.target != Target::Nothing);
        if later.is_empty() || now.is_empty() || !names_goods() {
            return (tokens, Vec::new());
        }
        let later = later.into_iter().map(|part| quoted(raw(text, self.without_joints(part)))).collect();
        (now, later)
    }

    /// Whether these words are a command about how the order is wanted.
    fn is_about_terms(&self, text: &str, part: &[Token], goods: &Goods<'_>) -> bool {
        let part = self.without_joints(part);
        let said = hearing().command(&phrase(part), self.language).map(|(_, command)| self.act_of(command));
        let act = said.or_else(|| self.verb(text, part, goods).map(|(_, act)| act));
        let is_about_terms = |act: &Act| {
            matches!(act, Act::Coupon(Some(_)) | Act::Tip(_) | Act::PayBy(_) | Act::Fulfil(_) | Act::Schedule { .. })
        };
        act.as_ref().is_some_and(is_about_terms) && goods.exact(part).is_none()
    }

    /// The words without "and" and the like around them.
    pub(super) fn without_joints<'t>(&self, part: &'t [Token]) -> &'t [Token] {
        let joins = |token: &&Token| hearing().is_connector(&token.fold, self.language);
        let head = part.iter().take_while(joins).count();
        let tail = part[head..].iter().rev().take_while(joins).count();
        &part[head..part.len() - tail]
    }
}

/// One word of letters and digits, such as "ILK50", when nothing is known by it.
pub(super) fn perhaps_coupon(text: &str, tokens: &[Token]) -> Option<Act> {
    let words = raw(text, tokens);
    let has = |is: fn(&u8) -> bool| words.as_bytes().iter().any(is);
    let looks_like_one = words.starts_with(|c: char| c.is_ascii_alphabetic()) && has(u8::is_ascii_digit);
    coupon_code(words).filter(|_| looks_like_one).map(Act::PerhapsCoupon)
}
