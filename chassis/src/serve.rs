//! Serving gRPC and HTTP until the process ends.

use std::{io, time::Duration};

use axum::Router;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};
use tonic::{
    service::Routes,
    transport::{Server, server::TcpIncoming},
};
use tonic_health::{ServingStatus, server::HealthReporter};

use crate::{db::Db, lifecycle::Life, wire, world::World};

/// How long a client may take to send its request's head: an open line alone must not hold a place.
const HEAD_MAX: Duration = Duration::from_secs(10);
/// HTTP connections at a time; more wait in the system's queue.
const CONNECTIONS_MAX: usize = 4096;
/// gRPC requests on one connection at a time.
const STREAMS_MAX: u32 = 256;
const KEEPALIVE: Duration = Duration::from_secs(30);
/// How often the databases behind the health answers are asked.
const HEALTH_EVERY: Duration = Duration::from_secs(2);
/// How long open HTTP connections get to finish once the process ends.
const CLOSING_MAX: Duration = Duration::from_secs(10);

/// A service as its health is asked for: its full name, and the database without which it is not well.
pub type Patient = (&'static str, Db);

/// Serves gRPC with health and with reflection (v1 and v1alpha, since older clients know only that). `descriptors` are
/// the compiled contracts.
pub async fn grpc(
    listener: TcpListener,
    routes: Routes,
    patients: Vec<Patient>,
    descriptors: &'static [u8],
    world: World,
    life: Life,
) -> Result<(), tonic::transport::Error> {
    let (health, health_service) = tonic_health::server::health_reporter();
    life.spawn_until_end(watch_health(health.clone(), patients, world));
    let reflect = || {
        tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(descriptors)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
    };
    let (v1, v1alpha) = (reflect().build_v1(), reflect().build_v1alpha());
    let reflection = v1.ok().zip(v1alpha.ok());
    tracing::info!(address = address(&listener), "serving gRPC");
    // `Server::tcp_nodelay` does not reach connections that come in this way.
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    let mut server = Server::builder()
        .max_concurrent_streams(STREAMS_MAX)
        .http2_keepalive_interval(Some(KEEPALIVE))
        .add_routes(wire::shell(routes))
        .add_service(health_service);
    if let Some((v1, v1alpha)) = reflection {
        server = server.add_service(v1).add_service(v1alpha);
    }
    let goodbye = async move {
        life.ending().await;
        health.set_service_status("", ServingStatus::NotServing).await;
    };
    server.serve_with_incoming_shutdown(incoming, goodbye).await
}

/// Keeps the health service's answers true: a service is well while its database answers, and the server while all
/// of its services are.
async fn watch_health(health: HealthReporter, patients: Vec<Patient>, world: World) {
    loop {
        let mut all_well = true;
        for (name, db) in &patients {
            let is_well = db.ping().await.is_ok();
            all_well &= is_well;
            health.set_service_status(*name, status_of(is_well)).await;
        }
        health.set_service_status("", status_of(all_well)).await;
        world.sleep(HEALTH_EVERY).await;
    }
}

const fn status_of(is_well: bool) -> ServingStatus {
    if is_well { ServingStatus::Serving } else { ServingStatus::NotServing }
}

/// Serves HTTP/1 and HTTP/2 in the clear. Ends when the process does, after the requests at hand.
pub async fn http(listener: TcpListener, router: Router, life: Life) -> io::Result<()> {
    let (graceful, seats) = (GracefulShutdown::new(), std::sync::Arc::new(Semaphore::new(CONNECTIONS_MAX)));
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_MAX);
    builder.http2().timer(TokioTimer::new()).keep_alive_interval(KEEPALIVE).max_concurrent_streams(STREAMS_MAX);
    tracing::info!(address = address(&listener), "serving HTTP");
    loop {
        let Ok(seat) = seats.clone().acquire_owned().await else { break };
        let stream = tokio::select! {
            accepted = listener.accept() => accepted,
            () = life.ending() => break,
        };
        // A failed accept (no file handles, a client already gone) concerns that client only.
        let Ok((stream, _)) = stream else { continue };
        let connection = connection(&builder, stream, router.clone());
        let watched = graceful.watch(connection);
        tokio::spawn(async move {
            // A broken connection is the client's business; the request's own errors are answered, not thrown.
            let _ = watched.await;
            drop(seat);
        });
    }
    let _ = tokio::time::timeout(CLOSING_MAX, graceful.shutdown()).await;
    Ok(())
}

fn address(listener: &TcpListener) -> String {
    listener.local_addr().map_or_else(|error| error.to_string(), |address| address.to_string())
}

fn connection(
    builder: &auto::Builder<TokioExecutor>,
    stream: TcpStream,
    router: Router,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = Box<dyn std::error::Error + Send + Sync>> + Send + use<>
{
    let _ = stream.set_nodelay(true);
    let service = TowerToHyperService::new(router);
    builder.serve_connection_with_upgrades(TokioIo::new(stream), service).into_owned()
}

/// Asks a gRPC server's health service whether it serves.
pub async fn is_serving(url: &str) -> Result<(), String> {
    use tonic_health::pb::{
        HealthCheckRequest, health_check_response::ServingStatus as Answer, health_client::HealthClient,
    };
    let wire = wire::remote(url).map_err(|error| error.to_string())?;
    let answer =
        HealthClient::new(wire).check(HealthCheckRequest::default()).await.map_err(|status| status.to_string())?;
    match answer.into_inner().status() {
        Answer::Serving => Ok(()),
        status => Err(format!("it answers {}", status.as_str_name())),
    }
}
