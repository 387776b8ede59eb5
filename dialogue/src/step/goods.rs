//! Carts and orders in words.

use base::{Money, message::Choice};

use super::draft::{Draft, short};
use crate::{Facts, Item, Line, OrderLine, choice};

/// The most characters of the lines shown; the rest is counted.
const LINES_SHOWN_MAX: usize = 1_800;
/// The most characters of a note that is shown.
const NOTE_SHOWN_MAX: usize = 60;

/// A line that can be bought now, with its item.
pub(super) fn sellable<'a>(line: &Line, facts: &Facts<'a>) -> Option<&'a Item> {
    facts.menu.item(line.product_id).filter(|item| item.available)
}

/// The price of so many of an item.
pub(super) fn price(item: &Item, quantity: u32) -> Money {
    Money::new(item.price.minor.saturating_mul(i64::from(quantity)), item.price.currency)
}

/// What the cart would cost by the menu, without what is sold out.
pub(super) fn total(lines: &[Line], facts: &Facts<'_>) -> Money {
    let prices = lines.iter().filter_map(|line| Some(price(sellable(line, facts)?, line.quantity).minor));
    Money::new(prices.fold(0, i64::saturating_add), facts.shop.currency)
}

/// The cart under "Your cart".
pub(super) fn cart_text(draft: &Draft, facts: &Facts<'_>) -> String {
    listed(draft, &draft.say.cart.heading.plain(), facts)
}

/// The cart's lines under a heading, with the total.
pub(super) fn listed(draft: &Draft, heading: &str, facts: &Facts<'_>) -> String {
    let say = &draft.say.cart;
    let lines = draft.session.cart.lines();
    let gone = lines.iter().filter(|line| facts.menu.item(line.product_id).is_none()).count();
    let shown = lines.iter().filter_map(|line| Some(cart_line(draft, line, facts.menu.item(line.product_id)?)));
    let mut parts = vec![heading.to_owned()];
    parts.extend(cut(draft, shown.collect()));
    if gone > 0 {
        parts.push(say.gone_lines.with(&[("count", &gone)]));
    }
    parts.push(say.total.with(&[("total", &total(lines, facts))]));
    parts.join("\n")
}

fn cart_line(draft: &Draft, line: &Line, item: &Item) -> String {
    let say = &draft.say.cart;
    let (quantity, name) = (line.quantity, named(&item.name, &line.note));
    if !item.available {
        return say.line_sold_out.with(&[("quantity", &quantity), ("item", &name)]);
    }
    say.line.with(&[("quantity", &quantity), ("item", &name), ("price", &price(item, quantity))])
}

/// The lines of a quote, with prices.
pub(super) fn quote_lines(draft: &Draft, lines: &[OrderLine]) -> Vec<String> {
    let line = |line: &OrderLine| {
        let name = named(&line.name, &line.note);
        draft.say.cart.line.with(&[("quantity", &line.quantity), ("item", &name), ("price", &line.total)])
    };
    cut(draft, lines.iter().map(line).collect())
}

/// The lines of an order, without prices.
pub(super) fn order_lines(draft: &Draft, lines: &[OrderLine]) -> Vec<String> {
    let line = |line: &OrderLine| {
        let name = named(&line.name, &line.note);
        draft.say.orders.line.with(&[("quantity", &line.quantity), ("item", &name)])
    };
    cut(draft, lines.iter().map(line).collect())
}

fn named(name: &str, note: &str) -> String {
    let note: String = note.chars().filter(|c| !c.is_control()).take(NOTE_SHOWN_MAX).collect();
    if note.is_empty() { short(name) } else { format!("{} ({note})", short(name)) }
}

/// As many lines as there is room for, and how many more there are.
fn cut(draft: &Draft, lines: Vec<String>) -> Vec<String> {
    let mut used = 0;
    let fits = |line: &&String| {
        used += line.chars().count() + 1;
        used <= LINES_SHOWN_MAX
    };
    let shown = lines.iter().take_while(fits).count();
    let more = lines.len() - shown;
    let mut lines = lines;
    lines.truncate(shown);
    if more > 0 {
        lines.push(draft.say.cart.more_lines.with(&[("count", &more)]));
    }
    lines
}

/// "Your cart is kept", or nothing to say about an empty one.
pub(super) fn note_kept(draft: &mut Draft, facts: &Facts<'_>) {
    if !draft.session.cart.is_empty() {
        let total = total(draft.session.cart.lines(), facts);
        draft.note(draft.say.cart.kept.with(&[("total", &total)]));
    }
}

/// What can be done with a cart that is shown.
pub(super) fn cart_choices(draft: &Draft) -> Vec<Choice> {
    let buttons = &draft.say.buttons;
    vec![
        Choice::new(choice::CHECKOUT, &buttons.checkout),
        Choice::new(choice::MENU, &buttons.menu),
        Choice::new(choice::CLEAR, &buttons.clear),
    ]
}
