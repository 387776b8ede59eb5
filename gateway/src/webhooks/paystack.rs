//! Paystack's webhooks: signed, handed to orders as they are, answered once they are durable there.

use axum::{
    body::Bytes,
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use chassis::{Kind, Problem, telemetry};
use proto::orders::v1::{PaymentProvider, ReceivePaymentEventRequest};
use tracing::Instrument as _;

use super::{intake, signature};
use crate::{Gateway, error::Error};

/// Bytes of a webhook's body: what orders takes.
const BODY_MAX: usize = 256 * 1024;

pub(super) async fn receive(State(gateway): State<Gateway>, request: Request) -> Response {
    let span = telemetry::server_span("POST /webhooks/paystack", request.headers());
    let taken = take(&gateway, request).instrument(span).await;
    gateway.metrics().payment_webhook(intake::outcome(&taken));
    match taken {
        Ok(()) => StatusCode::OK.into_response(),
        Err(error) => error.into_response(),
    }
}

async fn take(gateway: &Gateway, request: Request) -> Result<(), Error> {
    if gateway.payment_signatures().is_empty() {
        return Err(Error::PaymentsNotOffered);
    }
    // Whoever does not even claim to have signed is sent away before the body is read.
    let claimed = signature::PAYSTACK.claimed(request.headers()).ok_or(Error::PaymentSignatureWrong)?;
    let seat = intake::seat(gateway, request.headers(), BODY_MAX)?;
    let body = seat.read(request.into_body()).await?;
    if !gateway.payment_signatures().has_signed(&body, &claimed) {
        return Err(Error::PaymentSignatureWrong);
    }
    store(gateway, body).await
}

async fn store(gateway: &Gateway, body: Bytes) -> Result<(), Error> {
    let request = ReceivePaymentEventRequest { provider: PaymentProvider::Paystack.into(), body: body.to_vec() };
    let stored = gateway.peers().orders().receive_payment_event(request).await;
    stored.map(drop).map_err(|status| refusal(status.into()))
}

/// What is no event at all is refused as such; whatever else kept an event from being stored, the answer is the same:
/// send it again.
fn refusal(problem: Problem) -> Error {
    if problem.kind == Kind::InvalidArgument {
        return Error::Said(problem);
    }
    tracing::warn!(reason = problem.reason, "a payment event could not be stored; Paystack will send it again");
    Error::Said(Problem::unavailable())
}
