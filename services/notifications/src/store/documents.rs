//! The files of documents, beside the messages they go with: here until the network has them, then known by its id.

use base::{Id, message::FileContent};
use chassis::db::{Conn, Error, types::Uid};
use diesel::prelude::*;

use super::{condition::HAS_ENDED_UNSENT, schema::documents};

/// Where the file of a document is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum File {
    Here(FileContent),
    /// With the network, under this id.
    Uploaded(String),
}

pub(super) async fn insert(tx: &mut Conn, message_id: Id, content: &FileContent) -> Result<(), Error> {
    let row = (documents::message_id.eq(Uid(message_id)), documents::content.eq(content.bytes().to_vec()));
    tx.run(diesel::insert_into(documents::table).values(row)).await.map(drop)
}

pub(crate) async fn find(conn: &mut Conn, message_id: Id) -> Result<Option<File>, Error> {
    let query = documents::table.filter(documents::message_id.eq(Uid(message_id)));
    let found: Option<(Option<Vec<u8>>, Option<String>)> =
        conn.maybe(query.select((documents::content, documents::media_id))).await?;
    Ok(found.and_then(|(content, media_id)| match (content, media_id) {
        (_, Some(media_id)) => Some(File::Uploaded(media_id)),
        (Some(content), None) => Some(File::Here(content.into())),
        (None, None) => None,
    }))
}

/// The network has the file now.
pub(crate) async fn uploaded(tx: &mut Conn, message_id: Id, media_id: &str) -> Result<(), Error> {
    let row = documents::table.filter(documents::message_id.eq(Uid(message_id)));
    let news = (documents::media_id.eq(media_id.to_owned()), documents::content.eq(None::<Vec<u8>>));
    tx.run(diesel::update(row).set(news)).await.map(drop)
}

/// Whether there are files whose messages ended without them.
pub(crate) async fn has_unsent(conn: &mut Conn) -> Result<bool, Error> {
    let unsent = documents::table.filter(HAS_ENDED_UNSENT).select(documents::message_id);
    Ok(conn.maybe(unsent.limit(1)).await?.is_some_and(|_: Uid| true))
}

/// Lets go of files whose messages ended without them.
pub(crate) async fn forget_unsent(tx: &mut Conn) -> Result<usize, Error> {
    tx.run(diesel::delete(documents::table.filter(HAS_ENDED_UNSENT))).await
}
