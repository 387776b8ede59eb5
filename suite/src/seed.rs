//! `souk seed`: loads a market. What is there already stays as it is.

use base::{Currency, Money};
use chassis::{
    Problem,
    settings::{Environment, SettingError},
    wire::Wire,
};
use proto::{
    catalog::v1::{
        Category, ImportMarketRequest, ListCategoriesRequest, Product, catalog_service_client::CatalogServiceClient,
    },
    sellers::v1::{CreateSellerRequest, Seller, sellers_service_client::SellersServiceClient},
};
use serde::Deserialize;

use crate::{cli::SeedOptions, role, settings, stop::Stop};

/// What a newcomer finds in the shop.
const SAMPLE_MARKET: &str = include_str!("sample_market.toml");

/// A market as people write it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Market {
    currency: String,
    #[serde(default, rename = "category")]
    categories: Vec<CategoryEntry>,
    #[serde(default, rename = "product")]
    products: Vec<ProductEntry>,
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
struct ProductEntry {
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
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SellerEntry {
    name: String,
    phone: String,
    specializations: Vec<String>,
}

pub(crate) async fn run(SeedOptions { file }: SeedOptions) -> Result<(), Stop> {
    let environment = Environment::of_process();
    settings::refuse_unknown(&environment)?;
    let _telemetry = chassis::telemetry::start("seed");
    let market = match file {
        None => SAMPLE_MARKET.to_owned(),
        Some(path) => std::fs::read_to_string(&path)
            .map_err(|error| SettingError::new(format!("{} cannot be read: {error}.", path.display())))?,
    };
    let urls = role::Urls::from_environment(&environment);
    load(&market, urls.catalog()?, urls.sellers()?).await
}

/// Loads the sample market where there is nothing yet.
pub(crate) async fn load_sample_if_empty(catalog: Wire, sellers: Wire) -> Result<(), Stop> {
    let request = ListCategoriesRequest { page_size: 1, ..Default::default() };
    let found = CatalogServiceClient::new(catalog.clone()).list_categories(request).await.map_err(refused)?;
    if found.into_inner().categories.is_empty() { load(SAMPLE_MARKET, catalog, sellers).await } else { Ok(()) }
}

async fn load(market: &str, catalog: Wire, sellers: Wire) -> Result<(), Stop> {
    let market: Market = toml::from_str(market).map_err(|error| SettingError::new(format!("The market: {error}")))?;
    let currency: Currency =
        market.currency.parse().map_err(|_| SettingError::new("The market's currency is none."))?;
    let products = market.products.into_iter().zip(0..).map(|(entry, position)| product(entry, position, currency));
    let request = ImportMarketRequest {
        categories: market.categories.into_iter().zip(0..).map(category).collect(),
        products: products.collect::<Result<_, SettingError>>()?,
    };
    CatalogServiceClient::new(catalog).import_market(request).await.map_err(refused)?;
    let mut client = SellersServiceClient::new(sellers);
    for entry in market.sellers {
        let Err(status) = client.create_seller(seller(entry)).await else { continue };
        let problem = Problem::from(status);
        if problem.reason != "PHONE_TAKEN" {
            return Err(Stop::Failed(problem.message));
        }
    }
    Ok(())
}

fn category((CategoryEntry { slug, name }, position): (CategoryEntry, i32)) -> Category {
    Category { slug, name, position, active: true, ..Default::default() }
}

fn product(entry: ProductEntry, position: i32, currency: Currency) -> Result<Product, SettingError> {
    let price = price(&entry.price, currency)
        .ok_or_else(|| SettingError::new(format!("The price of {} must look like 1800.00.", entry.name)))?;
    Ok(Product {
        sku: entry.sku,
        category_id: entry.category,
        name: entry.name,
        description: entry.description,
        price: Some(price.into()),
        unit: entry.unit,
        aliases: entry.aliases,
        available: true,
        active: true,
        position,
        ..Default::default()
    })
}

/// Reads a price tag exactly; a fraction finer than the currency's is refused.
fn price(text: &str, currency: Currency) -> Option<Money> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = usize::try_from(currency.exponent()).ok()?;
    let right = fraction.len() <= digits && [whole, fraction].concat().bytes().all(|byte| byte.is_ascii_digit());
    if !right {
        return None;
    }
    Some(Money::new(format!("{whole}{fraction:0<digits$}").parse().ok()?, currency))
}

fn seller(entry: SellerEntry) -> CreateSellerRequest {
    let SellerEntry { name, phone, specializations } = entry;
    CreateSellerRequest { seller: Some(Seller { name, phone, specializations, ..Default::default() }) }
}

fn refused(status: tonic::Status) -> Stop {
    Stop::Failed(format!("the market was refused: {}", status.message()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_tag_is_read_exactly_or_not_at_all() {
        let minor = |text: &str, code: &str| price(text, code.parse().unwrap()).map(|money| money.minor);
        assert_eq!(minor("1800.00", "NGN"), Some(180_000));
        assert_eq!(minor("0.5", "NGN"), Some(50));
        assert_eq!(minor("250", "JPY"), Some(250));
        assert_eq!(minor("1.234", "NGN"), None);
        assert_eq!(minor("-1", "NGN"), None);
    }

    #[test]
    fn the_sample_market_is_what_the_readme_promises() {
        let market: Market = toml::from_str(SAMPLE_MARKET).unwrap();
        let find =
            |name: &str| market.products.iter().find(|product| product.name == name).map(|found| found.price.as_str());
        assert_eq!(find("Chicken Suya"), Some("1800.00"));
        assert_eq!(find("Zobo"), Some("600.00"));
        assert_eq!(find("Bottled Water"), Some("300.00"));
        assert_eq!(find("Cement 50kg"), Some("9500.00"));
        assert_eq!(find("Jollof Rice"), Some("2500.00"));
        assert_eq!(find("NID Service"), Some("100.00"));
    }
}
