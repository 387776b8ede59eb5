//! Changing an order that was placed, by its customer.

use base::{Id, Money, OrderNumber, message::Choice};

use super::{Then, cart, compose, draft::Draft, obstacles, orders, placing, trouble};
use crate::{
    AmendRefusal, Cart, Editing, Facts, Line, OrderLine, OrderPage, OrderStatus, OrderSummary, Refusal, Request, State,
    Step, Unfinished, choice, editing::has_choice,
};

/// Orders looked through for one that can be changed.
const EDITABLE_ROWS: u32 = 10;

/// Begins to change an order: this one, or one of those that can be changed.
pub(super) fn edit(draft: Draft, number: Option<OrderNumber>) -> Step {
    match number {
        Some(number) => draft.wait(Request::FindOrder { number: number.clone() }, Then::Edit { number }),
        None => draft.wait(Request::ListOrders { limit: EDITABLE_ROWS, after: None }, Then::Editable),
    }
}

/// Asks which order to change, among those that can be.
pub(super) fn editable(draft: Draft, page: OrderPage, facts: &Facts<'_>) -> Step {
    let is_pending = |order: &OrderSummary| order.status == OrderStatus::PendingConfirmation;
    let mut pending: Vec<OrderSummary> = page.orders.into_iter().filter(is_pending).collect();
    match pending.len() {
        0 => {
            let remark = draft.say.editing.nothing_to_edit.plain();
            trouble::home(draft.noting(remark))
        }
        1 => begin(draft, pending.remove(0), facts),
        _ => {
            let rows = pending.iter().map(|order| orders::row(&draft, order, choice::edit(&order.number))).collect();
            let body = draft.say.editing.which.plain();
            draft.at(State::Idle).ask(body, rows)
        }
    }
}

/// Puts the lines of an order into the cart; what was there waits.
pub(super) fn begin(mut draft: Draft, order: OrderSummary, facts: &Facts<'_>) -> Step {
    if order.status != OrderStatus::PendingConfirmation {
        let remark = draft.say.editing.too_late.with(&[("number", &order.number)]);
        return trouble::home(draft.noting(remark));
    }
    leave(&mut draft);
    let mut draft = draft.started_over();
    let aside = std::mem::take(&mut draft.session.cart);
    draft.note(draft.say.editing.begun.with(&[("number", &order.number)]));
    let OrderSummary { number, version, terms, lines, .. } = order;
    draft.session.editing = Some(Editing { number, version, terms, aside, had: Editing::promises(&lines) });
    take_up(&mut draft, &lines, facts);
    if draft.session.unfinished.is_empty() { cart::view(draft, facts) } else { compose::ask(draft, facts) }
}

/// Takes up the lines of an order without a word about each. Choices the order that is changed has are made already.
pub(super) fn take_up(draft: &mut Draft, lines: &[OrderLine], facts: &Facts<'_>) {
    for line in lines {
        let line = Line { quantity: line.quantity.clamp(1, crate::QUANTITY_MAX), ..line.to_line() };
        let is_made = |choice: &Id| has_choice(draft.session.editing.as_ref(), line.product_id, *choice);
        let (made, to_make): (Vec<Id>, Vec<Id>) = line.choices.iter().partition(|choice| is_made(choice));
        let quiet = Unfinished { is_proposal: true, choices: made, ..Unfinished::of(line) };
        compose::begin(draft, quiet, &to_make, &[], facts);
    }
}

/// The first of products that are sold out to others and more of which are wanted than the order that is changed has,
/// and how many it has.
pub(super) fn beyond_promise(draft: &Draft, sold_out: &[Id]) -> Option<(Id, u32)> {
    let had = &draft.session.editing.as_ref()?.had;
    let promised = sold_out.iter().map(|product| (*product, had.quantity_of(*product)));
    promised.into_iter().find(|(product, had)| (1..draft.session.cart.quantity_of(*product)).contains(had))
}

/// Leaves the change of an order; the cart that waited comes back.
pub(super) fn leave(draft: &mut Draft) -> bool {
    let Some(editing) = draft.session.editing.take() else { return false };
    draft.note(draft.say.editing.left.with(&[("number", &editing.number)]));
    restore(draft, editing.aside);
    true
}

fn restore(draft: &mut Draft, aside: Cart) {
    draft.session.cart = aside;
    draft.session.unfinished.clear();
}

/// Asks orders to give the order these lines.
pub(super) fn amend(draft: Draft, editing: Editing, lines: Vec<Line>, agreed: Money) -> Step {
    let Editing { number, version, .. } = editing;
    draft.wait(Request::Amend { number, version, lines, expected_total: agreed }, Then::Amended { agreed })
}

/// Tells that the order is changed, or why not.
pub(super) fn amended(
    mut draft: Draft,
    agreed: Money,
    outcome: Result<OrderSummary, AmendRefusal>,
    facts: &Facts<'_>,
) -> Step {
    let refusal = match outcome {
        Ok(order) => return changed(draft, &order),
        Err(refusal) => refusal,
    };
    let Some(number) = draft.session.editing.as_ref().map(|editing| editing.number.clone()) else {
        return trouble::stale(draft, facts);
    };
    let say = &draft.say.editing;
    let remark = match refusal {
        AmendRefusal::Refused(refusal) => return refused(draft, agreed, refusal, facts),
        AmendRefusal::NotFound => draft.say.orders.not_found.with(&[("number", &number)]),
        AmendRefusal::TooLate => say.too_late.with(&[("number", &number)]),
        AmendRefusal::Stale => say.changed_meanwhile.with(&[("number", &number)]),
        AmendRefusal::NothingChanged => say.nothing_changed.with(&[("number", &number)]),
    };
    if let Some(editing) = draft.session.editing.take() {
        restore(&mut draft, editing.aside);
    }
    trouble::home(draft.noting(remark))
}

fn changed(mut draft: Draft, order: &OrderSummary) -> Step {
    if let Some(editing) = draft.session.editing.take() {
        restore(&mut draft, editing.aside);
    }
    let total = draft.say.money(order.sums.total);
    let body = draft.say.editing.changed.with(&[("number", &order.number), ("total", &total)]);
    let choices = vec![
        Choice::new(choice::status(&order.number), &draft.say.buttons.status),
        Choice::new(choice::MENU, &draft.say.buttons.menu),
    ];
    draft.at(State::Idle).ask(body, choices)
}

/// A new price is asked about again; what cannot be had is told, and the customer goes on changing.
fn refused(mut draft: Draft, agreed: Money, refusal: Refusal, facts: &Facts<'_>) -> Step {
    match refusal {
        Refusal::PriceChanged { total } if total != agreed => {
            draft.note(placing::price_changed(&draft, agreed, total));
            let draft = draft.at(State::Confirming { total_minor: total.minor, left_out: Vec::new() });
            placing::confirm_again(draft, total.minor, facts)
        }
        Refusal::SoldOut { .. } => placing::refused(draft, Vec::new(), Some(agreed), refusal, facts),
        Refusal::Obstacles(obstacles) => obstacles::told(draft, &obstacles, facts),
        Refusal::PriceChanged { .. } | Refusal::Other { .. } => placing::not_possible(draft),
    }
}
