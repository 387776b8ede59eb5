//! Wishes to change the lines of orders, and what became of them.

use base::Id;
use chassis::db::{
    self, Conn, columns,
    types::{Json, Moment, Uid},
};
use diesel::prelude::*;
use jiff::Timestamp;

use super::schema::amendments;
use crate::{
    domain::{Amendment, Key, Obstacle, amendment::AmendmentState},
    error::Error,
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = amendments, treat_none_as_default_value = false)]
struct Row {
    order_id: Uid,
    revision: i32,
    idempotency_key: String,
    fingerprint: Vec<u8>,
    state: String,
    amendment: Json<Amendment>,
    denial: Option<Json<Obstacle>>,
    created_at: Moment,
}

/// A wish to change an order, as it is stored.
pub(crate) struct AmendmentRecord {
    pub(crate) order_id: Id,
    pub(crate) fingerprint: Vec<u8>,
    pub(crate) state: AmendmentState,
    pub(crate) amendment: Amendment,
    pub(crate) denial: Option<Obstacle>,
}

/// Stores a wish; false when its key or its number is taken.
pub(crate) async fn insert(
    tx: &mut Conn,
    key: &Key,
    fingerprint: Vec<u8>,
    order_id: Id,
    amendment: Amendment,
) -> Result<bool, db::Error> {
    let row = Row {
        order_id: order_id.into(),
        revision: amendment.revision,
        idempotency_key: key.as_str().to_owned(),
        fingerprint,
        state: AmendmentState::Reserving.as_str().to_owned(),
        created_at: amendment.time.into(),
        amendment: Json(amendment),
        denial: None,
    };
    Ok(tx.run(diesel::insert_into(amendments::table).values(row).on_conflict_do_nothing()).await? == 1)
}

/// Moves a wish from one state to another; false when it is not in that state any more.
pub(crate) async fn advance(
    tx: &mut Conn,
    (order_id, revision): (Id, i32),
    from: AmendmentState,
    to: AmendmentState,
    denial: Option<Obstacle>,
) -> Result<bool, db::Error> {
    let mine = amendments::table
        .filter(amendments::order_id.eq(Uid(order_id)).and(amendments::revision.eq(revision)))
        .filter(amendments::state.eq(from.as_str()));
    let change = (amendments::state.eq(to.as_str()), amendments::denial.eq(denial.map(Json)));
    Ok(tx.run(diesel::update(mine).set(change)).await? == 1)
}

/// The wish that was made with this key.
pub(crate) async fn with_key(conn: &mut Conn, key: &Key) -> Result<Option<AmendmentRecord>, Error> {
    let keyed = amendments::table.filter(amendments::idempotency_key.eq(key.as_str().to_owned()));
    let row: Option<Row> = conn.maybe(keyed.select(columns::<Row>())).await?;
    row.map(AmendmentRecord::try_from).transpose()
}

/// One change of an order by its number.
pub(crate) async fn numbered(conn: &mut Conn, order_id: Id, revision: i32) -> Result<Option<AmendmentRecord>, Error> {
    let mine = amendments::table.filter(amendments::order_id.eq(Uid(order_id)).and(amendments::revision.eq(revision)));
    let row: Option<Row> = conn.maybe(mine.select(columns::<Row>())).await?;
    row.map(AmendmentRecord::try_from).transpose()
}

/// The last wish to change an order, whatever became of it.
pub(crate) async fn last(conn: &mut Conn, order_id: Id) -> Result<Option<AmendmentRecord>, Error> {
    let mine = amendments::table.filter(amendments::order_id.eq(Uid(order_id)));
    let newest = mine.order(amendments::revision.desc()).limit(1);
    let row: Option<Row> = conn.maybe(newest.select(columns::<Row>())).await?;
    row.map(AmendmentRecord::try_from).transpose()
}

/// Lets the same wish be made again with its key.
pub(crate) async fn free_key(tx: &mut Conn, (order_id, revision): (Id, i32)) -> Result<(), db::Error> {
    let mine = amendments::table.filter(amendments::order_id.eq(Uid(order_id)).and(amendments::revision.eq(revision)));
    // No caller's key has a line break.
    let freed = amendments::idempotency_key.eq(format!("{order_id}\n{revision}"));
    tx.run(diesel::update(mine).set(freed)).await.map(drop)
}

/// Wishes begun before a moment whose answer of the catalogue was not written down, the oldest first.
pub(crate) async fn unfinished(conn: &mut Conn, before: Timestamp, limit: i64) -> Result<Vec<AmendmentRecord>, Error> {
    let old = amendments::table
        .filter(amendments::state.eq(AmendmentState::Reserving.as_str()))
        .filter(amendments::created_at.lt(Moment(before)));
    let rows: Vec<Row> = conn.all(old.order(amendments::created_at).limit(limit).select(columns::<Row>())).await?;
    rows.into_iter().map(AmendmentRecord::try_from).collect()
}

impl TryFrom<Row> for AmendmentRecord {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            order_id: row.order_id.0,
            fingerprint: row.fingerprint,
            state: AmendmentState::stored(&row.state).ok_or(Error::Unreadable("state"))?,
            amendment: row.amendment.0,
            denial: row.denial.map(|denial| denial.0),
        })
    }
}
