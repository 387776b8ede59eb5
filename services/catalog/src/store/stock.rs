//! The `stock` table: products that are counted or have a daily limit.

use std::collections::BTreeMap;

use base::Id;
use chassis::db::{self, Conn, Error, Kept, columns, fixed, types::Uid};
use diesel::prelude::*;

use super::{postgres, schema::stock};
use crate::domain::stock::{Day, Stock};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = stock, treat_none_as_default_value = false, treat_none_as_null = true)]
struct StockRow {
    product_id: Uid,
    on_hand: Option<i64>,
    daily_limit: i32,
    day: i32,
    sold: i64,
}

impl From<StockRow> for (Id, Stock) {
    fn from(row: StockRow) -> Self {
        let StockRow { product_id, on_hand, daily_limit, day, sold } = row;
        (product_id.0, Stock { on_hand, daily_limit, day: Day(day), sold })
    }
}

/// The stock of these products, as far as it is kept.
pub(crate) async fn of(conn: &mut Conn, products: &[Id]) -> Result<BTreeMap<Id, Stock>, Error> {
    let products: Vec<Uid> = products.iter().copied().map(Uid).collect();
    let found = stock::table.filter(stock::product_id.eq_any(products)).select(columns::<StockRow>());
    Ok(conn.all::<StockRow>(found).await?.into_iter().map(Into::into).collect())
}

/// All stock that is kept.
pub(crate) async fn all(conn: &mut Conn) -> Result<BTreeMap<Id, Stock>, Error> {
    Ok(conn.all::<StockRow>(stock::table.select(columns::<StockRow>())).await?.into_iter().map(Into::into).collect())
}

/// The stock of these products, which nobody else changes until the transaction ends.
pub(crate) async fn lock(tx: &mut Conn, products: &[Id]) -> Result<BTreeMap<Id, Stock>, Error> {
    match tx {
        // SQLite has one writer, and this is it.
        Conn::Sqlite(_) => of(tx, products).await,
        // Only PostgreSQL knows FOR UPDATE; in order, so that two do not wait for each other.
        Conn::Postgres(conn) => {
            let products: Vec<Uid> = products.iter().copied().map(Uid).collect();
            let found = stock::table
                .filter(stock::product_id.eq_any(products))
                .order(stock::product_id)
                .select(columns::<StockRow>())
                .for_update();
            let rows: Vec<StockRow> = diesel_async::RunQueryDsl::load(Kept(found), &mut **conn).await?;
            Ok(rows.into_iter().map(Into::into).collect())
        }
    }
}

/// Stores the stock of a product, the first time too.
pub(crate) async fn save(tx: &mut Conn, product: Id, stock: &Stock) -> Result<(), Error> {
    let row = || StockRow {
        product_id: product.into(),
        on_hand: stock.on_hand,
        daily_limit: stock.daily_limit,
        day: stock.day.0,
        sold: stock.sold,
    };
    let saved = diesel::insert_into(stock::table).values(row());
    tx.run(saved.on_conflict(stock::product_id).do_update().set(row())).await.map(drop)
}

/// Stores what orders took and gave back; the rows exist and are locked.
pub(crate) async fn update(tx: &mut Conn, changed: &BTreeMap<Id, Stock>) -> Result<(), Error> {
    if let Conn::Postgres(_) = tx {
        return postgres::update_stock(tx, changed).await;
    }
    for (&product, stock) in changed {
        let row = stock::table.filter(stock::product_id.eq(Uid(product)));
        let moved = (stock::on_hand.eq(stock.on_hand), stock::day.eq(stock.day.0), stock::sold.eq(stock.sold));
        tx.run(fixed(db::update(row, moved))).await?;
    }
    Ok(())
}
