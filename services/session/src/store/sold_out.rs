//! What is sold out, and who has it in an open cart.

use std::collections::BTreeSet;

use base::{Address, Id, Timestamp};
use chassis::db::{
    Conn, Error,
    types::{Json, Moment, Uid},
};
use dialogue::{Cart, SoldOut};
use diesel::prelude::*;

use super::{
    customers::Key,
    schema::{customers, looked_at, sold_out},
};

/// Somebody with an open cart.
#[derive(Debug, Clone)]
pub(crate) struct Holder {
    pub(crate) customer: Id,
    pub(crate) address: Address,
    pub(crate) heard_at: Timestamp,
}

/// The products of a cart and their choices as `customers.cart` holds them, so that a database can look for one.
pub(crate) fn goods(cart: &Cart) -> Option<String> {
    let lines = cart.lines().iter().flat_map(|line| [line.product_id].into_iter().chain(line.choices.iter().copied()));
    let ids: BTreeSet<Id> = lines.collect();
    (!ids.is_empty()).then(|| ids.iter().map(Id::to_string).collect::<Vec<_>>().join(" "))
}

/// Notes what a menu has sold out; nothing when that menu, or a newer one, was looked at before.
pub(crate) async fn note(tx: &mut Conn, revision: i64, products: Vec<Id>) -> Result<(), Error> {
    let before: i64 = tx.one(looked_at::table.select(looked_at::revision)).await?;
    let same = looked_at::table.filter(looked_at::revision.eq(before)).filter(looked_at::revision.lt(revision));
    if tx.run(diesel::update(same).set(looked_at::revision.eq(revision))).await? == 0 {
        return Ok(());
    }
    let products: Vec<Uid> = products.into_iter().map(Uid).collect();
    let back = sold_out::table.filter(sold_out::product_id.ne_all(products.clone()));
    tx.run(diesel::delete(back)).await?;
    for product in products {
        let row = (sold_out::product_id.eq(product), sold_out::offered_at.eq(before), sold_out::told.eq(false));
        tx.run(diesel::insert_into(sold_out::table).values(row).on_conflict_do_nothing()).await?;
    }
    Ok(())
}

/// What is sold out, and not all are told yet.
pub(crate) async fn untold(conn: &mut Conn) -> Result<Vec<SoldOut>, Error> {
    let query = sold_out::table.filter(sold_out::told.eq(false)).select((sold_out::product_id, sold_out::offered_at));
    let found: Vec<(Uid, i64)> = conn.all(query).await?;
    Ok(found.into_iter().map(|(product, offered_at)| SoldOut { product: product.0, offered_at }).collect())
}

/// Notes that all are told.
pub(crate) async fn set_told(tx: &mut Conn, news: SoldOut) -> Result<(), Error> {
    let same = sold_out::table
        .filter(sold_out::product_id.eq(Uid(news.product)))
        .filter(sold_out::offered_at.eq(news.offered_at));
    tx.run(diesel::update(same).set(sold_out::told.eq(true))).await.map(drop)
}

/// Who has a product in the cart and was heard since a moment, the most recently heard first. The index by that moment
/// leads to them, so that carts cost messages no index of their own.
pub(crate) async fn holders(
    conn: &mut Conn,
    product: Id,
    since: Timestamp,
    after: Option<Key>,
    limit: i64,
) -> Result<Vec<Holder>, Error> {
    let (heard_at, id) = after.unwrap_or((Timestamp::MAX, Id::from_uuid(uuid::Uuid::max())));
    let (heard_at, id) = (Moment(heard_at), Uid(id));
    let query = customers::table
        .filter(customers::heard_at.ge(Moment(since)))
        .filter(customers::heard_at.le(heard_at))
        .filter(customers::heard_at.lt(heard_at).or(customers::id.lt(id)))
        .filter(customers::cart.like(format!("%{product}%")))
        .order((customers::heard_at.desc(), customers::id.desc()))
        .limit(limit)
        .select((customers::id, customers::address, customers::heard_at));
    let found: Vec<(Uid, Json<Address>, Moment)> = conn.all(query).await?;
    let holder = |(customer, address, heard_at): (Uid, Json<Address>, Moment)| Holder {
        customer: customer.0,
        address: address.0,
        heard_at: heard_at.0,
    };
    Ok(found.into_iter().map(holder).collect())
}
