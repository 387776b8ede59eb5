//! Files that belong to orders; their contents lie in a table of their own.

use base::Id;
use chassis::db::{
    self, Conn, columns,
    types::{Moment, Uid},
};
use diesel::{dsl::sql, prelude::*, sql_types::BigInt};
use jiff::Timestamp;

use super::{
    schema::{attachment_contents, attachments},
    word,
};
use crate::{
    domain::{Attachment, CustomerId, Key, Private, Purpose},
    error::{Error, MoneyRefusal},
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = attachments, treat_none_as_default_value = false)]
struct Row {
    id: Uid,
    order_id: Uid,
    customer_id: String,
    idempotency_key: String,
    purpose: String,
    mime_type: String,
    filename: String,
    caption: String,
    size_bytes: i64,
    content_hash: Vec<u8>,
    proof_state: Option<String>,
    created_at: Moment,
}

/// A file that was kept before, with what tells a retry from a mix-up.
pub(crate) struct Kept {
    pub(crate) attachment: Attachment,
    pub(crate) content_hash: Vec<u8>,
}

/// Keeps a file; false when the key is used already.
pub(crate) async fn insert(
    tx: &mut Conn,
    attachment: &Attachment,
    customer: &CustomerId,
    key: &Key,
    content: Vec<u8>,
    content_hash: Vec<u8>,
) -> Result<bool, db::Error> {
    let (purpose, proof_state) = attachment.purpose.words();
    let row = Row {
        id: attachment.id.into(),
        order_id: attachment.order_id.into(),
        customer_id: customer.as_str().to_owned(),
        idempotency_key: key.as_str().to_owned(),
        purpose: purpose.to_owned(),
        mime_type: attachment.mime_type.clone(),
        filename: attachment.filename.as_str().to_owned(),
        caption: attachment.caption.as_str().to_owned(),
        size_bytes: attachment.size_bytes,
        content_hash,
        proof_state: proof_state.map(str::to_owned),
        created_at: attachment.created_at.into(),
    };
    let is_new = tx.run(diesel::insert_into(attachments::table).values(row).on_conflict_do_nothing()).await? == 1;
    if is_new {
        let row = (attachment_contents::attachment_id.eq(Uid(attachment.id)), attachment_contents::content.eq(content));
        tx.run(diesel::insert_into(attachment_contents::table).values(row)).await?;
    }
    Ok(is_new)
}

/// The file that was kept with this key.
pub(crate) async fn kept_with(conn: &mut Conn, key: &Key) -> Result<Option<Kept>, Error> {
    let keyed = attachments::table.filter(attachments::idempotency_key.eq(key.as_str().to_owned()));
    let row: Option<Row> = conn.maybe(keyed.select(columns::<Row>())).await?;
    row.map(|row| Ok(Kept { content_hash: row.content_hash.clone(), attachment: row.try_into()? })).transpose()
}

/// How many files an order has.
pub(crate) async fn count(conn: &mut Conn, order_id: Id) -> Result<i64, db::Error> {
    conn.one(attachments::table.filter(attachments::order_id.eq(Uid(order_id))).count()).await
}

/// Bytes of all files that a customer has sent since then.
pub(crate) async fn bytes_since(conn: &mut Conn, customer: &CustomerId, since: Timestamp) -> Result<i64, db::Error> {
    let sent = attachments::table
        .filter(attachments::customer_id.eq(customer.as_str().to_owned()))
        .filter(attachments::created_at.gt(Moment(since)));
    // PostgreSQL adds whole numbers up to a decimal one.
    conn.one(sent.select(sql::<BigInt>("CAST(COALESCE(SUM(size_bytes), 0) AS bigint)"))).await
}

/// Every file of an order, oldest first.
pub(crate) async fn of_order(conn: &mut Conn, order_id: Id) -> Result<Vec<Attachment>, Error> {
    let of = attachments::table.filter(attachments::order_id.eq(Uid(order_id)));
    let rows: Vec<Row> =
        conn.all(of.order((attachments::created_at, attachments::id)).select(columns::<Row>())).await?;
    rows.into_iter().map(Attachment::try_from).collect()
}

/// About one file.
pub(crate) async fn find(conn: &mut Conn, id: Id) -> Result<Attachment, Error> {
    let named = attachments::table.filter(attachments::id.eq(Uid(id)));
    let row: Option<Row> = conn.maybe(named.select(columns::<Row>())).await?;
    row.ok_or(MoneyRefusal::AttachmentNotFound)?.try_into()
}

/// A file itself, as long as it is kept.
pub(crate) async fn content(conn: &mut Conn, id: Id) -> Result<Vec<u8>, Error> {
    let named = attachment_contents::table.filter(attachment_contents::attachment_id.eq(Uid(id)));
    conn.maybe(named.select(attachment_contents::content)).await?.ok_or(MoneyRefusal::AttachmentDeleted.into())
}

/// Deletes a file; what is said about it stays.
pub(crate) async fn delete_content(tx: &mut Conn, id: Id) -> Result<(), db::Error> {
    let named = attachment_contents::table.filter(attachment_contents::attachment_id.eq(Uid(id)));
    tx.run(diesel::delete(named)).await.map(drop)
}

/// Writes down what the shop thinks of a proof. Whoever does has locked its order.
pub(crate) async fn save_purpose(tx: &mut Conn, attachment: &Attachment) -> Result<(), db::Error> {
    let row = attachments::table.filter(attachments::id.eq(Uid(attachment.id)));
    let state = attachment.purpose.words().1.map(str::to_owned);
    tx.run(diesel::update(row).set(attachments::proof_state.eq(state))).await.map(drop)
}

impl TryFrom<Row> for Attachment {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: row.id.0,
            order_id: row.order_id.0,
            purpose: word(Purpose::parse(&row.purpose, row.proof_state.as_deref()), "purpose")?,
            mime_type: row.mime_type,
            filename: Private::stored(row.filename),
            caption: Private::stored(row.caption),
            size_bytes: row.size_bytes,
            created_at: row.created_at.0,
        })
    }
}
