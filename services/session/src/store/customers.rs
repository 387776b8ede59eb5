//! The `customers` table.

use base::{Address, Id, Timestamp};
use chassis::db::{
    Conn, Error, columns,
    types::{Json, Moment, Sealed, Uid},
};
use diesel::{pg::Pg, prelude::*};

use super::{postgres, schema::customers, seals::Seals};
use crate::domain::{
    customer::{Customer, to_minute},
    pace::Pace,
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = customers, treat_none_as_default_value = false)]
pub(super) struct Row {
    id: Uid,
    name: String,
    address: Json<Address>,
    conversation: Option<Sealed>,
    version: i64,
    last_turn: Option<Uid>,
    undelivered: Option<Uid>,
    minute_at: Moment,
    minute_count: i32,
    heard_at: Moment,
    created_at: Moment,
}

impl Row {
    /// The customer, with the conversation opened.
    pub(super) fn opened(self, seals: &Seals) -> Customer {
        Customer {
            id: self.id.0,
            name: self.name,
            address: self.address.0,
            conversation: seals.open_conversation(self.id.0, self.conversation.as_ref()),
            version: self.version,
            last_turn: self.last_turn.map(|id| id.0),
            undelivered: self.undelivered.map(|id| id.0),
            pace: Pace { began_at: self.minute_at.0, count: self.minute_count },
            heard_at: self.heard_at.0,
            created_at: self.created_at.0,
        }
    }
}

/// The types of a row's columns.
pub(super) type Columns = <<Row as Selectable<Pg>>::SelectExpression as Expression>::SqlType;

/// Where a page of customers starts: after this one.
pub(crate) type Key = (Timestamp, Id);

/// Stores a customer who was not heard before.
pub(super) async fn insert(tx: &mut Conn, id: Id, name: &str, address: Address, now: Timestamp) -> Result<(), Error> {
    let row = Row {
        id: id.into(),
        name: name.to_owned(),
        address: Json(address),
        conversation: None,
        version: 0,
        last_turn: None,
        undelivered: None,
        minute_at: now.into(),
        minute_count: 0,
        heard_at: to_minute(now).into(),
        created_at: now.into(),
    };
    tx.run(diesel::insert_into(customers::table).values(row)).await.map(drop)
}

/// One customer.
pub(crate) async fn get(conn: &mut Conn, seals: &Seals, id: Id) -> Result<Option<Customer>, Error> {
    let query = customers::table.filter(customers::id.eq(Uid(id))).select(columns::<Row>());
    Ok(conn.maybe(query).await?.map(|row: Row| row.opened(seals)))
}

/// Where a customer was last heard.
pub(super) async fn address(conn: &mut Conn, id: Id) -> Result<Option<Address>, Error> {
    let query = customers::table.filter(customers::id.eq(Uid(id))).select(customers::address);
    Ok(conn.maybe(query).await?.map(|Json(address)| address))
}

/// Customers, the most recently heard first.
pub(crate) async fn list(
    conn: &mut Conn,
    seals: &Seals,
    after: Option<Key>,
    limit: i64,
) -> Result<Vec<Customer>, Error> {
    let (heard_at, id) = after.unwrap_or((Timestamp::MAX, Id::from_uuid(uuid::Uuid::max())));
    let (heard_at, id) = (Moment(heard_at), Uid(id));
    let query = customers::table
        .filter(customers::heard_at.le(heard_at))
        .filter(customers::heard_at.lt(heard_at).or(customers::id.lt(id)))
        .order((customers::heard_at.desc(), customers::id.desc()))
        .limit(limit);
    let rows: Vec<Row> = conn.all(query.select(columns::<Row>())).await?;
    Ok(rows.into_iter().map(|row| row.opened(seals)).collect())
}

/// Replaces the conversation, unless it went on meanwhile.
pub(crate) async fn set_conversation(
    tx: &mut Conn,
    id: Id,
    version: i64,
    conversation: Sealed,
    cart: Option<String>,
) -> Result<bool, Error> {
    let same = customers::table.filter(customers::id.eq(Uid(id))).filter(customers::version.eq(version));
    let change =
        (customers::conversation.eq(Some(conversation)), customers::cart.eq(cart), customers::version.eq(version + 1));
    Ok(tx.run(diesel::update(same).set(change)).await? == 1)
}

/// Customers whose last turn may not be delivered, each with that turn: those after one turn and up to another.
pub(crate) async fn undelivered(conn: &mut Conn, newest: Id, after: Id, limit: i64) -> Result<Vec<(Id, Id)>, Error> {
    let query = customers::table
        .filter(customers::undelivered.le(Uid(newest)))
        .filter(customers::undelivered.gt(Uid(after)))
        .order(customers::undelivered)
        .limit(limit);
    let found: Vec<(Uid, Option<Uid>)> = conn.all(query.select((customers::id, customers::undelivered))).await?;
    Ok(found.into_iter().filter_map(|(customer, turn)| Some((customer.0, turn?.0))).collect())
}

/// Notes that the replies of these turns have reached notifications.
pub(crate) async fn set_delivered(tx: &mut Conn, turns: Vec<Id>) -> Result<(), Error> {
    let turns: Vec<Uid> = turns.into_iter().map(Uid).collect();
    if let Conn::Postgres(_) = tx {
        return postgres::set_delivered(tx, turns).await;
    }
    let delivered = customers::table.filter(customers::undelivered.eq_any(turns));
    tx.run(diesel::update(delivered).set(customers::undelivered.eq(None::<Uid>))).await.map(drop)
}
