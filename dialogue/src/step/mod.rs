//! From an intent to a turn, one file per family of intents.

mod browse;
mod cart;
mod checkout;
mod clarify;
mod compose;
mod consent;
mod draft;
mod editing;
mod files;
mod goods;
mod obstacles;
mod orders;
mod placing;
mod rechoosing;
mod several;
mod sold_out;
mod taking;
mod terms;
mod trouble;

use base::{Id, Money, OrderNumber};

pub(crate) use draft::Draft;
pub use sold_out::{SoldOut, tell_sold_out};

use crate::{
    Answer, Facts, Intent, PaymentPolicy, Session, State, Step,
    intent::{About, Act},
};

/// What a turn does with the answer it waits for.
#[derive(Debug)]
pub(crate) enum Then {
    /// Shows the summary and asks whether to place the order.
    Summary {
        /// Products orders does not sell at the moment.
        left_out: Vec<Id>,
        /// The total the customer agreed to, when it is no longer right.
        price_was: Option<Money>,
    },
    /// Tells that the order is placed.
    Placed { left_out: Vec<Id>, agreed: Money },
    /// Shows the cart with what its coupon takes off.
    Cart,
    /// Tells whether a coupon counts that was named before there is anything in the cart.
    Coupon { code: String },
    /// Tells how the order placed last is paid, to whoever wants to pay this way.
    WayToPay { policy: PaymentPolicy },
    /// Shows the times an order can be planned for.
    Slots,
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
    /// Begins to change an order.
    Edit { number: OrderNumber },
    /// Asks which order to change.
    Editable,
    /// Tells that an order has other lines.
    Amended { agreed: Money },
    /// Answers what staff want to change about this order.
    Consenting { number: OrderNumber, accept: bool },
    /// Answers what staff want to change about any order; whoever did not say so may mean nothing at all.
    MayConsent { accept: bool, is_said: bool },
    /// Tells what the answer to a change came to.
    Consented { number: OrderNumber, accept: bool },
    /// Puts the lines of an earlier order into the cart.
    Repeated,
    /// Gives the link to pay an order by.
    Payment { number: OrderNumber },
    /// Asks what the files are for that wait, as far as that is not said; the last to come is of this kind.
    Fileable { kind: String, about: About },
    /// Keeps the next file, or tells what became of them.
    Attached(files::Filed),
}

/// Does what the customer wants, as far as it can be done without asking a peer.
pub fn step(session: Session, intent: Intent, facts: &Facts<'_>) -> Step {
    if intent.act == Act::Reaction {
        return Draft::new(session, facts).silent();
    }
    let draft = begin(session, &intent, facts);
    match intent.act {
        Act::Greet
        | Act::Menu { .. }
        | Act::Category { .. }
        | Act::Item { .. }
        | Act::Items { .. }
        | Act::More
        | Act::Back => browse::step(draft, intent.act, facts),
        Act::Add { .. } | Act::Cart | Act::Clear => cart::step(draft, intent.act, facts),
        Act::Remove { .. } | Act::RemoveLine { .. } | Act::Change { .. } => taking::step(draft, intent.act, facts),
        Act::Several(acts) => several::step(draft, acts, facts),
        Act::Customise { .. }
        | Act::Choose { .. }
        | Act::NotAChoice { .. }
        | Act::Skip
        | Act::Fill { .. }
        | Act::Count(_) => compose::step(draft, intent.act, facts),
        Act::Coupon(_)
        | Act::NotACoupon
        | Act::RemoveCoupon
        | Act::Tip(_)
        | Act::NotATip
        | Act::PayBy(_)
        | Act::Schedule { .. }
        | Act::Slot(_) => terms::step(draft, intent.act, facts),
        Act::TakeLeft { product, left } => obstacles::take_left(draft, product, left, facts),
        Act::Checkout
        | Act::Proceed
        | Act::Fulfil(_)
        | Act::Deliver(_)
        | Act::ChangeAddress
        | Act::NotAnAddress(_)
        | Act::Confirm { .. } => checkout::step(draft, intent.act, facts),
        Act::Status(_)
        | Act::OrderHistory
        | Act::MoreOrders
        | Act::CancelOrder(_)
        | Act::AskCancelOrder(_)
        | Act::Pay(_)
        | Act::Again(_)
        | Act::Edit(_)
        | Act::Consent { .. }
        | Act::FileWith { .. }
        | Act::FileFor(_)
        | Act::NewOrder => orders::step(draft, intent.act, facts),
        Act::Yes => yes(draft, facts),
        Act::No | Act::Cancel => no(draft, &intent.act, facts),
        Act::Media { kind, file, about } => files::received(draft, &kind, file, about, facts),
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
        (Then::Cart, Answer::Quote(quote)) => cart::quoted(draft, quote, facts),
        (Then::Coupon { code }, Answer::Coupon(fault)) => terms::checked(draft, code, fault, facts),
        (Then::Slots, Answer::Slots(found)) => terms::slots(draft, found, facts),
        (then, answer) => resume_order(draft, then, answer, facts),
    }
}

/// Goes on with what orders answered about one that was placed.
fn resume_order(draft: Draft, then: Then, answer: Answer, facts: &Facts<'_>) -> Step {
    match (then, answer) {
        (Then::Status { number }, Answer::Order(order)) => {
            orders::found(draft, &number, order.map(|order| *order), facts)
        }
        (Then::WayToPay { policy }, Answer::Order(order)) => {
            terms::way_to_pay(draft, policy, order.map(|order| *order), facts)
        }
        (Then::NewestStatus, Answer::Orders(page)) => orders::newest(draft, page, facts),
        (Then::History, Answer::Orders(page)) => orders::history(draft, page, facts),
        (Then::Cancellable, Answer::Orders(page)) => orders::cancellable(draft, page),
        (Then::Cancelled { number }, Answer::Cancelled(outcome)) => orders::cancelled(draft, &number, outcome),
        (Then::Edit { number }, Answer::Order(order)) => match order {
            Some(order) => editing::begin(draft, *order, facts),
            None => orders::not_found(draft, &number),
        },
        (Then::Editable, Answer::Orders(page)) => editing::editable(draft, page, facts),
        (Then::Amended { agreed }, Answer::Amended(outcome)) => editing::amended(draft, agreed, outcome, facts),
        (Then::Consenting { number, accept }, Answer::Order(order)) => {
            consent::named(draft, &number, accept, order.map(|order| *order), facts)
        }
        (Then::MayConsent { accept, is_said }, Answer::Orders(page)) => {
            consent::found(draft, accept, is_said, page, facts)
        }
        (Then::Consented { number, accept }, Answer::Amended(outcome)) => {
            consent::consented(draft, &number, accept, outcome, facts)
        }
        (Then::Repeated, Answer::Repeated(found)) => orders::repeated(draft, found, facts),
        (Then::Payment { number }, Answer::Payment(link)) => orders::payment(draft, &number, link),
        (Then::Fileable { kind, about }, Answer::Orders(page)) => files::fileable(draft, &kind, about, page, facts),
        (Then::Attached(filed), Answer::Attached(outcome)) => files::attached(draft, filed, outcome, facts),
        (then, _) => trouble::unavailable(draft, &then, facts),
    }
}

/// Notes the moment and the language. After a long silence the flow starts over and the cart is shown.
fn begin(session: Session, intent: &Intent, facts: &Facts<'_>) -> Draft {
    let is_stale = session.is_stale(facts);
    let mut session = if is_stale { session.started_over() } else { session };
    session.heard_at = Some(facts.now);
    // Whoever chooses a language hears all of the reply in it.
    let chosen = if let Act::Language(chosen) = intent.act { chosen } else { None };
    session.language = chosen.or(intent.language).or(session.language);
    let mut draft = Draft::new(session, facts);
    draft.keeps_files = files::wait_through(&intent.act);
    if is_stale {
        draft.leave_files();
    }
    if is_stale && !draft.session.cart.is_empty() {
        draft.note(draft.say.greeting.silence.plain());
        if !matches!(intent.act, Act::Greet | Act::Cart | Act::Clear) {
            draft.note(goods::cart_text(&draft, facts));
        }
    }
    sold_out::note(&mut draft, facts);
    if !intent.later.is_empty() {
        draft.note(terms::later(&draft, &intent.later));
    }
    if intent.leaves_file {
        draft.note(draft.say.files.only_words_heard.plain());
    }
    draft
}

/// "Yes" to what was asked.
fn yes(draft: Draft, facts: &Facts<'_>) -> Step {
    match draft.session.state.clone() {
        State::Proposed => checkout::checkout(draft, facts),
        State::Confirming { .. } => placing::confirm(draft, None, facts),
        State::CancelOrder { number } => orders::cancel(draft, number),
        State::Consent { .. } => consent::consent(draft, true, None, None),
        State::Shortage { product, left } => obstacles::take_left(draft, product, left, facts),
        State::Clarifying { open } if open.first().is_some_and(|unclear| unclear.candidates.len() == 1) => {
            clarify::take_only(draft, &open[0], facts)
        }
        state if state.asks_nothing() => consent::may_consent(draft, true),
        _ => trouble::nothing_asked(draft, facts),
    }
}

/// "No" to what was asked, or leaving what is under way.
fn no(draft: Draft, act: &Act, facts: &Facts<'_>) -> Step {
    match draft.session.state.clone() {
        State::Clarifying { open } if *act == Act::No => clarify::drop_first(draft, open, facts),
        State::CancelOrder { number } => orders::keep(draft, &number),
        State::Choosing if *act == Act::No => compose::skip(draft, facts),
        State::Consent { .. } if *act == Act::No => consent::consent(draft, false, None, None),
        State::Filing { .. } => files::forget(draft),
        State::Shortage { .. } | State::Coupon | State::Slots { .. } => cart::view(draft, facts),
        State::Proposed if *act == Act::No => cart::not_ordered(draft, facts),
        State::Confirming { .. } => checkout::cancel(draft, facts),
        _ if *act == Act::Cancel => checkout::cancel(draft, facts),
        state if state.asks_nothing() => consent::may_consent(draft, false),
        _ => trouble::nothing_asked(draft, facts),
    }
}
