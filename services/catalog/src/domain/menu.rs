//! The menu as customers see it.

use std::collections::{HashMap, HashSet};

use base::Id;

use super::{
    category::Category,
    option::OptionGroup,
    product::Product,
    search::{Index, Query},
    shop::Shop,
    stock::Day,
};

/// Bits of a revision that hold its day: enough for some thousand years.
const DAY_BITS: u32 = 20;

/// The menu's revision: how often anything changed, and the day, since a new day brings back what was sold out.
pub(crate) fn revision(changes: i64, today: Day) -> i64 {
    (changes << DAY_BITS) + i64::from(today.0.clamp(0, (1 << DAY_BITS) - 1))
}

/// All that a menu is made of.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) revision: i64,
    pub(crate) shop: Shop,
    pub(crate) categories: Vec<Category>,
    pub(crate) products: Vec<Product>,
    pub(crate) option_groups: Vec<OptionGroup>,
}

/// The menu at one revision, ready to be searched.
#[derive(Debug)]
pub(crate) struct Menu {
    pub(crate) revision: i64,
    pub(crate) shop: Shop,
    pub(crate) sections: Vec<Section>,
    /// The groups that its products use.
    pub(crate) option_groups: Vec<OptionGroup>,
    index: Index,
    /// Where the index's products stand: section and place within it.
    places: Vec<(usize, usize)>,
}

/// One category of the menu with its products.
#[derive(Debug)]
pub(crate) struct Section {
    pub(crate) category: Category,
    pub(crate) products: Vec<Product>,
}

impl Menu {
    /// Puts active products into active categories; both come in order. A product of another category is not shown.
    /// What cannot be sold today is not available.
    pub(crate) fn new(parts: Parts, today: Day) -> Self {
        let Parts { revision, shop, categories, products, mut option_groups } = parts;
        let numbers: HashMap<_, _> =
            categories.iter().enumerate().map(|(number, category)| (category.id, number)).collect();
        let mut sections: Vec<Section> =
            categories.into_iter().map(|category| Section { category, products: Vec::new() }).collect();
        let (mut index, mut places, mut used) = (Index::default(), Vec::new(), HashSet::<Id>::new());
        for mut product in products {
            let Some(&number) = numbers.get(&product.category_id) else { continue };
            product.available &= product.stock.is_sellable(today);
            used.extend(&product.option_groups);
            index.add(places.len(), product.names());
            places.push((number, sections[number].products.len()));
            sections[number].products.push(product);
        }
        option_groups.retain(|group| used.contains(&group.id));
        Self { revision, shop, sections, option_groups, index, places }
    }

    /// The products that resemble the query, best first, each with its score.
    pub(crate) fn search(&self, query: &Query, limit: usize) -> Vec<(&Product, f64)> {
        let found = self.index.search(query).into_iter().take(limit);
        let product = |number: usize| {
            let (section, place) = self.places[number];
            &self.sections[section].products[place]
        };
        found.map(|found| (product(found.product), found.score)).collect()
    }
}
