//! Whether the gateway lives, is ready, and how it fares.

use std::{collections::BTreeMap, time::Duration};

use axum::{
    Json,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use chassis::wire::Wire;
use futures_util::future;
use serde::Serialize;
use tonic::Code;
use tonic_health::pb::{HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient};
use utoipa::ToSchema;

use crate::{Gateway, problems::Refusals};

/// How long a part may take to say that it is there.
const ANSWER_MAX: Duration = Duration::from_secs(1);
/// Without these no webhook can be taken.
const NEEDED: [&str; 3] = ["database", "session", "notifications"];
const PROMETHEUS: HeaderValue = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");

/// How the gateway and what it needs are.
#[derive(Serialize, ToSchema)]
pub(crate) struct Readiness {
    /// "ready", "ending" or "unready".
    #[schema(example = "ready")]
    status: &'static str,
    /// Each part: "up" or "down".
    parts: BTreeMap<&'static str, &'static str>,
}

/// Whether the process lives
#[utoipa::path(get, path = "/livez", operation_id = "is_alive", tag = "operation",
    responses((status = 200, description = "It does.", body = String, content_type = "text/plain"), Refusals))]
pub(crate) async fn livez() -> &'static str {
    "ok"
}

/// Whether the process can take requests
#[utoipa::path(get, path = "/readyz", operation_id = "is_ready", tag = "operation",
    responses((status = 200, body = Readiness), (status = 503, description = "It cannot.", body = Readiness), Refusals))]
pub(crate) async fn readyz(State(gateway): State<Gateway>) -> Response {
    let parts = parts(&gateway).await;
    let is_up = NEEDED.iter().all(|name| parts.get(name) == Some(&"up"));
    let (code, status) = match (gateway.life().is_ending(), is_up) {
        (true, _) => (StatusCode::SERVICE_UNAVAILABLE, "ending"),
        (false, true) => (StatusCode::OK, "ready"),
        (false, false) => (StatusCode::SERVICE_UNAVAILABLE, "unready"),
    };
    (code, Json(Readiness { status, parts })).into_response()
}

/// Counters for Prometheus
#[utoipa::path(get, path = "/metrics", operation_id = "get_metrics", tag = "operation",
    responses((status = 200, description = "Prometheus text.", body = String, content_type = "text/plain"), Refusals))]
pub(crate) async fn metrics(State(gateway): State<Gateway>) -> Response {
    ([(header::CONTENT_TYPE, PROMETHEUS)], gateway.metrics().text()).into_response()
}

async fn parts(gateway: &Gateway) -> BTreeMap<&'static str, &'static str> {
    let peers = gateway.peers();
    let wires = [
        ("catalog", &peers.catalog),
        ("session", &peers.session),
        ("orders", &peers.orders),
        ("sellers", &peers.sellers),
        ("notifications", &peers.notifications),
    ];
    let services = future::join_all(wires.map(|(name, wire)| async move { (name, answers(wire.clone()).await) }));
    let database = tokio::time::timeout(ANSWER_MAX, gateway.db().ping());
    let (services, database) = tokio::join!(services, database);
    let all = services.into_iter().chain([("database", matches!(database, Ok(Ok(()))))]);
    all.map(|(name, is_up)| (name, if is_up { "up" } else { "down" })).collect()
}

/// A service in this process has no health service of its own: that it answers at all is enough.
async fn answers(wire: Wire) -> bool {
    let mut client = HealthClient::new(wire);
    let check = tokio::time::timeout(ANSWER_MAX, client.check(HealthCheckRequest::default())).await;
    match check {
        Ok(Ok(answer)) => answer.into_inner().status() == ServingStatus::Serving,
        Ok(Err(status)) => status.code() == Code::Unimplemented,
        Err(_elapsed) => false,
    }
}
