//! The `shop` table: one row.

use chassis::db::{Conn, Error, types::Json};
use diesel::prelude::*;

use super::schema::shop;
use crate::domain::shop::Shop;

const ROW: i32 = 1;

/// The shop's terms.
pub(crate) async fn get(conn: &mut Conn) -> Result<Shop, Error> {
    let (terms, version) = conn.one(shop::table.find(ROW).select((shop::terms, shop::version))).await?;
    let Json(terms) = terms;
    Ok(Shop { terms, version })
}

/// Stores changed terms.
pub(crate) async fn update(tx: &mut Conn, shop: &Shop) -> Result<(), Error> {
    let changed = (shop::terms.eq(Json(shop.terms.clone())), shop::version.eq(shop.version));
    tx.run(diesel::update(shop::table.find(ROW)).set(changed)).await.map(drop)
}
