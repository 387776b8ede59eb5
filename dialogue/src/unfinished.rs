//! A line that is not ready for the cart: a choice to make, a field to fill, a number to say.

use base::Id;
use serde::{Deserialize, Serialize};

use crate::{Field, FieldValue, Item, Line, OptionGroup};

/// The most lines that wait to be finished.
pub(crate) const UNFINISHED_MAX: usize = 10;

/// A line that something is still missing of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unfinished {
    /// The product.
    #[serde(rename = "id")]
    pub product_id: Id,
    /// How many; `None` when that is still to be asked.
    #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u32>,
    /// The customer's words about it; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The choices made so far.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Id>,
    /// The fields filled so far.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldValue>,
    /// The groups that need no question any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settled: Vec<Id>,
    /// Whether groups that are free to skip are asked for too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub asks_all: bool,
    /// Whether the customer only named it, so that the shop asks whether to order it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_proposal: bool,
}

/// What is missing of a line.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Question<'a> {
    /// Something of this group.
    Group(&'a OptionGroup),
    /// The value of this field.
    Field(&'a Field),
    /// How many.
    Quantity,
}

/// Why a choice cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoChoice {
    /// It is sold out.
    SoldOut,
    /// The group takes no more.
    Full,
    /// The product has no such choice.
    Unknown,
}

impl Unfinished {
    /// A product about which nothing was said but how many.
    pub(crate) const fn new(product_id: Id, quantity: Option<u32>) -> Self {
        Self {
            product_id,
            quantity,
            note: String::new(),
            choices: Vec::new(),
            fields: Vec::new(),
            settled: Vec::new(),
            asks_all: false,
            is_proposal: false,
        }
    }

    /// A line of the cart, looked at anew.
    pub(crate) fn of(line: Line) -> Self {
        let Line { product_id, quantity, note, choices, fields } = line;
        Self { note, choices, fields, ..Self::new(product_id, Some(quantity)) }
    }

    /// The line, once nothing is missing.
    pub(crate) fn into_line(self) -> Line {
        let Self { product_id, quantity, note, choices, fields, .. } = self;
        Line { product_id, quantity: quantity.unwrap_or(1), note, choices, fields }
    }

    /// What is asked next; `None` when the line is ready.
    pub(crate) fn question<'a>(&self, item: &'a Item) -> Option<Question<'a>> {
        let group = item.groups.iter().find(|group| self.is_open(group)).map(|group| Question::Group(group));
        let is_empty = |field: &&Field| !self.fields.iter().any(|filled| filled.key == field.key);
        group
            .or_else(|| item.fields.iter().find(is_empty).map(Question::Field))
            .or_else(|| self.quantity.is_none().then_some(Question::Quantity))
    }

    fn is_open(&self, group: &OptionGroup) -> bool {
        let is_free_to_ask = self.asks_all && !self.settled.contains(&group.id) && group.is_available();
        let has_any = group.choices.iter().any(|choice| choice.available);
        group.count(&self.choices) < group.choices_min || is_free_to_ask && has_any
    }

    /// Makes a choice.
    pub(crate) fn choose(&mut self, item: &Item, choice: Id) -> Result<(), NoChoice> {
        let (group, option) = item.choice(choice).ok_or(NoChoice::Unknown)?;
        if self.choices.contains(&choice) {
            return Ok(());
        }
        if !option.available {
            return Err(NoChoice::SoldOut);
        }
        if group.count(&self.choices) >= group.choices_max {
            return Err(NoChoice::Full);
        }
        self.choices.push(choice);
        Ok(())
    }

    /// Asks no more for a group.
    pub(crate) fn settle(&mut self, group: Id) {
        if !self.settled.contains(&group) {
            self.settled.push(group);
        }
    }

    /// Forgets what was chosen of a group.
    pub(crate) fn unchoose(&mut self, group: &OptionGroup) {
        self.choices.retain(|choice| group.choice(*choice).is_none());
        self.settled.retain(|settled| *settled != group.id);
    }

    /// Fills a field.
    pub(crate) fn fill(&mut self, value: FieldValue) {
        self.fields.retain(|filled| filled.key != value.key);
        self.fields.push(value);
    }
}
