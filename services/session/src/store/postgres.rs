//! Statements that only PostgreSQL can run: several changes in one round trip.
//!
//! They are query nodes rather than `sql_query`, because only those are prepared once and kept.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use base::Address;
use chassis::db::{
    Conn, Error, and_bind,
    types::{
        Json, Moment, Sealed, Uid,
        sql::{DbJson, DbTimestamp, DbUuid},
    },
};
use diesel::{
    QueryResult,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{Array, BigInt, Binary, Bool, Integer, Nullable, Text},
};
use diesel_async::RunQueryDsl;

use super::{
    customers,
    receive::{Known, NewMessage},
    seals::Seals,
    turns::Ending,
};
use crate::domain::identity::{Alias, Identity};

/// Stores the messages whose senders are known under all their names as one customer. A message that is not among
/// the stored ones (`None`) is a duplicate, or its sender must be linked first.
pub(super) async fn receive_known(
    conn: &mut Conn,
    seals: &Seals,
    messages: &[Arc<NewMessage>],
) -> Result<Vec<Option<Known>>, Error> {
    let Conn::Postgres(conn) = conn else { return Ok(Vec::new()) };
    let stored: Vec<(Uid, bool, customers::Row)> = RunQueryDsl::load(ReceiveKnown::new(messages), &mut **conn).await?;
    let known =
        |(id, has_others, row): (Uid, bool, customers::Row)| (id, Known { customer: row.opened(seals), has_others });
    let mut stored: HashMap<Uid, Known> = stored.into_iter().map(known).collect();
    Ok(messages.iter().map(|message| stored.remove(&message.id)).collect())
}

/// Keeps the turns whose conversations did not go on meanwhile, and tells which.
pub(super) async fn end_turns(conn: &mut Conn, endings: &[Ending]) -> Result<Vec<bool>, Error> {
    let Conn::Postgres(conn) = conn else { return Ok(vec![false; endings.len()]) };
    let kept: Vec<Uid> = RunQueryDsl::load(EndTurns::new(endings), &mut **conn).await?;
    let kept: HashSet<Uid> = kept.into_iter().collect();
    Ok(endings.iter().map(|ending| kept.contains(&ending.message)).collect())
}

/// Notes that the replies of these turns have reached notifications. A customer whose next turn ends right now is left
/// out: that turn takes the place of this one, and many rows locked from both sides would be a deadlock.
pub(super) async fn set_delivered(conn: &mut Conn, turns: Vec<Uid>) -> Result<(), Error> {
    let Conn::Postgres(conn) = conn else { return Ok(()) };
    let free = "UPDATE customers SET undelivered = NULL WHERE id IN \
                (SELECT id FROM customers WHERE undelivered = ANY($1) FOR UPDATE SKIP LOCKED)";
    RunQueryDsl::execute(diesel::sql_query(free).bind::<Array<DbUuid>, _>(turns), &mut **conn).await?;
    Ok(())
}

/// The columns of many messages, as arrays.
#[derive(Default)]
struct ReceiveKnown<'a> {
    ids: Vec<Uid>,
    names: [Vec<Option<&'a str>>; Identity::KEPT_MAX],
    channels: Vec<&'static str>,
    account_ids: Vec<&'a str>,
    message_ids: Vec<&'a str>,
    payloads: Vec<&'a Sealed>,
    traceparents: Vec<Option<&'a str>>,
    sent_at: Vec<Moment>,
    received_at: Vec<Moment>,
}

impl<'a> ReceiveKnown<'a> {
    fn new(messages: &'a [Arc<NewMessage>]) -> Self {
        let mut columns = Self::default();
        // A message that takes names away is linked first, in any case.
        for message in messages.iter().filter(|message| message.identity.given_up.is_empty()) {
            let address = &message.payload.sender.address;
            for (place, names) in columns.names.iter_mut().enumerate() {
                names.push(message.identity.kept.get(place).map(Alias::as_str));
            }
            columns.ids.push(message.id);
            columns.channels.push(address.channel.as_str());
            columns.account_ids.push(&address.account_id);
            columns.message_ids.push(&message.message_id);
            columns.payloads.push(&message.sealed);
            columns.traceparents.push(message.traceparent.as_deref());
            columns.sent_at.push(message.sent_at);
            columns.received_at.push(message.received_at);
        }
        columns
    }
}

impl Query for ReceiveKnown<'_> {
    // Whether messages waited before is seen from before this statement.
    type SqlType = (DbUuid, Bool, customers::Columns);
}

impl QueryId for ReceiveKnown<'_> {
    type QueryId = ReceiveKnown<'static>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl QueryFragment<Pg> for ReceiveKnown<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "WITH stored AS (INSERT INTO inbox (id, customer_id, channel, account_id, message_id, payload, traceparent, sent_at, \
             received_at, attempts) SELECT m.id, a.customer_id, m.channel, m.account_id, m.message_id, m.payload, \
             m.traceparent, m.sent_at, m.received_at, 0 FROM unnest(",
        );
        out.push_bind_param::<Array<DbUuid>, _>(&self.ids)?;
        for names in &self.names {
            and_bind::<Array<Nullable<Text>>, _>(&mut out, names)?;
        }
        and_bind::<Array<Text>, _>(&mut out, &self.channels)?;
        and_bind::<Array<Text>, _>(&mut out, &self.account_ids)?;
        and_bind::<Array<Text>, _>(&mut out, &self.message_ids)?;
        and_bind::<Array<Binary>, _>(&mut out, &self.payloads)?;
        and_bind::<Array<Nullable<Text>>, _>(&mut out, &self.traceparents)?;
        and_bind::<Array<DbTimestamp>, _>(&mut out, &self.sent_at)?;
        and_bind::<Array<DbTimestamp>, _>(&mut out, &self.received_at)?;
        out.push_sql(
            ") AS m (id, first, second, third, channel, account_id, message_id, payload, traceparent, sent_at, \
             received_at) JOIN aliases a ON a.alias = m.first \
             WHERE (m.second IS NULL OR a.customer_id = (SELECT customer_id FROM aliases WHERE alias = m.second)) \
             AND (m.third IS NULL OR a.customer_id = (SELECT customer_id FROM aliases WHERE alias = m.third)) \
             ON CONFLICT DO NOTHING RETURNING id, customer_id) \
             SELECT stored.id, EXISTS (SELECT FROM inbox WHERE customer_id = c.id AND decided_at IS NULL), \
             c.id, c.name, c.address, c.conversation, c.version, c.last_turn, c.undelivered, c.minute_at, c.minute_count, \
             c.heard_at, c.created_at FROM stored JOIN customers c ON c.id = stored.customer_id",
        );
        Ok(())
    }
}

/// The columns of many turns, as arrays.
#[derive(Default)]
struct EndTurns<'a> {
    customer_ids: Vec<Uid>,
    versions: Vec<i64>,
    names: Vec<&'a str>,
    addresses: Vec<&'a Json<Address>>,
    conversations: Vec<Option<&'a Sealed>>,
    carts: Vec<Option<&'a str>>,
    undelivered: Vec<Option<Uid>>,
    minutes_at: Vec<Moment>,
    minute_counts: Vec<i32>,
    heard_at: Vec<Option<Moment>>,
    messages: Vec<Uid>,
    turns: Vec<&'a Sealed>,
    last_turns: Vec<Uid>,
    previous: Vec<Uid>,
    decided_at: Vec<Moment>,
    given_up: Vec<Option<&'a str>>,
}

impl<'a> EndTurns<'a> {
    fn new(endings: &'a [Ending]) -> Self {
        let mut endings: Vec<&Ending> = endings.iter().collect();
        // Replicas take locks in the same order, so that they do not wait for each other.
        endings.sort_unstable_by_key(|ending| ending.customer_id);
        let mut columns = Self::default();
        for ending in endings {
            columns.customer_ids.push(ending.customer_id);
            columns.versions.push(ending.version);
            columns.names.push(&ending.name);
            columns.addresses.push(&ending.address);
            columns.conversations.push(ending.conversation.as_ref());
            columns.carts.push(ending.cart.as_deref());
            columns.undelivered.push(ending.undelivered());
            columns.minutes_at.push(ending.minute_at);
            columns.minute_counts.push(ending.minute_count);
            columns.heard_at.push(ending.heard_at);
            columns.messages.push(ending.message);
            columns.turns.push(&ending.turn);
            columns.last_turns.push(ending.last_turn);
            columns.previous.push(ending.previous);
            columns.decided_at.push(ending.decided_at);
            columns.given_up.push(ending.given_up.as_deref());
        }
        columns
    }
}

impl Query for EndTurns<'_> {
    type SqlType = DbUuid;
}

impl QueryId for EndTurns<'_> {
    type QueryId = EndTurns<'static>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl QueryFragment<Pg> for EndTurns<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "WITH kept AS (UPDATE customers c SET version = c.version + 1, name = t.name, address = t.address, \
             conversation = coalesce(t.conversation, c.conversation), \
             cart = CASE WHEN t.conversation IS NULL THEN c.cart ELSE t.cart END, last_turn = t.last_turn, undelivered = t.undelivered, \
             minute_at = t.minute_at, minute_count = t.minute_count, heard_at = coalesce(t.heard_at, c.heard_at) FROM unnest(",
        );
        out.push_bind_param::<Array<DbUuid>, _>(&self.customer_ids)?;
        and_bind::<Array<BigInt>, _>(&mut out, &self.versions)?;
        and_bind::<Array<Text>, _>(&mut out, &self.names)?;
        and_bind::<Array<DbJson>, _>(&mut out, &self.addresses)?;
        and_bind::<Array<Nullable<Binary>>, _>(&mut out, &self.conversations)?;
        and_bind::<Array<Nullable<Text>>, _>(&mut out, &self.carts)?;
        and_bind::<Array<Nullable<DbUuid>>, _>(&mut out, &self.undelivered)?;
        and_bind::<Array<DbTimestamp>, _>(&mut out, &self.minutes_at)?;
        and_bind::<Array<Integer>, _>(&mut out, &self.minute_counts)?;
        and_bind::<Array<Nullable<DbTimestamp>>, _>(&mut out, &self.heard_at)?;
        and_bind::<Array<DbUuid>, _>(&mut out, &self.messages)?;
        and_bind::<Array<Binary>, _>(&mut out, &self.turns)?;
        and_bind::<Array<DbUuid>, _>(&mut out, &self.last_turns)?;
        and_bind::<Array<DbUuid>, _>(&mut out, &self.previous)?;
        and_bind::<Array<DbTimestamp>, _>(&mut out, &self.decided_at)?;
        and_bind::<Array<Nullable<Text>>, _>(&mut out, &self.given_up)?;
        out.push_sql(
            ") AS t (customer_id, version, name, address, conversation, cart, undelivered, minute_at, minute_count, \
             heard_at, message, turn, last_turn, previous, decided_at, given_up) WHERE c.id = t.customer_id AND c.version = t.version \
             RETURNING t.message, t.turn, t.previous, t.decided_at, t.given_up) \
             UPDATE inbox SET turn = k.turn, previous = k.previous, decided_at = k.decided_at, given_up = k.given_up \
             FROM kept k WHERE inbox.id = k.message RETURNING inbox.id",
        );
        Ok(())
    }
}
