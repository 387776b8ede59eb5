//! Orders that were placed: how they stand, which there are, cancelling them.

use base::{OrderNumber, message::Choice};

use super::{Then, browse, draft::Draft, goods, trouble};
use crate::{CancelRefusal, Facts, OrderPage, OrderStatus, OrderSummary, Request, State, Step, choice, intent::Act};

/// Orders on a page, with a row left for "More".
const HISTORY_ROWS: u32 = 9;
/// Orders looked through for one that can be cancelled.
const CANCELLABLE_ROWS: u32 = 10;

pub(super) fn step(draft: Draft, act: Act, facts: &Facts<'_>) -> Step {
    match act {
        Act::Status(number) => status(draft, number),
        Act::OrderHistory => list(draft, HISTORY_ROWS, None, Then::History),
        Act::MoreOrders => more(draft, facts),
        Act::CancelOrder(Some(number)) => cancel(draft, number),
        Act::CancelOrder(None) => list(draft, CANCELLABLE_ROWS, None, Then::Cancellable),
        Act::AskCancelOrder(number) => ask_cancel(draft, number),
        _ => new_order(draft, facts),
    }
}

fn list(draft: Draft, limit: u32, after: Option<String>, then: Then) -> Step {
    draft.wait(Request::ListOrders { limit, after }, then)
}

fn status(draft: Draft, number: Option<OrderNumber>) -> Step {
    match number.or_else(|| draft.session.last_order.clone()) {
        Some(number) => draft.wait(Request::FindOrder { number: number.clone() }, Then::Status { number }),
        None => list(draft, 1, None, Then::NewestStatus),
    }
}

pub(super) fn found(draft: Draft, number: &OrderNumber, order: Option<OrderSummary>, facts: &Facts<'_>) -> Step {
    match order {
        Some(order) => tell(draft, &order, facts),
        None => not_found(draft, number),
    }
}

pub(super) fn newest(draft: Draft, page: OrderPage, facts: &Facts<'_>) -> Step {
    match page.orders.first() {
        Some(order) => tell(draft, order, facts),
        None => none_yet(draft),
    }
}

fn not_found(draft: Draft, number: &OrderNumber) -> Step {
    let (body, choices) = (draft.say.orders.not_found.with(&[("number", number)]), draft.home());
    draft.at(State::Idle).ask(body, choices)
}

fn none_yet(draft: Draft) -> Step {
    let (body, choices) = (draft.say.orders.none.plain(), draft.home());
    draft.at(State::Idle).ask(body, choices)
}

/// How one order stands.
fn tell(draft: Draft, order: &OrderSummary, facts: &Facts<'_>) -> Step {
    let (say, buttons) = (&draft.say.orders, &draft.say.buttons);
    let status = draft.say.statuses.of(order.status);
    let mut parts = vec![say.status.with(&[("number", &order.number), ("status", &status)])];
    parts.extend(goods::order_lines(&draft, &order.lines));
    parts.push(say.placed_on.with(&[("date", &date(order, facts)), ("total", &order.total)]));
    let mut choices = Vec::new();
    if order.status == OrderStatus::PendingConfirmation {
        choices.push(Choice::new(choice::ask_cancel_order(&order.number), &buttons.cancel_order));
    }
    choices.push(Choice::new(choice::ORDERS, &buttons.orders));
    choices.push(Choice::new(choice::MENU, &buttons.menu));
    draft.at(State::Idle).ask(parts.join("\n"), choices)
}

/// The day an order was placed, where the shop is.
fn date(order: &OrderSummary, facts: &Facts<'_>) -> String {
    order.placed_at.to_zoned(facts.shop.time_zone.clone()).strftime("%d/%m/%Y").to_string()
}

/// A page of orders; each can be chosen to see how it stands.
pub(super) fn history(draft: Draft, page: OrderPage, facts: &Facts<'_>) -> Step {
    if page.orders.is_empty() {
        return none_yet(draft);
    }
    let say = draft.say;
    let orders = &page.orders[..page.orders.len().min(HISTORY_ROWS as usize)];
    let line = |order: &OrderSummary| {
        let status = say.statuses.of(order.status);
        let values: [(&str, &dyn std::fmt::Display); 4] =
            [("number", &order.number), ("total", &order.total), ("status", &status), ("date", &date(order, facts))];
        say.orders.history_line.with(&values)
    };
    let mut parts = vec![say.orders.history.plain()];
    parts.extend(orders.iter().map(line));
    let mut choices: Vec<Choice> =
        orders.iter().map(|order| row(&draft, order, choice::status(&order.number))).collect();
    if page.next.is_some() {
        choices.push(Choice::new(choice::MORE_ORDERS, &say.buttons.more));
    }
    draft.at(State::Orders { next: page.next }).ask(parts.join("\n"), choices)
}

fn row(draft: &Draft, order: &OrderSummary, id: String) -> Choice {
    let status = draft.say.statuses.of(order.status);
    Choice::new(id, order.number.as_str()).with_description(format!("{} · {status}", order.total))
}

/// The page after the one shown.
pub(super) fn more(draft: Draft, facts: &Facts<'_>) -> Step {
    match draft.session.state.clone() {
        State::Orders { next: Some(next) } => list(draft, HISTORY_ROWS, Some(next), Then::History),
        State::Orders { next: None } => {
            let no_more = draft.say.orders.no_more.plain();
            trouble::home(draft.noting(no_more))
        }
        _ => trouble::stale(draft, facts),
    }
}

/// Cancels an order.
pub(super) fn cancel(draft: Draft, number: OrderNumber) -> Step {
    draft.wait(Request::CancelOrder { number: number.clone() }, Then::Cancelled { number })
}

pub(super) fn cancelled(draft: Draft, number: &OrderNumber, outcome: Result<OrderSummary, CancelRefusal>) -> Step {
    let say = &draft.say.orders;
    let body = match outcome {
        Ok(_) => say.cancelled.with(&[("number", number)]),
        Err(CancelRefusal::NotFound) => return not_found(draft, number),
        Err(CancelRefusal::TooLate { status: None }) => say.too_late_short.with(&[("number", number)]),
        Err(CancelRefusal::TooLate { status: Some(status) }) => {
            say.too_late.with(&[("number", number), ("status", &draft.say.statuses.of(status))])
        }
    };
    let choices = draft.home();
    draft.at(State::Idle).ask(body, choices)
}

/// Asks which order to cancel, among those that can be.
pub(super) fn cancellable(draft: Draft, page: OrderPage) -> Step {
    let pending: Vec<OrderSummary> =
        page.orders.into_iter().filter(|order| order.status == OrderStatus::PendingConfirmation).collect();
    let say = &draft.say.orders;
    match &pending[..] {
        [] => {
            let (body, choices) = (say.nothing_to_cancel.plain(), draft.home());
            draft.at(State::Idle).ask(body, choices)
        }
        [only] => {
            let body = say.cancel_sure.with(&[("number", &only.number), ("total", &only.total)]);
            sure(draft, only.number.clone(), body)
        }
        several => {
            let rows = several.iter().take(base::message::ROWS_MAX);
            let choices = rows.map(|order| row(&draft, order, choice::cancel_order(&order.number))).collect();
            let body = say.cancel_which.plain();
            draft.at(State::Idle).ask(body, choices)
        }
    }
}

/// "Cancel this order?"
pub(super) fn ask_cancel(draft: Draft, number: OrderNumber) -> Step {
    let body = draft.say.orders.cancel_sure_short.with(&[("number", &number)]);
    sure(draft, number, body)
}

fn sure(draft: Draft, number: OrderNumber, body: String) -> Step {
    let choices = draft.yes_or_no(choice::cancel_order(&number), choice::NO);
    draft.at(State::CancelOrder { number }).ask(body, choices)
}

/// "No" to "Cancel this order?"
pub(super) fn keep(draft: Draft, number: &OrderNumber) -> Step {
    let kept = draft.say.orders.not_cancelled.with(&[("number", number)]);
    trouble::home(draft.noting(kept))
}

fn new_order(draft: Draft, facts: &Facts<'_>) -> Step {
    let mut draft = draft.started_over();
    draft.note(draft.say.orders.new_order.plain());
    if !draft.session.cart.is_empty() {
        let total = goods::total(draft.session.cart.lines(), facts);
        draft.note(draft.say.orders.new_order_cart.with(&[("total", &total)]));
    }
    browse::menu(draft, 0, facts)
}
