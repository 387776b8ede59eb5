//! Orders that were placed: how they stand, which there are, cancelling them.

use base::{OrderNumber, message::Choice};

use super::{Then, browse, cart, compose, consent, draft::Draft, editing, files, goods, placing, terms, trouble};
use crate::{
    CancelRefusal, Facts, OrderPage, OrderStatus, OrderSummary, PaymentLink, PaymentPolicy, PaymentRefusal, Repeated,
    Request, State, Step, choice, intent::Act,
};

/// Orders on a page, with a row left for "More".
const HISTORY_ROWS: u32 = 9;
/// Orders looked through for one that can be cancelled.
const CANCELLABLE_ROWS: u32 = 10;
/// The most characters of names in a sentence.
const NAMES_MAX: usize = 400;

pub(super) fn step(draft: Draft, act: Act, facts: &Facts<'_>) -> Step {
    match act {
        Act::Status(number) => status(draft, number),
        Act::OrderHistory => list(draft, HISTORY_ROWS, None, Then::History),
        Act::MoreOrders => more(draft, facts),
        Act::CancelOrder(Some(number)) => cancel(draft, number),
        Act::CancelOrder(None) => list(draft, CANCELLABLE_ROWS, None, Then::Cancellable),
        Act::AskCancelOrder(number) => ask_cancel(draft, number),
        Act::Pay(number) => pay(draft, number, facts),
        Act::Again(number) => draft.wait(Request::RepeatOrder { number }, Then::Repeated),
        Act::Edit(number) => editing::edit(draft, number),
        Act::Consent { accept, order, revision } => consent::consent(draft, accept, order, revision),
        Act::FileWith { number, purpose } => files::file_with(draft, number, purpose, facts),
        Act::FileFor(about) => files::file_for(draft, about, facts),
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

pub(super) fn not_found(draft: Draft, number: &OrderNumber) -> Step {
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
    parts.extend(money(&draft, order, facts));
    if let Some(slot) = order.terms.slot {
        parts.push(draft.say.slots.wanted.with(&[("time", &terms::moment(&draft, slot, facts))]));
    }
    if let Some(amendment) = &order.amendment {
        parts.extend(consent::proposal(&draft, amendment));
        let choices = consent::consent_choices(&draft, &order.number, amendment.revision);
        let state = State::Consent { number: order.number.clone(), revision: amendment.revision };
        return draft.at(state).ask(parts.join("\n"), choices);
    }
    let mut choices = Vec::new();
    if order.status == OrderStatus::PendingConfirmation {
        choices.push(Choice::new(choice::ask_cancel_order(&order.number), &buttons.cancel_order));
    }
    if can_be_paid_here(order, facts) {
        choices.push(Choice::new(choice::pay(&order.number), &buttons.pay));
    }
    choices.push(Choice::new(choice::ORDERS, &buttons.orders));
    choices.push(Choice::new(choice::MENU, &buttons.menu));
    choices.truncate(base::message::BUTTONS_MAX);
    draft.at(State::Idle).ask(parts.join("\n"), choices)
}

/// What an order comes to, and how that is paid.
fn money(draft: &Draft, order: &OrderSummary, facts: &Facts<'_>) -> Vec<String> {
    let say = &draft.say;
    let mut parts = goods::sums(draft, &order.sums, &order.zone, order.terms.coupon.as_deref(), facts);
    parts.pop();
    let total = say.money(order.sums.total);
    parts.push(say.orders.placed_on.with(&[("date", &date(order, facts)), ("total", &total)]));
    if order.is_settled_without_money() {
        return parts;
    }
    let status = say.payments.status(order.payment_status);
    parts.push(format!(
        "{} {}",
        say.payments.line(order.payment).plain(),
        say.payments.stands.with(&[("status", &status)])
    ));
    if order.paid.minor > 0 && order.paid != order.sums.total {
        parts.push(say.payments.came.with(&[("paid", &say.money(order.paid))]));
    }
    parts
}

fn can_be_paid_here(order: &OrderSummary, facts: &Facts<'_>) -> bool {
    let takes_links = facts.menu.offers().payments.contains(&PaymentPolicy::Prepaid);
    order.awaits_payment() && (takes_links || order.payment == PaymentPolicy::Prepaid)
}

/// Begins to pay an order: this one, or the last; what is in the cart is ordered first.
pub(super) fn pay(draft: Draft, number: Option<OrderNumber>, facts: &Facts<'_>) -> Step {
    let has_cart = !draft.session.cart.is_empty() || !draft.session.unfinished.is_empty();
    match number {
        None if has_cart => placing::confirm(draft, None, facts),
        None => match draft.session.last_order.clone() {
            Some(last) => start_payment(draft, last),
            None => cart::empty(draft),
        },
        Some(number) => start_payment(draft, number),
    }
}

fn start_payment(draft: Draft, number: OrderNumber) -> Step {
    draft.wait(Request::StartPayment { number: number.clone() }, Then::Payment { number })
}

/// Gives the link to pay by, or says why there is none.
pub(super) fn payment(draft: Draft, number: &OrderNumber, link: Result<PaymentLink, PaymentRefusal>) -> Step {
    let say = &draft.say.payments;
    let amount = |link: &PaymentLink| draft.say.money(link.amount);
    let body = match link {
        Ok(link) if !link.url.is_empty() => {
            let body = say.link.with(&[("number", number), ("amount", &amount(&link))]);
            return draft.link(body, &link.url);
        }
        Ok(link) => say.link_follows.with(&[("number", number), ("amount", &amount(&link))]),
        Err(PaymentRefusal::NotFound) => return not_found(draft, number),
        Err(PaymentRefusal::AlreadyPaid) => say.already_paid.with(&[("number", number)]),
        Err(PaymentRefusal::Ended) => say.ended.with(&[("number", number)]),
        Err(PaymentRefusal::NotOffered) => say.not_offered.with(&[("number", number)]),
        Err(PaymentRefusal::TooMany) => say.too_many.with(&[("number", number)]),
    };
    let choices = vec![
        Choice::new(choice::status(number), &draft.say.buttons.status),
        Choice::new(choice::MENU, &draft.say.buttons.menu),
    ];
    draft.at(State::Idle).ask(body, choices)
}

/// Puts what an earlier order had into the cart and asks whether to order it.
pub(super) fn repeated(mut draft: Draft, repeated: Option<Repeated>, facts: &Facts<'_>) -> Step {
    let Some(Repeated { number, lines, missing }) = repeated else { return none_yet(draft) };
    if !missing.is_empty() {
        let names: String = missing.join(", ").chars().take(NAMES_MAX).collect();
        draft.note(draft.say.orders.not_today.with(&[("items", &names)]));
    }
    if lines.is_empty() {
        return trouble::home(draft);
    }
    draft.note(draft.say.orders.again.with(&[("number", &number)]));
    editing::take_up(&mut draft, &lines, facts);
    if draft.session.cart.is_empty() && draft.session.unfinished.is_empty() {
        return trouble::home(draft);
    }
    if draft.session.unfinished.is_empty() { cart::propose(draft, facts) } else { compose::ask(draft, facts) }
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
        let values: [(&str, &dyn std::fmt::Display); 4] = [
            ("number", &order.number),
            ("total", &say.money(order.sums.total)),
            ("status", &status),
            ("date", &date(order, facts)),
        ];
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

pub(super) fn row(draft: &Draft, order: &OrderSummary, id: String) -> Choice {
    let status = draft.say.statuses.of(order.status);
    let total = draft.say.money(order.sums.total);
    Choice::new(id, order.number.as_str()).with_description(format!("{total} · {status}"))
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
            let total = draft.say.money(only.sums.total);
            let body = say.cancel_sure.with(&[("number", &only.number), ("total", &total)]);
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

fn new_order(mut draft: Draft, facts: &Facts<'_>) -> Step {
    editing::leave(&mut draft);
    let mut draft = draft.started_over();
    draft.note(draft.say.orders.new_order.plain());
    if !draft.session.cart.is_empty() {
        let total = draft.say.money(goods::total(&draft, facts));
        draft.note(draft.say.orders.new_order_cart.with(&[("total", &total)]));
    }
    browse::menu(draft, 0, facts)
}
