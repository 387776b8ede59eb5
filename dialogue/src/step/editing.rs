//! Changing an order that was placed: by the customer, or by staff with the customer's consent.

use base::{Id, Money, OrderNumber, message::Choice};

use super::{Then, cart, compose, draft::Draft, goods, obstacles, orders, placing, trouble};
use crate::{
    AmendRefusal, Amendment, Cart, Editing, Facts, Line, OrderLine, OrderPage, OrderStatus, OrderSummary, Refusal,
    Request, State, Step, Unfinished, choice, editing::has_choice,
};

/// Orders looked through for one that can be changed.
const EDITABLE_ROWS: u32 = 10;
/// The most characters of a reason that is shown.
const REASON_MAX: usize = 300;

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

/// The customer's answer to what staff want to change.
pub(super) fn consent(draft: Draft, accept: bool, change: Option<(OrderNumber, i32)>) -> Step {
    let open = match &draft.session.state {
        State::Consent { number, revision } => Some((number.clone(), *revision)),
        _ => None,
    };
    match (change.or(open), draft.session.last_order.clone()) {
        (Some((number, revision)), _) => answer(draft, number, revision, accept),
        (None, Some(number)) => draft.wait(Request::FindOrder { number }, Then::Consenting { accept, is_said: true }),
        (None, None) => no_change_open(draft),
    }
}

/// "Yes" or "no" while the conversation asked nothing: staff may have, outside of it.
pub(super) fn may_consent(draft: Draft, accept: bool, facts: &Facts<'_>) -> Step {
    match draft.session.last_order.clone() {
        Some(number) => draft.wait(Request::FindOrder { number }, Then::Consenting { accept, is_said: false }),
        None => trouble::nothing_asked(draft, facts),
    }
}

fn answer(draft: Draft, number: OrderNumber, revision: i32, accept: bool) -> Step {
    draft
        .wait(Request::AnswerAmendment { number: number.clone(), revision, accept }, Then::Consented { number, accept })
}

/// Answers the change of the order that was found.
pub(super) fn consenting(
    draft: Draft,
    accept: bool,
    is_said: bool,
    order: Option<OrderSummary>,
    facts: &Facts<'_>,
) -> Step {
    match order.and_then(|order| Some((order.number, order.amendment?.revision))) {
        Some((number, revision)) => answer(draft, number, revision, accept),
        None if is_said => no_change_open(draft),
        None => trouble::nothing_asked(draft, facts),
    }
}

fn no_change_open(draft: Draft) -> Step {
    let remark = draft.say.editing.no_change_open.plain();
    trouble::home(draft.noting(remark))
}

/// Tells what the answer came to.
pub(super) fn consented(
    draft: Draft,
    number: &OrderNumber,
    accept: bool,
    outcome: Result<OrderSummary, AmendRefusal>,
) -> Step {
    let say = &draft.say.editing;
    let total = |order: &OrderSummary| draft.say.money(order.sums.total);
    let body = match (outcome, accept) {
        (Ok(order), true) => say.agreed.with(&[("number", &order.number), ("total", &total(&order))]),
        (Ok(order), false) => say.declined.with(&[("number", &order.number), ("total", &total(&order))]),
        (Err(AmendRefusal::NotFound), _) => draft.say.orders.not_found.with(&[("number", number)]),
        (Err(AmendRefusal::TooLate), _) => say.too_late.with(&[("number", number)]),
        (Err(_), _) => say.change_closed.with(&[("number", number)]),
    };
    let choices = vec![
        Choice::new(choice::status(number), &draft.say.buttons.status),
        Choice::new(choice::MENU, &draft.say.buttons.menu),
    ];
    draft.at(State::Idle).ask(body, choices)
}

/// What staff want to change, in words.
pub(super) fn proposal(draft: &Draft, amendment: &Amendment) -> Vec<String> {
    let say = &draft.say.editing;
    let mut parts = vec![say.proposed.with(&[("total", &draft.say.money(amendment.total))])];
    parts.extend(goods::order_lines(draft, &amendment.lines));
    if !amendment.reason.is_empty() {
        parts.push(amendment.reason.chars().take(REASON_MAX).collect());
    }
    parts.push(say.agree.plain());
    parts
}

/// "Agree" and "Decline".
pub(super) fn consent_choices(draft: &Draft, number: &OrderNumber, revision: i32) -> Vec<Choice> {
    let buttons = &draft.say.buttons;
    vec![
        Choice::new(choice::consent(true, number, revision), &buttons.agree),
        Choice::new(choice::consent(false, number, revision), &buttons.decline),
    ]
}

/// "Do you agree?" once more.
pub(super) fn ask_consent(draft: Draft, number: &OrderNumber, revision: i32) -> Step {
    let (body, choices) = (draft.say.editing.agree.plain(), consent_choices(&draft, number, revision));
    draft.ask(body, choices)
}
