//! What the shop sells, ready to be searched.

mod index;

use base::{Id, Money};

pub(crate) use index::{Index, WordId};

/// The menu at one revision. Built once per revision and shared by all conversations.
#[derive(Debug, Clone, Default)]
pub struct Menu {
    revision: i64,
    sections: Vec<Section>,
    index: Index,
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
        let sections: Vec<Section> = sections.into_iter().filter(|section| !section.items.is_empty()).collect();
        let index = Index::new(&sections);
        Self { revision, sections, index }
    }

    /// Grows with every change of the catalogue.
    pub const fn revision(&self) -> i64 {
        self.revision
    }

    /// The categories in order.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// The category with this id.
    pub fn section(&self, id: Id) -> Option<&Section> {
        self.sections.iter().find(|section| section.id == id)
    }

    /// The item with this id.
    pub fn item(&self, id: Id) -> Option<&Item> {
        let (section, item) = self.index.place(id)?;
        Some(&self.sections[section].items[item])
    }

    /// The item with this SKU, in any case.
    pub fn item_by_sku(&self, sku: &str) -> Option<&Item> {
        self.item(self.index.sku(sku)?)
    }

    /// The category an item stands in.
    pub(crate) fn section_of(&self, item: Id) -> Option<&Section> {
        self.sections.get(self.index.place(item)?.0)
    }

    /// All items in order.
    pub(crate) fn items(&self) -> impl Iterator<Item = &Item> {
        self.sections.iter().flat_map(|section| &section.items)
    }

    pub(crate) const fn index(&self) -> &Index {
        &self.index
    }
}
