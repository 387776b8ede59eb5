//! What keeps a cart from being an order: each gets words and a way on.

use base::{Id, Money, Timestamp, message::Choice};

use super::{
    checkout, compose,
    draft::{Draft, item_name},
    placing, terms,
};
use crate::{Facts, Obstacle, State, Step, choice};

/// How the way to an order goes on.
pub(super) enum Way {
    /// Nothing is in it.
    Free(Draft, Vec<Id>),
    /// Something was taken out of it, so the price is asked again.
    Changed(Draft, Vec<Id>),
    /// The customer must do something first.
    Barred(Step),
}

/// Takes out of the way what can be, else asks the customer about the first obstacle.
pub(super) fn met(mut draft: Draft, mut left_out: Vec<Id>, obstacles: &[Obstacle], facts: &Facts<'_>) -> Way {
    let is_changed = clear_away(&mut draft, &mut left_out, obstacles, facts);
    if is_changed {
        return Way::Changed(draft, left_out);
    }
    let is_editing = draft.session.editing.is_some();
    match obstacles.iter().find(|obstacle| !is_editing || matters_to_a_change(obstacle)) {
        Some(obstacle) => Way::Barred(ask(draft, obstacle, facts)),
        None => Way::Free(draft, left_out),
    }
}

/// An order's time, place and tip were settled when it was placed.
const fn matters_to_a_change(obstacle: &Obstacle) -> bool {
    matches!(
        obstacle,
        Obstacle::Choices { .. }
            | Obstacle::Field { .. }
            | Obstacle::OutOfStock { .. }
            | Obstacle::BelowMinimum { .. }
            | Obstacle::Coupon(_)
    )
}

/// Drops what does not count and leaves out what is gone, and says so.
fn clear_away(draft: &mut Draft, left_out: &mut Vec<Id>, obstacles: &[Obstacle], facts: &Facts<'_>) -> bool {
    if draft.session.editing.is_some() {
        return false;
    }
    let mut is_changed = terms::drop_coupon(draft, obstacles);
    for obstacle in obstacles {
        match obstacle {
            Obstacle::TipsNotOffered if draft.session.tip.take().is_some() => {
                draft.note(draft.say.terms.tips_not_offered.plain());
                is_changed = true;
            }
            Obstacle::PolicyNotOffered if draft.session.payment.take().is_some() => {
                draft.note(draft.say.terms.payment_not_offered.plain());
                is_changed = true;
            }
            Obstacle::OutOfStock { product, left: 0 } if !left_out.contains(product) => {
                let is_in_cart =
                    placing::buyable(draft, left_out, facts).iter().any(|line| line.product_id == *product);
                left_out.extend(is_in_cart.then_some(*product));
                is_changed |= is_in_cart;
            }
            _ => {}
        }
    }
    is_changed
}

fn ask(mut draft: Draft, obstacle: &Obstacle, facts: &Facts<'_>) -> Step {
    match obstacle {
        Obstacle::Choices { product } => reopen(draft, *product, None, facts),
        Obstacle::Field { product, key } => reopen(draft, *product, Some(key), facts),
        Obstacle::OutOfStock { product, left } => shortage(draft, *product, *left, facts),
        Obstacle::Closed { next_opening } => closed(draft, *next_opening, facts),
        Obstacle::SlotFull => {
            draft.session.slot = None;
            let remark = draft.say.slots.full.plain();
            terms::schedule(draft.noting(remark), facts)
        }
        Obstacle::SlotNotOffered => {
            draft.session.slot = None;
            let remark = draft.say.slots.not_offered.plain();
            terms::schedule(draft.noting(remark), facts)
        }
        Obstacle::OutsideZones => another_place(draft, facts, |draft| draft.say.obstacles.outside_zones.plain()),
        Obstacle::PinRequired => another_place(draft, facts, |draft| draft.say.obstacles.pin_required.plain()),
        Obstacle::BelowMinimum { minimum, missing } => below_minimum(draft, *minimum, *missing),
        Obstacle::Coupon(_) | Obstacle::TipsNotOffered | Obstacle::PolicyNotOffered => placing::not_possible(draft),
    }
}

/// Tells the customer who changes an order what is in the way of it.
pub(super) fn told(draft: Draft, obstacles: &[Obstacle], facts: &Facts<'_>) -> Step {
    match obstacles.iter().find(|obstacle| matters_to_a_change(obstacle)) {
        Some(obstacle) => ask(draft, obstacle, facts),
        None => placing::not_possible(draft),
    }
}

fn reopen(mut draft: Draft, product: Id, field: Option<&str>, facts: &Facts<'_>) -> Step {
    compose::reopen_product(&mut draft, product, field, facts);
    if draft.session.unfinished.is_empty() { placing::not_possible(draft) } else { compose::ask(draft, facts) }
}

/// "Only so many are left. Take them?"
pub(super) fn shortage(draft: Draft, product: Id, left: u32, facts: &Facts<'_>) -> Step {
    let say = &draft.say.obstacles;
    let name = item_name(product, facts);
    let values: [(&str, &dyn std::fmt::Display); 3] =
        [("item", &name), ("left", &left), ("wanted", &draft.session.cart.quantity_of(product))];
    let body = say.shortage.with(&values);
    let take = draft.say.buttons.take.replace("{left}", &left.to_string());
    let choices = vec![
        Choice::new(choice::take_left(product, left), take),
        Choice::new(choice::remove(product), &draft.say.buttons.take_out),
        Choice::new(choice::CART, &draft.say.buttons.cart),
    ];
    draft.at(State::Shortage { product, left }).ask(body, choices)
}

/// Takes only as many as there are, and goes on.
pub(super) fn take_left(mut draft: Draft, product: Id, left: u32, facts: &Facts<'_>) -> Step {
    let had = draft.session.cart.quantity_of(product);
    if left > 0 && had > left {
        draft.session.cart.remove(product, Some(had - left));
        let name = item_name(product, facts);
        draft.note(draft.say.cart.changed.with(&[("quantity", &left), ("item", &name)]));
    }
    checkout::checkout(draft, facts)
}

fn closed(draft: Draft, next_opening: Option<Timestamp>, facts: &Facts<'_>) -> Step {
    let say = &draft.say.obstacles;
    let mut parts = vec![match next_opening {
        Some(opening) => say.closed_until.with(&[("time", &terms::moment(&draft, opening, facts))]),
        None => say.closed.plain(),
    }];
    let mut choices =
        vec![Choice::new(choice::CART, &draft.say.buttons.cart), Choice::new(choice::MENU, &draft.say.buttons.menu)];
    if facts.menu.offers().slots {
        parts.push(say.schedule.plain());
        choices.insert(0, Choice::new(choice::SCHEDULE, &draft.say.buttons.schedule));
    }
    draft.at(State::Idle).ask(parts.join(" "), choices)
}

fn another_place(mut draft: Draft, facts: &Facts<'_>, remark: impl Fn(&Draft) -> String) -> Step {
    draft.session.address = None;
    let mut body = remark(&draft);
    if facts.shop.offers_pickup {
        body = format!("{body} {}", draft.say.obstacles.or_pickup.plain());
    }
    draft.at(State::Address).ask_location(body)
}

fn below_minimum(draft: Draft, minimum: Money, missing: Money) -> Step {
    let (minimum, missing) = (draft.say.money(minimum), draft.say.money(missing));
    let body = draft.say.obstacles.below_minimum.with(&[("minimum", &minimum), ("missing", &missing)]);
    let choices =
        vec![Choice::new(choice::MENU, &draft.say.buttons.menu), Choice::new(choice::CART, &draft.say.buttons.cart)];
    draft.at(State::Idle).ask(body, choices)
}
