//! A shop with options and services.

use std::sync::Arc;

use base::{Currency, Id, Money};
use dialogue::{Field, Item, OptionChoice, OptionGroup, Pattern, Section};

use crate::phone::{self, Phone, id};

/// Every choice of the shop: its number, name and price.
const CHOICES: [(u64, &str, i64); 8] = [
    (1001, "Chicken", 0),
    (1002, "Beef", 0),
    (1003, "Fish", 50_000),
    (1011, "Plantain", 60_000),
    (1012, "Egg", 50_000),
    (1013, "Coleslaw", 40_000),
    (1021, "No onion", 0),
    (1031, "Chili", 10_000),
];

fn option(number: u64, name: &str, minor: i64) -> OptionChoice {
    let aliases = if name == "Beef" { vec!["meat".to_owned()] } else { Vec::new() };
    OptionChoice {
        id: id(number),
        name: name.into(),
        aliases,
        price: Money::new(minor, Currency::NGN),
        available: true,
    }
}

fn group(number: u64, name: &str, limits: (usize, usize), choices: std::ops::Range<u64>) -> Arc<OptionGroup> {
    let choices = CHOICES.iter().filter(|(number, ..)| choices.contains(number));
    let choices = choices.map(|(number, name, minor)| option(*number, name, *minor)).collect();
    Arc::new(OptionGroup { id: id(number), name: name.into(), choices_min: limits.0, choices_max: limits.1, choices })
}

fn field(key: &str, label: &str, pattern: &str, example: &str, sensitive: bool) -> Field {
    Field {
        key: key.into(),
        label: label.into(),
        aliases: Vec::new(),
        example: example.into(),
        pattern: Pattern::new(pattern).unwrap(),
        sensitive,
    }
}

pub(crate) fn sections() -> Vec<Section> {
    let mut sections = phone::sections();
    let food = &mut sections[0].items;
    food[0].groups = vec![
        group(2001, "Protein", (1, 1), 1000..1010),
        group(2002, "Extras", (0, 2), 1010..1020),
        group(2003, "Wishes", (0, 1), 1020..1030),
    ];
    food.push(Item {
        groups: vec![group(2004, "Sauce", (0, 1), 1030..1040)],
        ..phone::item(7, "Burger", 200_000, &[])
    });
    let flavours = (1..=14).map(|n| option(1100 + n, &format!("Flavour {n}"), 10_000 * i64::from(n == 14))).collect();
    let flavour =
        OptionGroup { id: id(2005), name: "Flavour".into(), choices_min: 1, choices_max: 1, choices: flavours };
    food.push(Item { groups: vec![Arc::new(flavour)], ..phone::item(8, "Ice Cream", 80_000, &[]) });
    let fields =
        vec![field("name", "Name", "", "Ada Obi", false), field("nid", "NID", "[0-9]{10}", "1000000001", true)];
    let service = Item { fields, ..phone::item(31, "NID Service", 10_000, &["nid"]) };
    sections.push(Section { id: id(104), name: "Documents".into(), items: vec![service] });
    sections
}

pub(crate) fn phone() -> Phone {
    Phone::with_menu(sections())
}

/// The id of the row or button for a choice.
pub(crate) fn choice(name: &str) -> String {
    let (number, ..) = CHOICES.iter().find(|(_, known, _)| *known == name).unwrap();
    format!("option:{}", id(*number))
}

/// The names of choices.
pub(crate) fn names(choices: &[Id]) -> Vec<String> {
    let name = |choice: &Id| CHOICES.iter().find(|(number, ..)| id(*number) == *choice).unwrap().1.to_owned();
    choices.iter().map(name).collect()
}

/// Marks a choice of an item as sold out.
pub(crate) fn sell_out(item: &mut Item, name: &str) {
    for group in &mut item.groups {
        let mut changed = (**group).clone();
        changed.choices.iter_mut().filter(|choice| choice.name == name).for_each(|choice| choice.available = false);
        *group = Arc::new(changed);
    }
}
