//! What the shop sells, ready to be searched.

mod index;
mod options;

use std::{collections::BTreeSet, sync::Arc};

use base::{Id, Money};

use crate::PaymentPolicy;
pub(crate) use index::{Index, WordId};
pub use options::{Field, NotAPattern, OptionChoice, OptionGroup, Pattern};

/// The menu at one revision. Built once per revision and shared by all conversations.
#[derive(Debug, Clone, Default)]
pub struct Menu {
    revision: i64,
    sections: Vec<Section>,
    offers: Offers,
    has_options: bool,
    index: Index,
}

/// What the shop offers besides goods.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offers {
    /// Whether orders can be planned for a later time.
    pub slots: bool,
    /// Whether customers may add a tip.
    pub tips: bool,
    /// The ways to pay customers may choose from, the usual one first; empty for paying on delivery alone.
    pub payments: Vec<PaymentPolicy>,
    /// What the tax is called on bills; may be empty.
    pub tax_name: String,
}

/// A category and what it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// The category's id.
    pub id: Id,
    /// What customers read.
    pub name: String,
    /// Its items in order, sold out ones included.
    pub items: Vec<Item>,
}

/// Something to buy.
#[derive(Debug, Clone, PartialEq)]
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
    /// The choices that go with it, in the order customers are asked.
    pub groups: Vec<Arc<OptionGroup>>,
    /// What customers are asked for.
    pub fields: Vec<Field>,
}

impl Item {
    /// A choice of it, and the group it is of.
    pub(crate) fn choice(&self, id: Id) -> Option<(&OptionGroup, &OptionChoice)> {
        self.groups.iter().find_map(|group| Some((group.as_ref(), group.choice(id)?)))
    }

    /// The field with this key.
    pub(crate) fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// Whether it is sold, with enough to choose from where something must be chosen.
    pub(crate) fn can_be_had(&self) -> bool {
        self.available && self.groups.iter().all(|group| group.is_available())
    }

    /// Whether something must be chosen or filled before it can be bought.
    pub(crate) fn asks(&self) -> bool {
        !self.fields.is_empty() || self.groups.iter().any(|group| group.is_required())
    }
}

impl Menu {
    /// Prepares a menu for searching. Empty categories are left out.
    pub fn new(revision: i64, sections: Vec<Section>) -> Self {
        let sections: Vec<Section> = sections.into_iter().filter(|section| !section.items.is_empty()).collect();
        let index = Index::new(&sections);
        let has_options = sections.iter().flat_map(|section| &section.items).any(|item| !item.groups.is_empty());
        Self { revision, sections, offers: Offers::default(), has_options, index }
    }

    /// The menu of a shop that offers more than goods.
    #[must_use]
    pub fn offering(self, offers: Offers) -> Self {
        Self { offers, ..self }
    }

    /// What the shop offers besides goods.
    pub const fn offers(&self) -> &Offers {
        &self.offers
    }

    /// Whether anything has choices.
    pub(crate) const fn has_options(&self) -> bool {
        self.has_options
    }

    /// What customers are asked for details about.
    pub(crate) fn services(&self) -> impl Iterator<Item = &Item> {
        self.items().filter(|item| !item.fields.is_empty())
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

    /// Items that cannot be bought now, and choices that cannot be made.
    pub fn sold_out(&self) -> BTreeSet<Id> {
        let items = self.items().filter(|item| !item.can_be_had()).map(|item| item.id);
        let choices = self.items().flat_map(|item| &item.groups).flat_map(|group| &group.choices);
        items.chain(choices.filter(|choice| !choice.available).map(|choice| choice.id)).collect()
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
