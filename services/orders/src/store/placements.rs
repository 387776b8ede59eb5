//! Placements: orders whose goods are being reserved.

use std::{collections::HashSet, sync::Arc};

use base::Id;
use chassis::db::{
    self, Conn, columns,
    types::{Json, Moment, Uid},
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use jiff::Timestamp;

use super::{placing::NewOrder, schema::placements};
use crate::{
    domain::{
        Key, Obstacle, Order,
        placement::{Placement, PlacementState},
    },
    error::Error,
};

pub(super) const RESERVING: &str = "reserving";
const PLACED: &str = "placed";
const DENIED: &str = "denied";
const EXPIRED: &str = "expired";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = placements, treat_none_as_default_value = false)]
struct Row {
    order_id: Uid,
    idempotency_key: String,
    fingerprint: Vec<u8>,
    state: String,
    draft: Option<Json<Order>>,
    denial: Option<Json<Obstacle>>,
    created_at: Moment,
}

/// Stores placements that begin, and tells of each whether it was stored: it is not when its key or its id is taken.
pub(crate) async fn begin(tx: &mut Conn, new: &[Arc<NewOrder>]) -> Result<Vec<bool>, db::Error> {
    let rows: Vec<Row> = new.iter().map(|one| row(one)).collect();
    let mut stored: Vec<Uid> = Vec::new();
    match tx {
        Conn::Sqlite(_) => {
            for row in rows {
                let insert = diesel::insert_into(placements::table).values(row).on_conflict_do_nothing();
                stored.extend::<Option<Uid>>(tx.maybe(insert.returning(placements::order_id)).await?);
            }
        }
        // Only PostgreSQL takes many rows in one statement here.
        Conn::Postgres(conn) => {
            let insert = diesel::insert_into(placements::table).values(rows).on_conflict_do_nothing();
            stored = RunQueryDsl::load(insert.returning(placements::order_id), &mut **conn).await?;
        }
    }
    let stored: HashSet<Id> = stored.into_iter().map(|id| id.0).collect();
    Ok(new.iter().map(|one| stored.contains(&one.order.id)).collect())
}

fn row(new: &NewOrder) -> Row {
    Row {
        order_id: new.order.id.into(),
        idempotency_key: new.key.as_str().to_owned(),
        fingerprint: new.fingerprint.clone(),
        state: RESERVING.to_owned(),
        draft: Some(Json(new.order.clone())),
        denial: None,
        created_at: new.order.created_at.into(),
    }
}

/// Ends placements that become orders; tells which of them were still unfinished.
pub(super) async fn take(tx: &mut Conn, order_ids: Vec<Uid>) -> Result<HashSet<Id>, db::Error> {
    if order_ids.is_empty() {
        return Ok(HashSet::new());
    }
    let unfinished = placements::table.filter(placements::state.eq(RESERVING));
    let change = (placements::state.eq(PLACED), placements::draft.eq(None::<Json<Order>>));
    let mut taken: Vec<Uid> = Vec::new();
    match tx {
        Conn::Sqlite(_) => {
            for id in order_ids {
                let mine = unfinished.filter(placements::order_id.eq(id));
                if tx.run(db::fixed(db::update(mine, change.clone()))).await? == 1 {
                    taken.push(id);
                }
            }
        }
        // Only PostgreSQL compares with an array, which keeps the statement the same for any number of ids.
        Conn::Postgres(conn) => {
            let mine = unfinished.filter(placements::order_id.eq_any(order_ids));
            let update = db::Kept(diesel::update(mine).set(change).returning(placements::order_id));
            taken = RunQueryDsl::load(update, &mut **conn).await?;
        }
    }
    Ok(taken.into_iter().map(|id| id.0).collect())
}

/// The placement that was begun with this key.
pub(crate) async fn with_key(conn: &mut Conn, key: &Key) -> Result<Option<Placement>, Error> {
    let keyed = placements::table.filter(placements::idempotency_key.eq(key.as_str().to_owned()));
    let row: Option<Row> = conn.maybe(keyed.select(columns::<Row>())).await?;
    row.map(Placement::try_from).transpose()
}

/// Unfinished placements begun before a moment, with their keys, the oldest first.
pub(crate) async fn unfinished(conn: &mut Conn, before: Timestamp, limit: i64) -> Result<Vec<(Key, Placement)>, Error> {
    let old =
        placements::table.filter(placements::state.eq(RESERVING)).filter(placements::created_at.lt(Moment(before)));
    let rows: Vec<Row> = conn.all(old.order(placements::created_at).limit(limit).select(columns::<Row>())).await?;
    rows.into_iter().map(|row| Ok((Key::stored(row.idempotency_key.clone()), row.try_into()?))).collect()
}

/// Ends a placement for good; false when it is not unfinished any more.
pub(crate) async fn deny(tx: &mut Conn, order_id: Id, obstacle: Obstacle) -> Result<bool, db::Error> {
    end(tx, order_id, DENIED, Some(Json(obstacle))).await
}

/// Gives a placement up; false when it is not unfinished any more.
pub(crate) async fn expire(tx: &mut Conn, order_id: Id) -> Result<bool, db::Error> {
    end(tx, order_id, EXPIRED, None).await
}

async fn end(
    tx: &mut Conn,
    order_id: Id,
    state: &'static str,
    denial: Option<Json<Obstacle>>,
) -> Result<bool, db::Error> {
    let mine = placements::table.filter(placements::order_id.eq(Uid(order_id))).filter(placements::state.eq(RESERVING));
    let change =
        (placements::state.eq(state), placements::draft.eq(None::<Json<Order>>), placements::denial.eq(denial));
    Ok(tx.run(diesel::update(mine).set(change)).await? == 1)
}

impl TryFrom<Row> for Placement {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        let state = match (row.state.as_str(), row.draft, row.denial) {
            (RESERVING, Some(Json(order)), _) => PlacementState::Reserving(Box::new(order)),
            (PLACED, ..) => PlacementState::Placed,
            (DENIED, _, Some(Json(obstacle))) => PlacementState::Denied(obstacle),
            (EXPIRED, ..) => PlacementState::Expired,
            _ => return Err(Error::Unreadable("placement")),
        };
        Ok(Self { order_id: row.order_id.0, fingerprint: row.fingerprint, state, created_at: row.created_at.0 })
    }
}
