//! Invoices and credit notes, and the counters their numbers come from.

use base::Id;
use chassis::db::{
    self, Conn, columns,
    types::{Json, Moment, Uid},
};
use diesel::prelude::*;
use jiff::Timestamp;

use super::{
    schema::{invoice_counters, invoices},
    word,
};
use crate::{
    domain::{Invoice, InvoiceContent, InvoiceKind, InvoiceStatus, Key},
    error::{Error, MoneyRefusal},
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = invoices, treat_none_as_default_value = false)]
struct Row {
    id: Uid,
    number: String,
    kind: String,
    status: String,
    order_id: Uid,
    content: Json<InvoiceContent>,
    credited_id: Option<Uid>,
    idempotency_key: Option<String>,
    issued_at: Moment,
}

/// How an invoice is named.
#[derive(Debug, Clone)]
pub(crate) enum InvoiceRef {
    /// By its id.
    Id(Id),
    /// By its number.
    Number(String),
}

/// Which invoices a page shows.
#[derive(Debug, Clone)]
pub(crate) struct InvoiceFilter {
    /// Only of this order.
    pub(crate) order_id: Option<Id>,
    /// Only with one of these; empty for all.
    pub(crate) statuses: Vec<InvoiceStatus>,
    /// Only older than this key.
    pub(crate) before: Option<(Timestamp, Id)>,
}

/// Counts up. The counter's row stays locked until the transaction ends, so a number that is not used is given again.
/// Whoever counts has locked the order before, and takes no other order after: that keeps locks in one order.
pub(crate) async fn next_count(tx: &mut Conn, kind: InvoiceKind, year: i16) -> Result<i64, db::Error> {
    let row = (
        invoice_counters::kind.eq(kind.as_str()),
        invoice_counters::year.eq(i32::from(year)),
        invoice_counters::last.eq(1_i64),
    );
    let count = diesel::insert_into(invoice_counters::table)
        .values(row)
        .on_conflict((invoice_counters::kind, invoice_counters::year))
        .do_update()
        .set(invoice_counters::last.eq(invoice_counters::last + 1))
        .returning(invoice_counters::last);
    tx.one(count).await
}

/// Stores a document, a credit note with the invoice it takes back.
pub(crate) async fn insert(
    tx: &mut Conn,
    invoice: &Invoice,
    credited_id: Option<Id>,
    key: Option<&Key>,
) -> Result<(), db::Error> {
    let row = Row {
        id: invoice.id.into(),
        number: invoice.number.clone(),
        kind: invoice.content.document.as_str().to_owned(),
        status: invoice.status.as_str().to_owned(),
        order_id: invoice.content.order_id.into(),
        content: Json(invoice.content.clone()),
        credited_id: credited_id.map(Uid),
        idempotency_key: key.map(|key| key.as_str().to_owned()),
        issued_at: invoice.content.issued_at.into(),
    };
    tx.run(diesel::insert_into(invoices::table).values(row)).await.map(drop)
}

/// The only thing that ever changes of a document.
pub(crate) async fn set_status(tx: &mut Conn, id: Id, status: InvoiceStatus) -> Result<(), db::Error> {
    let row = invoices::table.filter(invoices::id.eq(Uid(id)));
    tx.run(diesel::update(row).set(invoices::status.eq(status.as_str()))).await.map(drop)
}

/// The document of this name.
pub(crate) async fn find(conn: &mut Conn, invoice: InvoiceRef) -> Result<Invoice, Error> {
    let row: Option<Row> = match invoice {
        InvoiceRef::Id(id) => {
            conn.maybe(invoices::table.filter(invoices::id.eq(Uid(id))).select(columns::<Row>())).await?
        }
        InvoiceRef::Number(number) => {
            conn.maybe(invoices::table.filter(invoices::number.eq(number)).select(columns::<Row>())).await?
        }
    };
    row.ok_or(MoneyRefusal::InvoiceNotFound)?.try_into()
}

/// The credit note that was wished with this key.
pub(crate) async fn credited_with(conn: &mut Conn, key: &Key) -> Result<Option<Invoice>, Error> {
    let keyed = invoices::table.filter(invoices::idempotency_key.eq(key.as_str().to_owned()));
    let row: Option<Row> = conn.maybe(keyed.select(columns::<Row>())).await?;
    row.map(Invoice::try_from).transpose()
}

/// Every credit note that takes this invoice back, or a part of it.
pub(crate) async fn credit_notes(conn: &mut Conn, id: Id) -> Result<Vec<Invoice>, Error> {
    let notes = invoices::table.filter(invoices::credited_id.eq(Some(Uid(id))));
    let rows: Vec<Row> = conn.all(notes.order(invoices::issued_at).select(columns::<Row>())).await?;
    rows.into_iter().map(Invoice::try_from).collect()
}

/// The invoices of an order that are not taken back, oldest first.
pub(crate) async fn standing(conn: &mut Conn, order_id: Id) -> Result<Vec<Invoice>, Error> {
    let of = invoices::table
        .filter(invoices::order_id.eq(Uid(order_id)))
        .filter(invoices::kind.eq(InvoiceKind::Invoice.as_str()))
        .filter(invoices::status.ne(InvoiceStatus::Credited.as_str()));
    let rows: Vec<Row> = conn.all(of.order(invoices::issued_at).select(columns::<Row>())).await?;
    rows.into_iter().map(Invoice::try_from).collect()
}

/// At most `limit` documents, newest first.
pub(crate) async fn list(conn: &mut Conn, filter: InvoiceFilter, limit: i64) -> Result<Vec<Invoice>, Error> {
    let (time, id) = filter.before.unwrap_or((super::end_of_time(), Id::from_uuid(uuid::Uuid::nil())));
    let (time, id) = (Moment(time), Uid(id));
    let older = invoices::issued_at.le(time).and(invoices::issued_at.lt(time).or(invoices::id.lt(id)));
    let page = invoices::table
        .filter(older)
        .order((invoices::issued_at.desc(), invoices::id.desc()))
        .limit(limit)
        .select(columns::<Row>());
    let words: Vec<String> = filter.statuses.iter().map(|status| status.as_str().to_owned()).collect();
    let rows: Vec<Row> = match (filter.order_id, words.is_empty()) {
        (None, true) => conn.all(page).await?,
        (None, false) => conn.all(page.filter(invoices::status.eq_any(words))).await?,
        (Some(order), true) => conn.all(page.filter(invoices::order_id.eq(Uid(order)))).await?,
        (Some(order), false) => {
            let of = page.filter(invoices::order_id.eq(Uid(order)));
            conn.all(of.filter(invoices::status.eq_any(words))).await?
        }
    };
    rows.into_iter().map(Invoice::try_from).collect()
}

impl TryFrom<Row> for Invoice {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        let status = word(InvoiceStatus::parse(&row.status), "invoice status")?;
        Ok(Self { id: row.id.0, number: row.number, status, content: row.content.0 })
    }
}
