//! Something to buy.

use std::collections::HashSet;

use base::{Currency, Id, Money, Timestamp, Words, words::fold};

use super::{
    check_version,
    code::{CategoryKey, Sku},
    field::Field,
    option::{GROUPS_OF_PRODUCT_MAX, GroupKey},
    stock::{Stock, StockDraft},
};
use crate::error::Error;

/// Products of a shop at most: the menu is sent as one message.
pub const PRODUCTS_MAX: i64 = 5_000;
/// Characters of a product's name at most.
pub(crate) const NAME_MAX: usize = 100;
/// Characters of a description at most.
pub(crate) const DESCRIPTION_MAX: usize = 500;
/// Characters of a unit at most.
pub(crate) const UNIT_MAX: usize = 30;
/// Characters of an alias at most.
pub(crate) const ALIAS_MAX: usize = 60;
/// Aliases of one product at most.
pub(crate) const ALIASES_MAX: usize = 20;
/// The highest price, low enough that no cart's sum leaves 64 bits.
pub(crate) const PRICE_MAX_MINOR: i64 = 1_000_000_000_000;

/// What customers read of a product.
pub(crate) type ProductName = Words<1, NAME_MAX>;
/// One or two sentences, perhaps none.
pub(crate) type Description = Words<0, DESCRIPTION_MAX>;
/// What one is, perhaps nothing: "plate", "bag".
pub(crate) type Unit = Words<0, UNIT_MAX>;
/// Another name that customers use.
pub(crate) type Alias = Words<1, ALIAS_MAX>;

/// A product as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Product {
    pub(crate) id: Id,
    pub(crate) sku: Sku,
    pub(crate) category_id: Id,
    pub(crate) name: ProductName,
    pub(crate) description: Description,
    pub(crate) price: Money,
    pub(crate) unit: Unit,
    pub(crate) aliases: Vec<Alias>,
    pub(crate) option_groups: Vec<Id>,
    pub(crate) fields: Vec<Field>,
    pub(crate) available: bool,
    pub(crate) active: bool,
    pub(crate) position: i32,
    pub(crate) version: i64,
    pub(crate) updated_at: Timestamp,
    pub(crate) stock: Stock,
}

/// A product as a request describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ProductDraft {
    /// `None` is the SKU made from the name, or the one the product has.
    pub(crate) sku: Option<Sku>,
    pub(crate) category: CategoryKey,
    pub(crate) name: ProductName,
    pub(crate) description: Description,
    pub(crate) price: Money,
    pub(crate) unit: Unit,
    pub(crate) aliases: Vec<Alias>,
    pub(crate) option_groups: Vec<GroupKey>,
    pub(crate) fields: Vec<Field>,
    pub(crate) available: bool,
    pub(crate) active: bool,
    pub(crate) position: i32,
    /// `None` leaves it as it is.
    pub(crate) stock: Option<StockDraft>,
}

/// The ids of what a draft names in other words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct References {
    pub(crate) category: Id,
    pub(crate) option_groups: Vec<Id>,
}

impl References {
    /// Checks that no group is named twice.
    pub(crate) fn new(category: Id, option_groups: Vec<Id>) -> Result<Self, Error> {
        let mut seen = HashSet::new();
        let right = option_groups.len() <= GROUPS_OF_PRODUCT_MAX && option_groups.iter().all(|id| seen.insert(*id));
        if right { Ok(Self { category, option_groups }) } else { Err(Error::OptionGroupsInvalid) }
    }
}

impl ProductDraft {
    /// The SKU given, or else the one made from the name.
    pub(crate) fn sku(&self) -> Result<Sku, Error> {
        self.sku.clone().map_or_else(|| Sku::of_name(self.name.as_str()), Ok)
    }

    /// The product this describes, at its first version.
    pub(crate) fn into_product(self, id: Id, references: References, now: Timestamp) -> Result<Product, Error> {
        let sku = self.sku()?;
        let identity = Identity { id, sku, version: 1, updated_at: now, stock: Stock::default() };
        Ok(self.described(identity, references))
    }

    fn described(self, identity: Identity, references: References) -> Product {
        let Identity { id, sku, version, updated_at, stock } = identity;
        Product {
            id,
            sku,
            category_id: references.category,
            name: self.name,
            description: self.description,
            price: self.price,
            unit: self.unit,
            aliases: self.aliases,
            option_groups: references.option_groups,
            fields: self.fields,
            available: self.available,
            active: self.active,
            position: self.position,
            version,
            updated_at,
            stock: self.stock.map_or(stock, |draft| stock.described(draft)),
        }
    }
}

/// What a product has besides its description.
struct Identity {
    id: Id,
    sku: Sku,
    version: i64,
    updated_at: Timestamp,
    stock: Stock,
}

impl Product {
    /// The product with another description.
    pub(crate) fn replaced(
        self,
        draft: ProductDraft,
        references: References,
        expected_version: i64,
        now: Timestamp,
    ) -> Result<Self, Error> {
        check_version(self.version, expected_version)?;
        let Self { id, sku, version, stock, .. } = self;
        let sku = draft.sku.clone().unwrap_or(sku);
        let identity = Identity { id, sku, version: version + 1, updated_at: now, stock };
        Ok(draft.described(identity, references))
    }

    /// The product without a group of options; `None` when it does not use it.
    pub(crate) fn without_group(mut self, group: Id, now: Timestamp) -> Option<Self> {
        if !self.option_groups.contains(&group) {
            return None;
        }
        self.option_groups.retain(|used| *used != group);
        Some(Self { version: self.version + 1, updated_at: now, ..self })
    }

    /// The product turned on or off; `None` when it is so already.
    pub(crate) fn turned(self, available: bool, now: Timestamp) -> Option<Self> {
        if self.available == available {
            return None;
        }
        Some(Self { available, version: self.version + 1, updated_at: now, ..self })
    }

    /// The words it goes by: its name and its aliases.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.aliases.iter().map(Words::as_str))
    }
}

/// Checks a price against the shop's currency.
pub(crate) fn price(money: Money, currency: Currency) -> Result<Money, Error> {
    if money.currency != currency {
        return Err(Error::CurrencyMismatch(currency));
    }
    if (1..=PRICE_MAX_MINOR).contains(&money.minor) { Ok(money) } else { Err(Error::PriceInvalid) }
}

/// Checks aliases; those that customers would call the same are kept once.
pub(crate) fn aliases(texts: &[String]) -> Result<Vec<Alias>, Error> {
    let aliases: Result<Vec<Alias>, _> = texts.iter().map(|text| Alias::parse(text)).collect();
    let mut aliases = aliases.map_err(|_| Error::AliasInvalid)?;
    let mut seen = HashSet::new();
    aliases.retain(|alias| seen.insert(sound(alias)));
    if aliases.len() <= ALIASES_MAX { Ok(aliases) } else { Err(Error::AliasInvalid) }
}

/// What an alias has in common with another that customers would call the same; signs without letters are themselves.
fn sound(alias: &Alias) -> String {
    Some(fold(alias.as_str())).filter(|words| !words.is_empty()).unwrap_or_else(|| alias.to_string())
}

/// Whether a shop with so many products takes another.
pub(crate) const fn check_room(products: i64) -> Result<(), Error> {
    if products < PRODUCTS_MAX { Ok(()) } else { Err(Error::CatalogueFull) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_above_zero_and_in_the_shops_currency() {
        let naira = |minor| price(Money::new(minor, Currency::NGN), Currency::NGN);
        assert!(naira(1).is_ok() && naira(PRICE_MAX_MINOR).is_ok());
        assert!(matches!(naira(0), Err(Error::PriceInvalid)));
        assert!(matches!(naira(PRICE_MAX_MINOR + 1), Err(Error::PriceInvalid)));
        let yen = Money::new(100, "JPY".parse().unwrap());
        assert!(matches!(price(yen, Currency::NGN), Err(Error::CurrencyMismatch(Currency::NGN))));
    }

    #[test]
    fn aliases_that_sound_the_same_are_kept_once() {
        let texts = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
        let kept = aliases(&texts(&["Sobo", "SOBÓ", "🥤", "hibiscus", "🌺"])).unwrap();
        assert_eq!(kept.iter().map(Words::as_str).collect::<Vec<_>>(), ["Sobo", "🥤", "hibiscus", "🌺"]);
        assert!(matches!(aliases(&texts(&[""])), Err(Error::AliasInvalid)));
        let many: Vec<String> = (0..=ALIASES_MAX).map(|n| format!("name {n}")).collect();
        assert!(matches!(aliases(&many), Err(Error::AliasInvalid)));
    }
}
