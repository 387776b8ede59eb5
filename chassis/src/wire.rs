//! How one service reaches another: a socket, or a function call in the all-in-one binary.
//!
//! Generated clients take a [`Wire`] and cannot tell the difference: both carry the trace context, a deadline that
//! shrinks from hop to hop, and errors as `Status`; on both a handler that panics costs one call, not the process.

use std::{
    panic::AssertUnwindSafe,
    task::{Context, Poll},
    time::Duration,
};

use axum::{extract::Request, middleware::Next, response::Response};
use futures_util::{FutureExt as _, future::BoxFuture};
use http::{HeaderMap, HeaderValue};
use tokio::time::Instant;
use tonic::{
    Status,
    body::Body,
    service::Routes,
    transport::{Endpoint, Error},
};
use tower::{Service, ServiceExt, util::BoxCloneSyncService};
use tracing::Instrument as _;

use crate::telemetry;

/// How long a call may take when its caller is in no hurry.
pub const CALL_MAX: Duration = Duration::from_secs(5);
/// How long a server works on one request at most, streams apart.
const HANDLER_MAX: Duration = Duration::from_secs(30);
/// What a caller keeps for itself when it passes its remaining time on.
const MARGIN: Duration = Duration::from_millis(5);
const CONNECT_MAX: Duration = Duration::from_secs(2);
const KEEPALIVE: Duration = Duration::from_secs(20);

/// A way to a service.
pub type Wire = BoxCloneSyncService<http::Request<Body>, http::Response<Body>, Status>;

tokio::task_local! {
    /// When the request that this task works on must be answered.
    static DEADLINE: Instant;
}

/// A service in another process. Connects when first used, and again when the connection is lost.
pub fn remote(url: &str) -> Result<Wire, Error> {
    let endpoint = Endpoint::from_shared(url.to_owned())?
        .tcp_nodelay(true)
        .connect_timeout(CONNECT_MAX)
        .http2_keep_alive_interval(KEEPALIVE)
        .keep_alive_while_idle(true);
    let channel = endpoint.connect_lazy().map_err(|error| Status::from_error(error.into()));
    Ok(BoxCloneSyncService::new(Outgoing(channel)))
}

/// A service in this process.
pub fn local(routes: Routes) -> Wire {
    let routes = ServiceExt::<http::Request<Body>>::map_err(shell(routes).prepare(), |never| match never {});
    BoxCloneSyncService::new(Outgoing(routes))
}

/// What every server wraps around its routes: the trace, the deadline, and a wall that panics do not pass.
pub fn shell(routes: Routes) -> Routes {
    Routes::from(routes.prepare().into_axum_router().layer(axum::middleware::from_fn(guard)))
}

async fn guard(request: Request, next: Next) -> Response {
    let span = telemetry::server_span(request.uri().path(), request.headers());
    let limit = timeout_of(request.headers()).unwrap_or(HANDLER_MAX).min(HANDLER_MAX);
    let deadline = Instant::now() + limit;
    let work = AssertUnwindSafe(DEADLINE.scope(deadline, next.run(request))).catch_unwind();
    let status = match tokio::time::timeout_at(deadline, work.instrument(span)).await {
        Ok(Ok(response)) => return response,
        Ok(Err(_panic)) => Status::internal("Something went wrong on our side."),
        Err(_elapsed) => Status::deadline_exceeded("The time for an answer ran out."),
    };
    status.into_http()
}

/// Adds the trace context and the deadline to calls that go out.
#[derive(Clone)]
struct Outgoing<S>(S);

impl<S> Service<http::Request<Body>> for Outgoing<S>
where
    S: Service<http::Request<Body>, Response = http::Response<Body>, Error = Status>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = Status;
    type Future = BoxFuture<'static, Result<Self::Response, Status>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Status>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, mut request: http::Request<Body>) -> Self::Future {
        let path = request.uri().path().to_owned();
        let span = telemetry::client_span(&path, request.headers_mut());
        let left = time_left(request.headers());
        if let Ok(value) = HeaderValue::try_from(format!("{}m", left.as_millis())) {
            request.headers_mut().insert("grpc-timeout", value);
        }
        let call = self.0.call(request);
        async move {
            let answer = tokio::time::timeout(left, call).await;
            answer.unwrap_or_else(|_| Err(Status::deadline_exceeded("The time for an answer ran out.")))
        }
        .instrument(span)
        .boxed()
    }
}

/// What this call may take: what its caller said, or the usual, but never more than is left of the request it serves.
fn time_left(headers: &HeaderMap) -> Duration {
    let wished = timeout_of(headers).unwrap_or(CALL_MAX);
    let left = DEADLINE.try_with(|deadline| deadline.saturating_duration_since(Instant::now()).saturating_sub(MARGIN));
    left.map_or(wished, |left| left.min(wished))
}

/// Reads `grpc-timeout`: up to eight digits and a unit.
fn timeout_of(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get("grpc-timeout")?.to_str().ok()?;
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let amount: u64 = digits.parse().ok()?;
    match unit {
        "H" => Some(Duration::from_secs(amount.checked_mul(3600)?)),
        "M" => Some(Duration::from_secs(amount.checked_mul(60)?)),
        "S" => Some(Duration::from_secs(amount)),
        "m" => Some(Duration::from_millis(amount)),
        "u" => Some(Duration::from_micros(amount)),
        "n" => Some(Duration::from_nanos(amount)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_is_read_in_every_unit_and_nonsense_is_ignored() {
        let read =
            |text: &str| timeout_of(&HeaderMap::from_iter([("grpc-timeout".parse().unwrap(), text.parse().unwrap())]));
        assert_eq!(read("250m"), Some(Duration::from_millis(250)));
        assert_eq!(read("2S"), Some(Duration::from_secs(2)));
        assert_eq!(read("S"), None);
        assert_eq!(read("5x"), None);
    }

    #[tokio::test]
    async fn a_call_gets_what_is_left_of_the_request_it_serves() {
        let left =
            DEADLINE.scope(Instant::now() + Duration::from_millis(100), async { time_left(&HeaderMap::new()) }).await;
        assert!(left <= Duration::from_millis(95));
        assert_eq!(time_left(&HeaderMap::new()), CALL_MAX);
    }
}
