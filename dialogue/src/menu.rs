//! What the shop sells, ready to be searched.

use base::{Id, Money};

/// The menu at one revision. Built once per revision and shared by all conversations.
#[derive(Debug, Clone, Default)]
pub struct Menu {
    revision: i64,
    sections: Vec<Section>,
}

/// A category and what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The category's id.
    pub id: Id,
    /// What customers read.
    pub name: String,
    /// Its items in order, sold out ones included.
    pub items: Vec<Item>,
}

/// Something to buy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The product's id.
    pub id: Id,
    /// Its stable name, which native carts use.
    pub sku: String,
    /// What customers read.
    pub name: String,
    /// One or two sentences; may be empty.
    pub description: String,
    /// Price of one.
    pub price: Money,
    /// What one is: "plate", "bag"; may be empty.
    pub unit: String,
    /// Other names customers use.
    pub aliases: Vec<String>,
    /// Whether it can be bought now; if not, it is shown as sold out.
    pub available: bool,
}

impl Menu {
    /// Prepares a menu for searching. Empty categories are left out.
    pub fn new(revision: i64, sections: Vec<Section>) -> Self {
        let sections = sections.into_iter().filter(|section| !section.items.is_empty()).collect();
        Self { revision, sections }
    }

    /// Grows with every change of the catalogue.
    pub const fn revision(&self) -> i64 {
        self.revision
    }

    /// The categories in order.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }
}
