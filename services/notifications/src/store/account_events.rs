//! What networks say about our accounts.

use base::Channel;
use chassis::{
    World,
    db::{
        Conn, Error,
        types::{Moment, Uid},
    },
};
use diesel::prelude::*;

use super::schema::account_events;

/// An event nobody has stored yet.
#[derive(Debug, Clone)]
pub(crate) struct AccountEvent {
    pub(crate) channel: Channel,
    pub(crate) account_id: String,
    pub(crate) field: String,
    pub(crate) raw_json: String,
}

#[derive(Insertable)]
#[diesel(table_name = account_events, treat_none_as_default_value = false)]
struct Row {
    id: Uid,
    channel: &'static str,
    account_id: String,
    field: String,
    raw_json: String,
    created_at: Moment,
}

pub(crate) async fn insert(tx: &mut Conn, world: &World, event: AccountEvent) -> Result<(), Error> {
    let AccountEvent { channel, account_id, field, raw_json } = event;
    let (id, created_at) = (world.id().into(), world.now().into());
    let row = Row { id, channel: channel.as_str(), account_id, field, raw_json, created_at };
    tx.run(diesel::insert_into(account_events::table).values(row)).await.map(drop)
}
