//! Meta's webhooks: signed, read, stored, answered.

use std::time::Duration;

use axum::{
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use chassis::telemetry;
use tokio::sync::SemaphorePermit;
use tracing::Instrument as _;

use super::{meta, signature, storing};
use crate::{Gateway, error::Error, metrics::WebhookOutcome, rest::body};

/// Bytes of a webhook's body; Meta sends up to 3 MB.
const BODY_MAX: usize = 3 * 1024 * 1024;
/// How long a body may take to come.
const BODY_TIME_MAX: Duration = Duration::from_secs(15);
/// Kibibytes of bodies in memory at a time: whoever would exceed it is told to come again.
pub(crate) const BODIES_MAX_KIB: usize = 64 * 1024;

pub(super) async fn receive(State(gateway): State<Gateway>, request: Request) -> Response {
    let span = telemetry::server_span("POST /webhooks/whatsapp", request.headers());
    let taken = take(&gateway, request).instrument(span).await;
    gateway.metrics().webhook(outcome(&taken));
    match taken {
        Ok(()) => StatusCode::OK.into_response(),
        Err(error) => error.into_response(),
    }
}

async fn take(gateway: &Gateway, request: Request) -> Result<(), Error> {
    let length = declared_length(request.headers())?;
    // Whoever does not even claim to have signed is sent away before the body is read.
    let claimed = signature::claimed(request.headers()).ok_or(Error::SignatureWrong)?;
    let _seat = seat(gateway, length)?;
    let body = read(request.into_body()).await?;
    if !gateway.signatures().has_signed(&body, &claimed) {
        return Err(Error::SignatureWrong);
    }
    let delivery = meta::parse(&body, gateway.settings().phone_number_id.as_deref());
    gateway.metrics().received(delivery.messages.len(), delivery.statuses.len());
    storing::store(gateway, delivery, &body).await
}

/// The length the caller announces; the greatest possible one when it announces none.
fn declared_length(headers: &HeaderMap) -> Result<usize, Error> {
    let declared = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let length = declared.unwrap_or(BODY_MAX);
    if length > BODY_MAX { Err(Error::BodyTooLarge(BODY_MAX)) } else { Ok(length) }
}

fn seat(gateway: &Gateway, length: usize) -> Result<SemaphorePermit<'_>, Error> {
    let kibibytes = u32::try_from(length.div_ceil(1024)).unwrap_or(u32::MAX);
    gateway.webhook_memory().try_acquire_many(kibibytes).map_err(|_| Error::Busy)
}

async fn read(body: Body) -> Result<Bytes, Error> {
    let whole = tokio::time::timeout(BODY_TIME_MAX, body::read(body, BODY_MAX)).await;
    whole.map_err(|_| Error::TooSlow)?
}

fn outcome(taken: &Result<(), Error>) -> WebhookOutcome {
    match taken {
        Ok(()) => WebhookOutcome::Accepted,
        Err(Error::SignatureWrong) => WebhookOutcome::Unsigned,
        Err(Error::Said(_) | Error::Busy) => WebhookOutcome::Unavailable,
        Err(_) => WebhookOutcome::Refused,
    }
}
