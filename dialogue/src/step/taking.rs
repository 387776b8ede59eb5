//! Taking things out of the cart, and changing how many there are and how they shall be.

use base::{Id, message::Choice};

use super::{
    cart::{note_fault, view},
    compose,
    draft::{Draft, item_name},
    goods, rechoosing, trouble,
};
use crate::{
    Facts, Line, QUANTITY_MAX, State, Step, choice,
    grammar::fold,
    intent::{Act, Quantity, Target, Wish},
};

pub(super) fn step(draft: Draft, act: Act, facts: &Facts<'_>) -> Step {
    match act {
        Act::Remove { wishes } if wishes.is_empty() => remove_which(draft, facts),
        Act::Remove { wishes } => remove(draft, wishes, facts),
        Act::RemoveLine { place } => remove_line(draft, place, facts),
        Act::Change { wishes } => change(draft, wishes, facts),
        act => trouble::step(draft, act, facts),
    }
}

fn remove(mut draft: Draft, wishes: Vec<Wish>, facts: &Facts<'_>) -> Step {
    match take_all(&mut draft, wishes, facts) {
        Some(unclear) => remove_one_of(draft, &unclear, facts),
        None => view(draft, facts),
    }
}

/// Things of which it is not clear which shall be taken out.
pub(super) struct UnclearRemoval {
    words: String,
    items: Vec<Id>,
}

/// Takes out what is clear, and gives back the first thing that is not.
pub(super) fn take_all(draft: &mut Draft, wishes: Vec<Wish>, facts: &Facts<'_>) -> Option<UnclearRemoval> {
    let mut unclear = None;
    for wish in wishes {
        match &wish.target {
            Target::Item(item) | Target::Corrected(item) => {
                take_out(draft, &Meant { item: *item, wish: &wish }, wish.quantity, facts);
            }
            Target::OneOf(items) => {
                unclear = unclear.or_else(|| Some(UnclearRemoval { words: wish.words.clone(), items: items.clone() }));
            }
            Target::Nothing => draft.note(draft.say.cart.unknown.with(&[("words", &wish.words)])),
        }
    }
    unclear
}

/// The lines of an item that words mean: those with every choice and remark that was said.
struct Meant<'a> {
    item: Id,
    wish: &'a Wish,
}

impl Meant<'_> {
    fn fits(&self, product: Id, choices: &[Id], note: &str) -> bool {
        let wish = self.wish;
        product == self.item
            && wish.unknown.is_empty()
            && wish.choices.iter().all(|choice| choices.contains(choice))
            && fold(note).contains(&fold(&wish.note))
    }

    fn is_line(&self, line: &Line) -> bool {
        self.fits(line.product_id, &line.choices, &line.note)
    }

    /// The item's name with what was said about it.
    fn name(&self, facts: &Facts<'_>) -> String {
        let Some(item) = facts.menu.item(self.item) else { return String::new() };
        let Wish { choices, note, unknown, .. } = self.wish.clone();
        let said: Vec<String> = unknown.into_iter().chain([note]).filter(|words| !words.is_empty()).collect();
        goods::name_with_details(item, &Line { choices, note: said.join(", "), ..Line::new(self.item, 1) })
    }
}

fn take_out(draft: &mut Draft, meant: &Meant<'_>, quantity: Quantity, facts: &Facts<'_>) {
    let (say, name) = (&draft.say.cart, meant.name(facts));
    let is_in_cart = draft.session.cart.lines().iter().any(|line| meant.is_line(line));
    let unfinished = draft.session.unfinished.len();
    draft.session.unfinished.retain(|line| !meant.fits(line.product_id, &line.choices, &line.note));
    if !is_in_cart {
        let is_dropped = unfinished > draft.session.unfinished.len();
        let phrase = if is_dropped { &draft.say.options.dropped } else { &say.not_in_cart };
        return draft.note(phrase.with(&[("item", &name)]));
    }
    let count = match quantity {
        Quantity::Missing => None,
        Quantity::Count(count) => Some(count),
        fault => return note_fault(draft, &Target::Item(meant.item), "", fault, facts),
    };
    let taken = draft.session.cart.take_some(count, |line| meant.is_line(line));
    let removed: u32 = taken.iter().map(|line| line.quantity).sum();
    draft.note(say.removed.with(&[("quantity", &removed), ("item", &name)]));
}

pub(super) fn remove_one_of(draft: Draft, unclear: &UnclearRemoval, facts: &Facts<'_>) -> Step {
    let UnclearRemoval { words, items } = unclear;
    let body = draft.say.cart.which.with(&[("words", words)]);
    let in_cart: Vec<Id> = items.iter().copied().filter(|item| draft.session.cart.quantity_of(*item) > 0).collect();
    if in_cart.is_empty() {
        let missing = draft.say.cart.not_in_cart.with(&[("item", words)]);
        return view(draft.noting(missing), facts);
    }
    draft.at(State::Idle).ask(body, removals(&in_cart, facts))
}

/// "What shall I take out?"
fn remove_which(draft: Draft, facts: &Facts<'_>) -> Step {
    let mut items: Vec<Id> = Vec::new();
    for line in draft.session.cart.lines() {
        if !items.contains(&line.product_id) && facts.menu.item(line.product_id).is_some() {
            items.push(line.product_id);
        }
    }
    if items.is_empty() {
        return view(draft, facts);
    }
    let body = draft.say.cart.remove_which.plain();
    draft.at(State::Idle).ask(body, removals(&items, facts))
}

fn removals(items: &[Id], facts: &Facts<'_>) -> Vec<Choice> {
    let choice = |item: &Id| Choice::new(choice::remove(*item), item_name(*item, facts));
    items.iter().take(base::message::ROWS_MAX).map(choice).collect()
}

fn remove_line(mut draft: Draft, place: u64, facts: &Facts<'_>) -> Step {
    let count = draft.session.cart.lines().len();
    let is_gone = take_line(&mut draft, place, facts);
    if is_gone || count == 0 { view(draft, facts) } else { remove_which(draft, facts) }
}

/// Takes out the line at this place, from one; says how many there are when there is none.
pub(super) fn take_line(draft: &mut Draft, place: u64, facts: &Facts<'_>) -> bool {
    let count = draft.session.cart.lines().len();
    let index = usize::try_from(place).ok().and_then(|place| place.checked_sub(1));
    let removed = index.and_then(|index| draft.session.cart.remove_line(index));
    let remark = match &removed {
        Some(line) => {
            let name = item_name(line.product_id, facts);
            draft.say.cart.removed.with(&[("quantity", &line.quantity), ("item", &name)])
        }
        None if count == 0 => return false,
        None => draft.say.cart.no_such_line.with(&[("count", &count)]),
    };
    draft.note(remark);
    removed.is_some()
}

fn change(mut draft: Draft, wishes: Vec<Wish>, facts: &Facts<'_>) -> Step {
    let waited = draft.session.unfinished.clone();
    set_all(&mut draft, wishes, facts);
    if draft.session.unfinished == waited { view(draft, facts) } else { compose::ask(draft, facts) }
}

/// Makes it exactly so many of each, or with these choices.
pub(super) fn set_all(draft: &mut Draft, wishes: Vec<Wish>, facts: &Facts<'_>) {
    for wish in wishes {
        match &wish.target {
            Target::Item(item) | Target::Corrected(item) => {
                set(draft, &Meant { item: *item, wish: &wish }, wish.quantity, facts);
            }
            Target::OneOf(items) => note_which(draft, &wish.words, items, facts),
            Target::Nothing => draft.note(draft.say.cart.unknown.with(&[("words", &wish.words)])),
        }
    }
}

/// Asks which of these items shall change, and says how to write it.
fn note_which(draft: &mut Draft, words: &str, items: &[Id], facts: &Facts<'_>) {
    let say = &draft.say.cart;
    let which = say.which.with(&[("words", &words)]);
    let item = items.iter().find(|item| draft.session.cart.quantity_of(**item) > 0).or(items.first());
    let how = item.map(|item| say.change_how.with(&[("item", &item_name(*item, facts))]));
    draft.note([which, how.unwrap_or_default()].join(" ").trim_end().to_owned());
}

fn set(draft: &mut Draft, meant: &Meant<'_>, quantity: Quantity, facts: &Facts<'_>) {
    let (say, name) = (&draft.say.cart, meant.name(facts));
    let lines: Vec<&Line> = draft.session.cart.lines().iter().filter(|line| meant.is_line(line)).collect();
    if lines.is_empty() {
        if !rechoosing::change(draft, meant.item, meant.wish, facts) {
            draft.note(say.not_in_cart.with(&[("item", &name)]));
        }
        return;
    }
    let differ = lines.len() > 1 && lines.iter().any(|line| !line.choices.is_empty() || !line.fields.is_empty());
    let others = draft.session.cart.quantity_of(meant.item) - lines.iter().map(|line| line.quantity).sum::<u32>();
    match quantity {
        Quantity::Count(_) if differ => draft.note(say.several_lines.with(&[("item", &name)])),
        Quantity::Count(count) if others + count > QUANTITY_MAX => {
            let values: [(&str, &dyn std::fmt::Display); 3] =
                [("max", &QUANTITY_MAX), ("quantity", &count), ("item", &name)];
            draft.note(say.too_many.with(&values));
        }
        Quantity::Count(count) => {
            draft.session.cart.set(count, |line| meant.is_line(line));
            draft.note(say.changed.with(&[("quantity", &count), ("item", &name)]));
        }
        Quantity::Zero => take_out(draft, meant, Quantity::Missing, facts),
        Quantity::Missing => draft.note(say.change_how.with(&[("item", &item_name(meant.item, facts))])),
        fault => note_fault(draft, &Target::Item(meant.item), "", fault, facts),
    }
}
