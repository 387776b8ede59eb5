//! The summary, the customer's "yes", and the order.

use base::{Id, Money, message::Choice};

use super::{
    Then, browse, cart, checkout,
    draft::{Draft, item_name, name_of},
    goods,
};
use crate::{DeliveryAddress, Facts, Fulfilment, Line, PlacedOrder, Quote, Refusal, Request, State, Step, choice};

/// The most characters of an address in the summary.
const ADDRESS_SHOWN_MAX: usize = 300;

/// The lines that can be bought now.
fn buyable(draft: &Draft, left_out: &[Id], facts: &Facts<'_>) -> Vec<Line> {
    let is_sold = |line: &&Line| goods::sellable(line, facts).is_some() && !left_out.contains(&line.product_id);
    draft.session.cart.lines().iter().filter(is_sold).cloned().collect()
}

/// Asks what the cart costs, to show the summary.
pub(super) fn summary(
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
    match (checkout::chosen(draft, facts), &draft.session.address) {
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
            checkout::checkout(draft, facts)
        }
        _ if on_button.is_some() => {
            draft.note(draft.say.trouble.stale.plain());
            checkout::checkout(draft, facts)
        }
        _ => checkout::checkout(draft, facts),
    }
}

fn place_order(draft: Draft, left_out: Vec<Id>, agreed: Money, facts: &Facts<'_>) -> Step {
    let lines = buyable(&draft, &left_out, facts);
    let Some(fulfilment) = checkout::chosen(&draft, facts) else { return checkout::checkout(draft, facts) };
    let address = draft.session.address.clone().filter(|_| fulfilment == Fulfilment::Delivery);
    if lines.is_empty() || (fulfilment == Fulfilment::Delivery && address.is_none()) {
        return checkout::checkout(draft, facts);
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
    draft.session.cart = crate::Cart::default();
    draft.session.last_order = Some(number);
    draft.started_over().ask(body, choices)
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
    match checkout::chosen(&draft, facts) {
        Some(fulfilment) => summary(draft.at(State::Idle), fulfilment, left_out, price_was, facts),
        None => checkout::checkout(draft, facts),
    }
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
