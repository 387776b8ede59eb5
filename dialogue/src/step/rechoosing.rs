//! Changing how a thing shall be that was taken up already: "change jollof to fish", or how many while it is asked about.

use base::Id;

use super::{compose, draft::Draft, draft::short, goods};
use crate::{
    CART_LINES_MAX, Facts, Item, Line, OptionGroup, Unfinished,
    editing::can_be_chosen,
    intent::{Quantity, Wish},
};

/// Where a line is that may be meant.
enum Place {
    Cart(usize),
    Unfinished(usize),
}

/// Changes the line that is meant, or says why not; whether there is one.
pub(super) fn change(draft: &mut Draft, item: Id, wish: &Wish, facts: &Facts<'_>) -> bool {
    let Some(item) = facts.menu.item(item).filter(|_| wish.note.is_empty() && wish.unknown.is_empty()) else {
        return false;
    };
    match &meant(draft, item, wish)[..] {
        [] => return false,
        [Place::Cart(at)] => change_line(draft, *at, item, wish),
        [Place::Unfinished(at)] => change_unfinished(draft, *at, item, wish),
        _ => draft.note(draft.say.cart.several_lines.with(&[("item", &short(&item.name))])),
    }
    true
}

/// The lines that can be changed so; where some have a choice that was said, that tells them from the others.
fn meant(draft: &Draft, item: &Item, wish: &Wish) -> Vec<Place> {
    let has_some = |choices: &[Id]| choices.iter().any(|choice| wish.choices.contains(choice));
    let (told, others): (Vec<_>, Vec<_>) =
        places(draft, item, wish).into_iter().partition(|(_, choices)| has_some(choices));
    let meant = if told.is_empty() { others } else { told };
    meant.into_iter().map(|(place, _)| place).collect()
}

/// The lines of an item that can be changed so, with the choices they have.
fn places<'a>(draft: &'a Draft, item: &Item, wish: &Wish) -> Vec<(Place, &'a [Id])> {
    let can_be = |choices: &[Id]| rechosen(item, choices, &wish.choices).is_some();
    let only_counts = wish.choices.is_empty() && matches!(wish.quantity, Quantity::Count(_));
    let line = |(at, line): (usize, &'a Line)| {
        let is_it = line.product_id == item.id && can_be(&line.choices) && how_many(wish, line.quantity).is_some();
        is_it.then_some((Place::Cart(at), &line.choices[..]))
    };
    let open_line = |(at, line): (usize, &'a Unfinished)| {
        let is_it = line.product_id == item.id && (only_counts || can_be(&line.choices));
        is_it.then_some((Place::Unfinished(at), &line.choices[..]))
    };
    let lines = draft.session.cart.lines().iter().enumerate().filter_map(line);
    lines.chain(draft.session.unfinished.iter().enumerate().filter_map(open_line)).collect()
}

/// The choices after some were said: each takes the place of those of its group.
fn rechosen(item: &Item, has: &[Id], said: &[Id]) -> Option<Vec<Id>> {
    let new: Vec<Id> = said.iter().copied().filter(|id| !has.contains(id)).collect();
    let groups: Vec<&OptionGroup> = new.iter().filter_map(|id| Some(item.choice(*id)?.0)).collect();
    let is_replaced = |id: &Id| groups.iter().any(|group| group.choice(*id).is_some());
    let all: Vec<Id> = has.iter().copied().filter(|id| !is_replaced(id)).chain(new.iter().copied()).collect();
    let fits = |group: &&OptionGroup| (group.choices_min..=group.choices_max).contains(&group.count(&all));
    (!new.is_empty() && groups.iter().all(fits)).then_some(all)
}

/// How many of a line are meant: all, or so many of them.
fn how_many(wish: &Wish, quantity: u32) -> Option<u32> {
    match wish.quantity {
        Quantity::Missing => Some(quantity),
        Quantity::Count(count) if count <= quantity => Some(count),
        _ => None,
    }
}

fn change_line(draft: &mut Draft, at: usize, item: &Item, wish: &Wish) {
    let line = draft.session.cart.lines()[at].clone();
    let (Some(choices), Some(quantity)) = (rechosen(item, &line.choices, &wish.choices), how_many(wish, line.quantity))
    else {
        return;
    };
    let say = draft.say;
    let is_new = |id: &&Id| !line.choices.contains(id);
    let sold_out = choices
        .iter()
        .filter(is_new)
        .filter_map(|id| Some(item.choice(*id)?.1))
        .find(|option| !can_be_chosen(draft.session.editing.as_ref(), item.id, option));
    if let Some(option) = sold_out {
        return draft.note(say.options.sold_out.with(&[("choice", &option.name)]));
    }
    let changed = Line { choices, quantity, ..line.clone() };
    let name = goods::name_with_details(item, &changed);
    let mut cart = draft.session.cart.clone();
    cart.take_some(Some(quantity), |other| *other == line);
    match cart.add(changed) {
        Ok(()) => {
            draft.session.cart = cart;
            draft.note(say.cart.changed.with(&[("quantity", &quantity), ("item", &name)]));
        }
        Err(_) => draft.note(say.cart.too_many_lines.with(&[("max", &CART_LINES_MAX), ("item", &name)])),
    }
}

fn change_unfinished(draft: &mut Draft, at: usize, item: &Item, wish: &Wish) {
    let mut line = draft.session.unfinished.remove(at);
    if let Quantity::Count(count) = wish.quantity {
        line.quantity = Some(count);
    }
    let new: Vec<Id> = wish.choices.iter().copied().filter(|id| !line.choices.contains(id)).collect();
    for (group, _) in new.iter().filter_map(|id| item.choice(*id)) {
        line.unchoose(group);
    }
    compose::make(draft, &mut line, item, &new);
    draft.session.unfinished.insert(at, line);
}
