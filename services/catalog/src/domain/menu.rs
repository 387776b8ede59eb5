//! The menu as customers see it.

use std::collections::HashMap;

use super::{
    category::Category,
    product::Product,
    search::{Index, Query},
};

/// The menu at one revision, ready to be searched.
#[derive(Debug)]
pub(crate) struct Menu {
    pub(crate) revision: i64,
    pub(crate) sections: Vec<Section>,
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
    pub(crate) fn new(revision: i64, categories: Vec<Category>, products: Vec<Product>) -> Self {
        let numbers: HashMap<_, _> =
            categories.iter().enumerate().map(|(number, category)| (category.id, number)).collect();
        let mut sections: Vec<Section> =
            categories.into_iter().map(|category| Section { category, products: Vec::new() }).collect();
        let (mut index, mut places) = (Index::default(), Vec::new());
        for product in products {
            let Some(&number) = numbers.get(&product.category_id) else { continue };
            index.add(places.len(), product.names());
            places.push((number, sections[number].products.len()));
            sections[number].products.push(product);
        }
        Self { revision, sections, index, places }
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
