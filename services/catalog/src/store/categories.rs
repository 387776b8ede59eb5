//! The `categories` table.

use base::{Id, Timestamp};
use chassis::db::{
    Conn, Error, columns,
    types::{Moment, Uid},
};
use diesel::prelude::*;

use super::schema::categories;
use crate::domain::{
    category::{CATEGORIES_MAX, Category, CategoryName},
    code::{CategoryKey, Slug},
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = categories, treat_none_as_default_value = false)]
struct CategoryRow {
    id: Uid,
    slug: String,
    name: String,
    position: i32,
    active: bool,
    version: i64,
}

impl From<CategoryRow> for Category {
    fn from(row: CategoryRow) -> Self {
        Self {
            id: row.id.0,
            slug: Slug::stored(row.slug),
            name: CategoryName::stored(row.name),
            position: row.position,
            active: row.active,
            version: row.version,
        }
    }
}

impl From<&Category> for CategoryRow {
    fn from(category: &Category) -> Self {
        Self {
            id: category.id.into(),
            slug: category.slug.to_string(),
            name: category.name.to_string(),
            position: category.position,
            active: category.active,
            version: category.version,
        }
    }
}

/// The category with this id or slug.
pub(crate) async fn find(conn: &mut Conn, key: CategoryKey) -> Result<Option<Category>, Error> {
    let present = categories::table.filter(categories::deleted_at.is_null());
    let present = present.select(columns::<CategoryRow>());
    let row: Option<CategoryRow> = match key {
        CategoryKey::Id(id) => conn.maybe(present.filter(categories::id.eq(Uid(id)))).await?,
        CategoryKey::Slug(slug) => conn.maybe(present.filter(categories::slug.eq(slug.to_string()))).await?,
    };
    Ok(row.map(Category::from))
}

/// Categories in the order customers see them, after this position and id.
pub(crate) async fn page(conn: &mut Conn, (position, id): (i32, Id), limit: i64) -> Result<Vec<Category>, Error> {
    let after = categories::position.gt(position).or(categories::id.gt(Uid(id)));
    let page = categories::table
        .filter(categories::deleted_at.is_null())
        // What the next line says already, in a form that an index can use.
        .filter(categories::position.ge(position))
        .filter(after)
        .order((categories::position, categories::id))
        .limit(limit)
        .select(columns::<CategoryRow>());
    Ok(conn.all::<CategoryRow>(page).await?.into_iter().map(Category::from).collect())
}

/// The categories that customers see, in order.
pub(super) async fn active(conn: &mut Conn) -> Result<Vec<Category>, Error> {
    let active = categories::table
        .filter(categories::deleted_at.is_null().and(categories::active))
        .order((categories::position, categories::id))
        .limit(CATEGORIES_MAX)
        .select(columns::<CategoryRow>());
    Ok(conn.all::<CategoryRow>(active).await?.into_iter().map(Category::from).collect())
}

/// How many categories there are.
pub(crate) async fn count(conn: &mut Conn) -> Result<i64, Error> {
    conn.one(categories::table.filter(categories::deleted_at.is_null()).count()).await
}

/// Every slug that was ever used, with the id of the category that has it now.
pub(crate) async fn known_slugs(conn: &mut Conn) -> Result<Vec<(Slug, Option<Id>)>, Error> {
    let rows: Vec<(String, Uid, Option<Moment>)> =
        conn.all(categories::table.select((categories::slug, categories::id, categories::deleted_at))).await?;
    let known = |(slug, id, deleted): (String, Uid, Option<Moment>)| {
        (Slug::stored(slug), if deleted.is_none() { Some(id.0) } else { None })
    };
    Ok(rows.into_iter().map(known).collect())
}

/// Stores a new category.
pub(crate) async fn insert(tx: &mut Conn, category: &Category) -> Result<(), Error> {
    tx.run(diesel::insert_into(categories::table).values(CategoryRow::from(category))).await.map(drop)
}

/// Stores a changed category.
pub(crate) async fn update(tx: &mut Conn, category: &Category) -> Result<(), Error> {
    let row = categories::table.filter(categories::id.eq(Uid(category.id)));
    tx.run(diesel::update(row).set(CategoryRow::from(category))).await.map(drop)
}

/// Marks a category as removed.
pub(crate) async fn remove(tx: &mut Conn, id: Id, now: Timestamp) -> Result<(), Error> {
    let row = categories::table.filter(categories::id.eq(Uid(id)));
    tx.run(diesel::update(row).set(categories::deleted_at.eq(Some(Moment(now))))).await.map(drop)
}
