//! The `coupons` and `coupon_uses` tables.

use base::{Id, Timestamp};
use chassis::db::{
    self, Conn, Error, Kept, columns, fixed,
    types::{Json, Moment, Uid},
};
use diesel::prelude::*;

use super::schema::{coupon_uses, coupons};
use crate::domain::{
    coupon::{Code, Coupon, CouponKey, Terms},
    reservation::Customer,
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = coupons, treat_none_as_default_value = false)]
struct CouponRow {
    id: Uid,
    code: String,
    terms: Json<Terms>,
    uses: i32,
    customers: i32,
    version: i64,
    deleted_at: Option<Moment>,
}

impl From<CouponRow> for Coupon {
    fn from(row: CouponRow) -> Self {
        let CouponRow { id, code, terms, uses, customers, version, deleted_at } = row;
        let (id, code, terms, removed) = (id.0, Code::stored(code), terms.0, deleted_at.is_some());
        Self { id, code, terms, uses, customers, version, removed }
    }
}

/// The coupon with this id or code.
pub(crate) async fn find(conn: &mut Conn, key: CouponKey) -> Result<Option<Coupon>, Error> {
    let present = coupons::table.filter(coupons::deleted_at.is_null()).select(columns::<CouponRow>());
    let row: Option<CouponRow> = match key {
        CouponKey::Id(id) => conn.maybe(present.filter(coupons::id.eq(Uid(id)))).await?,
        CouponKey::Code(code) => conn.maybe(present.filter(coupons::code.eq(code.to_string()))).await?,
    };
    Ok(row.map(Coupon::from))
}

/// The coupons with these codes, and those with these ids even when they were removed; nobody else changes them until
/// the transaction ends.
pub(crate) async fn lock(tx: &mut Conn, codes: Vec<Code>, ids: Vec<Id>) -> Result<Vec<Coupon>, Error> {
    let codes: Vec<String> = codes.iter().map(Code::to_string).collect();
    let ids: Vec<Uid> = ids.into_iter().map(Uid).collect();
    let wanted = coupons::deleted_at.is_null().and(coupons::code.eq_any(codes)).or(coupons::id.eq_any(ids));
    let found = coupons::table.filter(wanted).order(coupons::id).select(columns::<CouponRow>());
    let rows: Vec<CouponRow> = match tx {
        // SQLite has one writer, and this is it.
        Conn::Sqlite(_) => tx.all(found).await?,
        // Only PostgreSQL knows FOR UPDATE; in order, so that two do not wait for each other.
        Conn::Postgres(conn) => diesel_async::RunQueryDsl::load(Kept(found.for_update()), &mut **conn).await?,
    };
    Ok(rows.into_iter().map(Coupon::from).collect())
}

/// Coupons by code, after this one.
pub(crate) async fn page(conn: &mut Conn, after: String, limit: i64) -> Result<Vec<Coupon>, Error> {
    let page = coupons::table
        .filter(coupons::deleted_at.is_null())
        .filter(coupons::code.gt(after))
        .order(coupons::code)
        .limit(limit)
        .select(columns::<CouponRow>());
    Ok(conn.all::<CouponRow>(page).await?.into_iter().map(Coupon::from).collect())
}

/// Every code that was ever used.
pub(crate) async fn known_codes(conn: &mut Conn) -> Result<Vec<Code>, Error> {
    let codes: Vec<String> = conn.all(coupons::table.select(coupons::code).distinct()).await?;
    Ok(codes.into_iter().map(Code::stored).collect())
}

/// Stores a new coupon.
pub(crate) async fn insert(tx: &mut Conn, coupon: &Coupon) -> Result<(), Error> {
    let Coupon { id, code, terms, uses, customers, version, removed: _ } = coupon.clone();
    let (id, code, terms) = (Uid(id), code.to_string(), Json(terms));
    let row = CouponRow { id, code, terms, uses, customers, version, deleted_at: None };
    tx.run(diesel::insert_into(coupons::table).values(row)).await.map(drop)
}

/// Stores changed terms; how often it is used is left alone.
pub(crate) async fn update(tx: &mut Conn, coupon: &Coupon) -> Result<(), Error> {
    let row = coupons::table.filter(coupons::id.eq(Uid(coupon.id)));
    let terms = (coupons::terms.eq(Json(coupon.terms.clone())), coupons::version.eq(coupon.version));
    tx.run(diesel::update(row).set(terms)).await.map(drop)
}

/// Marks a coupon as removed.
pub(crate) async fn remove(tx: &mut Conn, id: Id, now: Timestamp) -> Result<(), Error> {
    let row = coupons::table.filter(coupons::id.eq(Uid(id)));
    tx.run(diesel::update(row).set(coupons::deleted_at.eq(Some(Moment(now))))).await.map(drop)
}

/// Stores how often a coupon is used; its row is locked.
pub(crate) async fn count(tx: &mut Conn, coupon: &Coupon) -> Result<(), Error> {
    let row = coupons::table.filter(coupons::id.eq(Uid(coupon.id)));
    let counts = (coupons::uses.eq(coupon.uses), coupons::customers.eq(coupon.customers));
    tx.run(fixed(db::update(row, counts))).await.map(drop)
}

/// How often each of these customers uses each of these coupons; those that never did are left out.
pub(crate) async fn uses(
    conn: &mut Conn,
    coupons: Vec<Id>,
    customers: Vec<Customer>,
) -> Result<Vec<((Id, Customer), i32)>, Error> {
    let coupons: Vec<Uid> = coupons.into_iter().map(Uid).collect();
    let customers: Vec<String> = customers.into_iter().map(|Customer(id)| id).collect();
    let found = coupon_uses::table
        .filter(coupon_uses::coupon_id.eq_any(coupons))
        .filter(coupon_uses::customer_id.eq_any(customers))
        .select((coupon_uses::coupon_id, coupon_uses::customer_id, coupon_uses::uses));
    let rows: Vec<(Uid, String, i32)> = conn.all(found).await?;
    Ok(rows.into_iter().map(|(coupon, customer, uses)| ((coupon.0, Customer(customer)), uses)).collect())
}

/// Stores how often a customer uses a coupon; the coupon's row is locked.
pub(crate) async fn count_for(tx: &mut Conn, coupon: Id, customer: &Customer, uses: i32) -> Result<(), Error> {
    let row = (
        coupon_uses::coupon_id.eq(Uid(coupon)),
        coupon_uses::customer_id.eq(customer.0.clone()),
        coupon_uses::uses.eq(uses),
    );
    let saved = diesel::insert_into(coupon_uses::table).values(row);
    let key = (coupon_uses::coupon_id, coupon_uses::customer_id);
    tx.run(Kept(saved.on_conflict(key).do_update().set(coupon_uses::uses.eq(uses)))).await.map(drop)
}
