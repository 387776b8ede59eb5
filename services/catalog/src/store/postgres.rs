//! Statements that only PostgreSQL can run: many rows in one round trip.
//!
//! They are query nodes rather than `sql_query`, because only those are prepared once and kept.

use std::collections::BTreeMap;

use base::Id;
use chassis::db::{
    Conn, Error, and_bind,
    types::{
        Json, Uid,
        sql::{DbJson, DbUuid},
    },
};
use diesel::{
    QueryResult,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{Array, BigInt, Bool, Integer, Nullable},
};
use diesel_async::RunQueryDsl;

use super::reservations::ReservationRow;
use crate::domain::{
    reservation::{Content, Reservation},
    stock::Stock,
};

/// Locks the reservations of these orders, in their order, and makes those that are missing.
pub(super) async fn lock_reservations(conn: &mut Conn, orders: &[Id]) -> Result<Vec<Reservation>, Error> {
    let Conn::Postgres(conn) = conn else { return Ok(Vec::new()) };
    let statement =
        LockReservations { orders: orders.iter().copied().map(Uid).collect(), empty: Json(Content::default()) };
    let rows: Vec<ReservationRow> = RunQueryDsl::load(statement, &mut **conn).await?;
    Ok(rows.into_iter().map(Reservation::from).collect())
}

/// Stores changed reservations, whose rows exist.
pub(super) async fn update_reservations(
    conn: &mut Conn,
    rows: impl Iterator<Item = ReservationRow>,
) -> Result<(), Error> {
    let Conn::Postgres(conn) = conn else { return Ok(()) };
    let mut statement = UpdateReservations::default();
    for row in rows {
        statement.orders.push(row.order_id);
        statement.revisions.push(row.revision);
        statement.released.push(row.released);
        statement.contents.push(row.content);
    }
    RunQueryDsl::execute(statement, &mut **conn).await?;
    Ok(())
}

/// Stores what orders took and gave back.
pub(super) async fn update_stock(conn: &mut Conn, changed: &BTreeMap<Id, Stock>) -> Result<(), Error> {
    let Conn::Postgres(conn) = conn else { return Ok(()) };
    let mut statement = UpdateStock::default();
    for (&product, stock) in changed {
        statement.products.push(Uid(product));
        statement.on_hand.push(stock.on_hand);
        statement.days.push(stock.day.0);
        statement.sold.push(stock.sold);
    }
    RunQueryDsl::execute(statement, &mut **conn).await?;
    Ok(())
}

struct LockReservations {
    orders: Vec<Uid>,
    empty: Json<Content>,
}

impl Query for LockReservations {
    type SqlType = (DbUuid, Integer, Bool, DbJson);
}

impl QueryId for LockReservations {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl QueryFragment<Pg> for LockReservations {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("INSERT INTO reservations (order_id, revision, released, content) SELECT o, 0, false, ");
        out.push_bind_param::<DbJson, _>(&self.empty)?;
        out.push_sql(" FROM unnest(");
        out.push_bind_param::<Array<DbUuid>, _>(&self.orders)?;
        out.push_sql(
            ") AS o ON CONFLICT (order_id) DO UPDATE SET order_id = excluded.order_id \
             RETURNING order_id, revision, released, content",
        );
        Ok(())
    }
}

#[derive(Default)]
struct UpdateReservations {
    orders: Vec<Uid>,
    revisions: Vec<i32>,
    released: Vec<bool>,
    contents: Vec<Json<Content>>,
}

impl QueryId for UpdateReservations {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl QueryFragment<Pg> for UpdateReservations {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "UPDATE reservations r SET revision = c.revision, released = c.released, content = c.content FROM unnest(",
        );
        out.push_bind_param::<Array<DbUuid>, _>(&self.orders)?;
        and_bind::<Array<Integer>, _>(&mut out, &self.revisions)?;
        and_bind::<Array<Bool>, _>(&mut out, &self.released)?;
        and_bind::<Array<DbJson>, _>(&mut out, &self.contents)?;
        out.push_sql(") AS c (order_id, revision, released, content) WHERE r.order_id = c.order_id");
        Ok(())
    }
}

#[derive(Default)]
struct UpdateStock {
    products: Vec<Uid>,
    on_hand: Vec<Option<i64>>,
    days: Vec<i32>,
    sold: Vec<i64>,
}

impl QueryId for UpdateStock {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl QueryFragment<Pg> for UpdateStock {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("UPDATE stock s SET on_hand = c.on_hand, day = c.day, sold = c.sold FROM unnest(");
        out.push_bind_param::<Array<DbUuid>, _>(&self.products)?;
        and_bind::<Array<Nullable<BigInt>>, _>(&mut out, &self.on_hand)?;
        and_bind::<Array<Integer>, _>(&mut out, &self.days)?;
        and_bind::<Array<BigInt>, _>(&mut out, &self.sold)?;
        out.push_sql(") AS c (product_id, on_hand, day, sold) WHERE s.product_id = c.product_id");
        Ok(())
    }
}
