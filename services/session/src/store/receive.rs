//! Storing messages that come in.

use std::{collections::HashMap, sync::Arc};

use base::Id;
use chassis::db::{
    Conn, Db, Error, columns, named,
    types::{Moment, Sealed, Uid},
};
use diesel::{dsl::exists, prelude::*};

use super::{
    aliases, customers,
    inbox::Due,
    postgres,
    schema::{aliases as alias, customers as customer, inbox},
    seals::Seals,
};
use crate::domain::{customer::Customer, identity::Identity, message::Payload};

/// A message to store.
#[derive(Debug)]
pub(crate) struct NewMessage {
    pub(crate) id: Uid,
    /// The customer's id, in case nobody knows the sender.
    pub(crate) newcomer_id: Id,
    pub(crate) identity: Identity,
    pub(crate) message_id: String,
    pub(crate) payload: Payload,
    /// The same, as it rests.
    pub(crate) sealed: Sealed,
    pub(crate) traceparent: Option<String>,
    pub(crate) sent_at: Moment,
    pub(crate) received_at: Moment,
}

/// What became of a message that was to be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Receipt {
    /// It is stored, as this customer's.
    New(Id),
    /// It was known already.
    Duplicate,
}

/// What became of messages that were to be stored.
#[derive(Debug, Default)]
pub(crate) struct Stored {
    /// One for each message.
    pub(crate) receipts: Vec<Receipt>,
    /// What the lanes of those who wrote have to do, as far as it could be seen on the way.
    pub(crate) due: HashMap<Id, Box<Due>>,
}

#[derive(Insertable)]
#[diesel(table_name = inbox, treat_none_as_default_value = false)]
struct NewRow<'a> {
    id: Uid,
    customer_id: Uid,
    channel: &'static str,
    account_id: &'a str,
    message_id: &'a str,
    payload: &'a Sealed,
    traceparent: Option<&'a str>,
    sent_at: Moment,
    received_at: Moment,
    attempts: i32,
}

/// The statement that stores a message.
struct Insert;

/// The customer of a message that has just been stored.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) customer: Customer,
    /// Whether messages of this customer waited before.
    pub(super) has_others: bool,
}

/// Stores messages, durable when this returns. Each is stored once, whoever brings it how often.
pub(crate) async fn receive(db: &Db, seals: &Seals, messages: Arc<Vec<Arc<NewMessage>>>) -> Result<Stored, Error> {
    let (all, seals) = (messages.clone(), seals.clone());
    // Nearly all messages come from known senders: on PostgreSQL one statement stores those.
    let known = async move |conn: &mut Conn| match conn {
        Conn::Sqlite(_) => receive_known(conn, &seals, &all).await,
        Conn::Postgres(_) => postgres::receive_known(conn, &seals, &all).await,
    };
    let known: Vec<Option<Known>> = db.write_gathered(messages.len(), known).await?;
    let mut receipts: Vec<Option<Receipt>> =
        known.iter().map(|known| known.as_ref().map(|known| Receipt::New(known.customer.id))).collect();
    let rest: Vec<usize> = (0..receipts.len()).filter(|place| receipts[*place].is_none()).collect();
    if !rest.is_empty() {
        let others: Vec<Arc<NewMessage>> = rest.iter().map(|place| messages[*place].clone()).collect();
        let others = db.write(async move |tx: &mut Conn| one_by_one(tx, &others).await).await?;
        rest.into_iter().zip(others).for_each(|(place, receipt)| receipts[place] = Some(receipt));
    }
    let receipts = receipts.into_iter().map(|receipt| receipt.unwrap_or(Receipt::Duplicate)).collect();
    Ok(Stored { receipts, due: due(&messages, known) })
}

/// What lanes begin with, where a new message is its customer's only one.
fn due(messages: &[Arc<NewMessage>], known: Vec<Option<Known>>) -> HashMap<Id, Box<Due>> {
    let mut counts: HashMap<Id, usize> = HashMap::new();
    known.iter().flatten().for_each(|known| *counts.entry(known.customer.id).or_default() += 1);
    let due = |(message, known): (&Arc<NewMessage>, Option<Known>)| {
        let known = known.filter(|known| !known.has_others && counts[&known.customer.id] == 1)?;
        Some((known.customer.id, Due::only(known.customer, message)))
    };
    messages.iter().zip(known).filter_map(due).collect()
}

/// Stores the messages whose senders are known under all their names as one customer; the others are `None`.
async fn receive_known(
    tx: &mut Conn,
    seals: &Seals,
    messages: &[Arc<NewMessage>],
) -> Result<Vec<Option<Known>>, Error> {
    let mut stored = Vec::with_capacity(messages.len());
    for message in messages {
        let known = known(tx, seals, &message.identity).await?;
        stored.push(match known {
            Some(known) if insert(tx, message, known.customer.id).await? => Some(known),
            _ => None,
        });
    }
    Ok(stored)
}

/// The customer of all the sender's names. Somebody who gives names up must be linked first, in any case.
async fn known(tx: &mut Conn, seals: &Seals, identity: &Identity) -> Result<Option<Known>, Error> {
    let Some((first, others)) = identity.kept.split_first().filter(|_| identity.given_up.is_empty()) else {
        return Ok(None);
    };
    let waiting = inbox::table.filter(inbox::customer_id.eq(customer::id)).filter(inbox::decided_at.is_null());
    let query = alias::table
        .inner_join(customer::table.on(customer::id.eq(alias::customer_id)))
        .filter(alias::alias.eq(first.as_str()))
        .select((columns::<customers::Row>(), exists(waiting.select(inbox::id))));
    let (row, has_others): (customers::Row, bool) = match tx.maybe(query).await {
        Ok(Some(found)) => found,
        // A customer whom this version cannot read is no reason to refuse the message.
        Ok(None) | Err(Error::Query(diesel::result::Error::DeserializationError(_))) => return Ok(None),
        Err(error) => return Err(error),
    };
    let customer = row.opened(seals);
    let is_agreed = others.is_empty() || aliases::agreed(tx, others).await? == Some(customer.id);
    Ok(is_agreed.then_some(Known { customer, has_others }))
}

async fn one_by_one(tx: &mut Conn, messages: &[Arc<NewMessage>]) -> Result<Vec<Receipt>, Error> {
    let mut receipts = Vec::with_capacity(messages.len());
    for message in messages {
        receipts.push(receive_one(tx, message).await?);
    }
    Ok(receipts)
}

async fn receive_one(tx: &mut Conn, message: &NewMessage) -> Result<Receipt, Error> {
    let identity = &message.identity;
    let agreed = if identity.given_up.is_empty() { aliases::agreed(tx, &identity.kept).await? } else { None };
    let customer = match agreed {
        Some(customer) => customer,
        // A message that is known must not link names again: they may have moved on since.
        None if is_known(tx, message).await? => return Ok(Receipt::Duplicate),
        None => aliases::link(tx, message).await?,
    };
    let is_new = insert(tx, message, customer).await?;
    Ok(if is_new { Receipt::New(customer) } else { Receipt::Duplicate })
}

async fn insert(tx: &mut Conn, message: &NewMessage, customer: Id) -> Result<bool, Error> {
    let insert = diesel::insert_into(inbox::table).values(row(message, customer)).on_conflict_do_nothing();
    Ok(tx.run(named::<Insert, _>(insert)).await? == 1)
}

async fn is_known(tx: &mut Conn, message: &NewMessage) -> Result<bool, Error> {
    let address = &message.payload.sender.address;
    let query = inbox::table
        .filter(inbox::channel.eq(address.channel.as_str()))
        .filter(inbox::account_id.eq(&address.account_id))
        .filter(inbox::message_id.eq(&message.message_id))
        .select(inbox::id);
    Ok(tx.maybe(query).await?.is_some_and(|_: Uid| true))
}

fn row(message: &NewMessage, customer: Id) -> NewRow<'_> {
    let address = &message.payload.sender.address;
    NewRow {
        id: message.id,
        customer_id: customer.into(),
        channel: address.channel.as_str(),
        account_id: &address.account_id,
        message_id: &message.message_id,
        payload: &message.sealed,
        traceparent: message.traceparent.as_deref(),
        sent_at: message.sent_at,
        received_at: message.received_at,
        attempts: 0,
    }
}
