//! What the catalogue offers now: products, the options that go with them, the fields they ask for.

use std::collections::HashMap;

use base::{Id, Money};
use regex::Regex;

use super::{ProductRef, Shop};

/// A product as the catalogue offers it now.
#[derive(Debug, Clone)]
pub struct Offer {
    /// Its id.
    pub id: Id,
    /// Its SKU.
    pub sku: String,
    /// The category it stands in.
    pub category: Id,
    /// Its name.
    pub name: String,
    /// The price of one, without options.
    pub price: Money,
    /// Whether it can be bought.
    pub available: bool,
    /// The groups of options that go with it, in the order customers are asked.
    pub groups: Vec<Id>,
    /// What customers are asked for.
    pub fields: Vec<FieldSpec>,
    /// Whether orders of it must be reserved first.
    pub reserved: bool,
}

/// Choices that go with products.
#[derive(Debug, Clone)]
pub struct OptionGroup {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Choices that must be made at least.
    pub choices_min: usize,
    /// Choices that may be made at most.
    pub choices_max: usize,
    /// The choices.
    pub choices: Vec<Choice>,
}

/// One choice of a group.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// What it adds to the price of one.
    pub price: Money,
    /// Whether it can be chosen now.
    pub available: bool,
}

/// Something a service asks its customer for.
#[derive(Debug, Clone)]
pub struct FieldSpec {
    /// Its name within the product.
    pub key: String,
    /// What customers are asked for.
    pub label: String,
    /// What the whole value must match; `None` for any text.
    pub pattern: Option<Regex>,
    /// Whether the value is encrypted at rest and masked.
    pub sensitive: bool,
}

impl FieldSpec {
    /// Whether a value would do.
    pub fn accepts(&self, value: &str) -> bool {
        self.pattern.as_ref().is_none_or(|pattern| pattern.is_match(value))
    }
}

/// All that is offered now, and on what terms.
#[derive(Debug, Clone)]
pub struct Shelf {
    offers: HashMap<Id, Offer>,
    skus: HashMap<String, Id>,
    groups: HashMap<Id, OptionGroup>,
    /// The shop's terms.
    pub shop: Shop,
}

impl Shelf {
    /// Puts everything in its place.
    pub fn new(offers: Vec<Offer>, groups: Vec<OptionGroup>, shop: Shop) -> Self {
        let skus = offers.iter().map(|offer| (offer.sku.clone(), offer.id)).collect();
        Self {
            skus,
            offers: offers.into_iter().map(|offer| (offer.id, offer)).collect(),
            groups: groups.into_iter().map(|group| (group.id, group)).collect(),
            shop,
        }
    }

    /// The product meant, if it is offered.
    pub fn offer(&self, product: &ProductRef) -> Option<&Offer> {
        match product {
            ProductRef::Id(id) => self.offers.get(id),
            ProductRef::Sku(sku) => self.offers.get(self.skus.get(sku)?),
        }
    }

    /// The groups of options of a product, in the order customers are asked.
    pub fn groups<'a>(&'a self, offer: &'a Offer) -> impl Iterator<Item = &'a OptionGroup> {
        offer.groups.iter().filter_map(|id| self.groups.get(id))
    }
}
