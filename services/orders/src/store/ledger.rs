//! Money that moved. Rows are only ever added.

use base::Id;
use chassis::db::{
    self, Conn, columns,
    types::{Moment, Uid},
};
use diesel::prelude::*;

use super::{money_of, schema::ledger, word};
use crate::{
    domain::{EntryKind, LedgerEntry, Private},
    error::Error,
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = ledger, treat_none_as_default_value = false)]
struct Row {
    id: Uid,
    order_id: Uid,
    kind: String,
    currency: String,
    amount_minor: i64,
    payment_reference: String,
    note: String,
    moved_at: Moment,
}

/// Adds an entry; false when that money stands there already.
pub(crate) async fn add(tx: &mut Conn, entry: &LedgerEntry) -> Result<bool, db::Error> {
    let row = Row {
        id: entry.id.into(),
        order_id: entry.order_id.into(),
        kind: entry.kind.as_str().to_owned(),
        currency: entry.amount.currency.code().to_owned(),
        amount_minor: entry.amount.minor,
        payment_reference: entry.payment_reference.clone(),
        note: entry.note.as_str().to_owned(),
        moved_at: entry.time.into(),
    };
    Ok(tx.run(diesel::insert_into(ledger::table).values(row).on_conflict_do_nothing()).await? == 1)
}

/// All that moved for an order, oldest first.
pub(crate) async fn of_order(conn: &mut Conn, order_id: Id) -> Result<Vec<LedgerEntry>, Error> {
    let of = ledger::table.filter(ledger::order_id.eq(Uid(order_id)));
    let rows: Vec<Row> = conn.all(of.order((ledger::moved_at, ledger::id)).select(columns::<Row>())).await?;
    rows.into_iter().map(LedgerEntry::try_from).collect()
}

impl TryFrom<Row> for LedgerEntry {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: row.id.0,
            order_id: row.order_id.0,
            kind: word(EntryKind::parse(&row.kind), "ledger kind")?,
            amount: money_of(row.amount_minor, &row.currency)?,
            payment_reference: row.payment_reference,
            note: Private::stored(row.note),
            time: row.moved_at.0,
        })
    }
}
