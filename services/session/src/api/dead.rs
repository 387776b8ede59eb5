//! Messages that were given up.

use base::Id;
use chassis::{db::Conn, page};
use proto::session::v1 as wire;

use super::{Api, convert};
use crate::{
    error::Error,
    store::dead::{self, Redriven},
};

pub(super) async fn list(
    api: &Api,
    request: wire::ListDeadMessagesRequest,
) -> Result<wire::ListDeadMessagesResponse, Error> {
    let (size, start) = (page::size(request.page_size)?, page::start(&request.page_token)?);
    let mut found = api.db.read(async move |conn: &mut Conn| dead::list(conn, start, size + 1).await).await?;
    let next_page_token = page::next(&mut found, size, |message| message.id.0);
    Ok(wire::ListDeadMessagesResponse { messages: found.into_iter().map(convert::dead).collect(), next_page_token })
}

pub(super) async fn redrive(
    api: &Api,
    request: wire::RedriveDeadMessageRequest,
) -> Result<wire::RedriveDeadMessageResponse, Error> {
    let id: Id = request.id.parse().map_err(|_| Error::MessageNotFound)?;
    let seals = api.seals.clone();
    if api.db.read(async move |conn: &mut Conn| dead::has_replies(conn, &seals, id).await).await? {
        return hand_over(api, id).await;
    }
    match api.db.write(async move |tx: &mut Conn| dead::redrive(tx, id).await).await? {
        Redriven::PutBack(customer) => api.lanes.wake(customer),
        Redriven::NotDead => return Err(Error::MessageNotDead),
        Redriven::Unknown => return Err(Error::MessageNotFound),
    }
    Ok(wire::RedriveDeadMessageResponse {})
}

/// What was decided stays so: only its replies are handed over. The sweep would find them too.
async fn hand_over(api: &Api, id: Id) -> Result<wire::RedriveDeadMessageResponse, Error> {
    let handed = api.db.write(async move |tx: &mut Conn| dead::hand_over(tx, id).await).await?;
    let customer = handed.ok_or(Error::ConversationBusy)?;
    api.left_over.add(customer);
    api.lanes.wake(customer);
    Ok(wire::RedriveDeadMessageResponse {})
}
