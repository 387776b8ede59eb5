//! What a customer wants to buy.

use base::Id;
use serde::{Deserialize, Serialize};

/// The most of one line.
pub const QUANTITY_MAX: u32 = 999;
/// The most lines of a cart.
pub const CART_LINES_MAX: usize = 50;
/// The most characters of a note.
pub(crate) const NOTE_MAX: usize = 200;

/// A product, how many, and the customer's words about it.
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

    /// Puts a line in, joined with one of the same product and note.
    pub(crate) fn add(&mut self, line: Line) -> Result<(), CartFull> {
        if self.quantity_of(line.product_id).saturating_add(line.quantity) > QUANTITY_MAX {
            return Err(CartFull::Quantity);
        }
        let same = |old: &Line| old.product_id == line.product_id && old.note == line.note;
        match self.lines.iter().position(same) {
            Some(place) => self.lines[place].quantity += line.quantity,
            None if self.lines.len() >= CART_LINES_MAX => return Err(CartFull::Lines),
            None => self.lines.push(line),
        }
        Ok(())
    }

    /// Takes out so many of a product, the newest lines first; all of it when `quantity` is `None`.
    pub(crate) fn remove(&mut self, product: Id, quantity: Option<u32>) {
        let mut left = quantity.unwrap_or(u32::MAX);
        for line in self.lines.iter_mut().rev().filter(|line| line.product_id == product) {
            let taken = line.quantity.min(left);
            line.quantity -= taken;
            left -= taken;
        }
        self.lines.retain(|line| line.quantity > 0);
    }

    /// Takes out the line at this place, from zero.
    pub(crate) fn remove_line(&mut self, place: usize) -> Option<Line> {
        (place < self.lines.len()).then(|| self.lines.remove(place))
    }

    /// Makes it exactly so many of a product that is in it; the first line keeps its note.
    pub(crate) fn set(&mut self, product: Id, quantity: u32) {
        let mut first = true;
        for line in self.lines.iter_mut().filter(|line| line.product_id == product) {
            line.quantity = if std::mem::take(&mut first) { quantity } else { 0 };
        }
        self.lines.retain(|line| line.quantity > 0);
    }
}
