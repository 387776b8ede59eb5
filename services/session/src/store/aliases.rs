//! The `aliases` table: which customer a name stands for.

use base::{Address, Id};
use chassis::db::{Conn, Error, types::Uid};
use diesel::{prelude::*, upsert::excluded};

use super::{customers, receive::NewMessage, schema::aliases};
use crate::domain::identity::{self, Alias};

/// The customer of all these names; `None` when a name is unknown or they are not one customer's.
pub(super) async fn agreed(tx: &mut Conn, names: &[Alias]) -> Result<Option<Id>, Error> {
    let mut customer = None;
    for name in names {
        let found = owner(tx, name).await?;
        if found.is_none() || customer.is_some_and(|customer| Some(customer) != found) {
            return Ok(None);
        }
        customer = found;
    }
    Ok(customer)
}

/// Finds or makes the customer of a message, and keeps the names it goes by.
pub(super) async fn link(tx: &mut Conn, message: &NewMessage) -> Result<Id, Error> {
    let identity = &message.identity;
    let customer = match known(tx, &identity.known_as, &message.payload.sender.address).await? {
        Some(customer) => customer,
        None => newcomer(tx, message).await?,
    };
    for name in &identity.kept {
        point(tx, name, customer).await?;
    }
    for name in &identity.given_up {
        let mine = aliases::table.filter(aliases::alias.eq(name.as_str()));
        tx.run(diesel::delete(mine.filter(aliases::customer_id.eq(Uid(customer))))).await?;
    }
    Ok(customer)
}

async fn owner(tx: &mut Conn, name: &Alias) -> Result<Option<Id>, Error> {
    let query = aliases::table.filter(aliases::alias.eq(name.as_str())).select(aliases::customer_id);
    Ok(tx.maybe(query).await?.map(|id: Uid| id.0))
}

/// The customer whom the strongest known name stands for. A number that was handed on does not count.
async fn known(tx: &mut Conn, names: &[Alias], sender: &Address) -> Result<Option<Id>, Error> {
    for name in names {
        let Some(customer) = owner(tx, name).await? else { continue };
        let last = if name.is_phone() { customers::address(tx, customer).await? } else { None };
        if !last.is_some_and(|last| identity::is_somebody_else(sender, &last)) {
            return Ok(Some(customer));
        }
    }
    Ok(None)
}

/// Makes a customer, unless another process has just made one of the same name.
async fn newcomer(tx: &mut Conn, message: &NewMessage) -> Result<Id, Error> {
    let [name, ..] = &message.identity.kept[..] else { return Ok(message.newcomer_id) };
    let free = aliases::alias.eq(name.as_str());
    let mine = (free, aliases::customer_id.eq(Uid(message.newcomer_id)));
    let claimed = tx.run(diesel::insert_into(aliases::table).values(mine).on_conflict_do_nothing()).await? == 1;
    let other = if claimed { None } else { owner(tx, name).await? };
    if let Some(other) = other {
        return Ok(other);
    }
    let payload = &message.payload;
    let id = message.newcomer_id;
    customers::insert(tx, id, &payload.sender.name, payload.address(), message.received_at.0).await?;
    Ok(id)
}

/// Makes a name stand for this customer, whomever it stood for before.
async fn point(tx: &mut Conn, name: &Alias, customer: Id) -> Result<(), Error> {
    let row = (aliases::alias.eq(name.as_str()), aliases::customer_id.eq(Uid(customer)));
    let insert = diesel::insert_into(aliases::table).values(row);
    let moved = aliases::customer_id.eq(excluded(aliases::customer_id));
    tx.run(insert.on_conflict(aliases::alias).do_update().set(moved)).await.map(drop)
}
