//! Filling and emptying the cart.

use base::{Id, message::Choice};

use super::{
    clarify,
    draft::{Draft, item_name, short},
    goods, trouble,
};
use crate::{
    CART_LINES_MAX, Facts, Line, QUANTITY_MAX, State, Step, Unclear,
    cart::CartFull,
    choice,
    intent::{Act, Quantity, Target, Wish},
};

pub(super) fn step(draft: Draft, act: Act, facts: &Facts<'_>) -> Step {
    match act {
        Act::Add { wishes, proposal } => add(draft, wishes, proposal, facts),
        Act::Remove { wishes } if wishes.is_empty() => remove_which(draft, facts),
        Act::Remove { wishes } => remove(draft, wishes, facts),
        Act::RemoveLine { place } => remove_line(draft, place, facts),
        Act::Change { wishes } => change(draft, wishes, facts),
        Act::Clear => clear(draft),
        _ => view(draft, facts),
    }
}

/// Puts in what is clear, names what is not to be had, asks about what is unclear.
fn add(mut draft: Draft, wishes: Vec<Wish>, proposal: bool, facts: &Facts<'_>) -> Step {
    if let Some((item, quantity)) = clarify::answered(&draft.session.state, &wishes) {
        return clarify::take(draft, item, quantity, facts);
    }
    let asks_how_many = proposal && wishes.len() == 1;
    let before = draft.session.cart.clone();
    let mut open = Vec::new();
    for wish in wishes {
        open.extend(add_one(&mut draft, wish, proposal, asks_how_many, facts));
    }
    let is_changed = draft.session.cart != before;
    if !open.is_empty() {
        return clarify::ask(draft, open, facts);
    }
    if !is_changed { trouble::again(draft, facts) } else { added(draft, proposal, facts) }
}

/// Puts in one wish, or gives it back to be asked about.
fn add_one(draft: &mut Draft, wish: Wish, proposal: bool, asks_how_many: bool, facts: &Facts<'_>) -> Option<Unclear> {
    let Wish { words, target, quantity, note } = wish;
    let count = match quantity {
        Quantity::Missing => 1,
        Quantity::Count(count) => count,
        fault => {
            note_fault(draft, &target, &words, fault, facts);
            return None;
        }
    };
    match target {
        Target::Item(item) => put(draft, item, count, note, !proposal, facts),
        Target::Corrected(item) => {
            draft.note(draft.say.cart.corrected.with(&[("words", &words), ("item", &item_name(item, facts))]));
            put(draft, item, count, note, !proposal, facts);
        }
        Target::OneOf(candidates) => {
            let quantity = (quantity != Quantity::Missing || !asks_how_many).then_some(count);
            return Some(Unclear { words, quantity, note, candidates });
        }
        Target::Nothing => draft.note(draft.say.cart.unknown.with(&[("words", &words)])),
    }
    None
}

/// Puts a line into the cart and says so, or says why not.
pub(super) fn put(draft: &mut Draft, item: Id, quantity: u32, note: String, tells: bool, facts: &Facts<'_>) {
    let say = draft.say;
    let Some(product) = facts.menu.item(item) else { return draft.note(say.menu.gone.plain()) };
    let name = short(&product.name);
    if !product.available {
        return draft.note(say.menu.sold_out.with(&[("item", &name)]));
    }
    match draft.session.cart.add(Line { product_id: item, quantity, note }) {
        Ok(()) if tells => {
            let price = goods::price(product, quantity);
            draft.note(say.cart.added.with(&[("quantity", &quantity), ("item", &name), ("price", &price)]));
        }
        Ok(()) => {}
        Err(CartFull::Quantity) => {
            let values: [(&str, &dyn std::fmt::Display); 3] =
                [("max", &QUANTITY_MAX), ("quantity", &quantity), ("item", &name)];
            draft.note(say.cart.too_many.with(&values));
        }
        Err(CartFull::Lines) => {
            draft.note(say.cart.too_many_lines.with(&[("max", &CART_LINES_MAX), ("item", &name)]));
        }
    }
}

/// What comes after something went in: the summary with the question whether to order, or the total.
pub(super) fn added(draft: Draft, proposal: bool, facts: &Facts<'_>) -> Step {
    if proposal {
        return propose(draft, facts);
    }
    let total = goods::total(draft.session.cart.lines(), facts);
    let (body, choices) = (draft.say.cart.total.with(&[("total", &total)]), draft.home());
    draft.at(State::Idle).ask(body, choices)
}

/// "Order summary ... Order this?"
pub(super) fn propose(draft: Draft, facts: &Facts<'_>) -> Step {
    let list = goods::listed(&draft, &draft.say.cart.summary_heading.plain(), facts);
    let body = format!("{list}\n\n{}", draft.say.cart.order_this.plain());
    let choices = draft.yes_or_no(choice::CHECKOUT, choice::NO);
    draft.at(State::Proposed).ask(body, choices)
}

/// "No" to "Order this?"
pub(super) fn not_ordered(mut draft: Draft, facts: &Facts<'_>) -> Step {
    draft.note(draft.say.cart.not_ordered.plain());
    goods::note_kept(&mut draft, facts);
    trouble::home(draft)
}

/// Says what is wrong with a number.
pub(super) fn note_fault(draft: &mut Draft, target: &Target, words: &str, fault: Quantity, facts: &Facts<'_>) {
    let name = match target {
        Target::Item(item) | Target::Corrected(item) => item_name(*item, facts),
        Target::Nothing => return draft.note(draft.say.cart.unknown.with(&[("words", &words)])),
        Target::OneOf(_) => words.to_owned(),
    };
    let phrase = match fault {
        Quantity::Zero => &draft.say.cart.quantity_zero,
        Quantity::Negative => &draft.say.cart.quantity_negative,
        Quantity::TooLarge => &draft.say.cart.quantity_too_large,
        Quantity::NotWhole | Quantity::Missing | Quantity::Count(_) => &draft.say.cart.quantity_not_whole,
    };
    draft.note(phrase.with(&[("item", &name), ("max", &QUANTITY_MAX)]));
}

fn remove(mut draft: Draft, wishes: Vec<Wish>, facts: &Facts<'_>) -> Step {
    for wish in wishes {
        let Wish { words, target, quantity, .. } = wish;
        match target {
            Target::Item(item) | Target::Corrected(item) => take_out(&mut draft, item, quantity, facts),
            Target::OneOf(items) => return remove_one_of(draft, &words, &items, facts),
            Target::Nothing => draft.note(draft.say.cart.unknown.with(&[("words", &words)])),
        }
    }
    view(draft, facts)
}

fn take_out(draft: &mut Draft, item: Id, quantity: Quantity, facts: &Facts<'_>) {
    let (say, name) = (&draft.say.cart, item_name(item, facts));
    let had = draft.session.cart.quantity_of(item);
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

fn remove_one_of(draft: Draft, words: &str, items: &[Id], facts: &Facts<'_>) -> Step {
    let body = draft.say.cart.which.with(&[("words", &words)]);
    let in_cart: Vec<Id> = items.iter().copied().filter(|item| draft.session.cart.quantity_of(*item) > 0).collect();
    if in_cart.is_empty() {
        let missing = draft.say.cart.not_in_cart.with(&[("item", &words)]);
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
    let index = usize::try_from(place).ok().and_then(|place| place.checked_sub(1));
    let removed = index.and_then(|index| draft.session.cart.remove_line(index));
    let Some(line) = removed else {
        let count = draft.session.cart.lines().len();
        if count == 0 {
            return view(draft, facts);
        }
        draft.note(draft.say.cart.no_such_line.with(&[("count", &count)]));
        return remove_which(draft, facts);
    };
    let name = item_name(line.product_id, facts);
    draft.note(draft.say.cart.removed.with(&[("quantity", &line.quantity), ("item", &name)]));
    view(draft, facts)
}

fn change(mut draft: Draft, wishes: Vec<Wish>, facts: &Facts<'_>) -> Step {
    for wish in wishes {
        let Wish { words, target, quantity, .. } = wish;
        match target {
            Target::Item(item) | Target::Corrected(item) => set(&mut draft, item, quantity, facts),
            Target::OneOf(_) => draft.note(draft.say.cart.which.with(&[("words", &words)])),
            Target::Nothing => draft.note(draft.say.cart.unknown.with(&[("words", &words)])),
        }
    }
    view(draft, facts)
}

fn set(draft: &mut Draft, item: Id, quantity: Quantity, facts: &Facts<'_>) {
    let (say, name) = (&draft.say.cart, item_name(item, facts));
    if draft.session.cart.quantity_of(item) == 0 {
        return draft.note(say.not_in_cart.with(&[("item", &name)]));
    }
    match quantity {
        Quantity::Count(count) => {
            draft.session.cart.set(item, count);
            draft.note(say.changed.with(&[("quantity", &count), ("item", &name)]));
        }
        Quantity::Zero => take_out(draft, item, Quantity::Missing, facts),
        Quantity::Missing => draft.note(say.change_how.with(&[("item", &name)])),
        fault => note_fault(draft, &Target::Item(item), "", fault, facts),
    }
}

fn clear(mut draft: Draft) -> Step {
    draft.session.cart = crate::Cart::default();
    let draft = draft.started_over();
    let (body, choices) = (draft.say.cart.cleared.plain(), draft.home());
    draft.ask(body, choices)
}

/// The cart, its total and what can be done with it.
pub(super) fn view(draft: Draft, facts: &Facts<'_>) -> Step {
    if draft.session.cart.is_empty() {
        return empty(draft);
    }
    let (body, choices) = (goods::cart_text(&draft, facts), goods::cart_choices(&draft));
    draft.at(State::Idle).ask(body, choices)
}

/// An empty cart, and the order that emptied it.
pub(super) fn empty(mut draft: Draft) -> Step {
    let mut parts = vec![draft.say.cart.empty.plain()];
    if let Some(number) = &draft.session.last_order {
        parts.push(draft.say.checkout.last_order.with(&[("number", number)]));
    }
    draft.session.state = State::Idle;
    let choices = draft.home();
    draft.ask(parts.join(" "), choices)
}
