//! What payment providers told, as far as it matters.

use base::Id;
use chassis::db::{
    self, Conn, columns,
    types::{Moment, Uid},
};
use diesel::prelude::*;
use jiff::Timestamp;

use super::{money_of, schema::payment_events, word};
use crate::{
    domain::{EventOutcome, PaymentEvent, Provider, Subject},
    error::Error,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = payment_events)]
struct Row {
    id: Uid,
    provider: String,
    event_key: String,
    subject: String,
    payment_reference: Option<String>,
    claimed_currency: Option<String>,
    claimed_minor: Option<i64>,
    state: String,
    received_at: Moment,
}

/// Something a provider told, and what became of it.
#[derive(Debug, Clone)]
pub(crate) struct StoredEvent {
    pub(crate) id: Id,
    pub(crate) provider: Provider,
    pub(crate) event: PaymentEvent,
    pub(crate) outcome: EventOutcome,
    pub(crate) received_at: Timestamp,
}

/// Keeps an event; false when it is known already.
pub(crate) async fn insert(
    tx: &mut Conn,
    id: Id,
    provider: Provider,
    event: PaymentEvent,
    now: Timestamp,
) -> Result<bool, db::Error> {
    let row = (
        payment_events::id.eq(Uid(id)),
        payment_events::provider.eq(provider.as_str()),
        payment_events::event_key.eq(event.key),
        payment_events::subject.eq(event.subject.as_str()),
        payment_events::payment_reference.eq(event.subject.reference().map(str::to_owned)),
        payment_events::claimed_currency.eq(event.claimed.map(|claimed| claimed.currency.code())),
        payment_events::claimed_minor.eq(event.claimed.map(|claimed| claimed.minor)),
        payment_events::state.eq(EventOutcome::New.as_str()),
        payment_events::received_at.eq(Moment(now)),
    );
    Ok(tx.run(diesel::insert_into(payment_events::table).values(row).on_conflict_do_nothing()).await? == 1)
}

/// What an event is about.
pub(crate) async fn subject(conn: &mut Conn, id: Id) -> Result<Subject, Error> {
    let named = payment_events::table.filter(payment_events::id.eq(Uid(id)));
    let row: Row = conn.one(named.select(columns::<Row>())).await?;
    Ok(StoredEvent::try_from(row)?.event.subject)
}

/// Notes what became of an event.
pub(crate) async fn note(tx: &mut Conn, id: Id, outcome: EventOutcome) -> Result<(), db::Error> {
    let row = payment_events::table.filter(payment_events::id.eq(Uid(id)));
    tx.run(diesel::update(row).set(payment_events::state.eq(outcome.as_str()))).await.map(drop)
}

/// At most `limit` events with this outcome, or with any, older than a key; newest first.
pub(crate) async fn list(
    conn: &mut Conn,
    outcome: Option<EventOutcome>,
    before: Option<(Timestamp, Id)>,
    limit: i64,
) -> Result<Vec<StoredEvent>, Error> {
    let (time, id) = before.unwrap_or((super::end_of_time(), Id::from_uuid(uuid::Uuid::nil())));
    let (time, id) = (Moment(time), Uid(id));
    let older =
        payment_events::received_at.le(time).and(payment_events::received_at.lt(time).or(payment_events::id.lt(id)));
    let page = payment_events::table
        .filter(older)
        .order((payment_events::received_at.desc(), payment_events::id.desc()))
        .limit(limit)
        .select(columns::<Row>());
    let rows: Vec<Row> = match outcome {
        Some(outcome) => conn.all(page.filter(payment_events::state.eq(outcome.as_str()))).await?,
        None => conn.all(page).await?,
    };
    rows.into_iter().map(StoredEvent::try_from).collect()
}

impl TryFrom<Row> for StoredEvent {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        let claimed = row.claimed_currency.zip(row.claimed_minor);
        Ok(Self {
            id: row.id.0,
            provider: word(Provider::parse(&row.provider), "provider")?,
            event: PaymentEvent {
                key: row.event_key,
                subject: word(Subject::parse(&row.subject, row.payment_reference), "event subject")?,
                claimed: claimed.map(|(code, minor)| money_of(minor, &code)).transpose()?,
            },
            outcome: word(EventOutcome::parse(&row.state), "event outcome")?,
            received_at: row.received_at.0,
        })
    }
}
