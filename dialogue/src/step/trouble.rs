//! Help, and every input that leads nowhere: never a dead end, always what is possible now.

use base::message::Choice;

use super::{
    Then, browse, cart, checkout, clarify, compose, consent,
    draft::{Draft, example, short},
    files, goods, obstacles, orders, placing, terms,
};
use crate::{
    Facts, Language, State, Step, choice,
    intent::{Act, Quantity, Target},
    words::words,
};

pub(super) fn step(draft: Draft, act: Act, facts: &Facts<'_>) -> Step {
    match act {
        Act::Help => help(draft, facts),
        Act::Agent => agent(draft, facts),
        Act::Language(None) => which_language(draft),
        Act::Language(Some(_)) => language_chosen(draft, facts),
        Act::Suggest(ids) => suggest(draft, &ids),
        Act::BadQuantity(fault) => bad_quantity(draft, fault, facts),
        Act::Stale => stale(draft, facts),
        act => {
            let remark = remark(&draft, act);
            again(draft.noting(remark), facts)
        }
    }
}

/// One sentence about what cannot be done.
fn remark(draft: &Draft, act: Act) -> String {
    let (say, offered) = (&draft.say.trouble, draft.session.offered.len());
    match act {
        Act::PerhapsCoupon(code) => draft.say.coupons.perhaps.with(&[("coupon", &code)]),
        Act::Thanks => draft.say.greeting.thanks.plain(),
        Act::NotAnOrderNumber => draft.say.orders.not_a_number.plain(),
        Act::OutOfRange if offered == 0 => say.no_choices.plain(),
        Act::OutOfRange => say.out_of_range.with(&[("count", &offered)]),
        Act::Unreadable => say.unreadable.plain(),
        Act::Unknown { words } if !words.is_empty() => say.unknown.with(&[("words", &words)]),
        _ => say.unclear.plain(),
    }
}

/// Asks again what was asked last.
pub(super) fn again(draft: Draft, facts: &Facts<'_>) -> Step {
    match draft.session.state.clone() {
        State::Categories { page } => browse::menu(draft, page, facts),
        State::Items { category, page } => browse::show_category(draft, category, page, facts),
        State::Quantity { item } => browse::item(draft, item, facts),
        State::Choosing => compose::ask(draft, facts),
        State::Coupon => terms::ask_coupon(draft, facts),
        State::Shortage { product, left } => obstacles::shortage(draft, product, left, facts),
        State::Slots { .. } => terms::schedule(draft, facts),
        State::Consent { number, revision } => consent::ask_consent(draft, &number, revision),
        State::Filing { number } => files::again(draft, number),
        State::Clarifying { .. } => clarify::ask(draft, Vec::new(), facts),
        State::Proposed if !draft.session.cart.is_empty() => cart::propose(draft, facts),
        State::Fulfilment => checkout::ask_fulfilment(draft),
        State::Address => checkout::ask_address(draft),
        State::Confirming { total_minor, .. } => placing::confirm_again(draft, total_minor, facts),
        State::CancelOrder { number } => orders::ask_cancel(draft, number),
        State::Idle | State::Proposed | State::Orders { .. } => home(draft),
    }
}

/// What can be done when nothing is under way.
pub(super) fn home(draft: Draft) -> Step {
    let (body, choices) = (draft.say.greeting.what_now.plain(), draft.home());
    draft.at(State::Idle).ask(body, choices)
}

pub(super) fn stale(draft: Draft, facts: &Facts<'_>) -> Step {
    let remark = draft.say.trouble.stale.plain();
    again(draft.noting(remark), facts)
}

/// "Yes" or "no" to nothing, or to a question that takes another answer and is asked again.
pub(super) fn nothing_asked(mut draft: Draft, facts: &Facts<'_>) -> Step {
    if matches!(draft.session.state, State::Idle | State::Proposed | State::Orders { .. }) {
        draft.note(draft.say.trouble.nothing_asked.plain());
    }
    again(draft, facts)
}

fn help(draft: Draft, facts: &Facts<'_>) -> Step {
    let body = draft.say.trouble.help.with(&[("example", &example(facts))]);
    let choices = draft.home();
    draft.at(State::Idle).ask(body.trim_end(), choices)
}

fn agent(draft: Draft, facts: &Facts<'_>) -> Step {
    let say = &draft.say.trouble;
    let remark = match facts.shop.contact.trim() {
        "" => say.agent_none.plain(),
        contact => say.agent_contact.with(&[("contact", &short(contact))]),
    };
    again(draft.noting(remark), facts)
}

fn which_language(draft: Draft) -> Step {
    let choice = |language: Language| Choice::new(choice::language(language), &words(language).own_name);
    let body = draft.say.trouble.language_which.plain();
    draft.at(State::Idle).ask(body, Language::ALL.map(choice).into())
}

fn language_chosen(draft: Draft, facts: &Facts<'_>) -> Step {
    let remark = draft.say.trouble.language_set.plain();
    again(draft.noting(remark), facts)
}

/// "Did you mean this?" for commands with a typing mistake.
fn suggest(draft: Draft, ids: &[&'static str]) -> Step {
    let mut choices: Vec<Choice> = ids.iter().filter_map(|id| Some(Choice::new(*id, title(&draft, id)?))).collect();
    choices.extend(draft.home().into_iter().filter(|choice| !ids.contains(&choice.id.as_str())));
    choices.truncate(base::message::BUTTONS_MAX);
    let body = draft.say.trouble.suggest.plain();
    draft.ask(body, choices)
}

fn title<'a>(draft: &'a Draft, id: &str) -> Option<&'a str> {
    let buttons = &draft.say.buttons;
    Some(match id {
        choice::MENU => &buttons.menu,
        choice::CART => &buttons.cart,
        choice::CHECKOUT => &buttons.checkout,
        choice::CONFIRM => &buttons.confirm,
        choice::CANCEL => &buttons.cancel,
        choice::BACK => &buttons.back,
        choice::CLEAR => &buttons.clear,
        choice::HELP | choice::AGENT => &buttons.help,
        choice::LANGUAGE => &buttons.language,
        choice::NEW_ORDER => &buttons.new_order,
        choice::ORDERS => &buttons.orders,
        choice::STATUS => &buttons.status,
        choice::CANCEL_ORDER => &buttons.cancel_order,
        choice::PICKUP => &buttons.pickup,
        choice::DELIVERY => &buttons.delivery,
        choice::COUPON => &buttons.coupon,
        choice::REMOVE_COUPON => &buttons.remove_coupon,
        choice::SCHEDULE => &buttons.schedule,
        choice::PAY => &buttons.pay,
        choice::AGAIN => &buttons.again,
        choice::EDIT => &buttons.edit,
        _ => return None,
    })
}

fn bad_quantity(mut draft: Draft, fault: Quantity, facts: &Facts<'_>) -> Step {
    if let State::Quantity { item } = draft.session.state {
        cart::note_fault(&mut draft, &Target::Item(item), "", fault, facts);
    }
    again(draft, facts)
}

/// A peer is down. What was under way can be tried again; nothing is lost.
pub(super) fn unavailable(draft: Draft, then: &Then, facts: &Facts<'_>) -> Step {
    let body = draft.say.checkout.unavailable.plain();
    match then {
        Then::Cart => cart::show(draft, facts),
        Then::Coupon { code } => terms::note_coupon(draft, code.clone(), facts),
        Then::Fileable { .. } => files::unavailable(draft, None, facts),
        Then::Attached(filed) => files::unavailable(draft, Some(filed), facts),
        Then::Placed { agreed, .. } | Then::Amended { agreed } => {
            let mut choices = draft.yes_or_no(choice::confirm(agreed.minor), choice::CANCEL);
            choices[0].title.clone_from(&draft.say.buttons.confirm);
            choices[1].title.clone_from(&draft.say.buttons.cancel);
            draft.ask(body, choices)
        }
        Then::Summary { .. } => {
            let choices = goods::cart_choices(&draft);
            draft.at(State::Idle).ask(body, choices)
        }
        _ => {
            let choices = draft.home();
            draft.at(State::Idle).ask(body, choices)
        }
    }
}
