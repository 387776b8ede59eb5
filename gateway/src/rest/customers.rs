//! Customers and their conversations over REST.

use axum::{
    Json,
    extract::{OriginalUri, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use proto::session::v1::{
    self as contract, GetCustomerRequest, ListCustomersRequest, ListTurnsRequest, ResetSessionRequest,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    paging::{self, Page},
    path::Path,
    query::Params,
    view::{Address, message, promised, time},
};
use crate::{Gateway, error::Error, problems::Refusals};

/// A customer.
#[derive(Serialize, ToSchema)]
pub(crate) struct Customer {
    id: String,
    /// May be empty.
    name: String,
    /// Where the customer was last heard.
    address: Option<Address>,
    #[schema(example = "en")]
    language: String,
    /// Empty in lists.
    cart: Vec<CartLine>,
    /// Where the conversation stands, for people to read.
    state: String,
    #[schema(value_type = String, format = DateTime)]
    heard_time: Option<Timestamp>,
    #[schema(value_type = String, format = DateTime)]
    create_time: Option<Timestamp>,
}

/// A line of a cart.
#[derive(Serialize, ToSchema)]
pub(crate) struct CartLine {
    product_id: String,
    quantity: i32,
    note: String,
    /// The choices made.
    choice_ids: Vec<String>,
    /// What the customer filled in.
    fields: Vec<CartField>,
}

/// What a customer filled in.
#[derive(Serialize, ToSchema)]
pub(crate) struct CartField {
    key: String,
    /// Masked where it is sensitive.
    value: String,
    /// May be empty.
    label: String,
    sensitive: bool,
}

/// A page of customers, the most recently heard first.
#[derive(Serialize, ToSchema)]
pub(crate) struct CustomerList {
    customers: Vec<Customer>,
    /// Empty on the last page.
    next_page_token: String,
}

/// One step of a conversation: what came in and what went out.
#[derive(Serialize, ToSchema)]
pub(crate) struct Turn {
    id: String,
    /// The network's id of the inbound message.
    message_id: String,
    /// What came in, for people to read.
    heard: String,
    /// What was understood.
    intent: String,
    state_before: String,
    state_after: String,
    /// What went out.
    #[schema(value_type = Vec<Object>)]
    replies: Vec<base::Message>,
    #[schema(value_type = String, format = DateTime)]
    time: Option<Timestamp>,
}

/// Turns of a conversation, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct TurnList {
    turns: Vec<Turn>,
    /// Empty on the last page.
    next_page_token: String,
}

/// Customers, the most recently heard first
#[utoipa::path(get, path = "/api/v1/customers", operation_id = "list_customers", tag = "customers", params(Page),
    security(("bearer" = [])), responses((status = 200, body = CustomerList), Refusals))]
pub(crate) async fn list(
    State(gateway): State<Gateway>,
    OriginalUri(uri): OriginalUri,
    Params(Page { page_size, page_token }): Params<Page>,
) -> Result<Response, Error> {
    let request = ListCustomersRequest { page_size, page_token };
    let page = gateway.peers().session().list_customers(request).await?.into_inner();
    let link = paging::link_to_next(&uri, &page.next_page_token);
    let customers = page.customers.into_iter().map(Customer::from).collect();
    Ok((link, Json(CustomerList { customers, next_page_token: page.next_page_token })).into_response())
}

/// One customer, with the cart
#[utoipa::path(get, path = "/api/v1/customers/{customer}", operation_id = "get_customer", tag = "customers",
    params(("customer" = String, Path, description = "Id.")), security(("bearer" = [])),
    responses((status = 200, body = Customer), Refusals))]
pub(crate) async fn get(
    State(gateway): State<Gateway>,
    Path(customer_id): Path<String>,
) -> Result<Json<Customer>, Error> {
    let found = gateway.peers().session().get_customer(GetCustomerRequest { customer_id }).await?.into_inner();
    let customer = promised(found.customer)?;
    Ok(Json(customer.into()))
}

/// What was said, newest first, and why it was answered so
#[utoipa::path(get, path = "/api/v1/conversations/{customer}", operation_id = "list_turns", tag = "customers",
    params(("customer" = String, Path, description = "Id."), Page), security(("bearer" = [])),
    responses((status = 200, body = TurnList), Refusals))]
pub(crate) async fn turns(
    State(gateway): State<Gateway>,
    OriginalUri(uri): OriginalUri,
    Path(customer_id): Path<String>,
    Params(Page { page_size, page_token }): Params<Page>,
) -> Result<Response, Error> {
    let request = ListTurnsRequest { customer_id, page_size, page_token };
    let page = gateway.peers().session().list_turns(request).await?.into_inner();
    let link = paging::link_to_next(&uri, &page.next_page_token);
    let turns = page.turns.into_iter().map(Turn::from).collect();
    Ok((link, Json(TurnList { turns, next_page_token: page.next_page_token })).into_response())
}

/// Take a conversation back to its start
///
/// The cart stays.
#[utoipa::path(post, path = "/api/v1/conversations/{customer}/reset", operation_id = "reset_conversation",
    tag = "customers", params(("customer" = String, Path, description = "Id.")), security(("bearer" = [])),
    responses((status = 204, description = "It starts over."), Refusals))]
pub(crate) async fn reset(
    State(gateway): State<Gateway>,
    Path(customer_id): Path<String>,
) -> Result<StatusCode, Error> {
    gateway.peers().session().reset_session(ResetSessionRequest { customer_id }).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl From<contract::Customer> for Customer {
    fn from(customer: contract::Customer) -> Self {
        Self {
            id: customer.id,
            name: customer.name,
            address: customer.address.map(Address::from),
            language: customer.language,
            cart: customer.cart.into_iter().map(CartLine::from).collect(),
            state: customer.state,
            heard_time: time(customer.heard_time),
            create_time: time(customer.create_time),
        }
    }
}

impl From<contract::CartLine> for CartLine {
    fn from(line: contract::CartLine) -> Self {
        let contract::CartLine { product_id, quantity, note, choice_ids, fields } = line;
        let field = |contract::CartField { key, value, label, sensitive }| CartField { key, value, label, sensitive };
        Self { product_id, quantity, note, choice_ids, fields: fields.into_iter().map(field).collect() }
    }
}

impl From<contract::Turn> for Turn {
    fn from(turn: contract::Turn) -> Self {
        Self {
            id: turn.id,
            message_id: turn.message_id,
            heard: turn.heard,
            intent: turn.intent,
            state_before: turn.state_before,
            state_after: turn.state_after,
            replies: turn.replies.into_iter().filter_map(message).collect(),
            time: time(turn.time),
        }
    }
}
