//! The money of an order over REST.

use axum::{Extension, Json, extract::State, http::StatusCode};
use jiff::Timestamp;
use proto::orders::v1::{
    self as contract, ListPaymentsRequest, ListPaymentsResponse, RecordPaymentRequest, RefundPaymentRequest,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Gateway,
    auth::User,
    error::Error,
    problems::Refusals,
    rest::{
        body::JsonBody,
        idempotency::{Key, wish_name},
        path::Path,
        view::{Money, promised, time, word},
    },
};

/// All about an order's money, each list oldest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrderMoney {
    /// Attempts to pay.
    payments: Vec<Payment>,
    /// Money that moved.
    ledger: Vec<LedgerEntry>,
    /// Money that is to go back, or went back.
    refunds: Vec<Refund>,
}

/// An attempt to pay.
#[derive(Serialize, ToSchema)]
pub(crate) struct Payment {
    /// Names the payment at the provider.
    reference: String,
    order_id: String,
    /// "PAYSTACK" or "MANUAL".
    provider: String,
    /// Where it stands.
    #[schema(example = "SUCCEEDED")]
    state: String,
    /// What was asked for.
    amount: Option<Money>,
    /// What came.
    received: Option<Money>,
    /// Where the customer pays; may be empty.
    url: String,
    #[schema(value_type = String, format = DateTime)]
    create_time: Option<Timestamp>,
    #[schema(value_type = String, format = DateTime)]
    update_time: Option<Timestamp>,
}

/// Money that moved.
#[derive(Serialize, ToSchema)]
struct LedgerEntry {
    id: String,
    /// "PAYMENT" came in, "REFUND" went back.
    kind: String,
    amount: Option<Money>,
    payment_reference: String,
    note: String,
    #[schema(value_type = String, format = DateTime)]
    time: Option<Timestamp>,
}

/// Money that is to go back, or went back.
#[derive(Serialize, ToSchema)]
pub(crate) struct Refund {
    id: String,
    payment_reference: String,
    amount: Option<Money>,
    /// "DUE", "PENDING", "NEEDS_ATTENTION", "DONE", "FAILED" or "DUPLICATE".
    #[schema(example = "PENDING")]
    state: String,
    reason: String,
    #[schema(value_type = String, format = DateTime)]
    create_time: Option<Timestamp>,
    #[schema(value_type = String, format = DateTime)]
    update_time: Option<Timestamp>,
}

/// Refunds as begun.
#[derive(Serialize, ToSchema)]
pub(crate) struct RefundList {
    /// One for each payment that gives a part.
    refunds: Vec<Refund>,
}

/// Money that people of the shop took.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPayment {
    amount: Money,
    /// Why it is believed: "cash", "transfer seen".
    #[schema(example = "cash")]
    note: String,
}

/// Money to send back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRefund {
    /// All that is left when left out.
    amount: Option<Money>,
    reason: String,
}

/// All about an order's money
#[utoipa::path(get, path = "/api/v1/orders/{order}/payments", operation_id = "list_payments", tag = "payments",
    params(("order" = String, Path, description = "Number or id.")), security(("bearer" = [])),
    responses((status = 200, body = OrderMoney), Refusals))]
pub(crate) async fn list(State(gateway): State<Gateway>, Path(order): Path<String>) -> Result<Json<OrderMoney>, Error> {
    let money = gateway.peers().orders().list_payments(ListPaymentsRequest { order }).await?.into_inner();
    Ok(Json(money.into()))
}

/// Note money that people of the shop took
#[utoipa::path(post, path = "/api/v1/orders/{order}/payments", operation_id = "record_payment", tag = "payments",
    params(("order" = String, Path, description = "Number or id.")),
    request_body = NewPayment, security(("bearer" = [])), responses((status = 201, body = Payment), Refusals))]
pub(crate) async fn record(
    State(gateway): State<Gateway>,
    Extension(user): Extension<User>,
    key: Option<Extension<Key>>,
    Path(order): Path<String>,
    JsonBody(NewPayment { amount, note }): JsonBody<NewPayment>,
) -> Result<(StatusCode, Json<Payment>), Error> {
    let request = RecordPaymentRequest {
        order,
        amount: Some(amount.into()),
        note,
        user_id: user.id.to_string(),
        idempotency_key: wish_name(&gateway, &user, key),
    };
    let recorded = gateway.peers().orders().record_payment(request).await?.into_inner();
    Ok((StatusCode::CREATED, Json(promised(recorded.payment)?.into())))
}

/// Money of an order that goes back
#[utoipa::path(get, path = "/api/v1/orders/{order}/refunds", operation_id = "list_refunds", tag = "payments",
    params(("order" = String, Path, description = "Number or id.")), security(("bearer" = [])),
    responses((status = 200, body = RefundList), Refusals))]
pub(crate) async fn refunds(
    State(gateway): State<Gateway>,
    Path(order): Path<String>,
) -> Result<Json<RefundList>, Error> {
    let money = gateway.peers().orders().list_payments(ListPaymentsRequest { order }).await?.into_inner();
    Ok(Json(RefundList { refunds: money.refunds.into_iter().map(Refund::from).collect() }))
}

/// Send money back
///
/// Whole or in part, never more than came.
#[utoipa::path(post, path = "/api/v1/orders/{order}/refunds", operation_id = "refund_payment", tag = "payments",
    params(("order" = String, Path, description = "Number or id.")),
    request_body = NewRefund, security(("bearer" = [])), responses((status = 201, body = RefundList), Refusals))]
pub(crate) async fn refund(
    State(gateway): State<Gateway>,
    Extension(user): Extension<User>,
    key: Option<Extension<Key>>,
    Path(order): Path<String>,
    JsonBody(NewRefund { amount, reason }): JsonBody<NewRefund>,
) -> Result<(StatusCode, Json<RefundList>), Error> {
    let request = RefundPaymentRequest {
        order,
        amount: amount.map(Money::into),
        reason,
        user_id: user.id.to_string(),
        idempotency_key: wish_name(&gateway, &user, key),
    };
    let begun = gateway.peers().orders().refund_payment(request).await?.into_inner();
    let refunds = begun.refunds.into_iter().map(Refund::from).collect();
    Ok((StatusCode::CREATED, Json(RefundList { refunds })))
}

impl From<ListPaymentsResponse> for OrderMoney {
    fn from(money: ListPaymentsResponse) -> Self {
        Self {
            payments: money.payments.into_iter().map(Payment::from).collect(),
            ledger: money.ledger.into_iter().map(LedgerEntry::from).collect(),
            refunds: money.refunds.into_iter().map(Refund::from).collect(),
        }
    }
}

impl From<contract::Payment> for Payment {
    fn from(payment: contract::Payment) -> Self {
        Self {
            provider: word(payment.provider().as_str_name(), "PAYMENT_PROVIDER_"),
            state: word(payment.state().as_str_name(), "PAYMENT_STATE_"),
            reference: payment.reference,
            order_id: payment.order_id,
            amount: payment.amount.map(Money::from),
            received: payment.received.map(Money::from),
            url: payment.url,
            create_time: time(payment.create_time),
            update_time: time(payment.update_time),
        }
    }
}

impl From<contract::LedgerEntry> for LedgerEntry {
    fn from(entry: contract::LedgerEntry) -> Self {
        Self {
            kind: word(entry.kind().as_str_name(), "LEDGER_ENTRY_KIND_"),
            id: entry.id,
            amount: entry.amount.map(Money::from),
            payment_reference: entry.payment_reference,
            note: entry.note,
            time: time(entry.time),
        }
    }
}

impl From<contract::Refund> for Refund {
    fn from(refund: contract::Refund) -> Self {
        Self {
            state: word(refund.state().as_str_name(), "REFUND_STATE_"),
            id: refund.id,
            payment_reference: refund.payment_reference,
            amount: refund.amount.map(Money::from),
            reason: refund.reason,
            create_time: time(refund.create_time),
            update_time: time(refund.update_time),
        }
    }
}
