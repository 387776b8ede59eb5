//! Orders over REST.

pub(crate) mod attachments;
pub(crate) mod lines;
pub(crate) mod payments;
mod view;

use axum::{
    Extension, Json,
    extract::{OriginalUri, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use proto::{
    convert,
    orders::v1::{Actor, ActorKind, ChangeOrderStatusRequest, GetOrderRequest, ListOrdersRequest, OrderStatus},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use self::view::Order;
use super::{body::JsonBody, etag, idempotency::Key, paging, path::Path, query::Params, view::promised};
use crate::{Gateway, auth::User, domain::status_words, error::Error, problems::Refusals};

/// Which orders.
#[derive(Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// Only in these statuses, separated by commas.
    #[param(example = "PENDING_CONFIRMATION,CONFIRMED")]
    status: String,
    /// Only of this customer.
    customer_id: String,
    /// Only placed at or after.
    #[param(value_type = Option<String>, format = DateTime)]
    created_from: Option<Timestamp>,
    /// Only placed before.
    #[param(value_type = Option<String>, format = DateTime)]
    created_to: Option<Timestamp>,
    /// Orders on a page: 50 when left out, 200 at most.
    page_size: i32,
    /// `next_page_token` of the page before.
    page_token: String,
}

/// A page of orders, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrderList {
    /// This page, without histories.
    orders: Vec<Order>,
    /// Empty on the last page.
    next_page_token: String,
}

/// Where an order shall go.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StatusChange {
    /// One of the order's `allowed_next`.
    #[schema(example = "CONFIRMED")]
    status: String,
    /// Why; required for CANCELLED and REJECTED.
    #[serde(default)]
    reason: Option<String>,
}

/// Orders, newest first
#[utoipa::path(get, path = "/api/v1/orders", operation_id = "list_orders", tag = "orders", params(Filter),
    security(("bearer" = [])), responses((status = 200, body = OrderList), Refusals))]
pub(crate) async fn list(
    State(gateway): State<Gateway>,
    OriginalUri(uri): OriginalUri,
    Params(filter): Params<Filter>,
) -> Result<Response, Error> {
    let request = filter.into_request()?;
    let page = gateway.peers().orders().list_orders(request).await?.into_inner();
    let link = paging::link_to_next(&uri, &page.next_page_token);
    let orders = page.orders.into_iter().map(Order::from).collect();
    Ok((link, Json(OrderList { orders, next_page_token: page.next_page_token })).into_response())
}

impl Filter {
    fn into_request(self) -> Result<ListOrdersRequest, Error> {
        let words = self.status.split(',').map(str::trim).filter(|word| !word.is_empty());
        let statuses = words.map(|word| status(word).map(i32::from)).collect::<Option<_>>();
        Ok(ListOrdersRequest {
            page_size: self.page_size,
            page_token: self.page_token,
            customer_id: self.customer_id,
            statuses: statuses
                .ok_or_else(|| Error::QueryInvalid { parameter: Some("status"), detail: known_statuses() })?,
            created_from: self.created_from.map(convert::to_time),
            created_to: self.created_to.map(convert::to_time),
        })
    }
}

/// One order
///
/// By number or by id, with its history.
#[utoipa::path(get, path = "/api/v1/orders/{order}", operation_id = "get_order", tag = "orders",
    params(("order" = String, Path, description = "Number or id.", example = "ORD-7K3M9QXT")),
    security(("bearer" = [])),
    responses((status = 200, body = Order, headers(("etag" = String, description = "Its version."))),
        (status = 304, description = "The caller's If-None-Match is the current version."), Refusals))]
pub(crate) async fn get(
    State(gateway): State<Gateway>,
    Path(order): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let request = GetOrderRequest { order, customer_id: String::new() };
    let order = promised(gateway.peers().orders().get_order(request).await?.into_inner().order)?;
    if etag::is_known(&headers, order.version) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, etag::of(order.version))]).into_response());
    }
    Ok(answer(order))
}

/// Move an order on
///
/// The customer is told. With `If-Match` only the version the caller saw is changed.
#[utoipa::path(post, path = "/api/v1/orders/{order}/status", operation_id = "change_order_status", tag = "orders",
    params(("order" = String, Path, description = "Number or id."),
        ("if-match" = Option<String>, Header, description = "The order's ETag.")),
    request_body = StatusChange, security(("bearer" = [])), responses((status = 200, body = Order), Refusals))]
pub(crate) async fn change_status(
    State(gateway): State<Gateway>,
    Extension(user): Extension<User>,
    key: Option<Extension<Key>>,
    Path(order): Path<String>,
    headers: HeaderMap,
    JsonBody(change): JsonBody<StatusChange>,
) -> Result<Response, Error> {
    let request = ChangeOrderStatusRequest {
        order,
        to: target(&change.status)?.into(),
        actor: Some(Actor { kind: ActorKind::Staff.into(), id: user.id.to_string() }),
        reason: change.reason.unwrap_or_default(),
        expected_version: etag::expected(&headers)?,
        idempotency_key: key.map(|Extension(Key(key))| format!("rest:{}:{key}", user.id)).unwrap_or_default(),
    };
    let changed = gateway.peers().orders().change_order_status(request).await.map_err(etag::refusal)?;
    Ok(answer(promised(changed.into_inner().order)?))
}

/// Change an order
///
/// Only its status can be changed, as by `POST /api/v1/orders/{order}/status`.
#[utoipa::path(patch, path = "/api/v1/orders/{order}", operation_id = "update_order", tag = "orders",
    params(("order" = String, Path, description = "Number or id."),
        ("if-match" = Option<String>, Header, description = "The order's ETag.")),
    request_body = StatusChange, security(("bearer" = [])), responses((status = 200, body = Order), Refusals))]
pub(crate) async fn update(
    state: State<Gateway>,
    user: Extension<User>,
    key: Option<Extension<Key>>,
    order: Path<String>,
    headers: HeaderMap,
    change: JsonBody<StatusChange>,
) -> Result<Response, Error> {
    change_status(state, user, key, order, headers, change).await
}

fn answer(order: proto::orders::v1::Order) -> Response {
    ([(header::ETAG, etag::of(order.version))], Json(Order::from(order))).into_response()
}

fn target(word: &str) -> Result<OrderStatus, Error> {
    status(word).ok_or_else(|| Error::BodyInvalid { pointer: "#/status".to_owned(), detail: known_statuses() })
}

/// The status a word means, in our vocabulary or another system's.
fn status(word: &str) -> Option<OrderStatus> {
    let name = format!("ORDER_STATUS_{}", status_words::ours(word));
    OrderStatus::from_str_name(&name).filter(|status| *status != OrderStatus::Unspecified)
}

fn known_statuses() -> String {
    let words = (1..).map_while(|number| OrderStatus::try_from(number).ok()).map(view::status_word);
    format!("a status is one of {}", words.collect::<Vec<_>>().join(", "))
}
