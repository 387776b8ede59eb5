//! What an order needs besides goods: how it gets there and where to.

use base::message::Choice;

use super::{cart, compose, draft::Draft, editing, goods, placing, terms, trouble};
use crate::{
    DeliveryAddress, Facts, Fulfilment, State, Step, choice,
    grammar::{ADDRESS_MAX, ADDRESS_MIN},
    intent::{Act, AddressFault},
};

pub(super) fn step(draft: Draft, act: Act, facts: &Facts<'_>) -> Step {
    let is_term = matches!(act, Act::Fulfil(_) | Act::Deliver(_) | Act::ChangeAddress);
    if let Some(remark) = terms::while_editing(&draft).filter(|_| is_term) {
        return trouble::again(draft.noting(remark), facts);
    }
    match act {
        Act::Proceed => placing::confirm(draft, None, facts),
        Act::Confirm { total_minor } => placing::confirm(draft, total_minor, facts),
        Act::Fulfil(fulfilment) => fulfil(draft, fulfilment, facts),
        Act::Deliver(address) => deliver(draft, address, facts),
        Act::ChangeAddress => change_address(draft, facts),
        Act::NotAnAddress(fault) => not_an_address(draft, fault, facts),
        _ => checkout(draft, facts),
    }
}

/// Asks for what is missing, or shows the summary.
pub(super) fn checkout(mut draft: Draft, facts: &Facts<'_>) -> Step {
    compose::reopen(&mut draft, facts);
    if !draft.session.unfinished.is_empty() {
        return compose::ask(draft, facts);
    }
    if draft.session.cart.is_empty() {
        return cart::empty(draft);
    }
    if draft.session.editing.is_some() {
        return placing::summary(draft, Vec::new(), None, facts);
    }
    match (chosen(&draft, facts), &draft.session.address) {
        (None, _) => ask_fulfilment(draft),
        (Some(Fulfilment::Delivery), None) => ask_address(draft),
        _ => placing::summary(draft, Vec::new(), None, facts),
    }
}

/// How the goods get there: as the customer said, or the only way there is.
pub(super) fn chosen(draft: &Draft, facts: &Facts<'_>) -> Option<Fulfilment> {
    match (facts.shop.offers_delivery, facts.shop.offers_pickup) {
        (true, true) => draft.session.fulfilment,
        (true, false) => Some(Fulfilment::Delivery),
        (false, _) => Some(Fulfilment::Pickup),
    }
}

pub(super) fn ask_fulfilment(draft: Draft) -> Step {
    let buttons = &draft.say.buttons;
    let choices = vec![Choice::new(choice::DELIVERY, &buttons.delivery), Choice::new(choice::PICKUP, &buttons.pickup)];
    let body = draft.say.checkout.fulfilment.plain();
    draft.at(State::Fulfilment).ask(body, choices)
}

pub(super) fn ask_address(draft: Draft) -> Step {
    let body = draft.say.checkout.address.with(&[("min", &ADDRESS_MIN)]);
    draft.at(State::Address).ask_location(body)
}

fn fulfil(mut draft: Draft, fulfilment: Fulfilment, facts: &Facts<'_>) -> Step {
    // Who says where to once more at the summary wants another place.
    let is_again = draft.session.address.is_some() && matches!(draft.session.state, State::Confirming { .. });
    note_fulfilment(&mut draft, fulfilment, facts);
    if is_again {
        draft.session.address = None;
    }
    checkout(draft, facts)
}

/// Asks for the address anew.
fn change_address(mut draft: Draft, facts: &Facts<'_>) -> Step {
    draft.session.address = None;
    fulfil(draft, Fulfilment::Delivery, facts)
}

/// Notes how the goods get to the customer, or says why not so.
pub(super) fn note_fulfilment(draft: &mut Draft, fulfilment: Fulfilment, facts: &Facts<'_>) {
    let say = &draft.say.checkout;
    match fulfilment {
        Fulfilment::Pickup if !facts.shop.offers_pickup => draft.note(say.only_delivery.plain()),
        Fulfilment::Delivery if !facts.shop.offers_delivery => draft.note(say.only_pickup.plain()),
        _ => draft.session.fulfilment = Some(fulfilment),
    }
    if fulfilment == Fulfilment::Pickup {
        draft.session.address = None;
    }
}

fn deliver(mut draft: Draft, address: DeliveryAddress, facts: &Facts<'_>) -> Step {
    note_address(&mut draft, address, facts);
    checkout(draft, facts)
}

/// Notes where the goods shall go, or says why not.
pub(super) fn note_address(draft: &mut Draft, address: DeliveryAddress, facts: &Facts<'_>) {
    if !facts.shop.offers_delivery {
        return draft.note(draft.say.checkout.only_pickup.plain());
    }
    if draft.session.state != State::Address {
        draft.note(draft.say.checkout.address_noted.plain());
    }
    draft.session.fulfilment = Some(Fulfilment::Delivery);
    draft.session.address = Some(address);
}

fn not_an_address(draft: Draft, fault: AddressFault, facts: &Facts<'_>) -> Step {
    let say = &draft.say.checkout;
    let remark = match fault {
        AddressFault::TooShort => say.address_too_short.with(&[("min", &ADDRESS_MIN)]),
        AddressFault::TooLong => say.address_too_long.with(&[("max", &ADDRESS_MAX)]),
        AddressFault::Talk if facts.shop.offers_pickup => {
            format!("{} {}", say.no_address.plain(), draft.say.obstacles.or_pickup.plain())
        }
        AddressFault::Talk => say.no_address.plain(),
        AddressFault::NoPlace => say.no_place.plain(),
    };
    if draft.session.state == State::Address {
        return draft.ask_location(remark);
    }
    trouble::again(draft.noting(remark), facts)
}

/// Leaves the flow. The cart stays, and the customer is told so.
pub(super) fn cancel(mut draft: Draft, facts: &Facts<'_>) -> Step {
    compose::drop_first(&mut draft, facts);
    editing::leave(&mut draft);
    let was_idle = draft.session.state == State::Idle && draft.session.cart.is_empty();
    let mut draft = draft.started_over();
    let say = draft.say;
    match &draft.session.last_order {
        _ if !was_idle => draft.note(say.checkout.cancelled.plain()),
        None => draft.note(say.checkout.nothing_under_way.plain()),
        Some(number) => {
            let hint = say.checkout.cancel_hint.with(&[("number", number)]);
            draft.note(format!("{} {hint}", say.checkout.nothing_under_way.plain()));
        }
    }
    goods::note_kept(&mut draft, facts);
    trouble::home(draft)
}

/// One step back from the address or the summary.
pub(super) fn back(mut draft: Draft, facts: &Facts<'_>) -> Step {
    if draft.session.editing.is_some() {
        return cart::view(draft, facts);
    }
    let has_choice = facts.shop.offers_delivery && facts.shop.offers_pickup;
    draft.session.fulfilment = None;
    draft.session.address = None;
    if has_choice { ask_fulfilment(draft) } else { cart::view(draft, facts) }
}
