//! What staff want to change about an order: the customer agrees or does not, whatever else is being asked.

use base::{OrderNumber, message::Choice};

use super::{Then, draft::Draft, goods, trouble};
use crate::{AmendRefusal, Amendment, Facts, OrderPage, OrderSummary, Request, State, Step, choice};

/// Orders looked through for a change that waits.
const ORDERS_MAX: u32 = 50;
/// The most characters of a reason that is shown.
const REASON_MAX: usize = 300;

/// The customer's answer to what staff want to change.
pub(super) fn consent(draft: Draft, accept: bool, order: Option<OrderNumber>, revision: Option<i32>) -> Step {
    match (order, revision, draft.session.state.clone()) {
        (Some(number), Some(revision), _) | (None, _, State::Consent { number, revision }) => {
            answer(draft, number, revision, accept)
        }
        (Some(number), None, _) => {
            draft.wait(Request::FindOrder { number: number.clone() }, Then::Consenting { number, accept })
        }
        (None, ..) => search(draft, accept, true),
    }
}

/// "Yes" or "no" while the conversation asked nothing: staff may have, outside of it.
pub(super) fn may_consent(draft: Draft, accept: bool) -> Step {
    search(draft, accept, false)
}

fn search(draft: Draft, accept: bool, is_said: bool) -> Step {
    draft.wait(Request::ListOrders { limit: ORDERS_MAX, after: None }, Then::MayConsent { accept, is_said })
}

fn answer(draft: Draft, number: OrderNumber, revision: i32, accept: bool) -> Step {
    draft
        .wait(Request::AnswerAmendment { number: number.clone(), revision, accept }, Then::Consented { number, accept })
}

/// Answers the change of the order that was named.
pub(super) fn named(
    draft: Draft,
    number: &OrderNumber,
    accept: bool,
    order: Option<OrderSummary>,
    facts: &Facts<'_>,
) -> Step {
    let Some(order) = order else {
        let remark = draft.say.orders.not_found.with(&[("number", number)]);
        return trouble::again(draft.noting(remark), facts);
    };
    match order.amendment {
        Some(amendment) => answer(draft, order.number, amendment.revision, accept),
        None => no_change_open(draft, facts),
    }
}

/// Answers the only change that waits, or asks which is meant.
pub(super) fn found(draft: Draft, accept: bool, is_said: bool, page: OrderPage, facts: &Facts<'_>) -> Step {
    let waits = |order: OrderSummary| order.amendment.map(|amendment| (order.number, amendment));
    let mut waiting: Vec<_> = page.orders.into_iter().filter(OrderSummary::is_open).filter_map(waits).collect();
    match waiting.len() {
        0 if is_said => no_change_open(draft, facts),
        0 => trouble::nothing_asked(draft, facts),
        1 => {
            let (number, amendment) = waiting.remove(0);
            answer(draft, number, amendment.revision, accept)
        }
        _ => which(draft, accept, &waiting),
    }
}

fn which(draft: Draft, accept: bool, waiting: &[(OrderNumber, Amendment)]) -> Step {
    let row = |(number, amendment): &(OrderNumber, Amendment)| {
        let total = draft.say.money(amendment.total);
        let id = choice::consent(accept, number, amendment.revision);
        Choice::new(id, number.as_str()).with_description(format!("{total} · {}", amendment.reason))
    };
    let rows = waiting.iter().take(base::message::ROWS_MAX).map(row).collect();
    let body = draft.say.editing.which_change.plain();
    draft.ask(body, rows)
}

fn no_change_open(draft: Draft, facts: &Facts<'_>) -> Step {
    let remark = draft.say.editing.no_change_open.plain();
    trouble::again(draft.noting(remark), facts)
}

/// Tells what the answer came to. Another question that was open is asked again.
pub(super) fn consented(
    draft: Draft,
    number: &OrderNumber,
    accept: bool,
    outcome: Result<OrderSummary, AmendRefusal>,
    facts: &Facts<'_>,
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
    let state = &draft.session.state;
    if !state.asks_nothing() && !matches!(state, State::Consent { .. }) {
        return trouble::again(draft.noting(body), facts);
    }
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
