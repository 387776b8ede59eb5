//! The `sellers` table.

use base::{Id, Phone, words::fold};
use chassis::db::{
    Conn, Error, columns,
    types::{Moment, Uid},
};
use diesel::{dsl::exists, prelude::*, sql_types::Bool};

use super::{
    schema::{sellers, specializations as skills},
    specializations,
};
use crate::domain::{Availability, Seller, SellerName, Specialization, Status};

/// Sorts before every id that is ever made: where the first page starts.
pub(crate) const FIRST_ID: Id = Id::from_uuid(uuid::Uuid::nil());

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = sellers, treat_none_as_default_value = false)]
struct SellerRow {
    id: Uid,
    name: String,
    name_key: String,
    phone: String,
    status: String,
    availability: String,
    version: i64,
    created_at: Moment,
}

impl From<&Seller> for SellerRow {
    fn from(seller: &Seller) -> Self {
        Self {
            id: seller.id.into(),
            name: seller.name.to_string(),
            name_key: name_key(&seller.name),
            phone: seller.phone.digits().to_owned(),
            status: status_word(seller.status).to_owned(),
            availability: availability_word(seller.availability).to_owned(),
            version: seller.version,
            created_at: seller.created_at.into(),
        }
    }
}

impl TryFrom<SellerRow> for Seller {
    type Error = Error;
    fn try_from(row: SellerRow) -> Result<Self, Error> {
        Ok(Self {
            id: row.id.0,
            name: SellerName::stored(row.name),
            phone: row.phone.parse().map_err(|_| unreadable("sellers.phone"))?,
            status: status(&row.status).ok_or_else(|| unreadable("sellers.status"))?,
            availability: availability(&row.availability).ok_or_else(|| unreadable("sellers.availability"))?,
            specializations: Default::default(),
            version: row.version,
            created_at: row.created_at.0,
        })
    }
}

const fn status_word(status: Status) -> &'static str {
    match status {
        Status::Active => "active",
        Status::Inactive => "inactive",
        Status::Suspended => "suspended",
    }
}

fn status(word: &str) -> Option<Status> {
    [Status::Active, Status::Inactive, Status::Suspended].into_iter().find(|&status| status_word(status) == word)
}

const fn availability_word(availability: Availability) -> &'static str {
    match availability {
        Availability::Available => "available",
        Availability::Busy => "busy",
        Availability::Offline => "offline",
    }
}

fn availability(word: &str) -> Option<Availability> {
    let all = [Availability::Available, Availability::Busy, Availability::Offline];
    all.into_iter().find(|&availability| availability_word(availability) == word)
}

/// The column is named and its content is not.
fn unreadable(column: &str) -> Error {
    diesel::result::Error::DeserializationError(format!("{column} cannot be read").into()).into()
}

/// What lists by name are sorted by.
pub(crate) fn name_key(name: &SellerName) -> String {
    fold(name.as_str())
}

/// The seller with this id.
pub(crate) async fn find(conn: &mut Conn, id: Id) -> Result<Option<Seller>, Error> {
    let row = conn.maybe(sellers::table.filter(sellers::id.eq(Uid(id))).select(columns::<SellerRow>())).await?;
    whole_one(conn, row).await
}

/// The seller with this id, who stays as found until the transaction ends.
pub(crate) async fn find_for_update(tx: &mut Conn, id: Id) -> Result<Option<Seller>, Error> {
    if let Conn::Postgres(conn) = tx {
        // Only PostgreSQL has several writers, and only it knows FOR UPDATE.
        let row = sellers::table.filter(sellers::id.eq(Uid(id))).select(sellers::version).for_update();
        diesel_async::RunQueryDsl::load::<i64>(row, &mut **conn).await?;
    }
    find(tx, id).await
}

/// The seller with this phone number.
pub(crate) async fn find_by_phone(conn: &mut Conn, phone: &Phone) -> Result<Option<Seller>, Error> {
    let phone = phone.digits().to_owned();
    let row = conn.maybe(sellers::table.filter(sellers::phone.eq(phone)).select(columns::<SellerRow>())).await?;
    whole_one(conn, row).await
}

/// Sellers by name, after this name and id, perhaps only those who do one thing.
pub(crate) async fn page(
    conn: &mut Conn,
    specialization: Option<Specialization>,
    (name, id): (String, Id),
    limit: i64,
) -> Result<Vec<Seller>, Error> {
    let any = specialization.is_none();
    let specialization = specialization.map(|specialization| specialization.as_str().to_owned()).unwrap_or_default();
    let skilled =
        skills::table.filter(skills::seller_id.eq(sellers::id)).filter(skills::specialization.eq(specialization));
    let page = sellers::table
        .filter(any.into_sql::<Bool>().or(exists(skilled)))
        // What the next line says already, in a form that an index can use.
        .filter(sellers::name_key.ge(name.clone()))
        .filter(sellers::name_key.gt(name).or(sellers::id.gt(Uid(id))))
        .order((sellers::name_key, sellers::id))
        .limit(limit)
        .select(columns::<SellerRow>());
    let rows = conn.all(page).await?;
    whole(conn, rows).await
}

/// Stores a new seller. A unique violation names the phone number's index.
pub(crate) async fn insert(tx: &mut Conn, seller: &Seller) -> Result<(), Error> {
    tx.run(diesel::insert_into(sellers::table).values(SellerRow::from(seller))).await?;
    specializations::replace(tx, seller).await
}

/// Stores a changed seller. A unique violation names the phone number's index.
pub(crate) async fn update(tx: &mut Conn, seller: &Seller) -> Result<(), Error> {
    let row = sellers::table.filter(sellers::id.eq(Uid(seller.id)));
    tx.run(diesel::update(row).set(SellerRow::from(seller))).await?;
    specializations::replace(tx, seller).await
}

async fn whole_one(conn: &mut Conn, row: Option<SellerRow>) -> Result<Option<Seller>, Error> {
    Ok(whole(conn, row.into_iter().collect()).await?.pop())
}

async fn whole(conn: &mut Conn, rows: Vec<SellerRow>) -> Result<Vec<Seller>, Error> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut of = specializations::of(conn, rows.iter().map(|row| row.id).collect()).await?;
    let seller = |row: SellerRow| {
        let specializations = of.remove(&row.id.0).unwrap_or_default();
        Ok(Seller { specializations, ..Seller::try_from(row)? })
    };
    rows.into_iter().map(seller).collect()
}
