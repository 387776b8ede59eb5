//! People messages go to.

use base::{Address, address::Handle};
use chassis::db::{Conn, Error, Kept, columns, types::Moment};
use diesel::{prelude::*, upsert::excluded};

use super::{
    condition::{HAS_QUEUED, HAS_SENDING},
    schema::recipients,
    unreadable,
};
use crate::domain::recipient::Recipient;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = recipients, treat_none_as_default_value = false)]
struct Row {
    id: String,
    channel: String,
    account_id: String,
    phone: Option<String>,
    user_id: Option<String>,
    language: String,
    heard_at: Option<Moment>,
    paid_until: Option<Moment>,
}

/// A person and what is going on with their messages.
pub(crate) struct Lane {
    pub(crate) recipient: Recipient,
    /// A message is on its way.
    pub(crate) is_sending: bool,
    /// A message waits for its turn.
    pub(crate) has_queued: bool,
}

pub(crate) async fn lane(conn: &mut Conn, id: &str) -> Result<Option<Lane>, Error> {
    let query = recipients::table.filter(recipients::id.eq(id.to_owned()));
    let found = conn.maybe(query.select((columns::<Row>(), HAS_SENDING, HAS_QUEUED))).await?;
    let lane = |(row, is_sending, has_queued)| Ok(Lane { recipient: recipient(row)?, is_sending, has_queued });
    found.map(lane).transpose()
}

/// The lanes of those among these people who are known.
pub(crate) async fn lanes(conn: &mut Conn, ids: impl IntoIterator<Item = &str>) -> Result<Vec<Lane>, Error> {
    // One statement per person stays prepared on SQLite; PostgreSQL pays for round trips instead.
    if let Conn::Sqlite(_) = conn {
        let mut lanes = Vec::new();
        for id in ids {
            lanes.extend(lane(conn, id).await?);
        }
        return Ok(lanes);
    }
    let ids: Vec<String> = ids.into_iter().map(str::to_owned).collect();
    let query = recipients::table.filter(recipients::id.eq_any(ids));
    let found = conn.all(Kept(query.select((columns::<Row>(), HAS_SENDING, HAS_QUEUED)))).await?;
    let lane = |(row, is_sending, has_queued)| Ok(Lane { recipient: recipient(row)?, is_sending, has_queued });
    found.into_iter().map(lane).collect()
}

pub(crate) async fn find(conn: &mut Conn, id: &str) -> Result<Option<Recipient>, Error> {
    let query = recipients::table.filter(recipients::id.eq(id.to_owned()));
    conn.maybe(query.select(columns::<Row>())).await?.map(recipient).transpose()
}

pub(crate) async fn save(tx: &mut Conn, recipient: &Recipient) -> Result<(), Error> {
    let news = (
        recipients::channel.eq(excluded(recipients::channel)),
        recipients::account_id.eq(excluded(recipients::account_id)),
        recipients::phone.eq(excluded(recipients::phone)),
        recipients::user_id.eq(excluded(recipients::user_id)),
        recipients::language.eq(excluded(recipients::language)),
        recipients::heard_at.eq(excluded(recipients::heard_at)),
        recipients::paid_until.eq(excluded(recipients::paid_until)),
    );
    let insert = diesel::insert_into(recipients::table).values(row(recipient));
    tx.run(insert.on_conflict(recipients::id).do_update().set(news)).await.map(drop)
}

fn row(recipient: &Recipient) -> Row {
    let Recipient { id, address, language, heard_at, paid_until } = recipient.clone();
    Row {
        id,
        channel: address.channel.as_str().to_owned(),
        account_id: address.account_id,
        phone: address.handle.phone().map(|phone| phone.digits().to_owned()),
        user_id: address.handle.user_id().map(str::to_owned),
        language,
        heard_at: heard_at.map(Moment),
        paid_until: paid_until.map(Moment),
    }
}

fn recipient(row: Row) -> Result<Recipient, Error> {
    let channel = row.channel.parse().map_err(|_| unreadable(&row.channel))?;
    let phone = row.phone.map(|phone| phone.parse()).transpose().map_err(|_| unreadable("phone"))?;
    let handle = Handle::new(phone, row.user_id).ok_or_else(|| unreadable("handle"))?;
    Ok(Recipient {
        id: row.id,
        address: Address { channel, account_id: row.account_id, handle },
        language: row.language,
        heard_at: row.heard_at.map(|Moment(moment)| moment),
        paid_until: row.paid_until.map(|Moment(moment)| moment),
    })
}
