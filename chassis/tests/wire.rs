//! A socket and a function call behave the same.
#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

use std::time::Duration;

use axum::{Router, routing::post};
use chassis::{
    lifecycle::Life,
    serve, testing,
    wire::{self, Wire},
};
use tokio::net::TcpListener;
use tonic::{Code, Status, body::Body, service::Routes};
use tower::ServiceExt as _;

async fn slow() -> &'static str {
    std::future::pending::<()>().await;
    "never"
}

async fn faulty() -> &'static str {
    panic!("a fault")
}

fn routes() -> Routes {
    Routes::from(
        Router::new().route("/slow", post(slow)).route("/faulty", post(faulty)).route("/well", post(async || "well")),
    )
}

/// The same routes by a call and over a socket.
async fn wires(life: &Life) -> [Wire; 2] {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = serve::grpc(listener, routes(), Vec::new(), &[], testing::world(), life.clone());
    life.spawn(async move { server.await.unwrap() });
    [wire::local(routes()), wire::remote(&url).unwrap()]
}

async fn call(wire: &Wire, path: &str, timeout: Duration) -> Status {
    let request = http::Request::post(format!("http://souk{path}"))
        .header("content-type", "application/grpc")
        .header("grpc-timeout", format!("{}m", timeout.as_millis()))
        .body(Body::empty())
        .unwrap();
    match wire.clone().oneshot(request).await {
        Ok(response) => Status::from_header_map(response.headers()).unwrap_or_else(|| Status::ok("")),
        Err(status) => status,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_that_hangs_costs_its_caller_only_the_deadline() {
    let life = Life::new();
    for wire in wires(&life).await {
        let status = call(&wire, "/slow", Duration::from_millis(50)).await;
        assert!(matches!(status.code(), Code::DeadlineExceeded | Code::Cancelled), "{status:?}");
    }
    life.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_that_panics_costs_one_call_and_not_the_process() {
    let life = Life::new();
    for wire in wires(&life).await {
        assert_eq!(call(&wire, "/faulty", Duration::from_secs(5)).await.code(), Code::Internal);
        assert_eq!(call(&wire, "/well", Duration::from_secs(5)).await.code(), Code::Ok);
    }
    life.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_that_is_away_is_unavailable_and_not_an_error_of_ours() {
    let nobody = wire::remote("http://127.0.0.1:9").unwrap();
    assert_eq!(call(&nobody, "/well", Duration::from_secs(5)).await.code(), Code::Unavailable);
}
