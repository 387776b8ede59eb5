//! Products as JSON shows them and as JSON asks for them.

use jiff::Timestamp;
use proto::catalog::v1::{self as contract, set_stock_request};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::rest::view::{Money, time};

/// Something to buy.
#[derive(Serialize, ToSchema)]
pub(crate) struct Product {
    id: String,
    #[schema(example = "ZOBO")]
    sku: String,
    category_id: String,
    #[schema(example = "Zobo")]
    name: String,
    description: String,
    /// Of one unit.
    price: Option<Money>,
    /// What one is: "plate", "bag", "bottle".
    unit: String,
    /// Other names customers use.
    aliases: Vec<String>,
    /// Whether it can be bought now.
    available: bool,
    /// Whether customers see it at all.
    active: bool,
    /// Place within its category; smaller comes first.
    position: i32,
    /// The groups of options that go with it, in the order customers are asked.
    option_group_ids: Vec<String>,
    /// What customers are asked for, for services.
    fields: Vec<Field>,
    /// How many there are.
    stock: Option<Stock>,
    /// Grows with every change; also the ETag.
    version: i64,
    #[schema(value_type = String, format = DateTime)]
    update_time: Option<Timestamp>,
}

/// Something the customer is asked for when the product is a service.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Field {
    #[schema(example = "nid")]
    key: String,
    /// What customers are asked for and may write before the value.
    #[schema(example = "NID number")]
    label: String,
    /// A regular expression the whole value must match; empty for any text.
    #[serde(default)]
    #[schema(example = "[0-9]{10}")]
    pattern: String,
    /// A value that would do, shown to the customer.
    #[serde(default)]
    example: String,
    /// Whether the value is encrypted at rest and masked.
    #[serde(default)]
    sensitive: bool,
    /// Other words that stand for the label.
    #[serde(default)]
    aliases: Vec<String>,
}

/// How many there are.
#[derive(Serialize, ToSchema)]
pub(crate) struct Stock {
    /// Whether it is counted at all.
    tracked: bool,
    /// How many can still be sold.
    on_hand: i64,
    /// How many are sold in one day at most; 0 for no limit.
    daily_limit: i32,
    /// How many of today's limit are taken.
    sold_today: i32,
}

/// How many there shall be; `PUT /api/v1/products/{product}/stock` counts a product that is tracked already.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewStock {
    /// Whether it is counted at all.
    tracked: bool,
    #[serde(default)]
    on_hand: i64,
    /// How many are sold in one day at most; 0 for no limit.
    #[serde(default)]
    daily_limit: i32,
}

/// A count: exactly one of the three.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StockCount {
    /// Make it exactly so many; it is tracked from now on.
    on_hand: Option<i64>,
    /// Add so many, or take so many away when negative.
    add: Option<i64>,
    /// False counts it no longer.
    tracked: Option<bool>,
}

impl StockCount {
    /// What to do; none when the caller asked for nothing or for several things.
    pub(super) fn change(self) -> Option<set_stock_request::Change> {
        match (self.on_hand, self.add, self.tracked) {
            (Some(count), None, None | Some(true)) => Some(set_stock_request::Change::OnHand(count)),
            (None, Some(count), None | Some(true)) => Some(set_stock_request::Change::Add(count)),
            (None, None, Some(false)) => Some(set_stock_request::Change::Untrack(true)),
            _ => None,
        }
    }
}

/// A product to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewProduct {
    /// Made from the name when left out.
    #[serde(default)]
    sku: String,
    category_id: String,
    name: String,
    #[serde(default)]
    description: String,
    price: Money,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default = "yes")]
    available: bool,
    #[serde(default = "yes")]
    active: bool,
    #[serde(default)]
    position: i32,
    /// By id or slug.
    #[serde(default)]
    option_group_ids: Vec<String>,
    #[serde(default)]
    fields: Vec<Field>,
    stock: Option<NewStock>,
}

/// What shall be different; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProductChange {
    sku: Option<String>,
    category_id: Option<String>,
    name: Option<String>,
    description: Option<String>,
    price: Option<Money>,
    unit: Option<String>,
    aliases: Option<Vec<String>>,
    available: Option<bool>,
    active: Option<bool>,
    position: Option<i32>,
    /// By id or slug.
    option_group_ids: Option<Vec<String>>,
    fields: Option<Vec<Field>>,
    stock: Option<NewStock>,
}

const fn yes() -> bool {
    true
}

impl From<contract::Product> for Product {
    fn from(product: contract::Product) -> Self {
        Self {
            id: product.id,
            sku: product.sku,
            category_id: product.category_id,
            name: product.name,
            description: product.description,
            price: product.price.map(Money::from),
            unit: product.unit,
            aliases: product.aliases,
            available: product.available,
            active: product.active,
            position: product.position,
            option_group_ids: product.option_group_ids,
            fields: product.fields.into_iter().map(Field::from).collect(),
            stock: product.stock.map(Stock::from),
            version: product.version,
            update_time: time(product.update_time),
        }
    }
}

impl From<NewProduct> for contract::Product {
    fn from(new: NewProduct) -> Self {
        Self {
            sku: new.sku,
            category_id: new.category_id,
            name: new.name,
            description: new.description,
            price: Some(new.price.into()),
            unit: new.unit,
            aliases: new.aliases,
            available: new.available,
            active: new.active,
            position: new.position,
            option_group_ids: new.option_group_ids,
            fields: new.fields.into_iter().map(Field::into).collect(),
            stock: new.stock.map(NewStock::into),
            ..Self::default()
        }
    }
}

impl ProductChange {
    /// The product as it shall be.
    pub(super) fn onto(self, current: contract::Product) -> contract::Product {
        contract::Product {
            sku: self.sku.unwrap_or(current.sku),
            category_id: self.category_id.unwrap_or(current.category_id),
            name: self.name.unwrap_or(current.name),
            description: self.description.unwrap_or(current.description),
            price: self.price.map(Into::into).or(current.price),
            unit: self.unit.unwrap_or(current.unit),
            aliases: self.aliases.unwrap_or(current.aliases),
            available: self.available.unwrap_or(current.available),
            active: self.active.unwrap_or(current.active),
            position: self.position.unwrap_or(current.position),
            option_group_ids: self.option_group_ids.unwrap_or(current.option_group_ids),
            fields: self.fields.map_or(current.fields, |fields| fields.into_iter().map(Field::into).collect()),
            // Left out, so that a sale at this very moment is not undone by a count from before.
            stock: self.stock.map(NewStock::into),
            ..current
        }
    }
}

impl From<contract::ProductField> for Field {
    fn from(field: contract::ProductField) -> Self {
        let contract::ProductField { key, label, pattern, example, sensitive, aliases } = field;
        Self { key, label, pattern, example, sensitive, aliases }
    }
}

impl From<Field> for contract::ProductField {
    fn from(field: Field) -> Self {
        let Field { key, label, pattern, example, sensitive, aliases } = field;
        Self { key, label, pattern, example, sensitive, aliases }
    }
}

impl From<contract::Stock> for Stock {
    fn from(stock: contract::Stock) -> Self {
        let contract::Stock { tracked, on_hand, daily_limit, sold_today } = stock;
        Self { tracked, on_hand, daily_limit, sold_today }
    }
}

impl From<NewStock> for contract::Stock {
    fn from(NewStock { tracked, on_hand, daily_limit }: NewStock) -> Self {
        Self { tracked, on_hand, daily_limit, sold_today: 0 }
    }
}
