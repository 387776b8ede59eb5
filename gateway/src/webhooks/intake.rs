//! Taking the body of a webhook into memory, within limits of size, time and the memory of all bodies together.

use std::time::Duration;

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, header},
};
use tokio::sync::SemaphorePermit;

use crate::{Gateway, error::Error, metrics::WebhookOutcome, rest::body};

/// How long a body may take to come.
const BODY_TIME_MAX: Duration = Duration::from_secs(15);
/// Kibibytes of bodies in memory at a time: whoever would exceed it is told to come again.
pub(crate) const BODIES_MAX_KIB: usize = 64 * 1024;

/// A place in memory for a body that has been announced.
pub(super) struct Seat<'g> {
    limit: usize,
    _memory: SemaphorePermit<'g>,
}

/// Finds room for a body of at most `limit` bytes.
pub(super) fn seat<'g>(gateway: &'g Gateway, headers: &HeaderMap, limit: usize) -> Result<Seat<'g>, Error> {
    let length = declared_length(headers).map_or(limit, |length| length.min(limit));
    let kibibytes = u32::try_from(length.div_ceil(1024)).unwrap_or(u32::MAX);
    let memory = gateway.webhook_memory().try_acquire_many(kibibytes).map_err(|_| Error::Busy)?;
    Ok(Seat { limit, _memory: memory })
}

impl Seat<'_> {
    /// Reads the body; it stays in its seat's memory until the seat is left.
    pub(super) async fn read(&self, body: Body) -> Result<Bytes, Error> {
        let whole = tokio::time::timeout(BODY_TIME_MAX, body::read(body, self.limit)).await;
        whole.map_err(|_| Error::TooSlow)?
    }
}

fn declared_length(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// How a webhook is counted.
pub(super) fn outcome(taken: &Result<(), Error>) -> WebhookOutcome {
    match taken {
        Ok(()) => WebhookOutcome::Accepted,
        Err(Error::SignatureWrong | Error::PaymentSignatureWrong) => WebhookOutcome::Unsigned,
        Err(Error::Said(_) | Error::Busy | Error::PaymentsNotOffered) => WebhookOutcome::Unavailable,
        Err(_) => WebhookOutcome::Refused,
    }
}
