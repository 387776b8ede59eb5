//! The summary, the customer's "yes", and the order.

use base::{Id, Money, message::Choice};

use super::{
    Then, browse, cart, checkout,
    draft::{Draft, item_name, name_of},
    editing, goods,
    obstacles::{self, Way},
    terms,
};
use crate::{
    DeliveryAddress, Facts, Fulfilment, Line, PaymentPolicy, PlacedOrder, Quote, Refusal, Request, State, Step, Terms,
    choice,
};

/// The most characters of an address in the summary.
const ADDRESS_SHOWN_MAX: usize = 300;

/// The lines that can be bought now.
pub(super) fn buyable(draft: &Draft, left_out: &[Id], facts: &Facts<'_>) -> Vec<Line> {
    let is_sold = |line: &&Line| goods::sellable(draft, line, facts).is_some() && !left_out.contains(&line.product_id);
    draft.session.cart.lines().iter().filter(is_sold).cloned().collect()
}

/// How the cart is wanted, as far as the customer said.
pub(super) fn terms(draft: &Draft, facts: &Facts<'_>) -> Terms {
    if let Some(editing) = &draft.session.editing {
        return editing.terms.clone();
    }
    let fulfilment = checkout::chosen(draft, facts);
    let session = &draft.session;
    Terms {
        fulfilment,
        address: session.address.clone().filter(|_| fulfilment == Some(Fulfilment::Delivery)),
        coupon: session.coupon.clone(),
        tip: session.tip,
        slot: session.slot,
    }
}

/// Asks what the cart costs, to show the summary.
pub(super) fn summary(draft: Draft, left_out: Vec<Id>, price_was: Option<Money>, facts: &Facts<'_>) -> Step {
    let lines = buyable(&draft, &left_out, facts);
    if lines.is_empty() {
        let remark = draft.say.checkout.nothing_left.plain();
        return cart::show(draft.noting(remark), facts);
    }
    let terms = terms(&draft, facts);
    let order = draft.session.editing.as_ref().map(|editing| editing.number.clone());
    draft.wait(Request::Quote { lines, terms, order }, Then::Summary { left_out, price_was })
}

/// Shows the summary with the price orders gave, when nothing is in the way.
pub(super) fn quoted(
    draft: Draft,
    left_out: Vec<Id>,
    price_was: Option<Money>,
    quote: Result<Quote, Refusal>,
    facts: &Facts<'_>,
) -> Step {
    let quote = match quote {
        Ok(quote) => quote,
        Err(refusal) => return refused(draft, left_out, price_was, refusal, facts),
    };
    match obstacles::met(draft, left_out, &quote.obstacles, facts) {
        Way::Free(draft, left_out) => show_summary(draft, left_out, price_was, &quote, facts),
        Way::Changed(draft, left_out) => summary(draft, left_out, price_was, facts),
        Way::Barred(step) => step,
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
    let total = quote.sums.total;
    if let Some(old) = price_was.filter(|old| *old != total) {
        draft.note(price_changed(&draft, old, total));
    }
    let missing = missing_names(&draft, &left_out, facts);
    if !missing.is_empty() {
        draft.note(say.left_out.with(&[("items", &missing.join(", "))]));
    }
    let mut parts = vec![match &draft.session.editing {
        Some(editing) => draft.say.editing.summary.with(&[("number", &editing.number)]),
        None => say.summary.plain(),
    }];
    parts.extend(goods::quote_lines(&draft, &quote.lines));
    parts.extend(goods::sums(&draft, &quote.sums, &quote.zone, terms(&draft, facts).coupon.as_deref(), facts));
    parts.extend(arrangements(&draft, facts));
    let question = if draft.session.editing.is_some() { &draft.say.editing.confirm } else { &say.confirm };
    let body = format!("{}\n\n{}", parts.join("\n"), question.plain());
    let choices = answers(&draft, total, facts);
    draft.at(State::Confirming { total_minor: total.minor, left_out }).ask(body, choices)
}

/// Where to, when, and how it is paid.
fn arrangements(draft: &Draft, facts: &Facts<'_>) -> Vec<String> {
    let terms = terms(draft, facts);
    let mut parts = vec![destination(draft, &terms)];
    if terms.address.is_some() && draft.session.editing.is_none() {
        parts.push(draft.say.checkout.address_hint.plain());
    }
    if let Some(slot) = terms.slot {
        parts.push(draft.say.slots.wanted.with(&[("time", &terms::moment(draft, slot, facts))]));
    }
    if draft.session.editing.is_none() {
        parts.push(terms::payment_line(draft, facts));
    }
    parts
}

/// "Yes" and "No", and the button to pay another way where there is one.
fn answers(draft: &Draft, total: Money, facts: &Facts<'_>) -> Vec<Choice> {
    let mut choices = draft.yes_or_no(choice::confirm(total.minor), choice::CANCEL);
    if draft.session.editing.is_none() {
        let other = terms::other_payments(draft, facts).into_iter().next();
        choices.extend(other.map(|policy| Choice::new(choice::pay_by(policy), terms::payment_button(draft, policy))));
    }
    choices
}

/// What stands in the cart and cannot be bought now.
fn missing_names(draft: &Draft, left_out: &[Id], facts: &Facts<'_>) -> Vec<String> {
    let lines = draft.session.cart.lines().iter();
    let is_missing =
        |line: &&Line| goods::sellable(draft, line, facts).is_none() || left_out.contains(&line.product_id);
    let mut names: Vec<String> = lines.filter(is_missing).map(|line| item_name(line.product_id, facts)).collect();
    names.retain(|name| !name.is_empty());
    names.dedup();
    names
}

fn destination(draft: &Draft, terms: &Terms) -> String {
    let say = &draft.say.checkout;
    match (terms.fulfilment, &terms.address) {
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
    let (lines, terms) = (buyable(&draft, &left_out, facts), terms(&draft, facts));
    if let Some(editing) = draft.session.editing.clone().filter(|_| !lines.is_empty()) {
        return editing::amend(draft, editing, lines, agreed);
    }
    let has_address = terms.fulfilment != Some(Fulfilment::Delivery) || terms.address.is_some();
    if lines.is_empty() || terms.fulfilment.is_none() || !has_address {
        return checkout::checkout(draft, facts);
    }
    let payment = draft.session.payment;
    draft.wait(Request::Place { lines, terms, payment, expected_total: agreed }, Then::Placed { left_out, agreed })
}

/// Tells that the order is placed; the cart has become the order.
pub(super) fn placed(
    mut draft: Draft,
    left_out: Vec<Id>,
    agreed: Money,
    placed: Result<PlacedOrder, Refusal>,
    facts: &Facts<'_>,
) -> Step {
    let PlacedOrder { number, total, payment } = match placed {
        Ok(order) => order,
        Err(refusal) => return refused(draft, left_out, Some(agreed), refusal, facts),
    };
    let say = draft.say;
    let values: [(&str, &dyn std::fmt::Display); 3] =
        [("name", &name_of(facts)), ("number", &number), ("total", &say.money(total))];
    let next = match payment {
        PaymentPolicy::Prepaid => &say.checkout.placed_prepaid,
        PaymentPolicy::PayOnDelivery | PaymentPolicy::Invoice => &say.checkout.placed_next,
    };
    let body = format!("{}\n{}", say.checkout.placed.with(&values), next.with(&[("number", &number)]));
    let choices = vec![
        Choice::new(choice::status(&number), &say.buttons.status),
        Choice::new(choice::NEW_ORDER, &say.buttons.new_order),
    ];
    draft.session.cart = crate::Cart::default();
    draft.session.coupon = None;
    draft.session.last_order = Some(number);
    draft.started_over().ask(body, choices)
}

/// A new price or sold-out goods lead to a new summary; anything else is told.
pub(super) fn refused(
    draft: Draft,
    mut left_out: Vec<Id>,
    agreed: Option<Money>,
    refusal: Refusal,
    facts: &Facts<'_>,
) -> Step {
    let known = left_out.len();
    match refusal {
        Refusal::SoldOut { products } => {
            if let Some((product, had)) = editing::beyond_promise(&draft, &products) {
                return obstacles::shortage(draft, product, had, facts);
            }
            let in_order = buyable(&draft, &left_out, facts);
            left_out.extend(products.into_iter().filter(|id| in_order.iter().any(|line| line.product_id == *id)));
        }
        // Only placing compares prices, so that a summary cannot lead to itself for ever.
        Refusal::PriceChanged { .. } if matches!(draft.session.state, State::Confirming { .. }) && agreed.is_some() => {
            return summary(draft.at(State::Idle), left_out, agreed, facts);
        }
        Refusal::Obstacles(obstacles) => {
            return match obstacles::met(draft, left_out, &obstacles, facts) {
                Way::Free(draft, _) => not_possible(draft),
                Way::Changed(draft, left_out) => summary(draft.at(State::Idle), left_out, agreed, facts),
                Way::Barred(step) => step,
            };
        }
        Refusal::PriceChanged { .. } | Refusal::Other { .. } => {}
    }
    if left_out.len() > known {
        return summary(draft.at(State::Idle), left_out, agreed, facts);
    }
    not_possible(draft)
}

/// "The shop cannot take this order as it is."
pub(super) fn not_possible(draft: Draft) -> Step {
    let (body, choices) = (draft.say.checkout.refused.plain(), goods::cart_choices(&draft));
    draft.at(State::Idle).ask(body, choices)
}

/// The total is not the one the customer agreed to.
pub(super) fn price_changed(draft: &Draft, old: Money, new: Money) -> String {
    let (old, new) = (draft.say.money(old), draft.say.money(new));
    draft.say.checkout.price_changed.with(&[("old", &old), ("new", &new)])
}

/// Asks again for the summary's confirmation.
pub(super) fn confirm_again(draft: Draft, total_minor: i64, facts: &Facts<'_>) -> Step {
    if draft.session.cart.is_empty() {
        return browse::menu(draft, 0, facts);
    }
    let total = Money::new(total_minor, facts.shop.currency);
    let written = draft.say.money(total);
    let body = match &draft.session.editing {
        Some(editing) => draft.say.editing.confirm_again.with(&[("number", &editing.number), ("total", &written)]),
        None => draft.say.checkout.confirm_again.with(&[("total", &written)]),
    };
    let choices = answers(&draft, total, facts);
    draft.ask(body, choices)
}
