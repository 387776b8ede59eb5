//! "Which one do you mean?", one question at a time, with nothing forgotten in between.

use base::{Id, message::Choice};

use super::{
    browse, cart, compose,
    draft::{Draft, item_name},
    trouble,
};
use crate::{
    Facts, State, Step, Unclear, Unfinished, choice,
    intent::{Quantity, Target, Wish},
};

/// The most questions that wait for their turn.
const OPEN_MAX: usize = 10;

/// Asks about the first of these, after what is still open from before.
pub(super) fn ask(mut draft: Draft, new: Vec<Unclear>, facts: &Facts<'_>) -> Step {
    let mut open = match std::mem::take(&mut draft.session.state) {
        State::Clarifying { open } => open,
        _ => Vec::new(),
    };
    open.extend(new);
    open.truncate(OPEN_MAX);
    next(draft, open, facts)
}

/// Asks the first open question whose candidates are still sold, or ends.
fn next(draft: Draft, mut open: Vec<Unclear>, facts: &Facts<'_>) -> Step {
    for unclear in &mut open {
        unclear.candidates.retain(|item| facts.menu.item(*item).is_some());
    }
    open.retain(|unclear| !unclear.candidates.is_empty());
    let Some(first) = open.first() else {
        let draft = draft.at(State::Idle);
        let is_ready = draft.session.unfinished.is_empty();
        return if is_ready { trouble::again(draft, facts) } else { compose::ask(draft, facts) };
    };
    let say = &draft.say.cart;
    let phrase = if first.candidates.len() == 1 { &say.did_you_mean } else { &say.which };
    let body = phrase.with(&[("words", &first.words)]);
    let mut choices: Vec<Choice> =
        first.candidates.iter().map(|item| candidate(*item, first.quantity, facts)).collect();
    choices.push(Choice::new(choice::NONE, &draft.say.buttons.none_of_these));
    draft.at(State::Clarifying { open }).ask(body, choices)
}

fn candidate(item: Id, quantity: Option<u32>, facts: &Facts<'_>) -> Choice {
    let id = quantity.map_or_else(|| choice::item(item), |quantity| choice::add(item, quantity));
    Choice::new(id, item_name(item, facts))
}

/// Whether these wishes answer the open question, and how.
pub(super) fn answered(state: &State, wishes: &[Wish]) -> Option<(Id, Option<u32>)> {
    let State::Clarifying { open } = state else { return None };
    let [wish @ Wish { target: Target::Item(item), quantity, .. }] = wishes else { return None };
    let answers = open.first()?.candidates.contains(item) && wish.is_plain();
    match quantity {
        Quantity::Missing if answers => Some((*item, None)),
        Quantity::Count(count) if answers => Some((*item, Some(*count))),
        _ => None,
    }
}

/// Takes this item for the first open question and goes on to the next.
pub(super) fn take(mut draft: Draft, item: Id, quantity: Option<u32>, facts: &Facts<'_>) -> Step {
    let State::Clarifying { mut open } = std::mem::take(&mut draft.session.state) else {
        return browse::item(draft, item, facts);
    };
    let first = open.remove(0);
    let Some(quantity) = quantity.or(first.quantity) else { return browse::item(draft, item, facts) };
    let line = Unfinished { note: first.note, ..Unfinished::new(item, Some(quantity)) };
    compose::begin(&mut draft, line, &[], &[], facts);
    if open.is_empty() { cart::after(draft, false, facts) } else { next(draft, open, facts) }
}

/// "Yes" to the only candidate.
pub(super) fn take_only(draft: Draft, unclear: &Unclear, facts: &Facts<'_>) -> Step {
    take(draft, unclear.candidates[0], None, facts)
}

/// "None of these": forgets the first question and goes on to the next.
pub(super) fn drop_first(draft: Draft, mut open: Vec<Unclear>, facts: &Facts<'_>) -> Step {
    open.remove(0);
    next(draft, open, facts)
}
