//! Products as JSON shows them and as JSON asks for them.

use jiff::Timestamp;
use proto::catalog::v1 as contract;
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
    /// Grows with every change; also the ETag.
    version: i64,
    #[schema(value_type = String, format = DateTime)]
    update_time: Option<Timestamp>,
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
            ..current
        }
    }
}
