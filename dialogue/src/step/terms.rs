//! How an order is wanted besides what and where to: coupon, tip, time and way to pay.

use base::{Money, Timestamp, message::Choice};

use super::{Then, cart, checkout, draft::Draft, orders, trouble};
use crate::{
    CouponFault, Facts, Obstacle, OrderSummary, PaymentPolicy, Request, Slot, State, Step, choice, intent::Act,
};

/// Times on a page, with a row left for "More".
const SLOT_ROWS: u32 = 9;

pub(super) fn step(draft: Draft, act: Act, facts: &Facts<'_>) -> Step {
    match act {
        Act::Coupon(Some(code)) => use_coupon(draft, code, facts),
        Act::Coupon(None) => ask_coupon(draft, facts),
        Act::NotACoupon => {
            let remark = draft.say.coupons.not_a_code.plain();
            ask_coupon(draft.noting(remark), facts)
        }
        Act::RemoveCoupon => remove_coupon(draft, facts),
        Act::Tip(tip) => note_tip(draft, tip, facts),
        Act::PayBy(policy) => pay_by(draft, policy, facts),
        Act::Schedule { from: None } => schedule(draft, facts),
        Act::Schedule { from } => more_slots(draft, from),
        Act::Slot(slot) => take_slot(draft, slot, facts),
        _ => {
            let remark = draft.say.terms.tip_how.plain();
            trouble::again(draft.noting(remark), facts)
        }
    }
}

/// Goes on where the customer was: to a new summary, or with the question that is open.
fn go_on(draft: Draft, facts: &Facts<'_>) -> Step {
    match draft.session.state {
        State::Confirming { .. } | State::Slots { .. } if !draft.session.cart.is_empty() => {
            checkout::checkout(draft, facts)
        }
        State::Coupon | State::Slots { .. } => trouble::home(draft),
        _ => trouble::again(draft, facts),
    }
}

/// "Which coupon?"
pub(super) fn ask_coupon(draft: Draft, facts: &Facts<'_>) -> Step {
    if let Some(remark) = while_editing(&draft) {
        return trouble::again(draft.noting(remark), facts);
    }
    let body = draft.say.coupons.ask.plain();
    draft.at(State::Coupon).ask(body, Vec::new())
}

fn use_coupon(draft: Draft, code: String, facts: &Facts<'_>) -> Step {
    if let Some(remark) = while_editing(&draft) {
        return trouble::again(draft.noting(remark), facts);
    }
    draft.wait(Request::CheckCoupon { code: code.clone() }, Then::Coupon { code })
}

/// What is wrong with a coupon whatever is bought is told at once, and leaves the one that was noted before.
pub(super) fn checked(mut draft: Draft, code: String, fault: Option<CouponFault>, facts: &Facts<'_>) -> Step {
    let Some(fault) = fault else { return note_coupon(draft, code, facts) };
    draft.note(coupon_fault(&draft, &code, fault));
    match draft.session.coupon.take().filter(|noted| *noted != code) {
        Some(noted) => note_coupon(draft, noted, facts),
        None => show_terms(draft, facts),
    }
}

/// Notes the coupon: in the cart it counts at once, otherwise as soon as something is there.
pub(super) fn note_coupon(mut draft: Draft, code: String, facts: &Facts<'_>) -> Step {
    if draft.session.cart.is_empty() {
        draft.note(draft.say.coupons.noted.with(&[("coupon", &code)]));
    }
    draft.session.coupon = Some(code);
    show_terms(draft, facts)
}

/// What the coupon makes of the cart, where there is one.
fn show_terms(draft: Draft, facts: &Facts<'_>) -> Step {
    match draft.session.state {
        _ if draft.session.cart.is_empty() => go_on(draft, facts),
        State::Confirming { .. } => checkout::checkout(draft, facts),
        _ => cart::view(draft, facts),
    }
}

fn remove_coupon(mut draft: Draft, facts: &Facts<'_>) -> Step {
    let remark = match draft.session.coupon.take() {
        Some(code) => draft.say.coupons.removed.with(&[("coupon", &code)]),
        None => draft.say.coupons.none.plain(),
    };
    go_on(draft.noting(remark), facts)
}

/// Says why the coupon does not count, and takes it away, when one of these is about it.
pub(super) fn drop_coupon(draft: &mut Draft, obstacles: &[Obstacle]) -> bool {
    let fault =
        obstacles.iter().find_map(|obstacle| if let Obstacle::Coupon(fault) = obstacle { Some(*fault) } else { None });
    let (Some(fault), Some(code)) = (fault, draft.session.coupon.clone()) else { return false };
    let remark = coupon_fault(draft, &code, fault);
    draft.session.coupon = None;
    draft.note(remark);
    true
}

/// Why a coupon does not count.
fn coupon_fault(draft: &Draft, code: &str, fault: CouponFault) -> String {
    let say = &draft.say.coupons;
    match fault {
        CouponFault::NotFound => say.not_found.with(&[("coupon", &code)]),
        CouponFault::NotStarted => say.not_started.with(&[("coupon", &code)]),
        CouponFault::Expired => say.expired.with(&[("coupon", &code)]),
        CouponFault::UsedUp => say.used_up.with(&[("coupon", &code)]),
        CouponFault::AlreadyUsed => say.already_used.with(&[("coupon", &code)]),
        CouponFault::NotApplicable => say.not_applicable.with(&[("coupon", &code)]),
        CouponFault::BelowMinimum { minimum } => {
            say.below_minimum.with(&[("coupon", &code), ("minimum", &draft.say.money(minimum))])
        }
    }
}

/// An order that is changed keeps its coupon, tip, time and way to pay.
pub(super) fn while_editing(draft: &Draft) -> Option<String> {
    let editing = draft.session.editing.as_ref()?;
    Some(draft.say.editing.only_lines.with(&[("number", &editing.number)]))
}

/// Names the commands that stood among goods, to be written next.
pub(super) fn later(draft: &Draft, commands: &[String]) -> String {
    let commands: Vec<String> = commands.iter().map(|command| format!("*{command}*")).collect();
    draft.say.terms.later.with(&[("commands", &commands.join(", "))])
}

fn note_tip(mut draft: Draft, tip: Money, facts: &Facts<'_>) -> Step {
    if let Some(remark) = while_editing(&draft) {
        return trouble::again(draft.noting(remark), facts);
    }
    set_tip(&mut draft, tip, facts);
    go_on(draft, facts)
}

/// Notes the tip where tips are offered, and says so.
pub(super) fn set_tip(draft: &mut Draft, tip: Money, facts: &Facts<'_>) {
    let say = &draft.say.terms;
    let remark = match tip.minor {
        0 => say.no_tip.plain(),
        _ if !facts.menu.offers().tips => say.tips_not_offered.plain(),
        _ => say.tip_noted.with(&[("tip", &draft.say.money(tip))]),
    };
    draft.session.tip = (tip.minor > 0 && facts.menu.offers().tips).then_some(tip);
    draft.note(remark);
}

/// The ways to pay, the usual one first.
fn payments(facts: &Facts<'_>) -> Vec<PaymentPolicy> {
    match &facts.menu.offers().payments[..] {
        [] => vec![PaymentPolicy::PayOnDelivery],
        offered => offered.to_vec(),
    }
}

/// How the order is paid: as the customer said, or the usual way.
fn payment(draft: &Draft, facts: &Facts<'_>) -> PaymentPolicy {
    let offered = payments(facts);
    draft.session.payment.filter(|policy| offered.contains(policy)).unwrap_or(offered[0])
}

/// The other ways to pay.
pub(super) fn other_payments(draft: &Draft, facts: &Facts<'_>) -> Vec<PaymentPolicy> {
    let present = payment(draft, facts);
    payments(facts).into_iter().filter(|policy| *policy != present).collect()
}

/// How the order is paid, in words.
pub(super) fn payment_line(draft: &Draft, facts: &Facts<'_>) -> String {
    draft.say.payments.line(payment(draft, facts)).plain()
}

pub(super) fn payment_button(draft: &Draft, policy: PaymentPolicy) -> &'static str {
    let buttons = &draft.say.buttons;
    match policy {
        PaymentPolicy::Prepaid => &buttons.pay_online,
        PaymentPolicy::PayOnDelivery => &buttons.pay_on_delivery,
        PaymentPolicy::Invoice => &buttons.pay_by_invoice,
    }
}

fn pay_by(draft: Draft, policy: PaymentPolicy, facts: &Facts<'_>) -> Step {
    if let Some(remark) = while_editing(&draft) {
        return trouble::again(draft.noting(remark), facts);
    }
    let is_empty = draft.session.cart.is_empty() && draft.session.unfinished.is_empty();
    match draft.session.last_order.clone().filter(|_| is_empty) {
        Some(_) if policy == PaymentPolicy::Prepaid => orders::pay(draft, None, facts),
        Some(number) => draft.wait(Request::FindOrder { number }, Then::WayToPay { policy }),
        None => choose_payment(draft, policy, facts),
    }
}

/// An order that is placed keeps its way to pay; with none under way it is said of the next one.
pub(super) fn way_to_pay(draft: Draft, policy: PaymentPolicy, placed: Option<OrderSummary>, facts: &Facts<'_>) -> Step {
    let Some(order) = placed.filter(OrderSummary::is_open) else { return choose_payment(draft, policy, facts) };
    let say = &draft.say;
    let values: [(&str, &dyn std::fmt::Display); 1] = [("number", &order.number)];
    let mut parts = vec![say.terms.order_keeps_payment.with(&values), say.payments.line(order.payment).plain()];
    if order.payment != policy {
        let by_link =
            (order.payment == PaymentPolicy::Prepaid && order.awaits_payment()).then_some(&say.terms.pay_that_order);
        let ways = by_link.into_iter().chain([&say.terms.order_otherwise]);
        parts.extend(ways.map(|phrase| phrase.with(&values)));
    }
    trouble::again(draft.noting(parts.join(" ")), facts)
}

fn choose_payment(mut draft: Draft, policy: PaymentPolicy, facts: &Facts<'_>) -> Step {
    let says_so = set_payment(&mut draft, policy, facts) && !matches!(draft.session.state, State::Confirming { .. });
    if says_so {
        draft.note(payment_line(&draft, facts));
    }
    go_on(draft, facts)
}

/// Notes the way to pay, or says which are offered; whether it is.
pub(super) fn set_payment(draft: &mut Draft, policy: PaymentPolicy, facts: &Facts<'_>) -> bool {
    let is_offered = payments(facts).contains(&policy);
    if is_offered {
        draft.session.payment = Some(policy);
    } else {
        let ways: Vec<&str> = payments(facts).into_iter().map(|policy| payment_button(draft, policy)).collect();
        draft.note(draft.say.terms.payment_ways.with(&[("ways", &ways.join(", "))]));
    }
    is_offered
}

/// Asks for the times an order can be planned for.
pub(super) fn schedule(draft: Draft, facts: &Facts<'_>) -> Step {
    if let Some(remark) = while_editing(&draft) {
        return trouble::again(draft.noting(remark), facts);
    }
    if !facts.menu.offers().slots {
        let remark = draft.say.slots.none_offered.plain();
        return trouble::home(draft.noting(remark));
    }
    list(draft, None)
}

/// The times after those shown.
pub(super) fn more_slots(draft: Draft, next: Option<Timestamp>) -> Step {
    list(draft, next)
}

fn list(draft: Draft, from: Option<Timestamp>) -> Step {
    draft.wait(Request::ListSlots { from, limit: SLOT_ROWS }, Then::Slots)
}

/// Shows the times.
pub(super) fn slots(draft: Draft, slots: Option<Vec<Slot>>, facts: &Facts<'_>) -> Step {
    let slots = slots.unwrap_or_default();
    let slots = &slots[..slots.len().min(SLOT_ROWS as usize)];
    let Some(last) = slots.last() else {
        let remark = draft.say.slots.none_free.plain();
        return trouble::home(draft.noting(remark));
    };
    let next = (slots.len() == SLOT_ROWS as usize).then_some(last.end);
    let row = |slot: &Slot| {
        let row = Choice::new(choice::slot(slot.start), span(&draft, slot, facts));
        match slot.left {
            Some(left) => row.with_description(draft.say.slots.left.with(&[("left", &left)])),
            None => row,
        }
    };
    let mut choices: Vec<Choice> = slots.iter().map(row).collect();
    if let Some(next) = next {
        choices.push(Choice::new(choice::more_slots(next), &draft.say.buttons.more));
    }
    let body = draft.say.slots.ask.plain();
    draft.at(State::Slots { next }).ask(body, choices)
}

fn take_slot(mut draft: Draft, slot: Option<Timestamp>, facts: &Facts<'_>) -> Step {
    if let Some(remark) = while_editing(&draft) {
        return trouble::again(draft.noting(remark), facts);
    }
    if slot.is_some_and(|slot| slot <= facts.now) {
        let remark = draft.say.slots.not_offered.plain();
        return schedule(draft.noting(remark), facts);
    }
    draft.session.slot = slot;
    let say = &draft.say.slots;
    let remark = match slot {
        Some(slot) => say.noted.with(&[("time", &moment(&draft, slot, facts))]),
        None => say.soon.plain(),
    };
    let draft = draft.noting(remark);
    if draft.session.cart.is_empty() { trouble::home(draft) } else { checkout::checkout(draft, facts) }
}

/// A moment as customers of the shop read it: "Mon 23/11, 09:00".
pub(super) fn moment(draft: &Draft, moment: Timestamp, facts: &Facts<'_>) -> String {
    let local = moment.to_zoned(facts.shop.time_zone.clone());
    let day = &draft.say.days.of(local.weekday().to_monday_zero_offset());
    format!("{day} {}", local.strftime("%d/%m, %H:%M"))
}

fn span(draft: &Draft, slot: &Slot, facts: &Facts<'_>) -> String {
    let end = slot.end.to_zoned(facts.shop.time_zone.clone());
    format!("{}–{}", moment(draft, slot.start, facts), end.strftime("%H:%M"))
}
