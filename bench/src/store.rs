//! Whether a message costs more when much is stored.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::{
    converse,
    customer::{Customer, SCRIPT},
    graph::Graph,
    server::Server,
};

/// Customers who fill the store, each with several orders.
const FILLERS: usize = 200;
/// How long filling may take.
const FILL_MAX: Duration = Duration::from_secs(1800);
/// Customers who talk while it is measured.
const TALKERS: usize = 50;

/// Measures with a thousand orders stored, then with `orders`.
pub(crate) async fn run(server: &Server, graph: &Graph, orders: u64, time: Duration) -> Value {
    fill(server, graph, 1_000, 0).await;
    let few = converse::run(server, graph, TALKERS, 0, time).await;
    fill(server, graph, orders.saturating_sub(1_000), 1_000_000).await;
    let many = converse::run(server, graph, TALKERS, 0, time).await;
    let cost = |figures: &Value| figures["server_cpu_s_per_1000"].as_f64().unwrap_or(f64::NAN);
    json!({
        "what": "stored", "orders": orders, "with_1000": few, "with_many": many, "ratio": cost(&many) / cost(&few),
    })
}

/// Customers order once each, from `first` on, until `orders` are stored.
async fn fill(server: &Server, graph: &Graph, orders: u64, first: usize) {
    let deadline = Instant::now() + FILL_MAX;
    let mut left = orders;
    let mut next = first;
    while left > 0 && Instant::now() < deadline {
        let batch = left.min(FILLERS as u64) as usize;
        let order = |place: usize| {
            let mut customer = Customer::new(10_000_000 + place, server, graph);
            tokio::spawn(async move {
                for line in SCRIPT {
                    customer.say(line, Instant::now()).await;
                }
            })
        };
        for customer in (next..next + batch).map(order).collect::<Vec<_>>() {
            customer.await.expect("a customer does not panic");
        }
        next += batch;
        left -= batch as u64;
    }
}
