//! A market as people write it: a TOML file that `souk seed` loads.

mod coupon;
mod goods;
mod options;
mod price;
mod shop;
#[cfg(test)]
mod tests;

use base::Currency;
use chassis::settings::SettingError;
use proto::{
    catalog::v1::{Category, ImportMarketRequest},
    sellers::v1::{CreateSellerRequest, Seller},
};
use serde::Deserialize;

/// What a newcomer finds in the shop.
pub(crate) const SAMPLE: &str = include_str!("sample_market.toml");

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Market {
    currency: String,
    #[serde(default, rename = "category")]
    categories: Vec<CategoryEntry>,
    #[serde(default, rename = "option_group")]
    option_groups: Vec<options::GroupEntry>,
    #[serde(default, rename = "product")]
    products: Vec<goods::ProductEntry>,
    #[serde(default, rename = "coupon")]
    coupons: Vec<coupon::CouponEntry>,
    shop: Option<shop::ShopEntry>,
    #[serde(default, rename = "seller")]
    sellers: Vec<SellerEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CategoryEntry {
    slug: String,
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SellerEntry {
    name: String,
    phone: String,
    specializations: Vec<String>,
}

impl Market {
    /// Reads a file's text.
    pub(crate) fn parse(text: &str) -> Result<Self, SettingError> {
        toml::from_str(text).map_err(|error| SettingError::new(format!("The market: {error}")))
    }

    /// What the sellers service is asked to add.
    pub(crate) fn sellers(&self) -> impl Iterator<Item = CreateSellerRequest> {
        self.sellers.iter().map(|SellerEntry { name, phone, specializations }| {
            let (name, phone, specializations) = (name.clone(), phone.clone(), specializations.clone());
            CreateSellerRequest { seller: Some(Seller { name, phone, specializations, ..Seller::default() }) }
        })
    }

    /// What the catalogue is asked to load.
    pub(crate) fn request(self) -> Result<ImportMarketRequest, SettingError> {
        let currency: Currency =
            self.currency.parse().map_err(|_| SettingError::new("The market's currency is none."))?;
        let products = self.products.into_iter().zip(0..).map(|(entry, position)| entry.product(position, currency));
        Ok(ImportMarketRequest {
            categories: self.categories.into_iter().zip(0..).map(category).collect(),
            products: products.collect::<Result<_, _>>()?,
            option_groups: all(self.option_groups.into_iter().map(|entry| entry.group(currency)))?,
            coupons: all(self.coupons.into_iter().map(|entry| entry.coupon(currency)))?,
            shop: self.shop.map(|entry| entry.shop(currency)).transpose()?,
        })
    }
}

fn category((CategoryEntry { slug, name }, position): (CategoryEntry, i32)) -> Category {
    Category { slug, name, position, active: true, ..Category::default() }
}

fn all<T>(entries: impl Iterator<Item = Result<T, SettingError>>) -> Result<Vec<T>, SettingError> {
    entries.collect()
}
