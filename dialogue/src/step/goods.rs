//! Carts and orders in words.

use base::{Id, Money, message::Choice};

use super::draft::{Draft, short};
use crate::{
    Facts, FieldValue, Item, Line, LineField, OrderLine, Sums, Unfinished, choice, editing::can_be_had,
    unfinished::Question, words::Phrase,
};

/// The most characters of the lines shown; the rest is counted.
const LINES_SHOWN_MAX: usize = 1_800;
/// The most characters of a note that is shown.
const NOTE_SHOWN_MAX: usize = 60;
/// The most characters of choices, fields and note that are shown.
const DETAILS_SHOWN_MAX: usize = 240;

/// A line that can be bought now, or that the order that is changed has, with its item.
pub(super) fn sellable<'a>(draft: &Draft, line: &Line, facts: &Facts<'a>) -> Option<&'a Item> {
    facts.menu.item(line.product_id).filter(|item| can_be_had(draft.session.editing.as_ref(), item))
}

/// The price of a line: the one place where an item, its choices and how many are put together. It is what customers
/// are shown before orders is asked.
pub(super) fn price(item: &Item, line: &Line) -> Money {
    let choices = line.choices.iter().filter_map(|id| Some(item.choice(*id)?.1.price.minor));
    let one = choices.fold(item.price.minor, i64::saturating_add);
    Money::new(one.saturating_mul(i64::from(line.quantity)), item.price.currency)
}

/// What the cart would cost by the menu, without what is sold out.
pub(super) fn total(draft: &Draft, facts: &Facts<'_>) -> Money {
    let lines = draft.session.cart.lines().iter();
    let prices = lines.filter_map(|line| Some(price(sellable(draft, line, facts)?, line).minor));
    Money::new(prices.fold(0, i64::saturating_add), facts.shop.currency)
}

/// The cart under "Your cart".
pub(super) fn cart_text(draft: &Draft, facts: &Facts<'_>) -> String {
    listed(draft, &heading(draft), facts)
}

/// The cart under "Your cart", without the total.
pub(super) fn cart_lines(draft: &Draft, facts: &Facts<'_>) -> String {
    lines_under(draft, heading(draft), facts).join("\n")
}

fn heading(draft: &Draft) -> String {
    match &draft.session.editing {
        Some(editing) => draft.say.editing.heading.with(&[("number", &editing.number)]),
        None => draft.say.cart.heading.plain(),
    }
}

/// The cart's lines under a heading, with the total.
pub(super) fn listed(draft: &Draft, heading: &str, facts: &Facts<'_>) -> String {
    let mut parts = lines_under(draft, heading.to_owned(), facts);
    parts.push(menu_total(draft, facts));
    parts.join("\n")
}

/// The sum of the cart by the menu. It is called the total only when no coupon and no tip is still to come into it.
pub(super) fn menu_total(draft: &Draft, facts: &Facts<'_>) -> String {
    let sum = draft.say.money(total(draft, facts));
    let is_whole = draft.session.coupon.is_none() && draft.session.tip.is_none() || draft.session.editing.is_some();
    if is_whole {
        draft.say.cart.total.with(&[("total", &sum)])
    } else {
        draft.say.sums.subtotal.with(&[("sum", &sum)])
    }
}

fn lines_under(draft: &Draft, heading: String, facts: &Facts<'_>) -> Vec<String> {
    let say = &draft.say.cart;
    let lines = draft.session.cart.lines();
    let gone = lines.iter().filter(|line| facts.menu.item(line.product_id).is_none()).count();
    let shown = lines.iter().filter_map(|line| Some(cart_line(draft, line, facts.menu.item(line.product_id)?)));
    let open = draft.session.unfinished.iter().filter_map(|line| open_line(draft, line, facts));
    let mut parts = vec![heading];
    parts.extend(cut(draft, shown.chain(open).collect()));
    if gone > 0 {
        parts.push(say.gone_lines.with(&[("count", &gone)]));
    }
    parts
}

fn cart_line(draft: &Draft, line: &Line, item: &Item) -> String {
    let say = &draft.say.cart;
    let (quantity, name) = (line.quantity, name_with_details(item, line));
    if !item.available && !can_be_had(draft.session.editing.as_ref(), item) {
        return say.line_sold_out.with(&[("quantity", &quantity), ("item", &name)]);
    }
    say.line.with(&[("quantity", &quantity), ("item", &name), ("price", &draft.say.money(price(item, line)))])
}

/// A line that something is still missing of.
fn open_line(draft: &Draft, line: &Unfinished, facts: &Facts<'_>) -> Option<String> {
    let item = facts.menu.item(line.product_id)?;
    let (quantity, name) = (line.quantity.unwrap_or(1), short(&item.name));
    let missing = match line.question(item)? {
        Question::Group(group) => group.name.clone(),
        Question::Field(field) => field.label.clone(),
        Question::Quantity => draft.say.options.how_many.plain(),
    };
    let values: [(&str, &dyn std::fmt::Display); 3] = [("quantity", &quantity), ("item", &name), ("missing", &missing)];
    Some(draft.say.options.open_line.with(&values))
}

/// The names of choices of an item.
pub(super) fn choice_names(item: &Item, choices: &[Id]) -> Vec<String> {
    choices.iter().filter_map(|id| Some(item.choice(*id)?.1.name.clone())).collect()
}

/// An item's name with the choices, fields and words of a line; private values are masked.
pub(super) fn name_with_details(item: &Item, line: &Line) -> String {
    let field = |filled: &FieldValue| {
        let field = item.field(&filled.key)?;
        let value = if field.sensitive { base::masked(&filled.value) } else { filled.value.clone() };
        Some(format!("{}: {value}", field.label))
    };
    let mut details = choice_names(item, &line.choices);
    details.extend(line.fields.iter().filter_map(field));
    named(&item.name, details, &line.note)
}

/// The lines of a quote, with prices.
pub(super) fn quote_lines(draft: &Draft, lines: &[OrderLine]) -> Vec<String> {
    let line = |line: &OrderLine| {
        let (name, price) = (order_line_name(line), draft.say.money(line.total));
        draft.say.cart.line.with(&[("quantity", &line.quantity), ("item", &name), ("price", &price)])
    };
    cut(draft, lines.iter().map(line).collect())
}

/// The lines of an order, without prices.
pub(super) fn order_lines(draft: &Draft, lines: &[OrderLine]) -> Vec<String> {
    let line = |line: &OrderLine| {
        let name = order_line_name(line);
        draft.say.orders.line.with(&[("quantity", &line.quantity), ("item", &name)])
    };
    cut(draft, lines.iter().map(line).collect())
}

fn order_line_name(line: &OrderLine) -> String {
    let mut details: Vec<String> = line.choices.iter().map(|choice| choice.name.clone()).collect();
    // A quote echoes what was sent; what is private is masked whether or not orders did so already.
    let value = |field: &LineField| if field.sensitive { base::masked(&field.value) } else { field.value.clone() };
    details.extend(line.fields.iter().map(|field| format!("{}: {}", field.label, value(field))));
    named(&line.name, details, &line.note)
}

fn named(name: &str, mut details: Vec<String>, note: &str) -> String {
    let note: String = note.chars().filter(|c| !c.is_control()).take(NOTE_SHOWN_MAX).collect();
    details.push(note);
    details.retain(|detail| !detail.is_empty());
    let details: String = details.join(", ").chars().take(DETAILS_SHOWN_MAX).collect();
    if details.is_empty() { short(name) } else { format!("{} ({details})", short(name)) }
}

/// What it comes to: the parts where there are some besides goods, and the total.
pub(super) fn sums(draft: &Draft, sums: &Sums, zone: &str, coupon: Option<&str>, facts: &Facts<'_>) -> Vec<String> {
    let say = &draft.say.sums;
    let discount_phrase = if coupon.is_some() { &say.discount_coupon } else { &say.discount };
    let coupon = coupon.unwrap_or_default();
    let tax = if facts.menu.offers().tax_name.is_empty() {
        say.tax_name.plain()
    } else {
        facts.menu.offers().tax_name.clone()
    };
    let tax_phrase = if sums.tax_included { &say.tax_included } else { &say.tax };
    let fee_phrase = if zone.is_empty() { &say.delivery } else { &say.delivery_to };
    let rows = [
        (sums.discount, discount_phrase),
        (sums.delivery_fee, fee_phrase),
        (sums.tax, tax_phrase),
        (sums.tip, &say.tip),
    ];
    let row = |(sum, phrase): &(Money, &Phrase)| {
        let values: [(&str, &dyn std::fmt::Display); 4] =
            [("sum", &draft.say.money(*sum)), ("coupon", &coupon), ("zone", &zone), ("tax", &tax)];
        (sum.minor != 0).then(|| phrase.with(&values))
    };
    let mut parts: Vec<String> = rows.iter().filter_map(row).collect();
    if !parts.is_empty() {
        parts.insert(0, say.subtotal.with(&[("sum", &draft.say.money(sums.subtotal))]));
    }
    parts.push(draft.say.cart.total.with(&[("total", &draft.say.money(sums.total))]));
    parts
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
        let total = draft.say.money(total(draft, facts));
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
