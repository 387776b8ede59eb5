//! Outbound messages over REST.

use axum::{
    Json,
    extract::{OriginalUri, State},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use proto::notifications::v1::{
    self as contract, GetMessageRequest, ListMessagesRequest, MessageState, RedriveMessageRequest,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    paging,
    path::Path,
    query::Params,
    view::{message, promised, time, word},
};
use crate::{Gateway, error::Error, problems::Refusals};

const STATE_PREFIX: &str = "MESSAGE_STATE_";

/// A message to a person.
#[derive(Serialize, ToSchema)]
pub(crate) struct OutboundMessage {
    id: String,
    /// Names the effect: a message with the same key is not sent twice.
    key: String,
    /// Customer, seller or user id.
    recipient_id: String,
    /// "ORDER", "REPLY", "REMINDER" or "MARKETING".
    class: String,
    /// Where it stands.
    #[schema(example = "DELIVERED")]
    state: String,
    /// What it says.
    #[schema(value_type = Object)]
    message: Option<base::Message>,
    attempts: i32,
    /// Why it stands there; may be empty.
    reason: String,
    /// The network's id of it; empty until the network took it.
    provider_message_id: String,
    #[schema(value_type = String, format = DateTime)]
    create_time: Option<Timestamp>,
    #[schema(value_type = String, format = DateTime)]
    update_time: Option<Timestamp>,
}

/// A page of messages, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct MessageList {
    messages: Vec<OutboundMessage>,
    /// Empty on the last page.
    next_page_token: String,
}

/// Which messages.
#[derive(Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// Only in this state; "DEAD" lists the dead letters.
    #[param(example = "DEAD")]
    state: String,
    /// Only to this recipient.
    recipient_id: String,
    /// Messages on a page: 50 when left out, 200 at most.
    page_size: i32,
    /// `next_page_token` of the page before.
    page_token: String,
}

/// Outbound messages, newest first
#[utoipa::path(get, path = "/api/v1/messages", operation_id = "list_messages", tag = "messages", params(Filter),
    security(("bearer" = [])), responses((status = 200, body = MessageList), Refusals))]
pub(crate) async fn list(
    State(gateway): State<Gateway>,
    OriginalUri(uri): OriginalUri,
    Params(filter): Params<Filter>,
) -> Result<Response, Error> {
    let Filter { state, recipient_id, page_size, page_token } = filter;
    let request = ListMessagesRequest { page_size, page_token, state: state_of(&state)?.into(), recipient_id };
    let page = gateway.peers().notifications().list_messages(request).await?.into_inner();
    let link = paging::link_to_next(&uri, &page.next_page_token);
    let messages = page.messages.into_iter().map(OutboundMessage::from).collect();
    Ok((link, Json(MessageList { messages, next_page_token: page.next_page_token })).into_response())
}

/// One outbound message
#[utoipa::path(get, path = "/api/v1/messages/{message}", operation_id = "get_message", tag = "messages",
    params(("message" = String, Path, description = "Id.")), security(("bearer" = [])),
    responses((status = 200, body = OutboundMessage), Refusals))]
pub(crate) async fn get(
    State(gateway): State<Gateway>,
    Path(id): Path<String>,
) -> Result<Json<OutboundMessage>, Error> {
    let found = gateway.peers().notifications().get_message(GetMessageRequest { id }).await?.into_inner();
    answer(found.message)
}

/// Try a dead message again
#[utoipa::path(post, path = "/api/v1/messages/{message}/redrive", operation_id = "redrive_message", tag = "messages",
    params(("message" = String, Path, description = "Id.")), security(("bearer" = [])),
    responses((status = 200, body = OutboundMessage), Refusals))]
pub(crate) async fn redrive(
    State(gateway): State<Gateway>,
    Path(id): Path<String>,
) -> Result<Json<OutboundMessage>, Error> {
    let queued = gateway.peers().notifications().redrive_message(RedriveMessageRequest { id }).await?.into_inner();
    answer(queued.message)
}

fn answer(message: Option<contract::OutboundMessage>) -> Result<Json<OutboundMessage>, Error> {
    Ok(Json(promised(message)?.into()))
}

/// The state a word means; no word means every state.
fn state_of(word: &str) -> Result<MessageState, Error> {
    if word.is_empty() {
        return Ok(MessageState::Unspecified);
    }
    let state = MessageState::from_str_name(&format!("{STATE_PREFIX}{}", word.to_uppercase()));
    state.filter(|state| *state != MessageState::Unspecified).ok_or_else(|| {
        let states = (1..).map_while(|number| MessageState::try_from(number).ok()).map(state_word);
        let detail = format!("a state is one of {}", states.collect::<Vec<_>>().join(", "));
        Error::QueryInvalid { parameter: Some("state"), detail }
    })
}

fn state_word(state: MessageState) -> String {
    word(state.as_str_name(), STATE_PREFIX)
}

impl From<contract::OutboundMessage> for OutboundMessage {
    fn from(outbound: contract::OutboundMessage) -> Self {
        Self {
            class: word(outbound.class().as_str_name(), "MESSAGE_CLASS_"),
            state: state_word(outbound.state()),
            id: outbound.id,
            key: outbound.key,
            recipient_id: outbound.recipient_id,
            message: outbound.message.and_then(message),
            attempts: outbound.attempts,
            reason: outbound.reason,
            provider_message_id: outbound.provider_message_id,
            create_time: time(outbound.create_time),
            update_time: time(outbound.update_time),
        }
    }
}
