//! Words as answers to the question that is open: choices, values, codes.

use base::{Id, OrderNumber};

use super::{
    Reader, fields,
    goods::{Goods, phrase, raw},
    options::Options,
    place::is_question,
    token::{Kind, Token},
};
use crate::{
    Field, FieldValue, Item, State,
    intent::{Act, Quantity},
    unfinished::Question,
    words::hearing,
};

/// Shortest and longest coupon code.
const CODE_LETTERS: std::ops::RangeInclusive<usize> = 3..=30;

impl Reader<'_> {
    /// What the words answer to the question that is open, when they do.
    pub(super) fn answer(&self, text: &str, tokens: &[Token], goods: &Goods<'_>) -> Option<Act> {
        if *self.state == State::Coupon {
            return self.code(text, tokens);
        }
        match self.question? {
            (item, Question::Group(_)) => self.picked(tokens, goods).or_else(|| self.named(item, tokens, goods)),
            (item, Question::Field(field)) => self.value(text, tokens, goods, item, field),
            (_, Question::Quantity) => self.counted(tokens, goods),
        }
    }

    /// "1 3" or "1, 3": the choices of these numbers.
    fn picked(&self, tokens: &[Token], goods: &Goods<'_>) -> Option<Act> {
        let is_little = |token: &Token| goods.is_filler(token) || hearing().is_connector(&token.fold, self.language);
        let mut places: Vec<&str> = Vec::new();
        for token in tokens.iter().filter(|token| !is_little(token)) {
            if !matches!(token.kind, Kind::Number(_)) {
                return None;
            }
            places.extend(token.fold.split([',', '.', '/', '-', '\'']));
        }
        if places.is_empty() {
            return None;
        }
        let mut chosen = Vec::new();
        for place in places {
            let offered = place.parse::<usize>().ok().and_then(|place| self.offered.get(place.checked_sub(1)?));
            match offered.map(|id| self.chosen(id)) {
                Some(Act::Choose { choices, .. }) => chosen.extend(choices),
                Some(act) if chosen.is_empty() => return Some(act),
                _ => return Some(Act::OutOfRange),
            }
        }
        Some(Act::Choose { choices: chosen, is_all: true })
    }

    fn named(&self, item: &Item, tokens: &[Token], goods: &Goods<'_>) -> Option<Act> {
        let choices: Vec<Id> = Options::of(item).read(tokens, goods)?;
        Some(Act::Choose { choices, is_all: true })
    }

    /// The value of the field that is asked for, or of those that are named. Commands and goods stay what they are.
    fn value(&self, text: &str, tokens: &[Token], goods: &Goods<'_>, item: &Item, field: &Field) -> Option<Act> {
        let labelled = fields::filled(text, tokens, &item.fields, goods, true);
        if !labelled.is_empty() {
            return Some(Act::Fill { values: labelled.into_iter().map(|filled| filled.value).collect() });
        }
        let value = fields::clean(text);
        let fits_pattern = !field.pattern.is_any() && field.pattern.is_met(&value);
        let is_command = || hearing().command(&phrase(tokens), self.language).is_some();
        let is_sure = |act: &Act| super::text::is_sure(act);
        let obeys = || self.verb(text, tokens, goods).is_some_and(|(_, act)| is_sure(&act));
        let is_goods = || self.wanted(goods.wishes(tokens)).is_some_and(|act| is_sure(&act));
        let asks_back = field.pattern.is_any() && is_question(text);
        if value.is_empty() || asks_back || !fits_pattern && (is_command() || obeys() || is_goods()) {
            return None;
        }
        let value = fields::fitting_part(text, tokens, field).unwrap_or(value);
        Some(Act::Fill { values: vec![FieldValue { key: field.key.clone(), value }] })
    }

    fn counted(&self, tokens: &[Token], goods: &Goods<'_>) -> Option<Act> {
        let (quantity, used) = goods.leading(tokens)?;
        let is_alone = tokens[used..].iter().all(|token| goods.is_filler(token));
        (is_alone && quantity != Quantity::Missing).then_some(Act::Count(quantity))
    }

    /// A coupon's code, alone or as the last of some words.
    fn code(&self, text: &str, tokens: &[Token]) -> Option<Act> {
        let is_command = hearing().command(&phrase(tokens), self.language).is_some();
        if is_command || tokens.is_empty() {
            return None;
        }
        let last = raw(text, &tokens[tokens.len() - 1..]);
        // "Agree ORD-7K2M9QX4" is about an order.
        if tokens.len() > 1 && last.parse::<OrderNumber>().is_ok() {
            return None;
        }
        let has_digit = last.contains(|c: char| c.is_ascii_digit());
        let code = coupon_code(text).or_else(|| coupon_code(last).filter(|_| has_digit));
        match code {
            Some(code) => Some(Act::Coupon(Some(code))),
            None if self.verb(text, tokens, &Goods::new(text, self.menu, self.language, None)).is_some() => None,
            None => Some(Act::NotACoupon),
        }
    }

    /// The parts of the customer's words that only those who need them should read.
    pub(super) fn hidden(&self, act: &Act) -> Vec<String> {
        let sensitive = |item: &Item, values: &[FieldValue]| -> Vec<String> {
            let is_sensitive = |value: &&FieldValue| item.field(&value.key).is_none_or(|field| field.sensitive);
            values.iter().filter(is_sensitive).map(|value| value.value.clone()).collect()
        };
        match act {
            Act::Fill { values } => self.question.map_or_else(Vec::new, |(item, _)| sensitive(item, values)),
            Act::Add { wishes, .. } => {
                let item = |target: &crate::Target| match target {
                    crate::Target::Item(id) | crate::Target::Corrected(id) => self.menu.item(*id),
                    _ => None,
                };
                wishes.iter().filter_map(|wish| Some(sensitive(item(&wish.target)?, &wish.fields))).flatten().collect()
            }
            Act::Several(acts) => acts.iter().flat_map(|act| self.hidden(act)).collect(),
            _ => Vec::new(),
        }
    }
}

/// A coupon's code, as it is kept.
pub(super) fn coupon_code(words: &str) -> Option<String> {
    let code = words.trim().to_ascii_uppercase();
    let is_code = CODE_LETTERS.contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    is_code.then_some(code)
}
