//! Customers, and starting a conversation over.

use base::Id;
use chassis::{db::Conn, page};
use proto::session::v1 as wire;

use super::{Api, convert};
use crate::{
    domain::customer::Customer,
    error::Error,
    store::{customers, sold_out},
};

/// How often a conversation that goes on meanwhile is tried to be started over.
const RACES_MAX: usize = 5;

pub(super) async fn get(api: &Api, request: wire::GetCustomerRequest) -> Result<wire::GetCustomerResponse, Error> {
    let customer = find(api, &request.customer_id).await?;
    // Without a menu nobody knows which values are sensitive, and all of them are masked.
    let menu = api.menus.present().await.ok();
    let cart = convert::cart(&customer, menu.as_deref());
    let customer = wire::Customer { cart, ..convert::customer(customer, api.language) };
    Ok(wire::GetCustomerResponse { customer: Some(customer) })
}

pub(super) async fn list(api: &Api, request: wire::ListCustomersRequest) -> Result<wire::ListCustomersResponse, Error> {
    let (size, start) = (page::size(request.page_size)?, page::start(&request.page_token)?);
    let seals = api.seals.clone();
    let read = async move |conn: &mut Conn| customers::list(conn, &seals, start, size + 1).await;
    let mut found = api.db.read(read).await?;
    let next_page_token = page::next(&mut found, size, |customer| (customer.heard_at, customer.id));
    let customers = found.into_iter().map(|customer| convert::customer(customer, api.language)).collect();
    Ok(wire::ListCustomersResponse { customers, next_page_token })
}

pub(super) async fn reset(api: &Api, request: wire::ResetSessionRequest) -> Result<wire::ResetSessionResponse, Error> {
    for _ in 0..RACES_MAX {
        let Customer { id, version, conversation, .. } = find(api, &request.customer_id).await?;
        // What no key opens is lost; the customer can at least go on.
        let fresh = conversation.unwrap_or_default().started_over();
        let (sealed, cart) = (api.seals.conversation(id, &fresh), sold_out::goods(&fresh.cart));
        let set = async move |tx: &mut Conn| customers::set_conversation(tx, id, version, sealed, cart).await;
        if api.db.write_single(set).await? {
            return Ok(wire::ResetSessionResponse {});
        }
    }
    Err(Error::ConversationBusy)
}

/// The customer with this id.
pub(super) async fn find(api: &Api, id: &str) -> Result<Customer, Error> {
    let id: Id = id.parse().map_err(|_| Error::CustomerNotFound)?;
    let seals = api.seals.clone();
    let found = api.db.read(async move |conn: &mut Conn| customers::get(conn, &seals, id).await).await?;
    found.ok_or(Error::CustomerNotFound)
}
