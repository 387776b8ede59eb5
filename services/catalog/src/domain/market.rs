//! A whole market that is loaded at once, from the sample or from a file.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    hash::Hash,
};

use base::{Id, Timestamp};

use super::{
    category::{self, Category, CategoryDraft},
    code::{CategoryKey, Sku, Slug},
    product::{self, Product, ProductDraft},
};
use crate::error::Error;

/// Names a row of the market in errors, as programs would.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Row {
    Category(usize),
    Product(usize),
}

impl fmt::Display for Row {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Category(number) => write!(formatter, "categories[{number}]"),
            Self::Product(number) => write!(formatter, "products[{number}]"),
        }
    }
}

impl Row {
    /// The same failure, with the name of this row.
    pub(crate) fn failed(self, error: Error) -> Error {
        Error::Row { row: self, source: Box::new(error) }
    }
}

/// A market to load: every category has a slug and every product a SKU, each only once.
#[derive(Debug)]
pub(crate) struct Market {
    categories: Vec<(Slug, CategoryDraft)>,
    products: Vec<(Sku, ProductDraft)>,
}

/// What the shop has already. Removed ones count as known, so that loading a market again does not bring them back.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// Each slug with the id of the category that has it; `None` when that was removed.
    pub(crate) categories: HashMap<Slug, Option<Id>>,
    pub(crate) skus: HashSet<Sku>,
    /// How many products there are, removed ones left out.
    pub(crate) products: i64,
}

/// What a load adds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Addition {
    pub(crate) categories: Vec<Category>,
    pub(crate) products: Vec<Product>,
}

impl Market {
    /// Checks that every row has a code of its own.
    pub(crate) fn new(categories: Vec<CategoryDraft>, products: Vec<ProductDraft>) -> Result<Self, Error> {
        let (mut slugs, mut skus) = (HashSet::new(), HashSet::new());
        let category = |(number, draft): (usize, CategoryDraft)| {
            let slug = own_code(draft.slug.as_ref(), &mut slugs, Error::SlugInvalid, Error::SlugTaken);
            Ok((slug.map_err(|error| Row::Category(number).failed(error))?, draft))
        };
        let categories = categories.into_iter().enumerate().map(category).collect::<Result<_, Error>>()?;
        let product = |(number, draft): (usize, ProductDraft)| {
            let sku = own_code(draft.sku.as_ref(), &mut skus, Error::SkuInvalid, Error::SkuTaken);
            Ok((sku.map_err(|error| Row::Product(number).failed(error))?, draft))
        };
        let products = products.into_iter().enumerate().map(product).collect::<Result<_, Error>>()?;
        Ok(Self { categories, products })
    }

    /// What the shop does not know yet.
    pub(crate) fn missing(
        self,
        mut known: Known,
        now: Timestamp,
        mut new_id: impl FnMut() -> Id,
    ) -> Result<Addition, Error> {
        let mut addition = Addition::default();
        for (number, (slug, draft)) in self.categories.into_iter().enumerate() {
            if known.categories.contains_key(&slug) {
                continue;
            }
            let added = known.add_category(slug, draft, new_id());
            addition.categories.push(added.map_err(|error| Row::Category(number).failed(error))?);
        }
        for (number, (sku, draft)) in self.products.into_iter().enumerate() {
            if known.skus.contains(&sku) {
                continue;
            }
            let added = known.add_product(draft, new_id(), now);
            addition.products.push(added.map_err(|error| Row::Product(number).failed(error))?);
        }
        Ok(addition)
    }
}

/// The code of a row, which no row before it may have.
fn own_code<C: Clone + Eq + Hash>(
    code: Option<&C>,
    seen: &mut HashSet<C>,
    missing: Error,
    taken: fn(C) -> Error,
) -> Result<C, Error> {
    let code = code.cloned().ok_or(missing)?;
    if seen.insert(code.clone()) { Ok(code) } else { Err(taken(code)) }
}

impl Known {
    fn add_category(&mut self, slug: Slug, draft: CategoryDraft, id: Id) -> Result<Category, Error> {
        let present = self.categories.values().flatten().count();
        category::check_room(i64::try_from(present).unwrap_or(i64::MAX))?;
        self.categories.insert(slug, Some(id));
        draft.into_category(id)
    }

    fn add_product(&mut self, draft: ProductDraft, id: Id, now: Timestamp) -> Result<Product, Error> {
        product::check_room(self.products)?;
        self.products += 1;
        let CategoryKey::Slug(slug) = &draft.category else { return Err(Error::CategoryNotFound) };
        let category_id = self.categories.get(slug).copied().flatten().ok_or(Error::CategoryNotFound)?;
        draft.into_product(id, category_id, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        category::CategoryName,
        product::{Description, ProductName, Unit},
    };
    use base::{Currency, Money};

    fn category(slug: &str) -> CategoryDraft {
        let slug = Some(Slug::parse(slug).unwrap());
        CategoryDraft { slug, name: CategoryName::parse("Drinks").unwrap(), position: 0, active: true }
    }

    fn product(sku: &str, category: &str) -> ProductDraft {
        ProductDraft {
            sku: Some(Sku::parse(sku).unwrap()),
            category: CategoryKey::parse(category).unwrap(),
            name: ProductName::parse("Zobo").unwrap(),
            description: Description::parse("").unwrap(),
            price: Money::new(60_000, Currency::NGN),
            unit: Unit::parse("bottle").unwrap(),
            aliases: Vec::new(),
            available: true,
            active: true,
            position: 0,
        }
    }

    fn missing(market: Market, known: Known) -> Result<Addition, Error> {
        let mut number = 0;
        market.missing(known, Timestamp::UNIX_EPOCH, || {
            number += 1;
            Id::new(Timestamp::UNIX_EPOCH, [number; 10])
        })
    }

    fn row(failed: Result<impl fmt::Debug, Error>) -> String {
        failed.unwrap_err().to_string().split(':').next().unwrap_or_default().to_owned()
    }

    #[test]
    fn only_what_is_unknown_is_added_and_what_was_removed_stays_removed() {
        let market = Market::new(
            vec![category("drinks"), category("food")],
            vec![product("ZOBO", "drinks"), product("WATER", "drinks"), product("SUYA", "food")],
        );
        let known = Known {
            categories: HashMap::from([(Slug::parse("drinks").unwrap(), None)]),
            skus: HashSet::from(["ZOBO", "WATER"].map(|sku| Sku::parse(sku).unwrap())),
            products: 0,
        };
        let addition = missing(market.unwrap(), known).unwrap();
        assert_eq!(addition.categories.iter().map(|added| added.slug.to_string()).collect::<Vec<_>>(), ["food"]);
        assert_eq!(addition.products[0].category_id, addition.categories[0].id);
        assert_eq!(addition.products.len(), 1);
    }

    #[test]
    fn a_wrong_row_is_named() {
        assert_eq!(row(Market::new(vec![category("food"), category("food")], Vec::new())), "categories[1]");
        let market = Market::new(vec![category("food")], vec![product("SUYA", "food"), product("ZOBO", "drinks")]);
        assert_eq!(row(missing(market.unwrap(), Known::default())), "products[1]");
    }

    #[test]
    fn a_full_shop_takes_nothing_more() {
        let market = Market::new(vec![category("food")], vec![product("SUYA", "food")]).unwrap();
        let known = Known { products: product::PRODUCTS_MAX, ..Known::default() };
        assert_eq!(row(missing(market, known)), "products[0]");
    }
}
