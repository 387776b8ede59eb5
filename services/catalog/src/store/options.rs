//! The `option_groups` table.

use base::{Currency, Id, Money, Timestamp};
use chassis::db::{
    Conn, Error, columns,
    types::{Json, Moment, Uid},
};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::schema::option_groups;
use crate::domain::{
    code::Slug,
    option::{Choice, Chosen, GroupKey, OPTION_GROUPS_MAX, OptionGroup, OptionName},
    product::Alias,
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = option_groups, treat_none_as_default_value = false)]
struct GroupRow {
    id: Uid,
    slug: String,
    name: String,
    choices_min: i32,
    choices_max: i32,
    choices: Json<Vec<StoredChoice>>,
    version: i64,
}

#[derive(Debug, Serialize, Deserialize)]
struct StoredChoice {
    id: Id,
    slug: String,
    name: String,
    aliases: Vec<String>,
    price_minor: i64,
    currency: Currency,
    available: bool,
}

impl From<GroupRow> for OptionGroup {
    fn from(row: GroupRow) -> Self {
        Self {
            id: row.id.0,
            slug: Slug::stored(row.slug),
            name: OptionName::stored(row.name),
            chosen: Chosen { min: row.choices_min, max: row.choices_max },
            choices: row.choices.0.into_iter().map(Choice::from).collect(),
            version: row.version,
        }
    }
}

impl From<StoredChoice> for Choice {
    fn from(choice: StoredChoice) -> Self {
        Self {
            id: choice.id,
            slug: Slug::stored(choice.slug),
            name: OptionName::stored(choice.name),
            aliases: choice.aliases.into_iter().map(Alias::stored).collect(),
            price: Money::new(choice.price_minor, choice.currency),
            available: choice.available,
        }
    }
}

impl From<&OptionGroup> for GroupRow {
    fn from(group: &OptionGroup) -> Self {
        Self {
            id: group.id.into(),
            slug: group.slug.to_string(),
            name: group.name.to_string(),
            choices_min: group.chosen.min,
            choices_max: group.chosen.max,
            choices: Json(group.choices.iter().map(StoredChoice::from).collect()),
            version: group.version,
        }
    }
}

impl From<&Choice> for StoredChoice {
    fn from(choice: &Choice) -> Self {
        Self {
            id: choice.id,
            slug: choice.slug.to_string(),
            name: choice.name.to_string(),
            aliases: choice.aliases.iter().map(Alias::to_string).collect(),
            price_minor: choice.price.minor,
            currency: choice.price.currency,
            available: choice.available,
        }
    }
}

/// The group with this id or slug.
pub(crate) async fn find(conn: &mut Conn, key: GroupKey) -> Result<Option<OptionGroup>, Error> {
    let present = option_groups::table.filter(option_groups::deleted_at.is_null()).select(columns::<GroupRow>());
    let row: Option<GroupRow> = match key {
        GroupKey::Id(id) => conn.maybe(present.filter(option_groups::id.eq(Uid(id)))).await?,
        GroupKey::Slug(slug) => conn.maybe(present.filter(option_groups::slug.eq(slug.to_string()))).await?,
    };
    Ok(row.map(OptionGroup::from))
}

/// Groups by slug, after this one.
pub(crate) async fn page(conn: &mut Conn, after: String, limit: i64) -> Result<Vec<OptionGroup>, Error> {
    let page = option_groups::table
        .filter(option_groups::deleted_at.is_null())
        .filter(option_groups::slug.gt(after))
        .order(option_groups::slug)
        .limit(limit)
        .select(columns::<GroupRow>());
    Ok(conn.all::<GroupRow>(page).await?.into_iter().map(OptionGroup::from).collect())
}

/// All groups.
pub(crate) async fn all(conn: &mut Conn) -> Result<Vec<OptionGroup>, Error> {
    page(conn, String::new(), OPTION_GROUPS_MAX).await
}

/// How many groups there are.
pub(crate) async fn count(conn: &mut Conn) -> Result<i64, Error> {
    conn.one(option_groups::table.filter(option_groups::deleted_at.is_null()).count()).await
}

/// Every slug that was ever used, with the id of the group that has it now.
pub(crate) async fn known_slugs(conn: &mut Conn) -> Result<Vec<(Slug, Option<Id>)>, Error> {
    let known = (option_groups::slug, option_groups::id, option_groups::deleted_at);
    let rows: Vec<(String, Uid, Option<Moment>)> = conn.all(option_groups::table.select(known)).await?;
    let known = |(slug, id, deleted): (String, Uid, Option<Moment>)| {
        (Slug::stored(slug), if deleted.is_none() { Some(id.0) } else { None })
    };
    Ok(rows.into_iter().map(known).collect())
}

/// Stores a new group.
pub(crate) async fn insert(tx: &mut Conn, group: &OptionGroup) -> Result<(), Error> {
    tx.run(diesel::insert_into(option_groups::table).values(GroupRow::from(group))).await.map(drop)
}

/// Stores a changed group.
pub(crate) async fn update(tx: &mut Conn, group: &OptionGroup) -> Result<(), Error> {
    let row = option_groups::table.filter(option_groups::id.eq(Uid(group.id)));
    tx.run(diesel::update(row).set(GroupRow::from(group))).await.map(drop)
}

/// Marks a group as removed.
pub(crate) async fn remove(tx: &mut Conn, id: Id, now: Timestamp) -> Result<(), Error> {
    let row = option_groups::table.filter(option_groups::id.eq(Uid(id)));
    tx.run(diesel::update(row).set(option_groups::deleted_at.eq(Some(Moment(now))))).await.map(drop)
}
