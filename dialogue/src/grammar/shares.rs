//! Plates of one kind that differ: "3 jollof, 1 with chicken and 2 with fish".

use base::Id;

use super::{goods::Goods, token::Token};
use crate::intent::{Quantity, Target, Wish};

/// The most plates of one kind that are told apart in one go.
const SHARES_MAX: usize = 10;
/// The most words that are looked through for shares.
const WORDS_MAX: usize = 60;

/// How a share begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// "1 with chicken".
    With,
    /// "1 chicken", which is a share only where all of them together make the whole.
    Bare,
}

impl Goods<'_> {
    /// Reads words as shares of the last thing found, or of the thing they begin with. Whether they are shares; nothing
    /// is changed when not.
    pub(super) fn shares(&self, tokens: &[Token], found: &mut Vec<(Wish, f64)>) -> bool {
        let may_be = self.menu.has_options() && tokens.len() <= WORDS_MAX;
        may_be && (self.shares_of_the_last(tokens, found) || self.shares_of_their_own(tokens, found))
    }

    /// "1 with chicken and 2 with fish".
    fn shares_of_the_last(&self, tokens: &[Token], found: &mut Vec<(Wish, f64)>) -> bool {
        let shares = found.last().and_then(|(whole, _)| self.told_apart(whole, tokens, self.style_at(tokens, 0)?));
        let Some(shares) = shares else { return false };
        found.pop();
        self.take_shares(shares, tokens, found);
        true
    }

    /// "3 jollof 1 with chicken and 2 with fish", "2 jollof with 1 chicken and 1 fish".
    fn shares_of_their_own(&self, tokens: &[Token], found: &mut Vec<(Wish, f64)>) -> bool {
        if !tokens.iter().any(|token| self.hearing.is_with(&token.fold)) {
            return false;
        }
        let first = (1..tokens.len()).find_map(|at| {
            let style = self.style_at(tokens, at)?;
            let begins = style == Style::With || self.hearing.is_with(&tokens[at - 1].fold);
            begins.then_some((at, style))
        });
        let Some((at, style)) = first.filter(|(at, _)| !self.is_of_a_name(&tokens[..=*at])) else { return false };
        let mut own = Vec::new();
        self.part(self.without_ands(&tokens[..at]), false, &mut own);
        let shares = own.pop().and_then(|(whole, _)| self.told_apart(&whole, &tokens[at..], style));
        let Some(shares) = shares else { return false };
        found.append(&mut own);
        self.take_shares(shares, &tokens[at..], found);
        true
    }

    /// Takes the shares, and goes on behind them.
    fn take_shares(&self, (shares, end): (Vec<Wish>, usize), tokens: &[Token], found: &mut Vec<(Wish, f64)>) {
        found.extend(shares.into_iter().map(|share| (share, 1.0)));
        self.part(&tokens[end..], false, found);
    }

    /// How a share begins with the number at this place: "2 with", "1 of them with", or just a number.
    fn style_at(&self, tokens: &[Token], at: usize) -> Option<Style> {
        if tokens[at].in_brackets {
            return None;
        }
        self.amount(&tokens[at])?;
        let behind = tokens[at + 1..].iter().find(|token| !self.is_filler(token));
        let is_with = behind.is_some_and(|token| self.hearing.is_with(&token.fold));
        Some(if is_with { Style::With } else { Style::Bare })
    }

    /// Whether the number at the end is a part of a name: "combo 2 with cola".
    fn is_of_a_name(&self, tokens: &[Token]) -> bool {
        self.exact(tokens).is_some_and(|wish| wish.quantity == Quantity::Missing)
    }

    /// The shares of a whole, last what is left of it, and where they end. What has choices already is no whole: the
    /// others come beside it.
    fn told_apart(&self, whole: &Wish, tokens: &[Token], style: Style) -> Option<(Vec<Wish>, usize)> {
        let (Target::Item(id) | Target::Corrected(id)) = whole.target else { return None };
        if self.menu.item(id)?.groups.is_empty() {
            return None;
        }
        let (shares, end) = self.read_shares(whole, id, tokens, style)?;
        let is_whole = whole.choices.is_empty() && whole.unknown.is_empty();
        let sum: u32 = shares.iter().filter_map(count).sum();
        let adds_up = is_whole && sum > 1 && count(whole) == Some(sum);
        if style == Style::Bare && !(adds_up && shares.iter().all(|share| share.unknown.is_empty())) {
            return None;
        }
        let left = count(whole).map_or(0, |all| all.saturating_sub(sum));
        let rest = Wish { quantity: Quantity::Count(left), ..whole.clone() };
        let before = (!is_whole).then(|| whole.clone());
        let behind = (is_whole && left > 0).then_some(rest);
        Some((before.into_iter().chain(shares).chain(behind).collect(), end))
    }

    /// Every share, and where the words end that are shares. Behind the last, other goods may follow.
    fn read_shares(&self, whole: &Wish, id: Id, tokens: &[Token], style: Style) -> Option<(Vec<Wish>, usize)> {
        let starts: Vec<usize> =
            (0..tokens.len()).filter(|&at| at == 0 || self.begins_share(tokens, at, style)).take(SHARES_MAX).collect();
        let last = *starts.last()?;
        let share = |from: usize, to: usize| self.share(whole, id, self.without_ands(&tokens[from..to]));
        let mut shares = Vec::new();
        for pair in starts.windows(2) {
            shares.push(share(pair[0], pair[1])?);
        }
        let number = (last + 1..tokens.len()).find(|&at| self.style_at(tokens, at).is_some());
        let ends = [Some(tokens.len()), number];
        let (share, end) = ends.into_iter().flatten().find_map(|end| Some((share(last, end)?, end)))?;
        shares.push(share);
        Some((shares, end))
    }

    fn begins_share(&self, tokens: &[Token], at: usize, style: Style) -> bool {
        self.style_at(tokens, at).is_some_and(|here| here == Style::With || style == Style::Bare)
    }

    /// So many of the whole, with choices and remarks of their own.
    fn share(&self, whole: &Wish, id: Id, tokens: &[Token]) -> Option<Wish> {
        let (quantity, used) = self.leading(tokens)?;
        let is_little = |token: &&Token| self.is_filler(token) || self.hearing.is_with(&token.fold);
        let rest = &tokens[used..];
        let rest = &rest[rest.iter().take_while(is_little).count()..];
        let mut share = Wish { note: whole.note.clone(), ..Wish::of(id, quantity) };
        let counts = matches!(quantity, Quantity::Count(_));
        (counts && self.says_more(&mut share, rest, true)).then_some(share)
    }

    fn without_ands<'t>(&self, tokens: &'t [Token]) -> &'t [Token] {
        let tail = tokens.iter().rev().take_while(|token| self.is_connector(token)).count();
        &tokens[..tokens.len() - tail]
    }
}

const fn count(wish: &Wish) -> Option<u32> {
    if let Quantity::Count(count) = wish.quantity { Some(count) } else { None }
}
