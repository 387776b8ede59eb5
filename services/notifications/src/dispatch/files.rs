//! Handing the file of a document to the network before the document is sent.

use base::{Id, Message};
use chassis::db::{Conn, Error};

use super::{Outgoing, Shared};
use crate::{
    domain::{
        outbound::Reason,
        outcome::{Again, Outcome},
    },
    provider::Enclosure,
    store::documents::{self, File},
};

impl Shared {
    /// The network's id of the file that goes with a message, if one does. A file is handed over once: what the
    /// network calls it is kept, so that a further try of the message only names it.
    pub(super) async fn media_id(&self, outgoing: &Outgoing) -> Result<Option<String>, Outcome> {
        let Message::Document { filename, mime_type, .. } = &outgoing.message else { return Ok(None) };
        let (id, account_id) = (outgoing.tried.id, &outgoing.address.account_id);
        let found = self.db.read(async move |conn: &mut Conn| documents::find(conn, id).await).await;
        let content = match found {
            Ok(Some(File::Uploaded(media_id))) => return Ok(Some(media_id)),
            Ok(Some(File::Here(content))) => content,
            Ok(None) => return Err(Outcome::Refused(Reason::NotUploaded)),
            Err(error) => return Err(file_is_away(&error)),
        };
        let media_id = self.provider.upload(Enclosure { account_id, filename, mime_type, content }).await?;
        self.keep_media_id(id, media_id.clone()).await;
        Ok(Some(media_id))
    }

    /// If this cannot be written, the message is sent all the same, and only a further try hands the file over again.
    async fn keep_media_id(&self, id: Id, media_id: String) {
        let work = async move |conn: &mut Conn| documents::uploaded(conn, id, &media_id).await;
        if let Err(error) = self.db.write_single(work).await {
            tracing::warn!(%error, %id, "the network's id of a file is not kept");
        }
    }
}

fn file_is_away(error: &Error) -> Outcome {
    tracing::warn!(%error, "the file of a document waits for the database");
    Outcome::NotSent { reason: Reason::NotUploaded, again: Again::Pause }
}
