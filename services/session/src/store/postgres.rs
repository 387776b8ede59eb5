//! Statements that only PostgreSQL can run: several changes in one round trip.
//!
//! They are query nodes rather than `sql_query`, because only those are prepared once and kept.

use chassis::db::{
    Conn, Error,
    types::{
        Json, Moment, Uid,
        sql::{DbJson, DbTimestamp, DbUuid},
    },
};
use diesel::{
    QueryResult,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{Array, BigInt, Integer, Nullable, Text},
};
use diesel_async::RunQueryDsl;

use super::{
    inbox::{NewMessage, Receipt},
    turns::Ending,
};
use crate::domain::{
    identity::{Alias, Identity},
    message::Payload,
};

/// Stores the messages whose senders are known under all their names as one customer. A message that is not among
/// the stored ones (`None`) is a duplicate, or its sender must be linked first.
pub(super) async fn receive_known(conn: &mut Conn, messages: &[NewMessage]) -> Result<Vec<Option<Receipt>>, Error> {
    let Conn::Postgres(conn) = conn else { return Ok(vec![None; messages.len()]) };
    let stored: Vec<(Uid, Uid)> = RunQueryDsl::load(ReceiveKnown::new(messages), &mut **conn).await?;
    let receipt = |message: &NewMessage| {
        let found = stored.iter().find(|(id, _)| *id == message.id);
        found.map(|(_, customer)| Receipt::New(customer.0))
    };
    Ok(messages.iter().map(receipt).collect())
}

/// Keeps a turn, unless the conversation went on meanwhile.
pub(super) async fn end_turn(conn: &mut Conn, ending: Ending) -> Result<bool, Error> {
    let Conn::Postgres(conn) = conn else { return Ok(false) };
    let undelivered = ending.undelivered();
    Ok(RunQueryDsl::execute(EndTurn { ending, undelivered }, &mut **conn).await? == 1)
}

/// The columns of many messages, as arrays.
#[derive(Default)]
struct ReceiveKnown<'a> {
    ids: Vec<Uid>,
    names: [Vec<Option<&'a str>>; Identity::KEPT_MAX],
    channels: Vec<&'static str>,
    account_ids: Vec<&'a str>,
    message_ids: Vec<&'a str>,
    payloads: Vec<&'a Json<Payload>>,
    traceparents: Vec<Option<&'a str>>,
    sent_at: Vec<Moment>,
    received_at: Vec<Moment>,
}

impl<'a> ReceiveKnown<'a> {
    fn new(messages: &'a [NewMessage]) -> Self {
        let mut columns = Self::default();
        // A message that takes names away is linked first, in any case.
        for message in messages.iter().filter(|message| message.identity.given_up.is_empty()) {
            let address = &message.payload.0.sender.address;
            for (place, names) in columns.names.iter_mut().enumerate() {
                names.push(message.identity.kept.get(place).map(Alias::as_str));
            }
            columns.ids.push(message.id);
            columns.channels.push(address.channel.as_str());
            columns.account_ids.push(&address.account_id);
            columns.message_ids.push(&message.message_id);
            columns.payloads.push(&message.payload);
            columns.traceparents.push(message.traceparent.as_deref());
            columns.sent_at.push(message.sent_at);
            columns.received_at.push(message.received_at);
        }
        columns
    }
}

impl Query for ReceiveKnown<'_> {
    type SqlType = (DbUuid, DbUuid);
}

impl QueryId for ReceiveKnown<'_> {
    type QueryId = ReceiveKnown<'static>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl QueryFragment<Pg> for ReceiveKnown<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "INSERT INTO inbox (id, customer_id, channel, account_id, message_id, payload, traceparent, sent_at, \
             received_at, attempts) SELECT m.id, a.customer_id, m.channel, m.account_id, m.message_id, m.payload, \
             m.traceparent, m.sent_at, m.received_at, 0 FROM unnest(",
        );
        out.push_bind_param::<Array<DbUuid>, _>(&self.ids)?;
        for names in &self.names {
            out.push_sql(", ");
            out.push_bind_param::<Array<Nullable<Text>>, _>(names)?;
        }
        out.push_sql(", ");
        out.push_bind_param::<Array<Text>, _>(&self.channels)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Text>, _>(&self.account_ids)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Text>, _>(&self.message_ids)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<DbJson>, _>(&self.payloads)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Nullable<Text>>, _>(&self.traceparents)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<DbTimestamp>, _>(&self.sent_at)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<DbTimestamp>, _>(&self.received_at)?;
        out.push_sql(
            ") AS m (id, first, second, third, channel, account_id, message_id, payload, traceparent, sent_at, \
             received_at) JOIN aliases a ON a.alias = m.first \
             WHERE (m.second IS NULL OR a.customer_id = (SELECT customer_id FROM aliases WHERE alias = m.second)) \
             AND (m.third IS NULL OR a.customer_id = (SELECT customer_id FROM aliases WHERE alias = m.third)) \
             ON CONFLICT DO NOTHING RETURNING id, customer_id",
        );
        Ok(())
    }
}

struct EndTurn {
    ending: Ending,
    undelivered: Option<Uid>,
}

impl QueryId for EndTurn {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl QueryFragment<Pg> for EndTurn {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let ending = &self.ending;
        out.push_sql("WITH kept AS (UPDATE customers SET version = version + 1, name = ");
        out.push_bind_param::<Text, _>(&ending.name)?;
        out.push_sql(", address = ");
        out.push_bind_param::<DbJson, _>(&ending.address)?;
        out.push_sql(", conversation = ");
        out.push_bind_param::<DbJson, _>(&ending.conversation)?;
        out.push_sql(", undelivered = ");
        out.push_bind_param::<Nullable<DbUuid>, _>(&self.undelivered)?;
        out.push_sql(", minute_at = ");
        out.push_bind_param::<DbTimestamp, _>(&ending.minute_at)?;
        out.push_sql(", minute_count = ");
        out.push_bind_param::<Integer, _>(&ending.minute_count)?;
        out.push_sql(", heard_at = coalesce(");
        out.push_bind_param::<Nullable<DbTimestamp>, _>(&ending.heard_at)?;
        out.push_sql(", heard_at) WHERE id = ");
        out.push_bind_param::<DbUuid, _>(&ending.customer_id)?;
        out.push_sql(" AND version = ");
        out.push_bind_param::<BigInt, _>(&ending.version)?;
        out.push_sql(" RETURNING id) UPDATE inbox SET turn = ");
        out.push_bind_param::<DbJson, _>(&ending.turn)?;
        out.push_sql(", decided_at = ");
        out.push_bind_param::<DbTimestamp, _>(&ending.decided_at)?;
        out.push_sql(", given_up = ");
        out.push_bind_param::<Nullable<Text>, _>(&ending.given_up)?;
        out.push_sql(" FROM kept WHERE inbox.id = ");
        out.push_bind_param::<DbUuid, _>(&ending.message)
    }
}
