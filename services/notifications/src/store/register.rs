//! Each person's messages: the older ones stand in a register, the newest are few enough to look through.

use base::Id;
use chassis::db::{Conn, Error, columns, types::Uid, update};
use diesel::{prelude::*, sql_types::Bool};

use super::{
    messages::Row,
    schema::{messages, register, registered},
};
use crate::domain::outbound::State;

/// Whether messages before this one are not registered yet.
pub(crate) async fn has_unregistered(conn: &mut Conn, until: Id) -> Result<bool, Error> {
    let last = registered(conn).await?;
    let some = messages::table.filter(messages::id.gt(last)).filter(messages::id.lt(Uid(until))).select(messages::id);
    Ok(conn.maybe(some.limit(1)).await?.is_some_and(|_: Uid| true))
}

/// Registers messages before this one, at most so many; tells how many it were.
pub(crate) async fn register_some(tx: &mut Conn, until: Id, limit: i64) -> Result<usize, Error> {
    // Of several processes, those that come later wait here until the first is done.
    tx.run(update(registered::table, registered::message_id.eq(registered::message_id))).await?;
    let last = registered(tx).await?;
    let fresh = messages::table.filter(messages::id.gt(last)).filter(messages::id.lt(Uid(until)));
    let fresh: Vec<Uid> = tx.all(fresh.order(messages::id).limit(limit).select(messages::id)).await?;
    let Some(newest) = fresh.last().copied() else { return Ok(0) };
    let rows = messages::table.filter(messages::id.gt(last)).filter(messages::id.le(newest));
    let rows = rows.select((messages::recipient_id, messages::id)).insert_into(register::table);
    tx.run(rows.into_columns((register::recipient_id, register::message_id))).await?;
    tx.run(update(registered::table, registered::message_id.eq(newest))).await?;
    Ok(fresh.len())
}

/// A person's messages before this one, newest first: all, or those in a state.
pub(super) async fn messages_of(
    conn: &mut Conn,
    recipient_id: &str,
    state: Option<State>,
    before: Uid,
    limit: i64,
) -> Result<Vec<Row>, Error> {
    let last = registered(conn).await?;
    let any = state.is_none();
    let state = state.map_or("", State::as_str);
    let wanted = move || any.into_sql::<Bool>().or(messages::state.eq(state));
    let newest = messages::table.filter(messages::id.gt(last)).filter(messages::id.lt(before));
    let newest = newest.filter(messages::recipient_id.eq(recipient_id.to_owned())).filter(wanted());
    let mut rows: Vec<Row> = conn.all(newest.order(messages::id.desc()).limit(limit).select(columns::<Row>())).await?;
    let left = limit.saturating_sub(i64::try_from(rows.len()).unwrap_or(limit));
    let older = register::table.inner_join(messages::table.on(messages::id.eq(register::message_id)));
    let older = older.filter(register::recipient_id.eq(recipient_id.to_owned())).filter(wanted());
    let older = older.filter(register::message_id.lt(before)).filter(register::message_id.le(last));
    rows.extend(conn.all(older.order(register::message_id.desc()).limit(left).select(columns::<Row>())).await?);
    Ok(rows)
}

async fn registered(conn: &mut Conn) -> Result<Uid, Error> {
    conn.one(registered::table.select(registered::message_id)).await
}
