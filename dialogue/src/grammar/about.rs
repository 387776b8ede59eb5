//! Words that say more about a thing: its choices, how many, what shall not be on it.

use base::Id;

use super::{
    goods::{Goods, cut, quoted, raw},
    options::Options,
    token::{Kind, Token},
};
use crate::{
    Item,
    cart::NOTE_MAX,
    intent::{Quantity, Target, Wish},
};

/// The most words of a name that may begin another thing.
const NAME_WORDS_MAX: usize = 8;

impl Goods<'_> {
    /// Whether the words say more about the last thing: its choices, or what shall not be on it.
    pub(super) fn says_more(&self, last: &mut Wish, tokens: &[Token], is_with: bool) -> bool {
        let item = match last.target {
            Target::Item(id) | Target::Corrected(id) => self.menu.item(id),
            Target::OneOf(_) => return self.takes_remark(last, tokens),
            Target::Nothing => None,
        };
        let Some(item) = item else { return false };
        if self.counts_behind(last, item, tokens, is_with) || self.counts_choices(last, item, tokens, is_with) {
            return true;
        }
        if tokens.is_empty() || tokens.iter().any(is_number) {
            return false;
        }
        let is_open = is_with || says_choices(last);
        let takes_choices = self.takes_choices(last, item, tokens, |room| room && is_open || !self.is_goods(tokens));
        takes_choices || self.takes_remark(last, tokens) || is_open && self.takes_unknown(last, item, tokens, is_with)
    }

    fn is_goods(&self, tokens: &[Token]) -> bool {
        self.exact(tokens).or_else(|| self.composed(tokens)).is_some()
    }

    /// "no pepper": words of what shall not be on it.
    fn takes_remark(&self, wish: &mut Wish, tokens: &[Token]) -> bool {
        let is_remark = tokens.len() > 1 && self.hearing.is_without(&tokens[0].fold);
        let takes = is_remark && !tokens.iter().any(is_number) && !self.is_goods(tokens);
        if takes {
            add_note(wish, raw(self.text, tokens));
        }
        takes
    }

    /// Words where a choice is expected that are none, nor anything else that is sold.
    fn takes_unknown(&self, wish: &mut Wish, item: &Item, tokens: &[Token], is_with: bool) -> bool {
        let begins_anew = || {
            let longest = tokens.len().min(NAME_WORDS_MAX);
            (1..=longest).any(|length| self.exact(&tokens[..length]).is_some())
        };
        let is_unknown = || match self.one(tokens).0.target {
            Target::Nothing => is_with || !begins_anew(),
            Target::OneOf(_) => is_with,
            Target::Item(_) | Target::Corrected(_) => false,
        };
        let takes = !item.groups.is_empty() && is_unknown();
        if takes {
            wish.unknown.push(quoted(raw(self.text, tokens)));
        }
        takes
    }

    /// "jollof rice with chicken 2": the number behind the choices counts what they belong to.
    fn counts_behind(&self, last: &mut Wish, item: &Item, tokens: &[Token], is_with: bool) -> bool {
        let Some((quantity, used)) = self.trailing(tokens) else { return false };
        let is_meant = is_with && last.quantity == Quantity::Missing;
        let takes = is_meant && self.takes_choices(last, item, &tokens[..used], |room| room);
        if takes {
            last.quantity = quantity;
        }
        takes
    }

    /// "with 2 eggs": a choice is made once or not at all, so that more of it is told to be none.
    fn counts_choices(&self, last: &mut Wish, item: &Item, tokens: &[Token], is_with: bool) -> bool {
        let Some((quantity, used)) = self.leading(tokens) else { return false };
        let is_open = is_with || says_choices(last);
        if item.groups.is_empty() || !is_open || self.exact(tokens).is_some() {
            return false;
        }
        let mut with_them = last.clone();
        if !self.takes_choices(&mut with_them, item, &tokens[used..], |room| room) {
            return false;
        }
        match quantity {
            Quantity::Count(1) => *last = with_them,
            _ => last.unknown.push(quoted(raw(self.text, tokens))),
        }
        true
    }

    /// Gives the wish the choices that these words name, when they name nothing else and it may have them. What shall
    /// not be on it may follow them.
    pub(super) fn takes_choices(
        &self,
        wish: &mut Wish,
        item: &Item,
        tokens: &[Token],
        may: impl Fn(bool) -> bool,
    ) -> bool {
        if item.groups.is_empty() {
            return false;
        }
        let (words, note) = self.split_note(tokens);
        let options = Options::of(item);
        let whole = options.read(&words, self).map(|choices| (choices, &words[words.len()..]));
        let read = whole.or_else(|| {
            let (named, remark) = words.split_at(self.remark_at(&words)?);
            Some((options.read(named, self)?, remark))
        });
        let Some((choices, remark)) = read else { return false };
        let has_room =
            |choice: &Id| item.choice(*choice).is_some_and(|(group, _)| group.count(&wish.choices) < group.choices_max);
        if !may(choices.iter().all(has_room)) {
            return false;
        }
        wish.choices.extend(choices);
        add_note(wish, raw(self.text, remark));
        add_note(wish, &note);
        true
    }

    /// Where behind other words a remark begins that goes to the end.
    fn remark_at(&self, tokens: &[Token]) -> Option<usize> {
        let at = (1..tokens.len()).find(|&at| self.hearing.is_without(&tokens[at].fold))?;
        let remark = &tokens[at..];
        let is_one = remark.len() > 1 && !remark.iter().any(|token| is_number(token) || self.is_connector(token));
        is_one.then_some(at)
    }
}

pub(super) const fn is_number(token: &Token) -> bool {
    matches!(token.kind, Kind::Number(_) | Kind::Times)
}

const fn says_choices(wish: &Wish) -> bool {
    !wish.choices.is_empty() || !wish.unknown.is_empty()
}

pub(super) fn add_note(wish: &mut Wish, words: &str) {
    let note = match (wish.note.is_empty(), words.is_empty()) {
        (_, true) => return,
        (true, false) => words.to_owned(),
        (false, false) => format!("{}, {words}", wish.note),
    };
    wish.note = cut(&note, NOTE_MAX);
}
