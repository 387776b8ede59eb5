//! Measures the real binary from outside: signed webhooks in, replies at a stand-in Graph server out.
//!
//! Every run is bounded in time, talks to this machine only, and prints its figures as one line of JSON and one row of
//! a table. The generator shares the machine with what it measures, so CPU seconds per 1,000 messages is the figure
//! that survives a busy machine; throughput is not.
#![expect(clippy::disallowed_methods, reason = "a load driver measures the machine's own time")]
#![expect(clippy::print_stdout, reason = "figures are what it is for")]

mod converse;
mod copies;
mod customer;
mod flood;
mod graph;
mod list;
mod meter;
mod place;
mod psql;
mod server;
mod store;
mod talk;
mod webhook;

use std::time::Duration;

use clap::{Parser, Subcommand};
use server::{Database, Server, Shape};

/// Measures souk from outside.
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    what: What,
    /// Where souk keeps its data
    #[arg(long, value_enum, default_value = "sqlite", global = true)]
    database: Database,
    /// All in one process, or one process per role
    #[arg(long, value_enum, default_value = "all", global = true)]
    shape: Shape,
    /// Seconds of load, or of rest
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..=600), global = true)]
    seconds: u64,
    /// How long the stand-in Graph server takes to answer
    #[arg(long, default_value_t = 0, global = true)]
    graph_latency_ms: u64,
}

#[derive(Subcommand, Clone, Copy)]
enum What {
    /// Customers walk the whole ordering conversation, each waiting for the reply to a line before writing the next
    Converse {
        /// How many customers talk at the same time
        #[arg(long, default_value_t = 200)]
        customers: usize,
        /// Messages per second over all customers; 0 is as fast as replies come
        #[arg(long, default_value_t = 0)]
        rate: u64,
    },
    /// Webhooks at a fixed rate; measures how long each takes to be durable and acknowledged
    Flood {
        /// Connections
        #[arg(long, default_value_t = 32)]
        connections: usize,
        /// Messages per second
        #[arg(long, default_value_t = 1500)]
        rate: u64,
    },
    /// Orders placed through gRPC, beside a hand-written pgbench script that writes the same rows in one transaction
    Place {
        /// How many place orders at the same time
        #[arg(long, default_value_t = 64)]
        clients: usize,
    },
    /// A page of 50 orders out of few and out of many
    List {
        /// Orders stored before the first measurement
        #[arg(long, default_value_t = 10_000)]
        few: u64,
        /// Orders stored before the second
        #[arg(long, default_value_t = 1_000_000)]
        many: u64,
    },
    /// What one message costs in the pure conversation, with no service, store or network
    Dialogue {
        /// Items on the menu
        #[arg(long, default_value_t = 200)]
        items: usize,
        /// How often the words are said
        #[arg(long, default_value_t = 2_000)]
        rounds: usize,
    },
    /// How long the binary takes to be ready, and what it weighs after --seconds without anything to do
    Start,
    /// What a message costs with few and with many customers and orders stored
    Stored {
        /// Customers and orders stored before the second measurement
        #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(2_000..=10_000_000))]
        orders: u64,
    },
}

#[tokio::main]
async fn main() {
    let cli = Cli::parse();
    if let What::Dialogue { items, rounds } = cli.what {
        println!("{}", talk::run(items, rounds));
        return;
    }
    let latency = Duration::from_millis(cli.graph_latency_ms);
    let time = Duration::from_secs(cli.seconds);
    let graph = graph::Graph::start(latency).await;
    let server = Server::start(cli.database, cli.shape, &graph).await;
    let figures = match cli.what {
        What::Converse { customers, rate } => converse::run(&server, &graph, customers, rate, time).await,
        What::Flood { connections, rate } => flood::run(&server, &graph, connections, rate, time).await,
        What::Place { clients } => place::run(&server, clients, time).await,
        What::List { few, many } => list::run(&server, few, many).await,
        What::Start | What::Dialogue { .. } => server.weigh(time).await,
        What::Stored { orders } => store::run(&server, &graph, cli.database, orders, time).await,
    };
    println!("{figures}");
    server.stop().await;
}
