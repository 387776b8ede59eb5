//! From an intent to a turn, one file per family of intents.

mod browse;
mod cart;
mod checkout;
mod clarify;
mod draft;
mod goods;
mod orders;
mod placing;
mod trouble;

use base::{Money, OrderNumber};

pub(crate) use draft::Draft;

use crate::{Answer, Facts, Intent, Session, State, Step, intent::Act};

/// What a turn does with the answer it waits for.
#[derive(Debug)]
pub(crate) enum Then {
    /// Shows the summary and asks whether to place the order.
    Summary {
        /// Products orders does not sell at the moment.
        left_out: Vec<base::Id>,
        /// The total the customer agreed to, when it is no longer right.
        price_was: Option<Money>,
    },
    /// Tells that the order is placed.
    Placed { left_out: Vec<base::Id>, agreed: Money },
    /// Tells how an order stands.
    Status { number: OrderNumber },
    /// Tells how the newest order stands.
    NewestStatus,
    /// Shows the orders.
    History,
    /// Asks which order to cancel.
    Cancellable,
    /// Tells that an order is cancelled.
    Cancelled { number: OrderNumber },
}

/// Does what the customer wants, as far as it can be done without asking a peer.
pub fn step(session: Session, intent: Intent, facts: &Facts<'_>) -> Step {
    if intent.act == Act::Reaction {
        return Draft::new(session, facts).silent();
    }
    let draft = begin(session, &intent, facts);
    match intent.act {
        Act::Greet | Act::Menu { .. } | Act::Category { .. } | Act::Item { .. } | Act::More | Act::Back => {
            browse::step(draft, intent.act, facts)
        }
        Act::Add { .. } | Act::Remove { .. } | Act::RemoveLine { .. } | Act::Change { .. } | Act::Cart | Act::Clear => {
            cart::step(draft, intent.act, facts)
        }
        Act::Checkout
        | Act::Proceed
        | Act::Fulfil(_)
        | Act::Deliver(_)
        | Act::NotAnAddress(_)
        | Act::Confirm { .. } => checkout::step(draft, intent.act, facts),
        Act::Status(_)
        | Act::OrderHistory
        | Act::MoreOrders
        | Act::CancelOrder(_)
        | Act::AskCancelOrder(_)
        | Act::NewOrder => orders::step(draft, intent.act, facts),
        Act::Yes => yes(draft, facts),
        Act::No | Act::Cancel => no(draft, &intent.act, facts),
        act => trouble::step(draft, act, facts),
    }
}

/// Goes on with what a peer answered.
pub(crate) fn resume(draft: Draft, then: Then, answer: Answer, facts: &Facts<'_>) -> Step {
    match (then, answer) {
        (Then::Summary { left_out, price_was }, Answer::Quote(quote)) => {
            placing::quoted(draft, left_out, price_was, quote, facts)
        }
        (Then::Placed { left_out, agreed }, Answer::Placed(placed)) => {
            placing::placed(draft, left_out, agreed, placed, facts)
        }
        (Then::Status { number }, Answer::Order(order)) => orders::found(draft, &number, order, facts),
        (Then::NewestStatus, Answer::Orders(page)) => orders::newest(draft, page, facts),
        (Then::History, Answer::Orders(page)) => orders::history(draft, page, facts),
        (Then::Cancellable, Answer::Orders(page)) => orders::cancellable(draft, page),
        (Then::Cancelled { number }, Answer::Cancelled(outcome)) => orders::cancelled(draft, &number, outcome),
        (then, _) => trouble::unavailable(draft, &then),
    }
}

/// Notes the moment and the language. After a long silence the flow starts over and the cart is shown.
fn begin(session: Session, intent: &Intent, facts: &Facts<'_>) -> Draft {
    let is_stale = session.is_stale(facts);
    let mut session = if is_stale { session.started_over() } else { session };
    session.heard_at = Some(facts.now);
    session.language = intent.language.or(session.language);
    let mut draft = Draft::new(session, facts);
    if is_stale && !draft.session.cart.is_empty() {
        draft.note(draft.say.greeting.silence.plain());
        if !matches!(intent.act, Act::Greet | Act::Cart | Act::Clear) {
            draft.note(goods::cart_text(&draft, facts));
        }
    }
    draft
}

/// "Yes" to what was asked.
fn yes(draft: Draft, facts: &Facts<'_>) -> Step {
    match draft.session.state.clone() {
        State::Proposed => checkout::checkout(draft, facts),
        State::Confirming { .. } => placing::confirm(draft, None, facts),
        State::CancelOrder { number } => orders::cancel(draft, number),
        State::Clarifying { open } if open.first().is_some_and(|unclear| unclear.candidates.len() == 1) => {
            clarify::take_only(draft, &open[0], facts)
        }
        _ => trouble::nothing_asked(draft, facts),
    }
}

/// "No" to what was asked, or leaving what is under way.
fn no(draft: Draft, act: &Act, facts: &Facts<'_>) -> Step {
    match draft.session.state.clone() {
        State::Clarifying { open } if *act == Act::No => clarify::drop_first(draft, open, facts),
        State::CancelOrder { number } => orders::keep(draft, &number),
        State::Proposed if *act == Act::No => cart::not_ordered(draft, facts),
        State::Confirming { .. } => checkout::cancel(draft, facts),
        _ if *act == Act::Cancel => checkout::cancel(draft, facts),
        _ => trouble::nothing_asked(draft, facts),
    }
}
