//! The `products` table.

use base::{Currency, Id, Money, Timestamp, words::fold};
use chassis::db::{
    Conn, Error, columns,
    types::{Json, Moment, Uid},
};
use diesel::{prelude::*, sql_types::Bool};

use super::{fields::StoredField, schema::products, stock};
use crate::domain::{
    code::{ProductKey, Sku},
    field::Field,
    product::{Alias, Description, PRODUCTS_MAX, Product, ProductName, Unit},
    stock::Stock,
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = products, treat_none_as_default_value = false)]
struct ProductRow {
    id: Uid,
    sku: String,
    category_id: Uid,
    name: String,
    name_key: String,
    description: String,
    price_minor: i64,
    currency: String,
    unit: String,
    aliases: Json<Vec<String>>,
    option_group_ids: Json<Vec<Id>>,
    fields: Json<Vec<StoredField>>,
    available: bool,
    active: bool,
    position: i32,
    version: i64,
    updated_at: Moment,
}

impl TryFrom<ProductRow> for Product {
    type Error = Error;
    fn try_from(row: ProductRow) -> Result<Self, Error> {
        let currency: Currency =
            row.currency.parse().map_err(|error| diesel::result::Error::DeserializationError(Box::new(error)))?;
        Ok(Self {
            id: row.id.0,
            sku: Sku::stored(row.sku),
            category_id: row.category_id.0,
            name: ProductName::stored(row.name),
            description: Description::stored(row.description),
            price: Money::new(row.price_minor, currency),
            unit: Unit::stored(row.unit),
            aliases: row.aliases.0.into_iter().map(Alias::stored).collect(),
            option_groups: row.option_group_ids.0,
            fields: row.fields.0.into_iter().map(Field::from).collect(),
            available: row.available,
            active: row.active,
            position: row.position,
            version: row.version,
            updated_at: row.updated_at.0,
            stock: Stock::default(),
        })
    }
}

impl From<&Product> for ProductRow {
    fn from(product: &Product) -> Self {
        Self {
            id: product.id.into(),
            sku: product.sku.to_string(),
            category_id: product.category_id.into(),
            name: product.name.to_string(),
            name_key: name_key(&product.name),
            description: product.description.to_string(),
            price_minor: product.price.minor,
            currency: product.price.currency.code().to_owned(),
            unit: product.unit.to_string(),
            aliases: Json(product.aliases.iter().map(Alias::to_string).collect()),
            option_group_ids: Json(product.option_groups.clone()),
            fields: Json(product.fields.iter().map(StoredField::from).collect()),
            available: product.available,
            active: product.active,
            position: product.position,
            version: product.version,
            updated_at: product.updated_at.into(),
        }
    }
}

/// What lists by name are sorted by.
pub(crate) fn name_key(name: &ProductName) -> String {
    fold(name.as_str())
}

/// The product with this id or SKU.
pub(crate) async fn find(conn: &mut Conn, key: ProductKey) -> Result<Option<Product>, Error> {
    let present = products::table.filter(products::deleted_at.is_null());
    let present = present.select(columns::<ProductRow>());
    let row: Option<ProductRow> = match key {
        ProductKey::Id(id) => conn.maybe(present.filter(products::id.eq(Uid(id)))).await?,
        ProductKey::Sku(sku) => conn.maybe(present.filter(products::sku.eq(sku.to_string()))).await?,
    };
    Ok(with_stock(conn, row.into_iter().collect()).await?.pop())
}

/// The products of these rows, with how many of each there are.
async fn with_stock(conn: &mut Conn, rows: Vec<ProductRow>) -> Result<Vec<Product>, Error> {
    let mut products = rows.into_iter().map(Product::try_from).collect::<Result<Vec<Product>, Error>>()?;
    let ids: Vec<Id> = products.iter().map(|product| product.id).collect();
    let kept = stock::of(conn, &ids).await?;
    for product in &mut products {
        product.stock = kept.get(&product.id).copied().unwrap_or_default();
    }
    Ok(products)
}

/// The product with this id or SKU, whose stock nobody else changes until the transaction ends.
pub(crate) async fn lock(tx: &mut Conn, key: ProductKey) -> Result<Option<Product>, Error> {
    let Some(mut product) = find(tx, key).await? else { return Ok(None) };
    product.stock = stock::lock(tx, &[product.id]).await?.remove(&product.id).unwrap_or_default();
    Ok(Some(product))
}

/// The products that customers see, in the order of the menu; how many there are is left out.
pub(super) async fn active(conn: &mut Conn) -> Result<Vec<Product>, Error> {
    let active = products::table
        .filter(products::deleted_at.is_null().and(products::active))
        .order((products::position, products::id))
        .limit(PRODUCTS_MAX)
        .select(columns::<ProductRow>());
    conn.all::<ProductRow>(active).await?.into_iter().map(Product::try_from).collect()
}

/// All products, whose stock nobody changes but reservations.
pub(crate) async fn all(conn: &mut Conn) -> Result<Vec<Product>, Error> {
    let present = products::table.filter(products::deleted_at.is_null()).select(columns::<ProductRow>());
    conn.all::<ProductRow>(present).await?.into_iter().map(Product::try_from).collect()
}

/// The products with these ids.
pub(crate) async fn batch(conn: &mut Conn, ids: &[Id]) -> Result<Vec<Product>, Error> {
    let ids: Vec<Uid> = ids.iter().copied().map(Uid).collect();
    let found = products::table
        .filter(products::deleted_at.is_null())
        .filter(products::id.eq_any(ids))
        .select(columns::<ProductRow>());
    let rows = conn.all::<ProductRow>(found).await?;
    with_stock(conn, rows).await
}

/// Products by name, after this name and id, perhaps only of one category.
pub(crate) async fn page(
    conn: &mut Conn,
    category: Option<Id>,
    (name, id): (String, Id),
    limit: i64,
) -> Result<Vec<Product>, Error> {
    let in_any = category.is_none();
    let category = Uid(category.unwrap_or(super::FIRST_ID));
    let page = products::table
        .filter(products::deleted_at.is_null())
        .filter(in_any.into_sql::<Bool>().or(products::category_id.eq(category)))
        // What the next line says already, in a form that an index can use.
        .filter(products::name_key.ge(name.clone()))
        .filter(products::name_key.gt(name).or(products::id.gt(Uid(id))))
        .order((products::name_key, products::id))
        .limit(limit)
        .select(columns::<ProductRow>());
    let rows = conn.all::<ProductRow>(page).await?;
    with_stock(conn, rows).await
}

/// How many products there are.
pub(crate) async fn count(conn: &mut Conn) -> Result<i64, Error> {
    conn.one(products::table.filter(products::deleted_at.is_null()).count()).await
}

/// How many products stand in a category.
pub(crate) async fn count_in(conn: &mut Conn, category: Id) -> Result<i64, Error> {
    let present = products::table.filter(products::deleted_at.is_null());
    conn.one(present.filter(products::category_id.eq(Uid(category))).count()).await
}

/// Every SKU that was ever used, with the id of the product that has it now.
pub(crate) async fn known_skus(conn: &mut Conn) -> Result<Vec<(Sku, Option<Id>)>, Error> {
    let rows: Vec<(String, Uid, Option<Moment>)> =
        conn.all(products::table.select((products::sku, products::id, products::deleted_at))).await?;
    let known = |(sku, id, deleted): (String, Uid, Option<Moment>)| {
        (Sku::stored(sku), if deleted.is_none() { Some(id.0) } else { None })
    };
    Ok(rows.into_iter().map(known).collect())
}

/// Stores a new product.
pub(crate) async fn insert(tx: &mut Conn, product: &Product) -> Result<(), Error> {
    tx.run(diesel::insert_into(products::table).values(ProductRow::from(product))).await?;
    if product.stock == Stock::default() { Ok(()) } else { stock::save(tx, product.id, &product.stock).await }
}

/// Stores a changed product; its stock is stored apart.
pub(crate) async fn update(tx: &mut Conn, product: &Product) -> Result<(), Error> {
    let row = products::table.filter(products::id.eq(Uid(product.id)));
    tx.run(diesel::update(row).set(ProductRow::from(product))).await.map(drop)
}

/// Marks a product as removed.
pub(crate) async fn remove(tx: &mut Conn, id: Id, now: Timestamp) -> Result<(), Error> {
    let row = products::table.filter(products::id.eq(Uid(id)));
    tx.run(diesel::update(row).set(products::deleted_at.eq(Some(Moment(now))))).await.map(drop)
}
