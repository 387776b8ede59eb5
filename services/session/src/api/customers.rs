//! Customers, and starting a conversation over.

use base::Id;
use chassis::{db::Conn, page};
use proto::session::v1 as wire;

use super::{Api, convert};
use crate::{domain::customer::Customer, error::Error, store::customers};

/// How often a conversation that goes on meanwhile is tried to be started over.
const RACES_MAX: usize = 5;

pub(super) async fn get(api: &Api, request: wire::GetCustomerRequest) -> Result<wire::GetCustomerResponse, Error> {
    let customer = find(api, &request.customer_id).await?;
    Ok(wire::GetCustomerResponse { customer: Some(convert::customer_with_cart(customer, api.language)) })
}

pub(super) async fn list(api: &Api, request: wire::ListCustomersRequest) -> Result<wire::ListCustomersResponse, Error> {
    let (size, start) = (page::size(request.page_size)?, page::start(&request.page_token)?);
    let mut found = api.db.read(async move |conn: &mut Conn| customers::list(conn, start, size + 1).await).await?;
    let next_page_token = page::next(&mut found, size, |customer| (customer.heard_at, customer.id));
    let customers = found.into_iter().map(|customer| convert::customer(customer, api.language)).collect();
    Ok(wire::ListCustomersResponse { customers, next_page_token })
}

pub(super) async fn reset(api: &Api, request: wire::ResetSessionRequest) -> Result<wire::ResetSessionResponse, Error> {
    for _ in 0..RACES_MAX {
        let Customer { id, version, conversation, .. } = find(api, &request.customer_id).await?;
        let fresh = conversation.started_over();
        let set = async move |tx: &mut Conn| customers::set_conversation(tx, id, version, fresh).await;
        if api.db.write_single(set).await? {
            return Ok(wire::ResetSessionResponse {});
        }
    }
    Err(Error::ConversationBusy)
}

/// The customer with this id.
pub(super) async fn find(api: &Api, id: &str) -> Result<Customer, Error> {
    let id: Id = id.parse().map_err(|_| Error::CustomerNotFound)?;
    let found = api.db.read(async move |conn: &mut Conn| customers::get(conn, id).await).await?;
    found.ok_or(Error::CustomerNotFound)
}
