//! The binary under measurement, started fresh on data of its own.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::process::{Child, Command};

use crate::{
    graph::Graph,
    meter::{self, Memory},
    webhook,
};

/// How long a start may take before it counts as failed.
const START_MAX: Duration = Duration::from_secs(20);

/// Where souk keeps its data.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Database {
    /// Embedded files in a temporary folder
    Sqlite,
    /// The server that BENCH_POSTGRES_URL names (an empty database); its processes are counted with BENCH_POSTGRES_PID
    Postgres,
}

/// How many processes souk is.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Shape {
    /// Everything in one
    All,
    /// One per role
    Six,
}

/// A running souk.
pub(crate) struct Server {
    pub(crate) gateway: SocketAddr,
    /// Where the catalogue and the orders are reached.
    pub(crate) catalog: SocketAddr,
    pub(crate) orders: SocketAddr,
    children: Vec<Child>,
    /// The database server's process, when it is not part of ours.
    postgres: Option<u32>,
    ready_after: Duration,
    data: tempfile::TempDir,
}

impl Server {
    pub(crate) async fn start(database: Database, shape: Shape, graph: &Graph) -> Self {
        let data = tempfile::tempdir().expect("a temporary folder can be made");
        let url = match database {
            Database::Sqlite => format!("sqlite://{}", data.path().display()),
            Database::Postgres => std::env::var("BENCH_POSTGRES_URL").expect("BENCH_POSTGRES_URL names a database"),
        };
        let ports: Vec<SocketAddr> = free_ports(7);
        let settings = Settings { url, graph: graph.address, ports: ports.clone() };
        if database == Database::Postgres {
            let migrated = settings.command("migrate").status().await.expect("the binary can be started");
            assert!(migrated.success(), "souk migrate failed");
        }
        let began = Instant::now();
        let children = match shape {
            Shape::All => vec![settings.all()],
            Shape::Six => ROLES.iter().enumerate().map(|(place, role)| settings.role(role, place)).collect(),
        };
        ready(ports[GATEWAY]).await;
        let ready_after = began.elapsed();
        if shape == Shape::Six {
            let seeded = settings.command("seed").status().await.expect("the binary can be started");
            assert!(seeded.success(), "souk seed failed");
        }
        let pid = std::env::var("BENCH_POSTGRES_PID").ok().and_then(|pid| pid.parse().ok());
        let postgres = if database == Database::Postgres { pid } else { None };
        let peer = |place: usize| if shape == Shape::All { ports[ALL_GRPC] } else { ports[place] };
        let (catalog, orders) = (peer(CATALOG), peer(ORDERS));
        Self { gateway: ports[GATEWAY], catalog, orders, children, postgres, ready_after, data }
    }

    /// Where the embedded databases are.
    pub(crate) fn folder(&self) -> &Path {
        self.data.path()
    }

    fn pids(&self) -> impl Iterator<Item = u32> {
        self.children.iter().filter_map(Child::id)
    }

    /// CPU seconds used so far, the database server's included.
    pub(crate) fn cpu_seconds(&self) -> f64 {
        self.pids().chain(self.postgres).map(meter::cpu_seconds).sum()
    }

    /// Memory of all its processes.
    pub(crate) fn memory(&self) -> Memory {
        self.pids().map(Memory::of).fold(Memory::default(), Memory::and)
    }

    /// How fast it was ready, and what it weighs once it has had nothing to do for a time.
    pub(crate) async fn weigh(&self, idle: Duration) -> Value {
        tokio::time::sleep(idle).await;
        let memory = self.memory();
        json!({
            "what": "start", "ready_ms": self.ready_after.as_millis(), "idle_seconds": idle.as_secs(),
            "rss_mib": memory.resident_mib, "rss_own_mib": memory.own_mib,
        })
    }

    pub(crate) async fn stop(mut self) {
        for child in &mut self.children {
            // It may have ended already, which the figures would have shown.
            let _ = child.kill().await;
        }
    }
}

const ROLES: [&str; 6] = ["catalog", "session", "orders", "sellers", "notifications", "gateway"];
const CATALOG: usize = 0;
const ORDERS: usize = 2;
const GATEWAY: usize = 5;
const ALL_GRPC: usize = 6;

struct Settings {
    url: String,
    graph: SocketAddr,
    ports: Vec<SocketAddr>,
}

impl Settings {
    fn all(&self) -> Child {
        let mut command = self.command("all");
        command.env("LISTEN", self.ports[GATEWAY].to_string()).env("GRPC_LISTEN", self.ports[ALL_GRPC].to_string());
        command.spawn().expect("the binary can be started")
    }

    fn role(&self, role: &str, place: usize) -> Child {
        self.command(role).env("LISTEN", self.ports[place].to_string()).spawn().expect("the binary can be started")
    }

    /// The binary with these settings and no others: a variable of the shell does not reach it.
    fn command(&self, subcommand: &str) -> Command {
        let mut command = Command::new(binary());
        command.arg(subcommand).env_clear().kill_on_drop(true).stdout(Stdio::null());
        for (role, address) in ROLES.iter().zip(&self.ports) {
            command.env(format!("{}_URL", role.to_uppercase()), format!("http://{address}"));
        }
        command
            .env("DATABASE_URL", &self.url)
            .env("RUST_LOG", "warn")
            .env("FIELD_ENCRYPTION_KEY", "YmVuY2gtb25seS1rZXktb2YtZXhhY3RseS0zMmJ5dGU=")
            .env("WHATSAPP_API_URL", format!("http://{}/v25.0", self.graph))
            .env("WHATSAPP_ACCESS_TOKEN", "bench-token")
            .env("WHATSAPP_APP_SECRET", webhook::APP_SECRET)
            .env("WHATSAPP_VERIFY_TOKEN", "bench-verify")
            .env("WHATSAPP_PHONE_NUMBER_ID", webhook::PHONE_NUMBER_ID)
            .env("WHATSAPP_MESSAGES_PER_SECOND", "0")
            .env("WHATSAPP_PAIR_INTERVAL_MS", "0")
            .env("INBOUND_PER_MINUTE", "0");
        command
    }
}

fn binary() -> PathBuf {
    let own = std::env::current_exe().expect("this program has a path");
    std::env::var_os("SOUK_BIN").map_or_else(|| own.with_file_name("souk"), PathBuf::from)
}

fn free_ports(count: usize) -> Vec<SocketAddr> {
    let bind = |_| std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let listeners: Vec<_> = (0..count).map(bind).collect();
    listeners.iter().map(|listener| listener.local_addr().expect("a bound socket has an address")).collect()
}

async fn ready(gateway: SocketAddr) {
    let deadline = Instant::now() + START_MAX;
    while !is_ready(gateway).await {
        assert!(Instant::now() < deadline, "souk is not ready after {START_MAX:?}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

async fn is_ready(gateway: SocketAddr) -> bool {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let Ok(mut stream) = tokio::net::TcpStream::connect(gateway).await else { return false };
    let request = format!("GET /readyz HTTP/1.1\r\nhost: {gateway}\r\nconnection: close\r\n\r\n");
    let mut answer = String::new();
    stream.write_all(request.as_bytes()).await.is_ok()
        && stream.read_to_string(&mut answer).await.is_ok()
        && answer.starts_with("HTTP/1.1 200")
}
