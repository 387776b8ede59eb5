//! Loading a whole market.

use base::Currency;
use chassis::db::Conn;
use proto::catalog::v1::{ImportMarketRequest, ImportMarketResponse};

use super::convert;
use crate::{
    Catalog,
    domain::{
        category::CATEGORIES_MAX,
        market::{Addition, Known, Market, Row},
        product::PRODUCTS_MAX,
    },
    error::Error,
    store::{categories, products, revision},
};

pub(super) async fn import(catalog: &Catalog, request: ImportMarketRequest) -> Result<ImportMarketResponse, Error> {
    let market = market(&request, catalog.settings.currency)?;
    let world = catalog.world.clone();
    let write = async move |tx: &mut Conn| -> Result<Addition, Error> {
        revision::lock(tx).await?;
        let known = known(tx).await?;
        let addition = market.missing(known, world.now(), || world.id())?;
        save(tx, &addition).await?;
        Ok(addition)
    };
    let addition = catalog.db.write(write).await?;
    Ok(ImportMarketResponse {
        categories_added: count(addition.categories.len()),
        products_added: count(addition.products.len()),
    })
}

fn market(request: &ImportMarketRequest, currency: Currency) -> Result<Market, Error> {
    if i64::from(count(request.categories.len())) > CATEGORIES_MAX
        || i64::from(count(request.products.len())) > PRODUCTS_MAX
    {
        return Err(Error::MarketTooLarge);
    }
    let categories =
        request.categories.iter().enumerate().map(|(number, message)| {
            convert::category_draft(message).map_err(|error| Row::Category(number).failed(error))
        });
    let products = request.products.iter().enumerate().map(|(number, message)| {
        convert::product_draft(message, currency).map_err(|error| Row::Product(number).failed(error))
    });
    Market::new(categories.collect::<Result<_, _>>()?, products.collect::<Result<_, _>>()?)
}

async fn known(tx: &mut Conn) -> Result<Known, Error> {
    Ok(Known {
        categories: categories::known_slugs(tx).await?.into_iter().collect(),
        skus: products::known_skus(tx).await?.into_iter().collect(),
        products: products::count(tx).await?,
    })
}

async fn save(tx: &mut Conn, addition: &Addition) -> Result<(), Error> {
    for category in &addition.categories {
        categories::insert(tx, category).await?;
    }
    for product in &addition.products {
        products::insert(tx, product).await?;
    }
    let changed = !addition.categories.is_empty() || !addition.products.is_empty();
    if changed { Ok(revision::raise(tx).await?) } else { Ok(()) }
}

fn count(rows: usize) -> i32 {
    i32::try_from(rows).unwrap_or(i32::MAX)
}
