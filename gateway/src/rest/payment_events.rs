//! What payment providers told, over REST.

use axum::{
    Json,
    extract::{OriginalUri, State},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use proto::orders::v1::{self as contract, ListPaymentEventsRequest, PaymentEventOutcome};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    paging,
    query::Params,
    view::{Money, time, word},
};
use crate::{Gateway, error::Error, problems::Refusals};

/// Which events.
#[derive(Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// Only with this outcome: "NEW", "APPLIED", "IGNORED" or "UNKNOWN".
    #[param(example = "UNKNOWN")]
    outcome: String,
    /// Events on a page: 50 when left out, 200 at most.
    page_size: i32,
    /// `next_page_token` of the page before.
    page_token: String,
}

/// Something a payment provider told. What it says is a claim: money is only written down after asking.
#[derive(Serialize, ToSchema)]
pub(crate) struct PaymentEvent {
    id: String,
    #[schema(example = "PAYSTACK")]
    provider: String,
    /// The event's name and what it is about.
    #[schema(example = "charge.success:ORD-7K3M9XQ2-1")]
    key: String,
    /// "UNKNOWN" is about a payment that was never begun here: look it up at the provider.
    #[schema(example = "UNKNOWN")]
    outcome: String,
    /// The payment it names; empty when it names none.
    reference: String,
    /// The sum it names; null when it names none.
    claimed: Option<Money>,
    #[schema(value_type = String, format = DateTime)]
    receive_time: Option<Timestamp>,
}

/// A page of payment events, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct PaymentEventList {
    events: Vec<PaymentEvent>,
    /// Empty on the last page.
    next_page_token: String,
}

/// What payment providers told, newest first
///
/// With `outcome=UNKNOWN`: money that nobody here asked for.
#[utoipa::path(get, path = "/api/v1/payment-events", operation_id = "list_payment_events", tag = "payments",
    params(Filter), security(("bearer" = [])), responses((status = 200, body = PaymentEventList), Refusals))]
pub(crate) async fn list(
    State(gateway): State<Gateway>,
    OriginalUri(uri): OriginalUri,
    Params(Filter { outcome, page_size, page_token }): Params<Filter>,
) -> Result<Response, Error> {
    let request = ListPaymentEventsRequest { page_size, page_token, outcome: number(&outcome)? };
    let page = gateway.peers().orders().list_payment_events(request).await?.into_inner();
    let link = paging::link_to_next(&uri, &page.next_page_token);
    let events = page.events.into_iter().map(PaymentEvent::from).collect();
    Ok((link, Json(PaymentEventList { events, next_page_token: page.next_page_token })).into_response())
}

fn number(outcome: &str) -> Result<i32, Error> {
    let name = if outcome.is_empty() { "UNSPECIFIED".to_owned() } else { outcome.to_uppercase() };
    let known = PaymentEventOutcome::from_str_name(&format!("PAYMENT_EVENT_OUTCOME_{name}"));
    known.map(i32::from).ok_or_else(|| {
        let detail = "outcome is one of NEW, APPLIED, IGNORED, UNKNOWN".to_owned();
        Error::QueryInvalid { parameter: Some("outcome"), detail }
    })
}

impl From<contract::PaymentEvent> for PaymentEvent {
    fn from(event: contract::PaymentEvent) -> Self {
        Self {
            provider: word(event.provider().as_str_name(), "PAYMENT_PROVIDER_"),
            outcome: word(event.outcome().as_str_name(), "PAYMENT_EVENT_OUTCOME_"),
            id: event.id,
            key: event.key,
            reference: event.reference,
            claimed: event.claimed.map(Money::from),
            receive_time: time(event.receive_time),
        }
    }
}
