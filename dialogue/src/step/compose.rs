//! What is missing of a line before it goes into the cart: choices, fields, how many.

use base::{Id, message::Choice};

use super::{
    cart,
    draft::{Draft, item_name, short},
    goods, trouble,
};
use crate::{
    Editing, Facts, Field, FieldValue, Item, OptionChoice, OptionGroup, QUANTITY_MAX, State, Step, Unfinished, choice,
    editing::{can_be_chosen, can_be_had},
    intent::{Act, Quantity, Target},
    unfinished::{NoChoice, Question, UNFINISHED_MAX},
};

/// Buttons that say how many.
const QUANTITIES: [u32; 3] = [1, 2, 3];
/// The most characters of the names of choices in a sentence.
const NAMES_MAX: usize = 400;

pub(super) fn step(draft: Draft, act: Act, facts: &Facts<'_>) -> Step {
    match act {
        Act::Choose { choices, is_all } => choose(draft, &choices, is_all, facts),
        Act::Skip => skip(draft, facts),
        Act::Fill { values } => fill(draft, values, facts),
        Act::Count(quantity) => count(draft, quantity, facts),
        Act::Customise { item } => customise(draft, item, facts),
        Act::NotAChoice { words } => not_a_choice(draft, &words, facts),
        act => trouble::step(draft, act, facts),
    }
}

/// Takes a line up: into the cart when nothing is missing, else among those that are asked about.
pub(super) fn begin(draft: &mut Draft, mut line: Unfinished, choices: &[Id], unknown: &[String], facts: &Facts<'_>) {
    let Some(item) = facts.menu.item(line.product_id) else { return draft.note(draft.say.menu.gone.plain()) };
    if !can_be_had(draft.session.editing.as_ref(), item) {
        return draft.note(draft.say.menu.sold_out.with(&[("item", &short(&item.name))]));
    }
    make(draft, &mut line, item, choices);
    for value in std::mem::take(&mut line.fields) {
        fill_one(draft, &mut line, item, value);
    }
    if !unknown.is_empty() && !item.groups.is_empty() {
        draft.note(no_such_choice(draft, item, &unknown.join(", ")));
        line.asks_all = true;
    }
    match line.question(item) {
        None => cart::keep(draft, line, facts),
        Some(_) if draft.session.unfinished.len() >= UNFINISHED_MAX => {
            draft.note(draft.say.cart.too_many_lines.with(&[("max", &UNFINISHED_MAX), ("item", &short(&item.name))]));
        }
        Some(question) => {
            line.asks_all |= matches!(question, Question::Group(_));
            draft.session.unfinished.push(line);
        }
    }
}

/// Asks what is missing of the first unfinished line; lines that are ready go into the cart.
pub(super) fn ask(mut draft: Draft, facts: &Facts<'_>) -> Step {
    let mut went_in = None;
    while let Some(line) = draft.session.unfinished.first() {
        let editing = draft.session.editing.as_ref();
        let item = facts.menu.item(line.product_id).filter(|item| can_be_had(editing, item));
        match item.map(|item| (item, line.question(item))) {
            Some((item, Some(question))) => return put_question(draft, item, question),
            Some((_, None)) => {
                let line = draft.session.unfinished.remove(0);
                went_in = Some(line.is_proposal);
                // Only the last of them is followed by the summary, which shows what went in.
                let is_shown = line.is_proposal && draft.session.unfinished.is_empty();
                cart::keep(&mut draft, Unfinished { is_proposal: is_shown, ..line }, facts);
            }
            None => {
                let line = draft.session.unfinished.remove(0);
                let name = item_name(line.product_id, facts);
                draft.note(draft.say.menu.sold_out.with(&[("item", &name)]));
            }
        }
    }
    match went_in {
        Some(is_proposal) => cart::added(draft, is_proposal, facts),
        None => trouble::home(draft),
    }
}

fn put_question(mut draft: Draft, item: &Item, question: Question<'_>) -> Step {
    draft.session.state = State::Choosing;
    match question {
        Question::Group(group) => ask_group(draft, item, group),
        Question::Field(field) => {
            let body = ask_field(&draft, item, field);
            draft.ask(body, Vec::new())
        }
        Question::Quantity => {
            let body = draft.say.menu.how_many.with(&[("max", &QUANTITY_MAX)]);
            let choices = QUANTITIES.map(|quantity| Choice::new(choice::count_of(quantity), quantity.to_string()));
            draft.ask(format!("*{}*\n{body}", short(&item.name)), choices.into())
        }
    }
}

fn ask_group(draft: Draft, item: &Item, group: &OptionGroup) -> Step {
    let say = &draft.say.options;
    let line = &draft.session.unfinished[0];
    let chosen = group.count(&line.choices);
    let open = |choice: &&OptionChoice| choice.available && !line.choices.contains(&choice.id);
    let rest: Vec<&OptionChoice> = group.choices.iter().filter(open).collect();
    let is_skippable = chosen >= group.choices_min;
    let fits_buttons = rest.len() + usize::from(is_skippable) <= base::message::BUTTONS_MAX;
    let row = |option: &&OptionChoice| {
        let row = Choice::new(choice::option(option.id), &option.name);
        let has_own_line = fits_buttons || option.price.minor == 0;
        if has_own_line { row } else { row.with_description(format!("+{}", draft.say.money(option.price))) }
    };
    let mut choices: Vec<Choice> = rest.iter().map(row).collect();
    if is_skippable {
        let title = if chosen > 0 { &draft.say.buttons.enough } else { &draft.say.buttons.skip };
        choices.push(Choice::new(choice::SKIP, title));
    }
    let mut parts = vec![group_question(&draft, item, group)];
    if chosen > 0 {
        parts.push(say.chosen.with(&[("choices", &goods::choice_names(item, &line.choices).join(", "))]));
    }
    if fits_buttons {
        let priced = rest.iter().filter(|option| option.price.minor > 0);
        let price = |option: &&OptionChoice| {
            say.price.with(&[("choice", &option.name), ("price", &draft.say.money(option.price))])
        };
        parts.extend(priced.map(price));
    }
    draft.ask(parts.join("\n"), choices)
}

fn group_question(draft: &Draft, item: &Item, group: &OptionGroup) -> String {
    let say = &draft.say.options;
    let (min, max) = (group.choices_min, group.choices_max.min(group.choices.len()));
    let phrase = match (min, max) {
        (0, 1) => &say.one_or_none,
        (0, _) => &say.some_or_none,
        (_, max) if min == max && max == 1 => &say.one,
        (_, max) if min == max => &say.exactly,
        _ => &say.between,
    };
    let name = short(&item.name);
    let values: [(&str, &dyn std::fmt::Display); 4] =
        [("item", &name), ("group", &group.name), ("min", &min), ("max", &max)];
    phrase.with(&values)
}

fn ask_field(draft: &Draft, item: &Item, field: &Field) -> String {
    let name = short(&item.name);
    let question = draft.say.options.field.with(&[("item", &name), ("field", &field.label)]);
    if field.example.is_empty() { question } else { format!("{question} {}", example(draft, field)) }
}

fn example(draft: &Draft, field: &Field) -> String {
    draft.say.options.example.with(&[("example", &field.example)])
}

/// Makes these choices and says which cannot be made.
pub(super) fn make(draft: &mut Draft, line: &mut Unfinished, item: &Item, choices: &[Id]) {
    for &id in choices {
        let Some((group, option)) = item.choice(id) else { continue };
        match line.choose(item, id) {
            Ok(()) => {}
            Err(NoChoice::SoldOut) => {
                draft.note(draft.say.options.sold_out.with(&[("choice", &option.name)]));
                line.asks_all = true;
            }
            Err(NoChoice::Full) => {
                let values: [(&str, &dyn std::fmt::Display); 2] = [("group", &group.name), ("max", &group.choices_max)];
                draft.note(draft.say.options.too_many.with(&values));
                line.unchoose(group);
                line.asks_all = true;
                return;
            }
            Err(NoChoice::Unknown) => {}
        }
    }
    for group in &item.groups {
        if group.count(&line.choices) >= group.choices_min.max(1) {
            line.settle(group.id);
        }
    }
}

/// The first unfinished line, taken out to be changed, with its item.
fn taken<'a>(draft: &mut Draft, facts: &Facts<'a>) -> Option<(Unfinished, &'a Item)> {
    let item = facts.menu.item(draft.session.unfinished.first()?.product_id)?;
    (draft.session.state == State::Choosing).then(|| (draft.session.unfinished.remove(0), item))
}

fn put_back(mut draft: Draft, line: Unfinished, facts: &Facts<'_>) -> Step {
    draft.session.unfinished.insert(0, line);
    ask(draft, facts)
}

fn choose(mut draft: Draft, choices: &[Id], is_all: bool, facts: &Facts<'_>) -> Step {
    let Some((mut line, item)) = taken(&mut draft, facts) else { return trouble::stale(draft, facts) };
    let asked = if let Some(Question::Group(group)) = line.question(item) { Some(group) } else { None };
    make(&mut draft, &mut line, item, choices);
    if let Some(group) = asked {
        let count = group.count(&line.choices);
        let may_go_on = count < group.choices_max.min(group.choices.len());
        if !is_all && may_go_on {
            line.settled.retain(|settled| *settled != group.id);
        }
        if is_all && (1..group.choices_min).contains(&count) {
            draft.note(draft.say.options.too_few.with(&[("group", &group.name), ("min", &group.choices_min)]));
        }
    }
    put_back(draft, line, facts)
}

/// "Nothing", or "nothing more".
pub(super) fn skip(mut draft: Draft, facts: &Facts<'_>) -> Step {
    let Some((mut line, item)) = taken(&mut draft, facts) else { return trouble::nothing_asked(draft, facts) };
    match line.question(item) {
        Some(Question::Group(group)) if group.count(&line.choices) >= group.choices_min => line.settle(group.id),
        Some(Question::Group(group)) => draft.note(draft.say.options.needed.with(&[("what", &group.name)])),
        Some(Question::Field(field)) => draft.note(draft.say.options.needed.with(&[("what", &field.label)])),
        Some(Question::Quantity) | None => {}
    }
    put_back(draft, line, facts)
}

fn fill(mut draft: Draft, values: Vec<FieldValue>, facts: &Facts<'_>) -> Step {
    let Some((mut line, item)) = taken(&mut draft, facts) else { return trouble::stale(draft, facts) };
    for value in values {
        fill_one(&mut draft, &mut line, item, value);
    }
    put_back(draft, line, facts)
}

/// Fills a field if its value will do. Spaces and dashes between digits do not matter.
fn fill_one(draft: &mut Draft, line: &mut Unfinished, item: &Item, value: FieldValue) {
    let Some(field) = item.field(&value.key) else { return };
    let compact: String = value.value.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let fitting = [value.value, compact].into_iter().find(|value| field.pattern.is_met(value));
    match fitting {
        Some(fitting) => line.fill(FieldValue { key: value.key, value: fitting }),
        None => draft.note(draft.say.options.field_wrong.with(&[("field", &field.label)])),
    }
}

fn count(mut draft: Draft, quantity: Quantity, facts: &Facts<'_>) -> Step {
    let Some((mut line, item)) = taken(&mut draft, facts) else { return trouble::stale(draft, facts) };
    match quantity {
        Quantity::Count(count) => line.quantity = Some(count),
        fault => cart::note_fault(&mut draft, &Target::Item(item.id), "", fault, facts),
    }
    put_back(draft, line, facts)
}

/// Asks for every choice of an item, and then how many.
fn customise(mut draft: Draft, item: Option<Id>, facts: &Facts<'_>) -> Step {
    let shown = if let State::Quantity { item } = draft.session.state { Some(item) } else { None };
    let Some(item) = item.or(shown) else {
        let remark = draft.say.options.customise_how.plain();
        return trouble::again(draft.noting(remark), facts);
    };
    let line = Unfinished { asks_all: true, ..Unfinished::new(item, None) };
    let before = draft.session.unfinished.len();
    begin(&mut draft, line, &[], &[], facts);
    if draft.session.unfinished.len() == before { trouble::again(draft, facts) } else { latest(draft, facts) }
}

/// Asks about the newest line first.
fn latest(mut draft: Draft, facts: &Facts<'_>) -> Step {
    let line = draft.session.unfinished.pop();
    draft.session.unfinished.splice(0..0, line);
    ask(draft, facts)
}

fn not_a_choice(mut draft: Draft, words: &str, facts: &Facts<'_>) -> Step {
    let item = draft.session.unfinished.first().and_then(|line| facts.menu.item(line.product_id));
    if let Some(item) = item {
        draft.note(no_such_choice(&draft, item, words));
    }
    ask(draft, facts)
}

/// "It does not come with that", and which choices there are.
fn no_such_choice(draft: &Draft, item: &Item, words: &str) -> String {
    let say = &draft.say.options;
    let group = |group: &OptionGroup| {
        let names: Vec<&str> =
            group.choices.iter().filter(|choice| choice.available).map(|choice| choice.name.as_str()).collect();
        say.there_are.with(&[("group", &group.name), ("choices", &names.join(", "))])
    };
    let there_are: Vec<String> = item.groups.iter().map(|it| group(it)).collect();
    let there_are: String = there_are.join(" ").chars().take(NAMES_MAX).collect();
    format!("{} {there_are}", say.unknown.with(&[("item", &short(&item.name)), ("words", &words)]))
}

/// Takes lines of the cart up again of which something is missing by now.
pub(super) fn reopen(draft: &mut Draft, facts: &Facts<'_>) {
    let editing = draft.session.editing.clone();
    let still_had = |line: &crate::Line, item: &Item| still_had(line, item, editing.as_ref());
    let is_incomplete = |line: &crate::Line| {
        let item = facts.menu.item(line.product_id).filter(|item| can_be_had(editing.as_ref(), item));
        item.is_some_and(|item| {
            Unfinished::of(still_had(line, item)).question(item).is_some() || still_had(line, item) != *line
        })
    };
    for line in draft.session.cart.take(is_incomplete) {
        let Some(item) = facts.menu.item(line.product_id) else { continue };
        let kept = still_had(&line, item);
        let lost: Vec<Id> = line.choices.iter().copied().filter(|id| !kept.choices.contains(id)).collect();
        for name in goods::choice_names(item, &lost) {
            draft.note(draft.say.options.sold_out.with(&[("choice", &name)]));
        }
        let quiet = Unfinished { is_proposal: true, ..Unfinished::of(kept) };
        begin(draft, quiet, &[], &[], facts);
    }
}

/// The line without choices and values that cannot be had or will not do any more.
fn still_had(line: &crate::Line, item: &Item, editing: Option<&Editing>) -> crate::Line {
    let mut kept = line.clone();
    kept.choices.retain(|id| item.choice(*id).is_some_and(|(_, option)| can_be_chosen(editing, item.id, option)));
    kept.fields.retain(|value| item.field(&value.key).is_some_and(|field| field.pattern.is_met(&value.value)));
    kept
}

/// Takes the lines of a product up again, as orders wants something else of them. Those with nothing to ask stay.
pub(super) fn reopen_product(draft: &mut Draft, product: Id, field: Option<&str>, facts: &Facts<'_>) {
    let Some(item) = facts.menu.item(product) else { return };
    let asks = |line: &crate::Line| line.product_id == product && doubted(line, item, field).question(item).is_some();
    for line in draft.session.cart.take(asks) {
        begin(draft, doubted(&line, item, field), &[], &[], facts);
    }
}

/// The line without what orders does not take: this field, or what must be chosen.
fn doubted(line: &crate::Line, item: &Item, field: Option<&str>) -> Unfinished {
    let mut line = Unfinished { is_proposal: true, ..Unfinished::of(line.clone()) };
    match field {
        Some(key) => line.fields.retain(|value| value.key != key),
        None => item.groups.iter().filter(|group| group.is_required()).for_each(|group| line.unchoose(group)),
    }
    line
}

/// Forgets the line that is asked about.
pub(super) fn drop_first(draft: &mut Draft, facts: &Facts<'_>) {
    if draft.session.unfinished.is_empty() {
        return;
    }
    let line = draft.session.unfinished.remove(0);
    draft.note(draft.say.options.dropped.with(&[("item", &item_name(line.product_id, facts))]));
}
