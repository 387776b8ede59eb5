//! From the cart to an order: how it gets there, where to, the summary, the order.

use base::{Id, Money, message::Choice};

use super::{
    Then, browse, cart,
    draft::{Draft, item_name, name_of},
    goods, trouble,
};
use crate::{
    DeliveryAddress, Facts, Fulfilment, Line, PlacedOrder, Quote, Refusal, Request, State, Step, choice,
    grammar::{ADDRESS_MAX, ADDRESS_MIN},
    intent::{Act, AddressFault},
};

/// The most characters of an address in the summary.
const ADDRESS_SHOWN_MAX: usize = 300;

pub(super) fn step(draft: Draft, act: Act, facts: &Facts<'_>) -> Step {
    match act {
        Act::Proceed => confirm(draft, None, facts),
        Act::Confirm { total_minor } => confirm(draft, total_minor, facts),
        Act::Fulfil(fulfilment) => fulfil(draft, fulfilment, facts),
        Act::Deliver(address) => deliver(draft, address, facts),
        Act::NotAnAddress(fault) => not_an_address(draft, fault, facts),
        _ => checkout(draft, facts),
    }
}

/// Asks for what is missing, or shows the summary.
pub(super) fn checkout(draft: Draft, facts: &Facts<'_>) -> Step {
    if draft.session.cart.is_empty() {
        return cart::empty(draft);
    }
    match (chosen(&draft, facts), &draft.session.address) {
        (None, _) => ask_fulfilment(draft),
        (Some(Fulfilment::Delivery), None) => ask_address(draft),
        (Some(fulfilment), _) => summary(draft, fulfilment, Vec::new(), None, facts),
    }
}

/// How the goods get there: as the customer said, or the only way there is.
fn chosen(draft: &Draft, facts: &Facts<'_>) -> Option<Fulfilment> {
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
    let say = &draft.say.checkout;
    match fulfilment {
        Fulfilment::Pickup if !facts.shop.offers_pickup => draft.note(say.only_delivery.plain()),
        Fulfilment::Delivery if !facts.shop.offers_delivery => draft.note(say.only_pickup.plain()),
        _ => draft.session.fulfilment = Some(fulfilment),
    }
    if fulfilment == Fulfilment::Pickup {
        draft.session.address = None;
    }
    checkout(draft, facts)
}

fn deliver(mut draft: Draft, address: DeliveryAddress, facts: &Facts<'_>) -> Step {
    if !facts.shop.offers_delivery {
        draft.note(draft.say.checkout.only_pickup.plain());
        return checkout(draft, facts);
    }
    if draft.session.state != State::Address {
        draft.note(draft.say.checkout.address_noted.plain());
    }
    draft.session.fulfilment = Some(Fulfilment::Delivery);
    draft.session.address = Some(address);
    checkout(draft, facts)
}

fn not_an_address(draft: Draft, fault: AddressFault, facts: &Facts<'_>) -> Step {
    let say = &draft.say.checkout;
    let remark = match fault {
        AddressFault::TooShort => say.address_too_short.with(&[("min", &ADDRESS_MIN)]),
        AddressFault::TooLong => say.address_too_long.with(&[("max", &ADDRESS_MAX)]),
        AddressFault::NoPlace => say.no_place.plain(),
    };
    if draft.session.state == State::Address {
        return draft.ask_location(remark);
    }
    trouble::again(draft.noting(remark), facts)
}

/// The lines that can be bought now.
fn buyable(draft: &Draft, left_out: &[Id], facts: &Facts<'_>) -> Vec<Line> {
    let is_sold = |line: &&Line| goods::sellable(line, facts).is_some() && !left_out.contains(&line.product_id);
    draft.session.cart.lines().iter().filter(is_sold).cloned().collect()
}

/// Asks what the cart costs, to show the summary.
fn summary(
    draft: Draft,
    fulfilment: Fulfilment,
    left_out: Vec<Id>,
    price_was: Option<Money>,
    facts: &Facts<'_>,
) -> Step {
    let lines = buyable(&draft, &left_out, facts);
    if lines.is_empty() {
        let remark = draft.say.checkout.nothing_left.plain();
        return cart::view(draft.noting(remark), facts);
    }
    draft.wait(Request::Quote { lines, fulfilment }, Then::Summary { left_out, price_was })
}

/// Shows the summary with the price orders gave.
pub(super) fn quoted(
    draft: Draft,
    left_out: Vec<Id>,
    price_was: Option<Money>,
    quote: Result<Quote, Refusal>,
    facts: &Facts<'_>,
) -> Step {
    match quote {
        Ok(quote) => show_summary(draft, left_out, price_was, &quote, facts),
        Err(refusal) => refused(draft, left_out, price_was, refusal, facts),
    }
}

fn show_summary(
    mut draft: Draft,
    left_out: Vec<Id>,
    price_was: Option<Money>,
    quote: &Quote,
    facts: &Facts<'_>,
) -> Step {
    let say = &draft.say.checkout;
    if let Some(old) = price_was.filter(|old| *old != quote.total) {
        draft.note(say.price_changed.with(&[("old", &old), ("new", &quote.total)]));
    }
    let missing = missing_names(&draft, &left_out, facts);
    if !missing.is_empty() {
        draft.note(say.left_out.with(&[("items", &missing.join(", "))]));
    }
    let mut parts = vec![say.summary.plain()];
    parts.extend(goods::quote_lines(&draft, &quote.lines));
    parts.push(draft.say.cart.total.with(&[("total", &quote.total)]));
    parts.push(destination(&draft, facts));
    let body = format!("{}\n\n{}", parts.join("\n"), say.confirm.plain());
    let choices = draft.yes_or_no(choice::confirm(quote.total.minor), choice::CANCEL);
    draft.at(State::Confirming { total_minor: quote.total.minor, left_out }).ask(body, choices)
}

/// What stands in the cart and cannot be bought now.
fn missing_names(draft: &Draft, left_out: &[Id], facts: &Facts<'_>) -> Vec<String> {
    let lines = draft.session.cart.lines().iter();
    let is_missing = |line: &&Line| goods::sellable(line, facts).is_none() || left_out.contains(&line.product_id);
    let mut names: Vec<String> = lines.filter(is_missing).map(|line| item_name(line.product_id, facts)).collect();
    names.retain(|name| !name.is_empty());
    names.dedup();
    names
}

fn destination(draft: &Draft, facts: &Facts<'_>) -> String {
    let say = &draft.say.checkout;
    match (chosen(draft, facts), &draft.session.address) {
        (Some(Fulfilment::Delivery), Some(address)) => say.delivery_line.with(&[("address", &place(draft, address))]),
        _ => say.pickup_line.plain(),
    }
}

fn place(draft: &Draft, address: &DeliveryAddress) -> String {
    match address.pin {
        Some(pin) if address.text.is_empty() => {
            let (latitude, longitude) = (format!("{:.5}", pin.latitude), format!("{:.5}", pin.longitude));
            draft.say.checkout.pin.with(&[("latitude", &latitude), ("longitude", &longitude)])
        }
        _ => address.text.chars().take(ADDRESS_SHOWN_MAX).collect(),
    }
}

/// Places the order whose summary is shown; at any earlier point it leads on to what is missing.
pub(super) fn confirm(mut draft: Draft, on_button: Option<i64>, facts: &Facts<'_>) -> Step {
    match draft.session.state.clone() {
        State::Confirming { total_minor, left_out } if on_button.is_none_or(|minor| minor == total_minor) => {
            place_order(draft, left_out, Money::new(total_minor, facts.shop.currency), facts)
        }
        State::Confirming { .. } => {
            draft.note(draft.say.checkout.summary_changed.plain());
            checkout(draft, facts)
        }
        _ if on_button.is_some() => {
            draft.note(draft.say.trouble.stale.plain());
            checkout(draft, facts)
        }
        _ => checkout(draft, facts),
    }
}

fn place_order(draft: Draft, left_out: Vec<Id>, agreed: Money, facts: &Facts<'_>) -> Step {
    let lines = buyable(&draft, &left_out, facts);
    let Some(fulfilment) = chosen(&draft, facts) else { return checkout(draft, facts) };
    let address = draft.session.address.clone().filter(|_| fulfilment == Fulfilment::Delivery);
    if lines.is_empty() || (fulfilment == Fulfilment::Delivery && address.is_none()) {
        return checkout(draft, facts);
    }
    draft.wait(Request::Place { lines, fulfilment, address, expected_total: agreed }, Then::Placed { left_out, agreed })
}

/// Tells that the order is placed; the cart has become the order.
pub(super) fn placed(
    mut draft: Draft,
    left_out: Vec<Id>,
    agreed: Money,
    placed: Result<PlacedOrder, Refusal>,
    facts: &Facts<'_>,
) -> Step {
    let PlacedOrder { number, total } = match placed {
        Ok(order) => order,
        Err(refusal) => return refused(draft, left_out, Some(agreed), refusal, facts),
    };
    let say = draft.say;
    let values: [(&str, &dyn std::fmt::Display); 3] =
        [("name", &name_of(facts)), ("number", &number), ("total", &total)];
    let body =
        format!("{}\n{}", say.checkout.placed.with(&values), say.checkout.placed_next.with(&[("number", &number)]));
    let choices = vec![
        Choice::new(choice::status(&number), &say.buttons.status),
        Choice::new(choice::NEW_ORDER, &say.buttons.new_order),
    ];
    let heard_at = draft.session.heard_at;
    draft.session.cart = crate::Cart::default();
    draft.session = draft.session.started_over();
    draft.session.heard_at = heard_at;
    draft.session.last_order = Some(number);
    draft.ask(body, choices)
}

/// A new price or sold-out goods lead to a new summary; anything else is told.
fn refused(draft: Draft, mut left_out: Vec<Id>, agreed: Option<Money>, refusal: Refusal, facts: &Facts<'_>) -> Step {
    let known = left_out.len();
    match refusal {
        Refusal::SoldOut { products } => {
            let in_order = buyable(&draft, &left_out, facts);
            left_out.extend(products.into_iter().filter(|id| in_order.iter().any(|line| line.product_id == *id)));
        }
        // Only placing compares prices, so that a summary cannot lead to itself for ever.
        Refusal::PriceChanged { .. } if matches!(draft.session.state, State::Confirming { .. }) && agreed.is_some() => {
            return ask_new_price(draft, left_out, agreed, facts);
        }
        Refusal::PriceChanged { .. } | Refusal::Other { .. } => {}
    }
    if left_out.len() > known {
        return ask_new_price(draft, left_out, agreed, facts);
    }
    let (body, choices) = (draft.say.checkout.refused.plain(), goods::cart_choices(&draft));
    draft.at(State::Idle).ask(body, choices)
}

fn ask_new_price(draft: Draft, left_out: Vec<Id>, price_was: Option<Money>, facts: &Facts<'_>) -> Step {
    match chosen(&draft, facts) {
        Some(fulfilment) => summary(draft.at(State::Idle), fulfilment, left_out, price_was, facts),
        None => checkout(draft, facts),
    }
}

/// Leaves the flow. The cart stays, and the customer is told so.
pub(super) fn cancel(mut draft: Draft, facts: &Facts<'_>) -> Step {
    let heard_at = draft.session.heard_at;
    let was_idle = draft.session.state == State::Idle && draft.session.cart.is_empty();
    draft.session = draft.session.started_over();
    draft.session.heard_at = heard_at;
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
    let has_choice = facts.shop.offers_delivery && facts.shop.offers_pickup;
    draft.session.fulfilment = None;
    draft.session.address = None;
    if has_choice { ask_fulfilment(draft) } else { cart::view(draft, facts) }
}

/// Asks again for the summary's confirmation.
pub(super) fn confirm_again(draft: Draft, total_minor: i64, facts: &Facts<'_>) -> Step {
    if draft.session.cart.is_empty() {
        return browse::menu(draft, 0, facts);
    }
    let total = Money::new(total_minor, facts.shop.currency);
    let body = draft.say.checkout.confirm_again.with(&[("total", &total)]);
    let choices = draft.yes_or_no(choice::confirm(total_minor), choice::CANCEL);
    draft.ask(body, choices)
}
