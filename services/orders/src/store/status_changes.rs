//! The history of orders.

use base::Id;
use chassis::db::{
    self, Conn, columns,
    types::{Json, Moment, Uid},
};
use diesel::prelude::*;

use super::schema::status_changes;
use crate::{
    domain::{Actor, Key, Private, StatusChange},
    error::Error,
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = status_changes, treat_none_as_default_value = false)]
struct Row {
    order_id: Uid,
    version: i64,
    from_status: Option<String>,
    to_status: String,
    actor: Json<Actor>,
    reason: String,
    idempotency_key: Option<String>,
    changed_at: Moment,
}

/// Begins the histories of orders that were just placed.
pub(super) async fn begin(tx: &mut Conn, changes: impl Iterator<Item = (Id, StatusChange)>) -> Result<(), db::Error> {
    let rows: Vec<Row> = changes.map(|(order_id, change)| row(order_id, &change, None)).collect();
    match tx {
        Conn::Sqlite(_) => {
            for row in rows {
                tx.run(diesel::insert_into(status_changes::table).values(row)).await?;
            }
        }
        // Only PostgreSQL takes many rows in one statement here.
        Conn::Postgres(conn) => {
            let insert = diesel::insert_into(status_changes::table).values(rows);
            diesel_async::RunQueryDsl::execute(insert, &mut **conn).await?;
        }
    }
    Ok(())
}

/// Adds a change; false when the key was used before.
pub(super) async fn insert(
    tx: &mut Conn,
    order_id: Id,
    change: &StatusChange,
    key: Option<&Key>,
) -> Result<bool, db::Error> {
    let row = row(order_id, change, key);
    Ok(tx.run(diesel::insert_into(status_changes::table).values(row).on_conflict_do_nothing()).await? == 1)
}

fn row(order_id: Id, change: &StatusChange, key: Option<&Key>) -> Row {
    Row {
        order_id: order_id.into(),
        version: change.version,
        from_status: change.from.map(|status| status.to_string()),
        to_status: change.to.to_string(),
        actor: Json(change.actor.clone()),
        reason: change.reason.as_str().to_owned(),
        idempotency_key: key.map(|key| key.as_str().to_owned()),
        changed_at: change.time.into(),
    }
}

/// Every change of an order, oldest first.
pub(crate) async fn history(conn: &mut Conn, order_id: Id) -> Result<Vec<StatusChange>, Error> {
    let changes = status_changes::table.filter(status_changes::order_id.eq(Uid(order_id)));
    let rows: Vec<Row> = conn.all(changes.order(status_changes::version).select(columns::<Row>())).await?;
    rows.into_iter().map(StatusChange::try_from).collect()
}

/// The change that was made with this key, and the order it was made to.
pub(crate) async fn made_with(conn: &mut Conn, key: &Key) -> Result<Option<(Id, StatusChange)>, Error> {
    let keyed = status_changes::table.filter(status_changes::idempotency_key.eq(key.as_str().to_owned()));
    let row: Option<Row> = conn.maybe(keyed.select(columns::<Row>())).await?;
    row.map(|row| Ok((row.order_id.0, row.try_into()?))).transpose()
}

impl TryFrom<Row> for StatusChange {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        let unreadable = |_| Error::Unreadable("status");
        Ok(Self {
            from: row.from_status.map(|word| word.parse()).transpose().map_err(unreadable)?,
            to: row.to_status.parse().map_err(unreadable)?,
            actor: row.actor.0,
            reason: Private::stored(row.reason),
            time: row.changed_at.0,
            version: row.version,
        })
    }
}
