//! A whole market that is loaded at once, from the sample or from a file.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    hash::Hash,
};

use base::{Id, Timestamp};

use super::{
    category::{self, Category, CategoryDraft},
    code::{CategoryKey, ProductKey, Sku, Slug},
    coupon::{Code, Coupon, CouponDraft},
    option::{self, GroupDraft, GroupKey, OptionGroup},
    product::{self, Product, ProductDraft, References},
    shop::{Shop, Terms, UNTOUCHED},
};
use crate::error::Error;

/// Coupons of one load at most.
pub(crate) const COUPONS_MAX: usize = 200;

/// Names a row of the market in errors, as programs would.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Row {
    Category(usize),
    Product(usize),
    OptionGroup(usize),
    Coupon(usize),
    Shop,
}

impl fmt::Display for Row {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Category(number) => write!(formatter, "categories[{number}]"),
            Self::Product(number) => write!(formatter, "products[{number}]"),
            Self::OptionGroup(number) => write!(formatter, "option_groups[{number}]"),
            Self::Coupon(number) => write!(formatter, "coupons[{number}]"),
            Self::Shop => formatter.write_str("shop"),
        }
    }
}

impl Row {
    /// The same failure, with the name of this row.
    pub(crate) fn failed(self, error: Error) -> Error {
        Error::Row { row: self, source: Box::new(error) }
    }
}

/// The rows of a market as a request describes them.
#[derive(Debug, Default)]
pub(crate) struct Drafts {
    pub(crate) categories: Vec<CategoryDraft>,
    pub(crate) products: Vec<ProductDraft>,
    pub(crate) option_groups: Vec<GroupDraft>,
    pub(crate) coupons: Vec<CouponDraft>,
    pub(crate) shop: Option<Terms>,
}

/// A market to load: every row has a code, each only once.
#[derive(Debug)]
pub(crate) struct Market {
    categories: Vec<(Slug, CategoryDraft)>,
    products: Vec<(Sku, ProductDraft)>,
    option_groups: Vec<(Slug, GroupDraft)>,
    coupons: Vec<(Code, CouponDraft)>,
    shop: Option<Terms>,
}

/// What the shop has already: each code that was ever used, with the id of what has it now. Removed ones are `None` and
/// count as known, so that loading a market again does not bring them back.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) categories: HashMap<Slug, Option<Id>>,
    pub(crate) products: HashMap<Sku, Option<Id>>,
    pub(crate) option_groups: HashMap<Slug, Option<Id>>,
    pub(crate) coupons: HashSet<Code>,
    pub(crate) shop: Shop,
}

/// What a load adds.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Addition {
    pub(crate) categories: Vec<Category>,
    pub(crate) products: Vec<Product>,
    pub(crate) option_groups: Vec<OptionGroup>,
    pub(crate) coupons: Vec<Coupon>,
    pub(crate) shop: Option<Shop>,
}

impl Market {
    /// Checks that every row has a code of its own.
    pub(crate) fn new(drafts: Drafts) -> Result<Self, Error> {
        let Drafts { categories, products, option_groups, coupons, shop } = drafts;
        Ok(Self {
            categories: with_codes(
                categories,
                |row| row.slug.clone(),
                Row::Category,
                || Error::SlugInvalid,
                Error::SlugTaken,
            )?,
            products: with_codes(products, |row| row.sku.clone(), Row::Product, || Error::SkuInvalid, Error::SkuTaken)?,
            option_groups: with_codes(
                option_groups,
                |row| row.slug.clone(),
                Row::OptionGroup,
                || Error::SlugInvalid,
                Error::SlugTaken,
            )?,
            coupons: with_codes(coupons, |row| row.code.clone(), Row::Coupon, || Error::CodeInvalid, Error::CodeTaken)?,
            shop,
        })
    }

    /// What the shop does not know yet. Terms are taken only while nobody has changed them.
    pub(crate) fn missing(
        self,
        mut known: Known,
        now: Timestamp,
        mut new_id: impl FnMut() -> Id,
    ) -> Result<Addition, Error> {
        let new_id = &mut new_id;
        let categories = added(self.categories, Row::Category, |slug, draft| known.category(slug, draft, new_id))?;
        let option_groups =
            added(self.option_groups, Row::OptionGroup, |slug, draft| known.group(slug, draft, new_id))?;
        let products = added(self.products, Row::Product, |sku, draft| known.product(sku, draft, new_id, now))?;
        let coupons = added(self.coupons, Row::Coupon, |code, draft| known.coupon(code, draft, new_id))?;
        let untouched = known.shop.version == UNTOUCHED;
        let shop = self.shop.filter(|_| untouched).map(|terms| known.shop.replaced(terms, UNTOUCHED)).transpose()?;
        Ok(Addition { categories, products, option_groups, coupons, shop })
    }
}

impl Addition {
    /// Whether customers see anything of it.
    pub(crate) fn turns_the_menu(&self) -> bool {
        let rows = self.categories.len() + self.products.len() + self.option_groups.len();
        rows > 0 || self.shop.is_some()
    }
}

/// The rows with their codes, which no row before them may have.
fn with_codes<C: Clone + Eq + Hash, D>(
    drafts: Vec<D>,
    code: impl Fn(&D) -> Option<C>,
    row: fn(usize) -> Row,
    missing: fn() -> Error,
    taken: fn(C) -> Error,
) -> Result<Vec<(C, D)>, Error> {
    let mut seen = HashSet::new();
    let coded = drafts.into_iter().enumerate().map(|(number, draft)| {
        let code = code(&draft).ok_or_else(|| row(number).failed(missing()))?;
        if seen.insert(code.clone()) { Ok((code, draft)) } else { Err(row(number).failed(taken(code))) }
    });
    coded.collect()
}

/// What the rows add; `add` gives nothing for a row that is known.
fn added<C, D, T>(
    rows: Vec<(C, D)>,
    row: fn(usize) -> Row,
    mut add: impl FnMut(C, D) -> Result<Option<T>, Error>,
) -> Result<Vec<T>, Error> {
    let rows = rows.into_iter().enumerate();
    let added = rows.map(|(number, (code, draft))| add(code, draft).map_err(|error| row(number).failed(error)));
    added.filter_map(Result::transpose).collect()
}

impl Known {
    fn category(
        &mut self,
        slug: Slug,
        draft: CategoryDraft,
        new_id: &mut impl FnMut() -> Id,
    ) -> Result<Option<Category>, Error> {
        if self.categories.contains_key(&slug) {
            return Ok(None);
        }
        category::check_room(present(&self.categories))?;
        let id = new_id();
        self.categories.insert(slug, Some(id));
        draft.into_category(id).map(Some)
    }

    fn group(
        &mut self,
        slug: Slug,
        draft: GroupDraft,
        new_id: &mut impl FnMut() -> Id,
    ) -> Result<Option<OptionGroup>, Error> {
        if self.option_groups.contains_key(&slug) {
            return Ok(None);
        }
        option::check_room(present(&self.option_groups))?;
        let id = new_id();
        self.option_groups.insert(slug, Some(id));
        draft.into_group(id, new_id).map(Some)
    }

    fn product(
        &mut self,
        sku: Sku,
        draft: ProductDraft,
        new_id: &mut impl FnMut() -> Id,
        now: Timestamp,
    ) -> Result<Option<Product>, Error> {
        if self.products.contains_key(&sku) {
            return Ok(None);
        }
        product::check_room(present(&self.products))?;
        let category = self.category_id(&draft.category).ok_or(Error::CategoryNotFound)?;
        let groups = draft.option_groups.iter().map(|key| self.group_id(key).ok_or(Error::OptionGroupNotFound));
        let references = References::new(category, groups.collect::<Result<_, _>>()?)?;
        let id = new_id();
        self.products.insert(sku, Some(id));
        draft.into_product(id, references, now).map(Some)
    }

    fn coupon(
        &mut self,
        code: Code,
        draft: CouponDraft,
        new_id: &mut impl FnMut() -> Id,
    ) -> Result<Option<Coupon>, Error> {
        if !self.coupons.insert(code.clone()) {
            return Ok(None);
        }
        let products = draft.products.iter().map(|key| self.product_id(key).ok_or(Error::ScopeInvalid));
        let categories = draft.categories.iter().map(|key| self.category_id(key).ok_or(Error::ScopeInvalid));
        let (products, categories) = (products.collect::<Result<_, _>>()?, categories.collect::<Result<_, _>>()?);
        Ok(Some(Coupon::new(new_id(), code, draft.scoped(products, categories))))
    }

    fn category_id(&self, key: &CategoryKey) -> Option<Id> {
        match key {
            CategoryKey::Slug(slug) => self.categories.get(slug).copied().flatten(),
            CategoryKey::Id(id) => self.categories.values().flatten().find(|known| *known == id).copied(),
        }
    }

    fn group_id(&self, key: &GroupKey) -> Option<Id> {
        match key {
            GroupKey::Slug(slug) => self.option_groups.get(slug).copied().flatten(),
            GroupKey::Id(id) => self.option_groups.values().flatten().find(|known| *known == id).copied(),
        }
    }

    fn product_id(&self, key: &ProductKey) -> Option<Id> {
        match key {
            ProductKey::Sku(sku) => self.products.get(sku).copied().flatten(),
            ProductKey::Id(id) => self.products.values().flatten().find(|known| *known == id).copied(),
        }
    }
}

/// How many of them were not removed.
fn present<C>(known: &HashMap<C, Option<Id>>) -> i64 {
    i64::try_from(known.values().flatten().count()).unwrap_or(i64::MAX)
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
            option_groups: Vec::new(),
            fields: Vec::new(),
            available: true,
            active: true,
            position: 0,
            stock: None,
        }
    }

    fn market(categories: Vec<CategoryDraft>, products: Vec<ProductDraft>) -> Result<Market, Error> {
        Market::new(Drafts { categories, products, ..Drafts::default() })
    }

    fn nothing() -> Known {
        Known {
            categories: HashMap::new(),
            products: HashMap::new(),
            option_groups: HashMap::new(),
            coupons: HashSet::new(),
            shop: Shop { terms: Terms::default(), version: UNTOUCHED },
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
        let market = market(
            vec![category("drinks"), category("food")],
            vec![product("ZOBO", "drinks"), product("WATER", "drinks"), product("SUYA", "food")],
        );
        let known = Known {
            categories: HashMap::from([(Slug::parse("drinks").unwrap(), None)]),
            products: HashMap::from(["ZOBO", "WATER"].map(|sku| (Sku::parse(sku).unwrap(), None))),
            ..nothing()
        };
        let addition = missing(market.unwrap(), known).unwrap();
        assert_eq!(addition.categories.iter().map(|added| added.slug.to_string()).collect::<Vec<_>>(), ["food"]);
        assert_eq!(addition.products[0].category_id, addition.categories[0].id);
        assert_eq!(addition.products.len(), 1);
    }

    #[test]
    fn a_wrong_row_is_named() {
        assert_eq!(row(market(vec![category("food"), category("food")], Vec::new())), "categories[1]");
        let orphan = market(vec![category("food")], vec![product("SUYA", "food"), product("ZOBO", "drinks")]);
        assert_eq!(row(missing(orphan.unwrap(), nothing())), "products[1]");
    }

    #[test]
    fn terms_are_taken_only_while_nobody_has_changed_them() {
        let terms =
            || Market::new(Drafts { shop: Some(Terms { tips: true, ..Terms::default() }), ..Drafts::default() });
        let first = missing(terms().unwrap(), nothing()).unwrap().shop.unwrap();
        assert!(first.terms.tips);
        assert_eq!(missing(terms().unwrap(), Known { shop: first, ..nothing() }).unwrap(), Addition::default());
    }

    #[test]
    fn a_full_shop_takes_nothing_more() {
        let full = (0..product::PRODUCTS_MAX).map(|number| {
            let id = Id::new(Timestamp::from_millisecond(number).unwrap(), [0; 10]);
            (Sku::parse(&format!("P-{number}")).unwrap(), Some(id))
        });
        let known = Known { products: full.collect(), ..nothing() };
        let market = market(vec![category("food")], vec![product("SUYA", "food")]);
        assert_eq!(row(missing(market.unwrap(), known)), "products[0]");
    }
}
