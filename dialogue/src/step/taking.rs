//! Taking things out of the cart, and changing how many.

use base::{Id, message::Choice};

use super::{
    cart::{note_fault, view},
    draft::{Draft, item_name},
    trouble,
};
use crate::{
    Facts, State, Step, choice,
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
        let Wish { words, target, quantity, .. } = wish;
        match target {
            Target::Item(item) | Target::Corrected(item) => take_out(draft, item, quantity, facts),
            Target::OneOf(items) => unclear = unclear.or(Some(UnclearRemoval { words, items })),
            Target::Nothing => draft.note(draft.say.cart.unknown.with(&[("words", &words)])),
        }
    }
    unclear
}

fn take_out(draft: &mut Draft, item: Id, quantity: Quantity, facts: &Facts<'_>) {
    let (say, name) = (&draft.say.cart, item_name(item, facts));
    let had = draft.session.cart.quantity_of(item);
    let unfinished = draft.session.unfinished.len();
    draft.session.unfinished.retain(|line| line.product_id != item);
    if had == 0 && unfinished > draft.session.unfinished.len() {
        return draft.note(draft.say.options.dropped.with(&[("item", &name)]));
    }
    if had == 0 {
        return draft.note(say.not_in_cart.with(&[("item", &name)]));
    }
    let count = match quantity {
        Quantity::Missing => None,
        Quantity::Count(count) => Some(count),
        fault => return note_fault(draft, &Target::Item(item), "", fault, facts),
    };
    draft.session.cart.remove(item, count);
    let removed = had - draft.session.cart.quantity_of(item);
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
    set_all(&mut draft, wishes, facts);
    view(draft, facts)
}

/// Makes it exactly so many of each.
pub(super) fn set_all(draft: &mut Draft, wishes: Vec<Wish>, facts: &Facts<'_>) {
    for wish in wishes {
        let Wish { words, target, quantity, .. } = wish;
        match target {
            Target::Item(item) | Target::Corrected(item) => set(draft, item, quantity, facts),
            Target::OneOf(_) => draft.note(draft.say.cart.which.with(&[("words", &words)])),
            Target::Nothing => draft.note(draft.say.cart.unknown.with(&[("words", &words)])),
        }
    }
}

fn set(draft: &mut Draft, item: Id, quantity: Quantity, facts: &Facts<'_>) {
    let (say, name) = (&draft.say.cart, item_name(item, facts));
    if draft.session.cart.quantity_of(item) == 0 {
        return draft.note(say.not_in_cart.with(&[("item", &name)]));
    }
    let lines = draft.session.cart.lines().iter().filter(|line| line.product_id == item);
    let differ =
        lines.clone().count() > 1 && lines.clone().any(|line| !line.choices.is_empty() || !line.fields.is_empty());
    match quantity {
        Quantity::Count(_) if differ => draft.note(say.several_lines.with(&[("item", &name)])),
        Quantity::Count(count) => {
            draft.session.cart.set(item, count);
            draft.note(say.changed.with(&[("quantity", &count), ("item", &name)]));
        }
        Quantity::Zero => take_out(draft, item, Quantity::Missing, facts),
        Quantity::Missing => draft.note(say.change_how.with(&[("item", &name)])),
        fault => note_fault(draft, &Target::Item(item), "", fault, facts),
    }
}
