//! Meta's webhooks: signed, read, stored, answered.

use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use chassis::telemetry;
use tracing::Instrument as _;

use super::{intake, meta, signature, storing};
use crate::{Gateway, error::Error};

/// Bytes of a webhook's body; Meta sends up to 3 MB.
const BODY_MAX: usize = 3 * 1024 * 1024;

pub(super) async fn receive(State(gateway): State<Gateway>, request: Request) -> Response {
    let span = telemetry::server_span("POST /webhooks/whatsapp", request.headers());
    let taken = take(&gateway, request).instrument(span).await;
    gateway.metrics().webhook(intake::outcome(&taken));
    match taken {
        Ok(()) => StatusCode::OK.into_response(),
        Err(error) => error.into_response(),
    }
}

async fn take(gateway: &Gateway, request: Request) -> Result<(), Error> {
    // Whoever does not even claim to have signed is sent away before the body is read.
    let claimed = signature::META.claimed(request.headers());
    let seat = intake::seat(gateway, request.headers(), BODY_MAX)?;
    let claimed = claimed.ok_or(Error::SignatureWrong)?;
    let body = seat.read(request.into_body()).await?;
    if !gateway.signatures().has_signed(&body, &claimed) {
        return Err(Error::SignatureWrong);
    }
    let delivery = meta::parse(&body, gateway.settings().phone_number_id.as_deref());
    gateway.metrics().received(delivery.messages.len(), delivery.statuses.len());
    storing::store(gateway, delivery, &body).await
}
