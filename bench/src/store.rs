//! Whether a message costs more when much is stored.
//!
//! A thousand customers order once each, by chat. Then their rows are copied, as those of other customers with other
//! orders, until there are as many as wished. The same people talk at the same rate before and after that.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::{
    converse,
    copies::Copies,
    customer::{Customer, SCRIPT},
    graph::Graph,
    server::{Database, Server},
};

/// Customers who order once each before the first measurement.
const FEW: usize = 1_000;
/// How many of them talk at the same time, and how many messages a second they all write while it is measured.
const TALKERS: usize = 50;
const RATE: u64 = 1_000;

/// Measures with a thousand customers and orders stored, then with `orders` of each.
pub(crate) async fn run(server: &Server, graph: &Graph, database: Database, orders: u64, time: Duration) -> Value {
    fill(server, graph).await;
    let copies = Copies::of_what_is_stored(server, database).await;
    let few = converse::run(server, graph, TALKERS, RATE, time).await;
    let began = Instant::now();
    copies.write(orders / FEW as u64 - 1).await;
    let filled_in_s = began.elapsed().as_secs_f64();
    let many = converse::run(server, graph, TALKERS, RATE, time).await;
    let cost = |figures: &Value| figures["server_cpu_s_per_1000"].as_f64().unwrap_or(f64::NAN);
    json!({
        "what": "stored", "orders": orders, "filled_in_s": filled_in_s, "with_1000": few, "with_many": many,
        "ratio": cost(&many) / cost(&few),
    })
}

async fn fill(server: &Server, graph: &Graph) {
    for batch in (0..FEW).step_by(TALKERS) {
        let order = |place: usize| {
            let mut customer = Customer::new(10_000_000 + place, server, graph);
            tokio::spawn(async move {
                for line in SCRIPT {
                    customer.say(line, Instant::now()).await.expect("every message is answered");
                }
            })
        };
        for customer in (batch..batch + TALKERS).map(order).collect::<Vec<_>>() {
            customer.await.expect("a customer does not panic");
        }
    }
}
