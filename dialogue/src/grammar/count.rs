//! How many: telling a quantity and what it counts apart.

use super::{
    goods::Goods,
    numerals::within_bounds,
    token::{Kind, Token},
};
use crate::{QUANTITY_MAX, intent::Quantity};

/// A quantity and the words it counts.
pub(super) struct Counted<'t> {
    pub(super) quantity: Quantity,
    pub(super) words: &'t [Token],
}

impl Goods<'_> {
    /// The ways to tell quantity and name apart, the name alone first.
    pub(super) fn counted<'t>(&self, tokens: &'t [Token]) -> Vec<Counted<'t>> {
        let mut readings = vec![Counted { quantity: Quantity::Missing, words: tokens }];
        readings.extend(self.leading(tokens).map(|(quantity, used)| Counted { quantity, words: &tokens[used..] }));
        readings.extend(self.trailing(tokens).map(|(quantity, used)| Counted { quantity, words: &tokens[..used] }));
        readings
    }

    /// A quantity at the beginning and how many tokens it takes: "2", "2 x", "a dozen".
    pub(super) fn leading(&self, tokens: &[Token]) -> Option<(Quantity, usize)> {
        let skipped = usize::from(tokens.first()?.kind == Kind::Times);
        let first = tokens.get(skipped)?;
        let group_of = |token: Option<&Token>| token.and_then(|token| self.hearing.group(&token.fold, self.language));
        let (quantity, mut used) = match (self.numeral(&tokens[skipped..]), group_of(Some(first))) {
            (None, Some(group)) => (bundled(Quantity::Count(1), group), skipped + 1),
            (numeral, _) => {
                let (number, words) = numeral?;
                let end = skipped + words;
                group_of(tokens.get(end)).map_or((number, end), |group| (bundled(number, group), end + 1))
            }
        };
        used += usize::from(tokens.get(used).is_some_and(|token| token.kind == Kind::Times));
        Some((quantity, used))
    }

    /// A quantity at the end and how many tokens stand before it: "x 2", "2", "2 plates".
    pub(super) fn trailing(&self, tokens: &[Token]) -> Option<(Quantity, usize)> {
        let is_little = |token: &Token| token.kind == Kind::Times || self.is_measure(token) || self.is_filler(token);
        let measures = tokens.iter().rev().take_while(|token| is_little(token)).count();
        let (quantity, start) = self.numeral_at_end(&tokens[..tokens.len() - measures])?;
        let has_times = start.checked_sub(1).is_some_and(|before| tokens[before].kind == Kind::Times);
        Some((quantity, start - usize::from(has_times)))
    }

    /// The words without units and little words around the name.
    pub(super) fn trimmed<'t>(&self, words: &'t [Token]) -> &'t [Token] {
        let is_filler = |token: &&Token| self.is_filler(token);
        let is_little = |token: &&Token| self.is_filler(token) || self.is_measure(token);
        let head = words.iter().take_while(is_little).count();
        let head = if head == words.len() { words.iter().take_while(is_filler).count() } else { head };
        let words = &words[head..];
        let tail = words.iter().rev().take_while(is_filler).count();
        &words[..words.len() - tail]
    }

    /// The number a token is.
    pub(super) fn amount(&self, token: &Token) -> Option<Quantity> {
        match token.kind {
            Kind::Number(quantity) => Some(quantity),
            Kind::Times => None,
            Kind::Word => self.hearing.number(&token.fold, self.language).map(within_bounds),
        }
    }

    pub(super) fn is_group(&self, token: &Token) -> bool {
        self.hearing.group(&token.fold, self.language).is_some()
    }

    /// Whether the word measures goods: a unit of the menu, "pieces", "portions".
    fn is_measure(&self, token: &Token) -> bool {
        self.menu.index().is_unit(&token.fold) || self.hearing.is_measure(&token.fold, self.language)
    }

    pub(super) fn is_filler(&self, token: &Token) -> bool {
        self.hearing.is_filler(&token.fold, self.language)
    }
}

fn bundled(quantity: Quantity, group: u32) -> Quantity {
    match quantity {
        Quantity::Count(count) if count.saturating_mul(group) <= QUANTITY_MAX => Quantity::Count(count * group),
        Quantity::Count(_) => Quantity::TooLarge,
        other => other,
    }
}
