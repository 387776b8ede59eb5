//! Files that belong to orders, and what the shop thinks of payment proofs.

use base::Id;
use chassis::{World, db::Conn};
use jiff::Timestamp;
use proto::orders::v1 as wire;
use sha2::{Digest as _, Sha256};

use super::{
    Api,
    parse::{
        self,
        money::{self as read, File, Guarded},
    },
    show::money as show,
};
use crate::{
    domain::{
        Attachment, CustomerId,
        attachment::{ATTACHMENTS_MAX, DAILY_BYTES_MAX, DAY, kept_until},
    },
    error::{Error, MoneyRefusal},
    jobs::Job,
    money::noting,
    store::{
        self, OrderRef,
        attachments::{self, Kept},
    },
};

pub(super) async fn add_attachment(
    api: &Api,
    mut request: wire::AddAttachmentRequest,
) -> Result<wire::AddAttachmentResponse, Error> {
    let guarded = read::guarded(&request.order, std::mem::take(&mut request.customer_id))?;
    let (file, world) = (read::file(request)?, api.world.clone());
    let attachment = api.db.write(async move |tx: &mut Conn| add(tx, &world, guarded, file).await).await?;
    Ok(wire::AddAttachmentResponse { attachment: Some(show::attachment(attachment)) })
}

async fn add(tx: &mut Conn, world: &World, (order, customer): Guarded, file: File) -> Result<Attachment, Error> {
    let order = store::find_locked(tx, order).await?.of(customer.as_ref())?;
    let content_hash = Sha256::digest(&file.content).to_vec();
    if let Some(kept) = attachments::kept_with(tx, &file.key).await? {
        return replayed(kept, order.id, &file, &content_hash);
    }
    if attachments::count(tx, order.id).await? >= ATTACHMENTS_MAX {
        return Err(MoneyRefusal::TooManyAttachments.into());
    }
    let (now, size_bytes) = (world.now(), i64::try_from(file.content.len()).unwrap_or(i64::MAX));
    check_day(tx, &order.customer.id, now, size_bytes).await?;
    let attachment = Attachment {
        id: world.id(),
        order_id: order.id,
        purpose: file.purpose,
        mime_type: file.mime_type.to_owned(),
        filename: file.filename.clone(),
        caption: file.caption.clone(),
        size_bytes,
        created_at: now,
    };
    // With the order locked, only a call for another order can have used the key meanwhile.
    let customer = &order.customer.id;
    if !attachments::insert(tx, &attachment, customer, &file.key, file.content, content_hash).await? {
        return Err(Error::KeyReused);
    }
    let order = if file.purpose.waits() { store::save_proofs(tx, order.with_proof(now)).await? } else { order };
    let (attachment_id, due_at) = (attachment.id, kept_until(&order, now));
    Job::DeleteFile { attachment_id, due_at }.enqueue(tx, world).await?;
    Ok(attachment)
}

/// Messages of one customer are handled one at a time, so nobody gets past the limit by sending for two orders at once.
async fn check_day(tx: &mut Conn, customer: &CustomerId, now: Timestamp, size_bytes: i64) -> Result<(), Error> {
    let since = now.saturating_sub(DAY).unwrap_or(Timestamp::MIN);
    let sent = attachments::bytes_since(tx, customer, since).await?;
    let fits = sent.saturating_add(size_bytes) <= DAILY_BYTES_MAX;
    if fits { Ok(()) } else { Err(MoneyRefusal::DailyLimitReached.into()) }
}

fn replayed(kept: Kept, order_id: Id, file: &File, content_hash: &[u8]) -> Result<Attachment, Error> {
    let is_same =
        kept.attachment.order_id == order_id && kept.content_hash == content_hash && file.is(&kept.attachment);
    if is_same { Ok(kept.attachment) } else { Err(Error::KeyReused) }
}

pub(super) async fn list_attachments(
    api: &Api,
    request: wire::ListAttachmentsRequest,
) -> Result<wire::ListAttachmentsResponse, Error> {
    let order = parse::order_ref(&request.order)?;
    let attachments = api.db.read(async move |conn: &mut Conn| list(conn, order).await).await?;
    Ok(wire::ListAttachmentsResponse { attachments: attachments.into_iter().map(show::attachment).collect() })
}

async fn list(conn: &mut Conn, order: OrderRef) -> Result<Vec<Attachment>, Error> {
    let id = store::find(conn, order).await?.id;
    attachments::of_order(conn, id).await
}

pub(super) async fn get_attachment(
    api: &Api,
    request: wire::GetAttachmentRequest,
) -> Result<wire::GetAttachmentResponse, Error> {
    let id: Id = request.attachment_id.parse().map_err(|_| MoneyRefusal::AttachmentNotFound)?;
    let load = async move |conn: &mut Conn| -> Result<(Attachment, Vec<u8>), Error> {
        Ok((attachments::find(conn, id).await?, attachments::content(conn, id).await?))
    };
    let (attachment, content) = api.db.read(load).await?;
    Ok(wire::GetAttachmentResponse { attachment: Some(show::attachment(attachment)), content })
}

pub(super) async fn review_proof(
    api: &Api,
    request: wire::ReviewProofRequest,
) -> Result<wire::ReviewProofResponse, Error> {
    let (review, world) = (read::review(request)?, api.world.clone());
    let attachment = api.db.write(async move |tx: &mut Conn| noting::review(tx, &world, review).await).await?;
    api.committed();
    Ok(wire::ReviewProofResponse { attachment: Some(show::attachment(attachment)) })
}
