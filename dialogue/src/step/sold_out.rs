//! Telling what of a cart is sold out: in the next turn, or at once in a message of its own.

use base::{Id, message::Choice};

use super::{
    Draft,
    draft::{item_name, short},
};
use crate::{
    Facts, Session, Step, Turn, choice,
    editing::{can_be_chosen, can_be_had},
};

/// A product, or a choice that goes with products, that was on offer at one revision of the menu and is sold out since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SoldOut {
    /// Which.
    pub product: Id,
    /// The last revision that had it on offer, as far as anybody looked.
    pub offered_at: i64,
}

/// Tells a customer who did not ask that something in the cart is sold out; `None` when there is nothing to tell: it is
/// no longer in the cart, is on offer again, or the customer was told already. What was asked last stays open.
pub fn tell_sold_out(session: Session, news: SoldOut, facts: &Facts<'_>) -> Option<Turn> {
    let (out, choices) = (sold_out(&session, facts), choices_out(&session, facts));
    let was_told = session.told_sold_out.contains(&news.product) && session.told_revision > news.offered_at;
    if was_told {
        return None;
    }
    let mut draft = Draft::new(session, facts);
    draft.session.told_sold_out.retain(|told| *told != news.product);
    if choices.iter().any(|(id, _)| *id == news.product) {
        return tell_choices(draft, choices, facts);
    }
    if out.contains(&news.product) { tell_products(draft, &out, facts) } else { None }
}

fn tell_products(mut draft: Draft, out: &[Id], facts: &Facts<'_>) -> Option<Turn> {
    note(&mut draft, facts);
    let has_more = draft.session.cart.lines().iter().any(|line| !out.contains(&line.product_id));
    let (say, buttons) = (&draft.say.cart, &draft.say.buttons);
    let (cart, menu) = (Choice::new(choice::CART, &buttons.cart), Choice::new(choice::MENU, &buttons.menu));
    let (hint, choices) = if has_more {
        (&say.order_the_rest, vec![Choice::new(choice::CHECKOUT, &buttons.checkout), cart, menu])
    } else {
        (&say.nothing_else, vec![menu, cart])
    };
    unasked(draft, hint.plain(), choices)
}

/// Tells which choices of the cart are gone. Ordering asks for others where one is needed.
fn tell_choices(mut draft: Draft, choices: Vec<(Id, String)>, facts: &Facts<'_>) -> Option<Turn> {
    let is_news = |(id, _): &(Id, String)| !draft.session.told_sold_out.contains(id);
    let (ids, names): (Vec<Id>, Vec<String>) = choices.into_iter().filter(is_news).unzip();
    draft.session.told_sold_out.extend(ids);
    note(&mut draft, facts);
    let body = draft.say.cart.choices_now_sold_out.with(&[("choices", &names.join(", "))]);
    let buttons = &draft.say.buttons;
    let next = vec![Choice::new(choice::CHECKOUT, &buttons.checkout), Choice::new(choice::CART, &buttons.cart)];
    unasked(draft, body, next)
}

/// Says what nobody asked for; the numbers of what was asked last still work.
fn unasked(draft: Draft, body: String, choices: Vec<Choice>) -> Option<Turn> {
    let offered = draft.session.offered.clone();
    let Step::Done(turn) = draft.ask(body, choices) else { return None };
    Some(Turn { session: Session { offered, ..turn.session }, ..turn })
}

/// Tells once what of the cart was sold out meanwhile. Of choices it only keeps which ones were told: ordering tells
/// of the others.
pub(super) fn note(draft: &mut Draft, facts: &Facts<'_>) {
    let (out, choices) = (sold_out(&draft.session, facts), choices_out(&draft.session, facts));
    let mut told = std::mem::replace(&mut draft.session.told_sold_out, out.clone());
    let kept = told.extract_if(.., |id| choices.iter().any(|(choice, _)| choice == id));
    draft.session.told_sold_out.extend(kept);
    draft.session.told_revision = if draft.session.told_sold_out.is_empty() { 0 } else { facts.menu.revision() };
    let news: Vec<String> = out.iter().filter(|id| !told.contains(id)).map(|id| item_name(*id, facts)).collect();
    if !news.is_empty() {
        draft.note(draft.say.cart.now_sold_out.with(&[("items", &news.join(", "))]));
    }
}

fn sold_out(session: &Session, facts: &Facts<'_>) -> Vec<Id> {
    let is_out = |id: &Id| facts.menu.item(*id).is_some_and(|item| !can_be_had(session.editing.as_ref(), item));
    let mut out: Vec<Id> = session.cart.lines().iter().map(|line| line.product_id).filter(is_out).collect();
    out.dedup();
    out
}

/// The choices of the cart that are sold out, though their products are not, with what customers read.
fn choices_out(session: &Session, facts: &Facts<'_>) -> Vec<(Id, String)> {
    let editing = session.editing.as_ref();
    let lines = session.cart.lines().iter().filter_map(|line| {
        let item = facts.menu.item(line.product_id).filter(|item| can_be_had(editing, item))?;
        Some((item, &line.choices))
    });
    let chosen =
        lines.flat_map(|(item, choices)| choices.iter().filter_map(move |id| Some((item, item.choice(*id)?.1))));
    let out = chosen.filter(|(item, choice)| !can_be_chosen(editing, item.id, choice));
    out.map(|(item, choice)| (choice.id, format!("{} ({})", short(&choice.name), short(&item.name)))).collect()
}
