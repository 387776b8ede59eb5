//! The lines of an order over REST: changing them, and looking at what customers filled in.

use axum::{Extension, Json, extract::State, http::HeaderMap, response::Response};
use proto::orders::v1::{
    Actor, ActorKind, AmendOrderRequest, FieldValue, RequestedLine, RevealFieldsRequest, reveal_fields_response,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::view::Field;
use crate::{
    Gateway,
    auth::User,
    error::Error,
    problems::Refusals,
    rest::{
        body::JsonBody,
        etag,
        idempotency::{Key, wish_name},
        path::Path,
        view::promised,
    },
};

/// All lines an order shall have.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewLines {
    lines: Vec<NewLine>,
    /// Why, in words for the customer.
    #[schema(example = "Zobo is sold out; we put in water instead.")]
    reason: String,
}

/// A product and how many.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewLine {
    /// Id or SKU.
    product_id: String,
    quantity: i32,
    #[serde(default)]
    note: String,
    #[serde(default)]
    choice_ids: Vec<String>,
    #[serde(default)]
    fields: Vec<NewField>,
}

/// The value of a field of a service.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewField {
    key: String,
    value: String,
}

/// Sensitive values of an order.
#[derive(Serialize, ToSchema)]
pub(crate) struct RevealedFields {
    /// Lines that have sensitive fields.
    lines: Vec<RevealedLine>,
}

/// Sensitive values of one line.
#[derive(Serialize, ToSchema)]
struct RevealedLine {
    /// Its place in the order, from zero.
    index: i32,
    fields: Vec<Field>,
}

/// Replace the lines of an order
///
/// At today's prices. When it becomes dearer the change waits for the customer's consent in `pending_amendment`;
/// everything else takes effect at once.
#[utoipa::path(put, path = "/api/v1/orders/{order}/lines", operation_id = "amend_order", tag = "orders",
    params(("order" = String, Path, description = "Number or id."),
        ("if-match" = Option<String>, Header, description = "The order's ETag.")),
    request_body = NewLines, security(("bearer" = [])), responses((status = 200, body = super::Order), Refusals))]
pub(crate) async fn amend(
    State(gateway): State<Gateway>,
    Extension(user): Extension<User>,
    key: Option<Extension<Key>>,
    Path(order): Path<String>,
    headers: HeaderMap,
    JsonBody(new): JsonBody<NewLines>,
) -> Result<Response, Error> {
    let request = AmendOrderRequest {
        order,
        lines: new.lines.into_iter().map(RequestedLine::from).collect(),
        actor: Some(Actor { kind: ActorKind::Staff.into(), id: user.id.to_string() }),
        reason: new.reason,
        expected_version: etag::expected(&headers)?,
        idempotency_key: wish_name(&gateway, &user, key),
        expected_total: None,
    };
    let amended = gateway.peers().orders().amend_order(request).await.map_err(etag::refusal)?;
    Ok(super::answer(promised(amended.into_inner().order)?))
}

/// The values of sensitive fields
///
/// For those who need them: each look is logged with the user.
#[utoipa::path(get, path = "/api/v1/orders/{order}/fields", operation_id = "reveal_fields", tag = "orders",
    params(("order" = String, Path, description = "Number or id.")), security(("bearer" = [])),
    responses((status = 200, body = RevealedFields), Refusals))]
pub(crate) async fn reveal(
    State(gateway): State<Gateway>,
    Extension(user): Extension<User>,
    Path(order): Path<String>,
) -> Result<Json<RevealedFields>, Error> {
    let request = RevealFieldsRequest { order, user_id: user.id.to_string() };
    let revealed = gateway.peers().orders().reveal_fields(request).await?.into_inner();
    Ok(Json(RevealedFields { lines: revealed.lines.into_iter().map(RevealedLine::from).collect() }))
}

impl From<NewLine> for RequestedLine {
    fn from(line: NewLine) -> Self {
        let NewLine { product_id, quantity, note, choice_ids, fields } = line;
        let fields = fields.into_iter().map(|NewField { key, value }| FieldValue { key, value, ..Default::default() });
        Self { product_id, quantity, note, choice_ids, fields: fields.collect() }
    }
}

impl From<reveal_fields_response::Line> for RevealedLine {
    fn from(line: reveal_fields_response::Line) -> Self {
        Self { index: line.index, fields: line.fields.into_iter().map(Field::from).collect() }
    }
}
