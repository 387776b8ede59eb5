//! Loading a whole market.

use std::{collections::HashMap, hash::Hash};

use base::{Currency, Id};
use chassis::db::Conn;
use proto::catalog::v1::{ImportMarketRequest, ImportMarketResponse};

use super::convert;
use crate::{
    Catalog,
    domain::{
        category::CATEGORIES_MAX,
        market::{Addition, COUPONS_MAX, Drafts, Known, Market, Row},
        option::OPTION_GROUPS_MAX,
        product::PRODUCTS_MAX,
    },
    error::Error,
    store::{categories, coupons, options, products, revision, shop},
};

pub(super) async fn import(catalog: &Catalog, request: ImportMarketRequest) -> Result<ImportMarketResponse, Error> {
    let market = Market::new(drafts(&request, catalog.settings.currency)?)?;
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
        option_groups_added: count(addition.option_groups.len()),
        coupons_added: count(addition.coupons.len()),
    })
}

fn drafts(request: &ImportMarketRequest, currency: Currency) -> Result<Drafts, Error> {
    let too_many = |rows: usize, most: i64| i64::from(count(rows)) > most;
    if too_many(request.categories.len(), CATEGORIES_MAX)
        || too_many(request.products.len(), PRODUCTS_MAX)
        || too_many(request.option_groups.len(), OPTION_GROUPS_MAX)
        || request.coupons.len() > COUPONS_MAX
    {
        return Err(Error::MarketTooLarge);
    }
    let shop = request.shop.as_ref().map(|message| convert::shop::terms(message, currency));
    Ok(Drafts {
        categories: rows(&request.categories, Row::Category, convert::category_draft)?,
        products: rows(&request.products, Row::Product, |row| convert::products::draft(row, currency))?,
        option_groups: rows(&request.option_groups, Row::OptionGroup, |row| convert::options::draft(row, currency))?,
        coupons: rows(&request.coupons, Row::Coupon, |row| convert::coupons::draft(row, currency))?,
        shop: shop.transpose().map_err(|error| Row::Shop.failed(error))?,
    })
}

/// What the rows describe; a wrong one is named.
fn rows<M, D>(messages: &[M], row: fn(usize) -> Row, draft: impl Fn(&M) -> Result<D, Error>) -> Result<Vec<D>, Error> {
    let drafts = messages.iter().enumerate();
    drafts.map(|(number, message)| draft(message).map_err(|error| row(number).failed(error))).collect()
}

async fn known(tx: &mut Conn) -> Result<Known, Error> {
    Ok(Known {
        categories: by_code(categories::known_slugs(tx).await?),
        products: by_code(products::known_skus(tx).await?),
        option_groups: by_code(options::known_slugs(tx).await?),
        coupons: coupons::known_codes(tx).await?.into_iter().collect(),
        shop: shop::get(tx).await?,
    })
}

/// A code may have been removed and used again: then what has it now counts.
fn by_code<C: Eq + Hash>(known: Vec<(C, Option<Id>)>) -> HashMap<C, Option<Id>> {
    let mut ids = HashMap::with_capacity(known.len());
    for (code, id) in known {
        let entry = ids.entry(code).or_insert(None);
        *entry = entry.or(id);
    }
    ids
}

async fn save(tx: &mut Conn, addition: &Addition) -> Result<(), Error> {
    for category in &addition.categories {
        categories::insert(tx, category).await?;
    }
    for group in &addition.option_groups {
        options::insert(tx, group).await?;
    }
    for product in &addition.products {
        products::insert(tx, product).await?;
    }
    for coupon in &addition.coupons {
        coupons::insert(tx, coupon).await?;
    }
    if let Some(changed) = &addition.shop {
        shop::update(tx, changed).await?;
    }
    if addition.turns_the_menu() { Ok(revision::raise(tx).await?) } else { Ok(()) }
}

fn count(rows: usize) -> i32 {
    i32::try_from(rows).unwrap_or(i32::MAX)
}
