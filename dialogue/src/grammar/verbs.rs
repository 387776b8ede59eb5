//! Verbs with what they are about: "add 2 zobo", "change jollof to fish", "cancel order ORD-7K2M9QX4".

use base::OrderNumber;

use super::{
    Reader,
    answer::coupon_code,
    goods::{Goods, phrase, quoted, raw},
    order_number::{not_a_number, odd_number, order_number},
    place, sum,
    text::unknown,
    token::{Kind, Token},
};
use crate::{
    Language, State,
    intent::{Act, Quantity, Target, Wish},
    words::{Verb, hearing},
};

impl Reader<'_> {
    /// What a verb means with the words behind it, if anything.
    pub(super) fn about(&self, verb: Verb, text: &str, rest: &[Token], language: Language) -> Option<Act> {
        let number: Option<OrderNumber> = raw(text, rest).parse().ok();
        let all = Goods::new(text, self.menu, language, None);
        let only_counts = all.leading(rest).is_some_and(|(_, used)| used == rest.len());
        if only_counts && matches!(verb, Verb::Add | Verb::Want | Verb::Change) {
            return Some(self.counted_only(verb, text, rest, &all));
        }
        match verb {
            Verb::Add => Some(Act::Add { wishes: all.wishes(rest).0, proposal: false }),
            Verb::Want => order_number(raw(text, rest), &rest[0]).or_else(|| self.wanted(all.wishes(rest))),
            Verb::Remove => Some(self.remove(text, rest, language)),
            Verb::Change => Some(Act::Change { wishes: self.in_cart_first(text, rest, language) }),
            Verb::Unwanted => Some(self.unwanted(text, rest, language)),
            Verb::Status if rest.iter().all(|token| all.is_filler(token)) => Some(Act::Status(None)),
            Verb::Status => number.map(|number| Act::Status(Some(number))).or_else(|| not_a_number(rest)),
            Verb::CancelOrder => number.map(|number| Act::CancelOrder(Some(number))).or_else(|| not_a_number(rest)),
            Verb::Cancel => {
                let order = number.map(|number| Act::CancelOrder(Some(number)));
                order.or_else(|| Some(self.surely_in_cart(text, rest, language).unwrap_or_else(|| unknown(text))))
            }
            Verb::Language => hearing().language_named(&phrase(rest)).map(|language| Act::Language(Some(language))),
            Verb::Show => self.category(rest).or_else(|| self.shown(all.wishes(rest))),
            Verb::Pay => number.map(|number| Act::Pay(Some(number))).or_else(|| odd_number(rest)),
            Verb::Again => number.map(|number| Act::Again(Some(number))).or_else(|| odd_number(rest)),
            Verb::Accept | Verb::Decline => {
                let consent = |order| Act::Consent { accept: verb == Verb::Accept, order: Some(order), revision: None };
                number.map(consent).or_else(|| odd_number(rest))
            }
            Verb::Edit => number.map(|number| Act::Edit(Some(number))).or_else(|| {
                let change = || Act::Change { wishes: self.in_cart_first(text, rest, language) };
                Some(odd_number(rest).unwrap_or_else(change))
            }),
            Verb::Deliver => Some(place::address(raw(text, rest))),
            Verb::Coupon | Verb::Tip | Verb::Customise => self.about_terms(verb, text, rest, &all),
        }
    }

    /// A coupon, a tip, or the item whose choices shall be asked for.
    fn about_terms(&self, verb: Verb, text: &str, rest: &[Token], all: &Goods<'_>) -> Option<Act> {
        let is_little = |token: &&Token| all.is_filler(token) || hearing().says_is(&token.fold);
        let rest = &rest[rest.iter().take_while(is_little).count()..];
        let words = raw(text, rest);
        match verb {
            Verb::Coupon => {
                let code = coupon_code(words).map(|code| Act::Coupon(Some(code)));
                code.or_else(|| (rest.len() == 1).then_some(Act::NotACoupon))
            }
            Verb::Tip => {
                let is_negative = rest.iter().any(|token| token.kind == Kind::Number(Quantity::Negative));
                let is_polite =
                    |token: &&Token| hearing().is_courtesy(&token.fold, self.language) || all.is_filler(token);
                let polite = rest.iter().rev().take_while(is_polite).count();
                let words = raw(text, &rest[..rest.len() - polite]);
                let words = if is_negative || text.contains('%') { "" } else { words };
                Some(sum::read(words, self.currency).map_or(Act::NotATip, Act::Tip))
            }
            _ => match all.wishes(rest).0.first()?.target {
                Target::Item(item) | Target::Corrected(item) => Some(Act::Customise { item: Some(item) }),
                _ => None,
            },
        }
    }

    /// "add 2" means something where goods or quantities are to choose from, "make it 2" where anything is in the cart.
    fn counted_only(&self, verb: Verb, text: &str, rest: &[Token], goods: &Goods<'_>) -> Act {
        let is_list = matches!(self.state, State::Quantity { .. } | State::Items { .. } | State::Categories { .. });
        let chosen = if is_list { self.number(rest, goods) } else { None };
        let changed = || {
            let (quantity, _) = goods.leading(rest).filter(|_| verb == Verb::Change)?;
            Some(Act::Change { wishes: vec![Wish::new(quoted(raw(text, rest)), self.one_thing()?, quantity)] })
        };
        chosen.or_else(changed).unwrap_or_else(|| unknown(text))
    }

    /// The item that is asked about, or one of those in the cart.
    fn one_thing(&self) -> Option<Target> {
        match (self.question, &self.in_cart[..]) {
            (Some((item, _)), _) => Some(Target::Item(item.id)),
            (None, []) => None,
            (None, [first, others @ ..]) if others.iter().all(|other| other == first) => Some(Target::Item(*first)),
            (None, several) => Some(Target::OneOf(several.to_vec())),
        }
    }

    fn remove(&self, text: &str, rest: &[Token], language: Language) -> Act {
        match rest {
            [Token { kind: Kind::Number(_), fold, .. }] => Act::RemoveLine { place: fold.parse().unwrap_or(u64::MAX) },
            _ => Act::Remove { wishes: self.in_cart_first(text, rest, language) },
        }
    }

    /// What is not wanted is never put in, whatever else its name is like.
    fn unwanted(&self, text: &str, rest: &[Token], language: Language) -> Act {
        let wishes = self.in_cart_first(text, rest, language);
        if are_named(&wishes) { Act::Remove { wishes } } else { unknown(text) }
    }

    /// "cancel zobo" takes it out of the cart when it is surely in there.
    fn surely_in_cart(&self, text: &str, rest: &[Token], language: Language) -> Option<Act> {
        let (wishes, _) = Goods::new(text, self.menu, language, Some(&self.in_cart)).wishes(rest);
        are_named(&wishes).then_some(Act::Remove { wishes })
    }

    /// Goods of the cart; when some are not in it, of the menu, so that the answer can name them.
    fn in_cart_first(&self, text: &str, rest: &[Token], language: Language) -> Vec<Wish> {
        let (wishes, _) = Goods::new(text, self.menu, language, Some(&self.in_cart)).wishes(rest);
        if !wishes.is_empty() && wishes.iter().all(|wish| wish.target != Target::Nothing) {
            return wishes;
        }
        Goods::new(text, self.menu, language, None).wishes(rest).0
    }
}

/// Whether something is named, and all of it beyond doubt.
fn are_named(wishes: &[Wish]) -> bool {
    !wishes.is_empty() && wishes.iter().all(|wish| matches!(wish.target, Target::Item(_)))
}
