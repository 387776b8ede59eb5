//! An order that is being changed, and what it was promised.

use base::{Id, OrderNumber};
use serde::{Deserialize, Serialize};

use crate::{Cart, Item, Line, OptionChoice, OrderLine, QUANTITY_MAX, Terms};

/// An order that is being changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Editing {
    /// Which.
    pub number: OrderNumber,
    /// Its version when its lines were put into the cart.
    pub version: i64,
    /// How it was wanted.
    pub terms: Terms,
    /// The cart that waits meanwhile.
    #[serde(default, skip_serializing_if = "Cart::is_empty")]
    pub aside: Cart,
    /// The products and choices it has, which it keeps though they are sold out to others.
    #[serde(default, skip_serializing_if = "Cart::is_empty")]
    pub had: Cart,
}

impl Editing {
    /// What lines of an order promise: which products, how many and with which choices.
    pub(crate) fn promises(lines: &[OrderLine]) -> Cart {
        let promise = |line: &OrderLine| Line {
            choices: line.choices.iter().map(|choice| choice.id).collect(),
            ..Line::new(line.product_id, line.quantity.min(QUANTITY_MAX))
        };
        Cart::new(lines.iter().map(promise))
    }

    /// Whether the order has this choice of a product.
    fn has_choice(&self, product: Id, choice: Id) -> bool {
        self.had.lines().iter().any(|line| line.product_id == product && line.choices.contains(&choice))
    }
}

/// Whether an item can be had: by anybody, or by the order that is changed. How many more it can have, orders tells.
pub(crate) fn can_be_had(editing: Option<&Editing>, item: &Item) -> bool {
    item.can_be_had() || editing.is_some_and(|editing| editing.had.quantity_of(item.id) > 0)
}

/// Whether a product can be had with this choice, by anybody or by the order that is changed.
pub(crate) fn can_be_chosen(editing: Option<&Editing>, product: Id, choice: &OptionChoice) -> bool {
    choice.available || has_choice(editing, product, choice.id)
}

/// Whether the order that is changed has this choice of a product.
pub(crate) fn has_choice(editing: Option<&Editing>, product: Id, choice: Id) -> bool {
    editing.is_some_and(|editing| editing.has_choice(product, choice))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Session;

    #[test]
    fn a_change_that_was_begun_before_promises_were_kept_goes_on() {
        let number = OrderNumber::from_random(7);
        let stored = format!(r#"{{"v":1,"editing":{{"number":"{number}","version":3,"terms":{{}}}}}}"#);
        let session: Session = serde_json::from_str(&stored).unwrap();
        let editing = session.editing.unwrap();
        assert_eq!((editing.number, editing.version, editing.had), (number, 3, Cart::default()));
    }
}
