//! Looking around: greeting, categories, items.

use base::{Id, message::Choice};

use super::{
    cart, checkout, clarify, compose,
    draft::{Draft, example, item_name, name_of, short},
    goods, orders, terms, trouble,
};
use crate::{Facts, Item, QUANTITY_MAX, Section, State, Step, Unfinished, choice, intent::Act};

/// Rows of a page that has a "More" row, so that both fit into one list.
const PAGE_ROWS: usize = base::message::ROWS_MAX - 1;
/// Buttons that say how many.
const QUANTITIES: [u32; 3] = [1, 2, 3];
/// The most characters of a description in the question how many.
const DESCRIPTION_MAX: usize = 500;
/// The most names that tell what a category holds.
const SAMPLE_NAMES: usize = 4;

pub(super) fn step(draft: Draft, act: Act, facts: &Facts<'_>) -> Step {
    match act {
        Act::Menu { page } => menu(draft, page, facts),
        Act::Category { category, page } => show_category(draft, category, page, facts),
        Act::Item { item } => item_or_answer(draft, item, facts),
        Act::Items { items } => show_items(draft, &items, facts),
        Act::More => more(draft, facts),
        Act::Back => back(draft, facts),
        _ => greet(draft, facts),
    }
}

fn greet(draft: Draft, facts: &Facts<'_>) -> Step {
    let draft = draft.started_over();
    let say = &draft.say.greeting;
    let mut parts = vec![say.welcome.with(&[("name", &name_of(facts)), ("shop", &short(&facts.shop.name))])];
    if !draft.session.cart.is_empty() {
        parts.push(goods::listed(&draft, &say.cart_is_here.plain(), facts));
    }
    let is_empty = facts.menu.sections().is_empty();
    parts.push(if is_empty { say.how_when_empty.plain() } else { say.how.with(&[("example", &example(facts))]) });
    let choices = draft.home();
    draft.ask(parts.join("\n\n"), choices)
}

/// The categories; the only one is shown at once.
pub(super) fn menu(draft: Draft, page: u16, facts: &Facts<'_>) -> Step {
    match facts.menu.sections() {
        [] => {
            let (body, choices) = (draft.say.menu.empty.plain(), draft.home());
            draft.at(State::Idle).ask(body, choices)
        }
        [only] => category(draft, only, page, facts),
        sections => categories(draft, sections, page, facts),
    }
}

fn categories(draft: Draft, sections: &[Section], page: u16, facts: &Facts<'_>) -> Step {
    let page = Page::of(sections, page);
    let row = |section: &Section| {
        let names: Vec<&str> = section.items.iter().take(SAMPLE_NAMES).map(|item| item.name.as_str()).collect();
        Choice::new(choice::category(section.id), &section.name).with_description(names.join(", "))
    };
    let mut choices: Vec<Choice> = page.rows.iter().map(row).collect();
    choices.extend(page.more().map(|next| Choice::new(choice::menu_page(next), &draft.say.buttons.more)));
    let body = draft.say.menu.categories.with(&[("example", &example(facts))]);
    let body = with_page(&draft, body, &page);
    draft.at(State::Categories { page: page.number }).ask(body, choices)
}

pub(super) fn show_category(draft: Draft, id: Id, page: u16, facts: &Facts<'_>) -> Step {
    match facts.menu.section(id) {
        Some(section) => category(draft, section, page, facts),
        None => {
            let gone = draft.say.menu.gone.plain();
            menu(draft.noting(gone), 0, facts)
        }
    }
}

fn category(draft: Draft, section: &Section, page: u16, facts: &Facts<'_>) -> Step {
    let page = Page::of(&section.items, page);
    let mut choices: Vec<Choice> = page.rows.iter().map(|item| row(&draft, item)).collect();
    let more = |next| Choice::new(choice::category_page(section.id, next), &draft.say.buttons.more);
    choices.extend(page.more().map(more));
    let sample = page.rows.iter().find(|item| item.available).map_or_else(|| example(facts), |item| short(&item.name));
    let body = draft.say.menu.items.with(&[("category", &short(&section.name)), ("example", &sample)]);
    let body = with_page(&draft, body, &page);
    draft.at(State::Items { category: section.id, page: page.number }).ask(body, choices)
}

fn row(draft: &Draft, item: &Item) -> Choice {
    Choice::new(choice::item(item.id), short(&item.name)).with_description(price_and_unit(draft, item))
}

/// Several items with their prices, to choose from.
fn show_items(draft: Draft, ids: &[Id], facts: &Facts<'_>) -> Step {
    let items: Vec<&Item> = ids.iter().filter_map(|id| facts.menu.item(*id)).take(base::message::ROWS_MAX).collect();
    let lines: Vec<String> = items.iter().map(|item| headline(&draft, item)).collect();
    let choices = items.iter().map(|item| row(&draft, item)).collect();
    draft.at(State::Idle).ask(lines.join("\n"), choices)
}

fn price_and_unit(draft: &Draft, item: &Item) -> String {
    let price = draft.say.money(item.price);
    match (item.can_be_had(), item.unit.is_empty()) {
        (false, _) => format!("{price} · {}", draft.say.menu.sold_out_mark.plain()),
        (true, true) => price,
        (true, false) => format!("{price} · {}", short(&item.unit)),
    }
}

fn with_page<T>(draft: &Draft, body: String, page: &Page<'_, T>) -> String {
    if page.count < 2 {
        return body;
    }
    let place = draft.say.menu.page.with(&[("page", &(page.number + 1)), ("pages", &page.count)]);
    format!("{body}\n{place}")
}

/// An item by its name: the answer to "which one?" where that was asked, else the question how many.
fn item_or_answer(draft: Draft, id: Id, facts: &Facts<'_>) -> Step {
    if let State::Clarifying { open } = &draft.session.state
        && open[..].first().is_some_and(|unclear| unclear.candidates.contains(&id) && unclear.quantity.is_some())
    {
        return clarify::take(draft, id, None, facts);
    }
    item(draft, id, facts)
}

/// One item and the question how many.
pub(super) fn item(draft: Draft, id: Id, facts: &Facts<'_>) -> Step {
    let Some(item) = facts.menu.item(id) else {
        let gone = draft.say.menu.gone.plain();
        return menu(draft.noting(gone), 0, facts);
    };
    if !item.can_be_had() {
        let sold_out = draft.say.menu.sold_out.with(&[("item", &item_name(id, facts))]);
        return beside(draft.noting(sold_out), id, facts);
    }
    if !item.fields.is_empty() {
        return begin_service(draft, item, facts);
    }
    let body = [headline(&draft, item), item.description.chars().take(DESCRIPTION_MAX).collect()];
    let body = body.into_iter().filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join("\n");
    let question = draft.say.menu.how_many.with(&[("max", &QUANTITY_MAX)]);
    let mut choices: Vec<Choice> =
        QUANTITIES.map(|quantity| Choice::new(choice::add(id, quantity), quantity.to_string())).into();
    if !item.groups.is_empty() && !item.asks() {
        choices.pop();
        choices.push(Choice::new(choice::customise(id), &draft.say.buttons.customise));
    }
    draft.at(State::Quantity { item: id }).ask(format!("{body}\n\n{question}"), choices)
}

/// A service is one, so that its fields are asked for at once.
fn begin_service(mut draft: Draft, item: &Item, facts: &Facts<'_>) -> Step {
    draft.note(headline(&draft, item));
    let description: String = item.description.chars().take(DESCRIPTION_MAX).collect();
    if !description.trim().is_empty() {
        draft.note(description);
    }
    let line = Unfinished { is_proposal: true, ..Unfinished::new(item.id, Some(1)) };
    compose::begin(&mut draft, line, &[], &[], facts);
    cart::after(draft, true, facts)
}

fn headline(draft: &Draft, item: &Item) -> String {
    let (say, name, price) = (&draft.say.menu, short(&item.name), draft.say.money(item.price));
    if item.unit.is_empty() {
        say.item.with(&[("item", &name), ("price", &price)])
    } else {
        say.item_with_unit.with(&[("item", &name), ("price", &price), ("unit", &short(&item.unit))])
    }
}

/// What else stands in the category of an item.
fn beside(draft: Draft, item: Id, facts: &Facts<'_>) -> Step {
    match facts.menu.section_of(item) {
        Some(section) => category(draft, section, 0, facts),
        None => menu(draft, 0, facts),
    }
}

fn more(draft: Draft, facts: &Facts<'_>) -> Step {
    match draft.session.state.clone() {
        State::Categories { page } => menu(draft, page.saturating_add(1), facts),
        State::Items { category, page } => show_category(draft, category, page.saturating_add(1), facts),
        State::Orders { .. } => orders::more(draft, facts),
        State::Slots { next } => terms::more_slots(draft, next),
        _ => menu(draft, 0, facts),
    }
}

fn back(draft: Draft, facts: &Facts<'_>) -> Step {
    match draft.session.state.clone() {
        State::Items { .. } if facts.menu.sections().len() > 1 => menu(draft, 0, facts),
        State::Quantity { item } => beside(draft, item, facts),
        State::Clarifying { .. } | State::Proposed | State::Fulfilment => cart::view(draft, facts),
        State::Coupon | State::Shortage { .. } | State::Slots { .. } => cart::view(draft, facts),
        State::Choosing => {
            let mut draft = draft;
            compose::drop_first(&mut draft, facts);
            cart::view(draft, facts)
        }
        State::Address | State::Confirming { .. } => checkout::back(draft, facts),
        _ => trouble::home(draft),
    }
}

/// A page of rows that fits into one list, with room for "More" where there is more.
struct Page<'a, T> {
    rows: &'a [T],
    number: u16,
    count: u16,
}

impl<'a, T> Page<'a, T> {
    fn of(all: &'a [T], number: u16) -> Self {
        if all.len() <= base::message::ROWS_MAX {
            return Self { rows: all, number: 0, count: 1 };
        }
        let count = u16::try_from(all.len().div_ceil(PAGE_ROWS)).unwrap_or(u16::MAX);
        let number = number.min(count - 1);
        let start = usize::from(number) * PAGE_ROWS;
        Self { rows: &all[start..all.len().min(start + PAGE_ROWS)], number, count }
    }

    fn more(&self) -> Option<u16> {
        (self.number + 1 < self.count).then_some(self.number + 1)
    }
}
