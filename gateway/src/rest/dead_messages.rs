//! Messages of customers that could not be answered, over REST.

use axum::{
    Json,
    extract::{OriginalUri, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use proto::session::v1::{self as contract, ListDeadMessagesRequest, RedriveDeadMessageRequest};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    paging::{self, Page},
    path::Path,
    query::Params,
    view::time,
};
use crate::{Gateway, error::Error, problems::Refusals};

/// A message of a customer whose handling failed too often.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeadMessage {
    id: String,
    customer_id: String,
    /// How often it was tried.
    attempts: i32,
    /// Why the last try failed, without the customer's words.
    error: String,
    #[schema(value_type = String, format = DateTime)]
    receive_time: Option<Timestamp>,
}

/// A page of dead messages, oldest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeadMessageList {
    messages: Vec<DeadMessage>,
    /// Empty on the last page.
    next_page_token: String,
}

/// Customers' messages that could not be answered, oldest first
#[utoipa::path(get, path = "/api/v1/dead-messages", operation_id = "list_dead_messages", tag = "customers",
    params(Page), security(("bearer" = [])), responses((status = 200, body = DeadMessageList), Refusals))]
pub(crate) async fn list(
    State(gateway): State<Gateway>,
    OriginalUri(uri): OriginalUri,
    Params(Page { page_size, page_token }): Params<Page>,
) -> Result<Response, Error> {
    let request = ListDeadMessagesRequest { page_size, page_token };
    let page = gateway.peers().session().list_dead_messages(request).await?.into_inner();
    let link = paging::link_to_next(&uri, &page.next_page_token);
    let messages = page.messages.into_iter().map(DeadMessage::from).collect();
    Ok((link, Json(DeadMessageList { messages, next_page_token: page.next_page_token })).into_response())
}

/// Answer a dead message after all
#[utoipa::path(post, path = "/api/v1/dead-messages/{message}/redrive", operation_id = "redrive_dead_message",
    tag = "customers", params(("message" = String, Path, description = "Id.")), security(("bearer" = [])),
    responses((status = 204, description = "It is tried again."), Refusals))]
pub(crate) async fn redrive(State(gateway): State<Gateway>, Path(id): Path<String>) -> Result<StatusCode, Error> {
    gateway.peers().session().redrive_dead_message(RedriveDeadMessageRequest { id }).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl From<contract::DeadMessage> for DeadMessage {
    fn from(message: contract::DeadMessage) -> Self {
        let contract::DeadMessage { id, customer_id, attempts, error, receive_time } = message;
        Self { id, customer_id, attempts, error, receive_time: time(receive_time) }
    }
}
