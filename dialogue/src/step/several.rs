//! Several things done with the cart in one turn, in the order they were said, and how it is to become an order.

use super::{
    cart, checkout, clarify, compose,
    draft::Draft,
    taking::{self, UnclearRemoval},
    terms,
};
use crate::{Cart, Facts, Step, Unclear, intent::Act};

/// What is left to be asked.
#[derive(Default)]
struct Open {
    additions: Vec<Unclear>,
    removal: Option<UnclearRemoval>,
    /// Whether the customer said how or where to get it, or that it is all.
    is_bound: bool,
    /// Whether the customer chose a way to pay, which the order's summary says by itself.
    is_paid: bool,
}

/// Does what is clear, then asks about what is not; else shows the cart, or the order when it
/// is said how it is wanted.
pub(super) fn step(mut draft: Draft, acts: Vec<Act>, facts: &Facts<'_>) -> Step {
    let waited = draft.session.unfinished.len();
    let mut open = Open::default();
    for act in acts {
        one(&mut draft, act, &mut open, facts);
    }
    if open.is_paid && !open.is_bound {
        draft.note(terms::payment_line(&draft, facts));
    }
    match open {
        Open { additions, .. } if !additions.is_empty() => clarify::ask(draft, additions, facts),
        _ if draft.session.unfinished.len() > waited => compose::ask(draft, facts),
        Open { removal: Some(unclear), .. } => taking::remove_one_of(draft, &unclear, facts),
        Open { is_bound: true, .. } => checkout::checkout(draft, facts),
        _ => cart::view(draft, facts),
    }
}

fn one(draft: &mut Draft, act: Act, open: &mut Open, facts: &Facts<'_>) {
    match act {
        Act::Add { wishes, proposal } => open.additions.extend(cart::put_in(draft, wishes, proposal, facts)),
        Act::Remove { wishes } => {
            let unclear = taking::take_all(draft, wishes, facts);
            open.removal = open.removal.take().or(unclear);
        }
        Act::RemoveLine { place } => drop(taking::take_line(draft, place, facts)),
        Act::Change { wishes } => taking::set_all(draft, wishes, facts),
        Act::Clear => {
            draft.session.cart = Cart::default();
            draft.session.unfinished.clear();
            draft.note(draft.say.cart.cleared.plain());
        }
        act => term(draft, act, open, facts),
    }
}

/// Notes how the order is wanted. An order that is being changed keeps its terms.
fn term(draft: &mut Draft, act: Act, open: &mut Open, facts: &Facts<'_>) {
    if let Some(remark) = terms::while_editing(draft).filter(|_| act != Act::Checkout) {
        return draft.note_once(remark);
    }
    open.is_bound |= matches!(act, Act::Checkout | Act::Deliver(_) | Act::Fulfil(_));
    match act {
        Act::Deliver(address) => checkout::note_address(draft, address, facts),
        Act::Fulfil(fulfilment) => checkout::note_fulfilment(draft, fulfilment, facts),
        Act::Coupon(Some(code)) => draft.session.coupon = Some(code),
        Act::Tip(tip) => terms::set_tip(draft, tip, facts),
        Act::PayBy(policy) => open.is_paid |= terms::set_payment(draft, policy, facts),
        _ => {}
    }
}
