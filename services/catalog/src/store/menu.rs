//! What customers see, read as a whole.

use chassis::db::{Conn, Error, columns};
use diesel::prelude::*;

use super::{
    categories::CategoryRow,
    products::ProductRow,
    revision,
    schema::{categories, products},
};
use crate::domain::{
    category::{CATEGORIES_MAX, Category},
    menu::Menu,
    product::{PRODUCTS_MAX, Product},
};

/// The menu, at the current revision or with changes that are newer. The revision is read first: a menu with newer
/// rows than its revision says is read once more than needed, one with older rows would never be read again.
pub(crate) async fn load(conn: &mut Conn) -> Result<Menu, Error> {
    let revision = revision::current(conn).await?;
    let categories = categories::table
        .filter(categories::deleted_at.is_null().and(categories::active))
        .order((categories::position, categories::id))
        .limit(CATEGORIES_MAX)
        .select(columns::<CategoryRow>());
    let categories = conn.all::<CategoryRow>(categories).await?.into_iter().map(Category::from).collect();
    let products = products::table
        .filter(products::deleted_at.is_null().and(products::active))
        .order((products::position, products::id))
        .limit(PRODUCTS_MAX)
        .select(columns::<ProductRow>());
    let products: Result<Vec<Product>, Error> =
        conn.all::<ProductRow>(products).await?.into_iter().map(Product::try_from).collect();
    Ok(Menu::new(revision, categories, products?))
}
