//! Products with their fields and stock.

use base::Currency;
use chassis::settings::SettingError;
use proto::catalog::v1::{Product, ProductField, Stock};
use serde::Deserialize;

use super::price;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProductEntry {
    sku: String,
    category: String,
    name: String,
    #[serde(default)]
    description: String,
    /// In major units, as on a price tag: "1800.00".
    price: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    option_groups: Vec<String>,
    #[serde(default, rename = "field")]
    fields: Vec<FieldEntry>,
    stock: Option<StockEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldEntry {
    key: String,
    label: String,
    #[serde(default)]
    pattern: String,
    #[serde(default)]
    example: String,
    #[serde(default)]
    sensitive: bool,
    #[serde(default)]
    aliases: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StockEntry {
    /// Left out for goods that are not counted.
    on_hand: Option<i64>,
    #[serde(default)]
    daily_limit: i32,
}

impl ProductEntry {
    pub(super) fn product(self, position: i32, currency: Currency) -> Result<Product, SettingError> {
        let price = price::tag(&self.price, currency, &format!("The price of {}", self.name))?;
        Ok(Product {
            sku: self.sku,
            category_id: self.category,
            name: self.name,
            description: self.description,
            price: Some(price),
            unit: self.unit,
            aliases: self.aliases,
            available: true,
            active: true,
            position,
            option_group_ids: self.option_groups,
            fields: self.fields.into_iter().map(ProductField::from).collect(),
            stock: self.stock.map(Stock::from),
            ..Product::default()
        })
    }
}

impl From<FieldEntry> for ProductField {
    fn from(entry: FieldEntry) -> Self {
        let FieldEntry { key, label, pattern, example, sensitive, aliases } = entry;
        Self { key, label, pattern, example, sensitive, aliases }
    }
}

impl From<StockEntry> for Stock {
    fn from(StockEntry { on_hand, daily_limit }: StockEntry) -> Self {
        Self { tracked: on_hand.is_some(), on_hand: on_hand.unwrap_or_default(), daily_limit, sold_today: 0 }
    }
}
