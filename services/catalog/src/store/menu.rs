//! What customers see, read as a whole.

use chassis::db::{Conn, Error};

use super::{categories, options, products, revision, shop, stock};
use crate::domain::{
    menu::{self, Menu, Parts},
    stock::Day,
};

/// The menu, at the current revision or with changes that are newer. The revision is read first: a menu with newer
/// rows than its revision says is read once more than needed, one with older rows would never be read again.
pub(crate) async fn load(conn: &mut Conn, today: Day) -> Result<Menu, Error> {
    let changes = revision::changes(conn).await?;
    let mut kept = stock::all(conn).await?;
    let mut products = products::active(conn).await?;
    for product in &mut products {
        product.stock = kept.remove(&product.id).unwrap_or_default();
    }
    let parts = Parts {
        revision: menu::revision(changes, today),
        shop: shop::get(conn).await?,
        categories: categories::active(conn).await?,
        products,
        option_groups: options::all(conn).await?,
    };
    Ok(Menu::new(parts, today))
}
