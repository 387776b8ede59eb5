//! Filling and showing the cart.

use base::Id;

use super::{
    Then, browse, clarify, compose,
    draft::{Draft, item_name},
    editing, goods, placing, terms, trouble,
};
use crate::{
    CART_LINES_MAX, Cart, Facts, Item, Line, QUANTITY_MAX, Quote, Refusal, Request, State, Step, Unclear, Unfinished,
    cart::CartFull,
    choice,
    intent::{Act, Quantity, Target, Wish},
};

pub(super) fn step(draft: Draft, act: Act, facts: &Facts<'_>) -> Step {
    match act {
        Act::Add { wishes, proposal } => add(draft, wishes, proposal, facts),
        Act::Clear => clear(draft, facts),
        _ => view(draft, facts),
    }
}

/// Puts in what is clear, names what is not to be had, asks about what is unclear.
fn add(mut draft: Draft, wishes: Vec<Wish>, proposal: bool, facts: &Facts<'_>) -> Step {
    if let Some((item, quantity)) = clarify::answered(&draft.session.state, &wishes) {
        return clarify::take(draft, item, quantity, facts);
    }
    if let [wish] = &wishes[..]
        && let Some(item) = wanted_impossibly(wish)
        && draft.session.unfinished.is_empty()
        && !matches!(draft.session.state, State::Clarifying { .. })
    {
        return ask_how_many(draft, wish, item, facts);
    }
    let before = (draft.session.cart.clone(), draft.session.unfinished.len());
    let open = put_in(&mut draft, wishes, proposal, facts);
    let is_changed = (&draft.session.cart, draft.session.unfinished.len()) != (&before.0, before.1);
    let asks_more = !open.is_empty() || !draft.session.unfinished.is_empty();
    if proposal && asks_more {
        note_new(&mut draft, &before.0, facts);
    }
    if !open.is_empty() {
        return clarify::ask(draft, open, facts);
    }
    if is_changed { after(draft, proposal, facts) } else { trouble::again(draft, facts) }
}

/// The item of which a number is wanted that cannot be.
const fn wanted_impossibly(wish: &Wish) -> Option<Id> {
    match (&wish.target, wish.quantity) {
        (_, Quantity::Missing | Quantity::Count(_)) => None,
        (Target::Item(item) | Target::Corrected(item), _) => Some(*item),
        _ => None,
    }
}

/// Says what is wrong with the number and asks for another, so that the next number is an answer.
fn ask_how_many(mut draft: Draft, wish: &Wish, item: Id, facts: &Facts<'_>) -> Step {
    note_fault(&mut draft, &wish.target, &wish.words, wish.quantity, facts);
    if wish.is_plain() {
        return browse::item(draft, item, facts);
    }
    let Wish { note, fields, choices, unknown, .. } = wish.clone();
    let line = Unfinished { note, fields, ..Unfinished::new(item, None) };
    compose::begin(&mut draft, line, &choices, &unknown, facts);
    if draft.session.unfinished.is_empty() { trouble::again(draft, facts) } else { compose::ask(draft, facts) }
}

/// Puts in what is clear, and gives back what is to be asked about.
pub(super) fn put_in(draft: &mut Draft, wishes: Vec<Wish>, proposal: bool, facts: &Facts<'_>) -> Vec<Unclear> {
    let asks_how_many = proposal && wishes.len() == 1;
    wishes.into_iter().filter_map(|wish| add_one(draft, wish, proposal, asks_how_many, facts)).collect()
}

/// What comes after something was taken up: the questions about it, else what comes after it went in.
pub(super) fn after(draft: Draft, proposal: bool, facts: &Facts<'_>) -> Step {
    if draft.session.unfinished.is_empty() { added(draft, proposal, facts) } else { compose::ask(draft, facts) }
}

/// Puts in one wish, or gives it back to be asked about.
fn add_one(draft: &mut Draft, wish: Wish, proposal: bool, asks_how_many: bool, facts: &Facts<'_>) -> Option<Unclear> {
    let Wish { words, target, quantity, note, choices, unknown, fields } = wish;
    let count = match quantity {
        Quantity::Missing => 1,
        Quantity::Count(count) => count,
        fault => {
            note_fault(draft, &target, &words, fault, facts);
            return None;
        }
    };
    match target {
        Target::Item(item) | Target::Corrected(item) => {
            if matches!(target, Target::Corrected(_)) {
                draft.note(draft.say.cart.corrected.with(&[("words", &words), ("item", &item_name(item, facts))]));
            }
            let line = Unfinished { note, fields, is_proposal: proposal, ..Unfinished::new(item, Some(count)) };
            compose::begin(draft, line, &choices, &unknown, facts);
        }
        Target::OneOf(candidates) => {
            // Whoever says more about it than its name wants one of it.
            let is_said = quantity != Quantity::Missing || !asks_how_many || !note.is_empty();
            let quantity = is_said.then_some(count);
            return Some(Unclear { words, quantity, note, candidates });
        }
        Target::Nothing => draft.note(draft.say.cart.unknown.with(&[("words", &words)])),
    }
    None
}

/// Puts a line that is ready into the cart and says so unless it is only proposed, or says why not.
pub(super) fn keep(draft: &mut Draft, line: Unfinished, facts: &Facts<'_>) {
    let say = draft.say;
    let (tells, line) = (!line.is_proposal, line.into_line());
    let Some(product) = facts.menu.item(line.product_id) else { return draft.note(say.menu.gone.plain()) };
    let (name, quantity) = (goods::name_with_details(product, &line), line.quantity);
    let remark = added_line(draft, product, &line);
    match draft.session.cart.add(line) {
        Ok(()) if tells => draft.note(remark),
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

fn added_line(draft: &Draft, item: &Item, line: &Line) -> String {
    let (name, price) = (goods::name_with_details(item, line), draft.say.money(goods::price(item, line)));
    draft.say.cart.added.with(&[("quantity", &line.quantity), ("item", &name), ("price", &price)])
}

/// Says what is in the cart that was not there before, for a reply that does not show the cart.
fn note_new(draft: &mut Draft, before: &Cart, facts: &Facts<'_>) {
    for line in draft.session.cart.beyond(before) {
        if let Some(item) = facts.menu.item(line.product_id) {
            let remark = added_line(draft, item, &line);
            draft.note(remark);
        }
    }
}

/// What comes after something went in: the summary with the question whether to order, or the total.
pub(super) fn added(draft: Draft, proposal: bool, facts: &Facts<'_>) -> Step {
    if proposal {
        return propose(draft, facts);
    }
    let (body, choices) = (goods::menu_total(&draft, facts), draft.home());
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

fn clear(mut draft: Draft, facts: &Facts<'_>) -> Step {
    if draft.session.editing.is_some() {
        editing::leave(&mut draft);
        return view(draft.started_over(), facts);
    }
    draft.session.cart = Cart::default();
    draft.session.coupon = None;
    let draft = draft.started_over();
    let (body, choices) = (draft.say.cart.cleared.plain(), draft.home());
    draft.ask(body, choices)
}

/// The cart, its total and what can be done with it. Orders is asked what a coupon makes of it.
pub(super) fn view(draft: Draft, facts: &Facts<'_>) -> Step {
    if draft.session.cart.is_empty() && draft.session.unfinished.is_empty() {
        return empty(draft);
    }
    let lines = placing::buyable(&draft, &[], facts);
    if draft.session.coupon.is_none() || draft.session.editing.is_some() || lines.is_empty() {
        return show(draft, facts);
    }
    let terms = placing::terms(&draft, facts);
    draft.wait(Request::Quote { lines, terms, order: None }, Then::Cart)
}

/// The cart with the prices of the menu.
pub(super) fn show(draft: Draft, facts: &Facts<'_>) -> Step {
    let (body, choices) = (goods::cart_text(&draft, facts), goods::cart_choices(&draft));
    draft.at(State::Idle).ask(body, choices)
}

/// The cart with what the coupon takes off. A coupon that does not count is told and taken away.
pub(super) fn quoted(mut draft: Draft, quote: Result<Quote, Refusal>, facts: &Facts<'_>) -> Step {
    let Ok(quote) = quote else { return show(draft, facts) };
    if terms::drop_coupon(&mut draft, &quote.obstacles) {
        return show(draft, facts);
    }
    let mut parts = vec![goods::cart_lines(&draft, facts)];
    let coupon = draft.session.coupon.as_deref();
    parts.extend(goods::sums(&draft, &quote.sums, &quote.zone, coupon, facts));
    let choices = goods::cart_choices(&draft);
    draft.at(State::Idle).ask(parts.join("\n"), choices)
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
