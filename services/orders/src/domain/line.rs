//! One line of an order: a product with its options and fields, at the prices of its day.

use std::collections::HashSet;

use base::{Id, Money};
use serde::{Deserialize, Serialize};

use super::{
    Obstacle, Private, Quantity,
    fields::{FieldValue, Value},
    offer::{Choice, Offer, OptionGroup, Shelf},
    wish::{Item, NOTE_MAX},
};
use crate::error::Error;

/// A line of an order or a quote. What it says about the product stays as it was then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The product.
    pub product_id: Id,
    /// Its SKU.
    pub sku: String,
    /// Its name.
    pub name: String,
    /// How many.
    pub quantity: Quantity,
    /// The price of one, with its choices.
    pub unit_price: Money,
    /// The price of the line.
    pub total: Money,
    /// The customer's words about it.
    pub note: Private<NOTE_MAX>,
    /// The choices made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<LineChoice>,
    /// The fields filled.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldValue>,
}

/// A choice made on a line, with the price it had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineChoice {
    /// The choice.
    pub choice_id: Id,
    /// The name of its group at that time.
    pub group_name: String,
    /// Its name at that time.
    pub name: String,
    /// What it adds to the price of one.
    pub price: Money,
}

/// A line and what keeps it from being ordered.
pub(super) struct Considered<'a> {
    pub(super) line: Line,
    pub(super) offer: &'a Offer,
    pub(super) obstacles: Vec<Obstacle>,
}

/// Prices one line.
pub(super) fn consider<'a>(shelf: &'a Shelf, item: &Item, offer: &'a Offer) -> Result<Considered<'a>, Error> {
    let mut obstacles = Vec::new();
    let choices = choices(shelf, item, offer, &mut obstacles)?;
    let fields = fields(item, offer, &mut obstacles)?;
    let unit_price = choices.iter().try_fold(offer.price, |price, choice| price.plus(choice.price))?;
    let line = Line {
        product_id: offer.id,
        sku: offer.sku.clone(),
        name: offer.name.clone(),
        quantity: item.quantity,
        unit_price,
        total: unit_price.times(item.quantity.get())?,
        note: item.note.clone(),
        choices,
        fields,
    };
    Ok(Considered { line, offer, obstacles })
}

/// The choices made, in the order customers are asked.
fn choices(shelf: &Shelf, item: &Item, offer: &Offer, obstacles: &mut Vec<Obstacle>) -> Result<Vec<LineChoice>, Error> {
    let mut unknown: HashSet<Id> = item.choices.iter().copied().collect();
    let is_twice = unknown.len() < item.choices.len();
    let mut made = Vec::new();
    for group in shelf.groups(offer) {
        let of_group: Vec<&Choice> = group.choices.iter().filter(|choice| item.choices.contains(&choice.id)).collect();
        obstacles.extend(wrong_choices(offer.id, group, &of_group));
        for choice in of_group {
            unknown.remove(&choice.id);
            made.push(line_choice(group, choice));
        }
    }
    if unknown.is_empty() && !is_twice {
        return Ok(made);
    }
    Err(Error::OptionUnknown { product: offer.id, options: unknown.iter().map(ToString::to_string).collect() })
}

fn wrong_choices<'a>(product: Id, group: &'a OptionGroup, made: &'a [&Choice]) -> impl Iterator<Item = Obstacle> + 'a {
    let missing = group.choices_min.saturating_sub(made.len());
    let too_few = (missing > 0).then_some(Obstacle::ChoiceRequired { product, group: group.id, missing });
    let too_many = (made.len() > group.choices_max).then_some(Obstacle::TooManyChoices { product, group: group.id });
    let gone = made.iter().filter(|choice| !choice.available);
    let gone = gone.map(move |choice| Obstacle::ChoiceUnavailable { product, choice: choice.id });
    too_few.into_iter().chain(too_many).chain(gone)
}

fn line_choice(group: &OptionGroup, choice: &Choice) -> LineChoice {
    LineChoice { choice_id: choice.id, group_name: group.name.clone(), name: choice.name.clone(), price: choice.price }
}

/// The fields filled, in the order customers are asked. An empty value fills nothing.
fn fields(item: &Item, offer: &Offer, obstacles: &mut Vec<Obstacle>) -> Result<Vec<FieldValue>, Error> {
    let is_known = |key: &String| offer.fields.iter().any(|spec| spec.key == *key);
    if let Some((key, _)) = item.fields.iter().find(|(key, _)| !is_known(key)) {
        return Err(Error::FieldUnknown { product: offer.id, field: key.clone() });
    }
    let mut filled = Vec::new();
    for spec in &offer.fields {
        let (product, field) = (offer.id, spec.key.clone());
        let value: Option<&Value> = item.fields.iter().find(|(key, _)| *key == spec.key).map(|(_, value)| value);
        match value.filter(|value| !value.is_empty()) {
            None => obstacles.push(Obstacle::FieldRequired { product, field }),
            Some(value) => {
                if !spec.accepts(value.as_str()) {
                    obstacles.push(Obstacle::FieldInvalid { product, field });
                }
                filled.push(FieldValue::filled(spec, value.clone()));
            }
        }
    }
    Ok(filled)
}
