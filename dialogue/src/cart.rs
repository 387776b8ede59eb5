//! What a customer wants to buy.

use std::fmt;

use base::Id;
use serde::{Deserialize, Serialize};

/// The most of one line.
pub const QUANTITY_MAX: u32 = 999;
/// The most lines of a cart.
pub const CART_LINES_MAX: usize = 50;
/// The most characters of a field's value.
pub const FIELD_VALUE_MAX: usize = 200;
/// The most characters of a note.
pub(crate) const NOTE_MAX: usize = 200;

/// A product, how many, and all that the customer said about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The product.
    #[serde(rename = "id")]
    pub product_id: Id,
    /// How many, 1 to [`QUANTITY_MAX`].
    #[serde(rename = "n")]
    pub quantity: u32,
    /// The customer's words, at most 200 characters; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The choices made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Id>,
    /// The fields filled.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldValue>,
}

/// What a customer filled in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldValue {
    /// The field's key.
    pub key: String,
    /// The value, at most [`FIELD_VALUE_MAX`] characters.
    pub value: String,
}

impl fmt::Debug for FieldValue {
    /// Values may be private, so they stay out of logs.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: …", self.key)
    }
}

impl Line {
    /// So many of a product, with nothing more to say about it.
    pub const fn new(product_id: Id, quantity: u32) -> Self {
        Self { product_id, quantity, note: String::new(), choices: Vec::new(), fields: Vec::new() }
    }

    /// Whether it is the same but for how many.
    fn is_like(&self, other: &Self) -> bool {
        let same_choices =
            self.choices.len() == other.choices.len() && self.choices.iter().all(|id| other.choices.contains(id));
        same_choices && self.product_id == other.product_id && self.note == other.note && self.fields == other.fields
    }
}

/// Lines in the order they were put in. Prices are not kept: the menu has them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cart {
    lines: Vec<Line>,
}

/// Why a line does not go in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CartFull {
    /// It would be more than [`QUANTITY_MAX`] of one product.
    Quantity,
    /// It would be more than [`CART_LINES_MAX`] lines.
    Lines,
}

impl Cart {
    /// A cart of these lines; what passes a limit is left out.
    pub fn new(lines: impl IntoIterator<Item = Line>) -> Self {
        let mut cart = Self::default();
        for line in lines.into_iter().filter(|line| line.quantity > 0) {
            let _ = cart.add(line);
        }
        cart
    }

    /// The lines.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// How many of this product are in it, over all lines.
    pub fn quantity_of(&self, product: Id) -> u32 {
        self.lines.iter().filter(|line| line.product_id == product).map(|line| line.quantity).sum()
    }

    /// Puts a line in, joined with one that is the same but for how many.
    pub(crate) fn add(&mut self, line: Line) -> Result<(), CartFull> {
        if self.quantity_of(line.product_id).saturating_add(line.quantity) > QUANTITY_MAX {
            return Err(CartFull::Quantity);
        }
        match self.lines.iter().position(|old| old.is_like(&line)) {
            Some(place) => self.lines[place].quantity += line.quantity,
            None if self.lines.len() >= CART_LINES_MAX => return Err(CartFull::Lines),
            None => self.lines.push(line),
        }
        Ok(())
    }

    /// Takes out so many of a product, the newest lines first; all of it when `quantity` is `None`.
    pub(crate) fn remove(&mut self, product: Id, quantity: Option<u32>) {
        self.take_some(quantity, |line| line.product_id == product);
    }

    /// Takes out so many of the lines that are meant, the newest first; all of them when `quantity` is `None`. What was
    /// taken, as lines.
    pub(crate) fn take_some(&mut self, quantity: Option<u32>, is_meant: impl Fn(&Line) -> bool) -> Vec<Line> {
        let mut left = quantity.unwrap_or(u32::MAX);
        let mut taken = Vec::new();
        for line in self.lines.iter_mut().rev().filter(|line| is_meant(line)) {
            let part = Line { quantity: line.quantity.min(left), ..line.clone() };
            line.quantity -= part.quantity;
            left -= part.quantity;
            taken.push(part);
        }
        self.lines.retain(|line| line.quantity > 0);
        taken.retain(|line| line.quantity > 0);
        taken
    }

    /// The lines that are not in another cart, or are more there, with how many more.
    pub(crate) fn beyond(&self, other: &Self) -> Vec<Line> {
        let more = |line: &Line| {
            let before = other.lines.iter().find(|old| old.is_like(line)).map_or(0, |old| old.quantity);
            Line { quantity: line.quantity.saturating_sub(before), ..line.clone() }
        };
        self.lines.iter().map(more).filter(|line| line.quantity > 0).collect()
    }

    /// Takes out all lines that are chosen.
    pub(crate) fn take(&mut self, is_chosen: impl Fn(&Line) -> bool) -> Vec<Line> {
        let (taken, kept) = std::mem::take(&mut self.lines).into_iter().partition(is_chosen);
        self.lines = kept;
        taken
    }

    /// Takes out the line at this place, from zero.
    pub(crate) fn remove_line(&mut self, place: usize) -> Option<Line> {
        (place < self.lines.len()).then(|| self.lines.remove(place))
    }

    /// Makes the lines that are meant exactly so many; the first keeps its note.
    pub(crate) fn set(&mut self, quantity: u32, is_meant: impl Fn(&Line) -> bool) {
        let mut first = true;
        for line in self.lines.iter_mut().filter(|line| is_meant(line)) {
            line.quantity = if std::mem::take(&mut first) { quantity } else { 0 };
        }
        self.lines.retain(|line| line.quantity > 0);
    }
}
