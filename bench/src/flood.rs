//! Webhooks at a fixed rate, whatever the answers.

use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use serde_json::{Value, json};

use crate::{
    converse::record,
    graph::Graph,
    meter::{self, quantiles_ms},
    server::Server,
    webhook::Sender,
};

/// Customers that the messages come from.
const CUSTOMERS: u64 = 1_000;
/// How long replies are waited for after the last message.
const DRAIN_MAX: Duration = Duration::from_secs(30);

/// Sends for `time` and tells how long acknowledging took.
pub(crate) async fn run(server: &Server, graph: &Graph, connections: usize, rate: u64, time: Duration) -> Value {
    let (cpu, began) = (server.cpu_seconds(), Instant::now());
    let gap = Duration::from_secs_f64(connections as f64 / rate as f64);
    let send = |place: usize| {
        let first = began + gap.mul_f64(place as f64 / connections as f64);
        tokio::spawn(send(Sender::new(server.gateway), place as u64, connections as u64, first, gap, began + time))
    };
    let (mut times, mut refused) = (meter::histogram(), 0);
    for sender in (0..connections).map(send).collect::<Vec<_>>() {
        let (seen, not) = sender.await.expect("a sender does not panic");
        times.add(&seen).expect("both have the same bounds");
        refused += not;
    }
    let sent_for = began.elapsed();
    drain(graph, times.len()).await;
    json!({
        "what": "flood", "connections": connections, "rate": rate, "messages": times.len(), "refused": refused,
        "messages_per_second": times.len() as f64 / sent_for.as_secs_f64(), "acknowledged": quantiles_ms(&times),
        "replies": graph.taken(), "all_answered_after_s": began.elapsed().as_secs_f64(),
        "server_cpu_s_per_1000": (server.cpu_seconds() - cpu) * 1000.0 / times.len().max(1) as f64,
        "rss_peak_mib": server.memory().peak_mib,
    })
}

async fn send(
    mut sender: Sender,
    mut number: u64,
    step: u64,
    mut due: Instant,
    gap: Duration,
    end: Instant,
) -> (Histogram<u64>, u64) {
    let (mut times, mut refused) = (meter::histogram(), 0);
    while due < end {
        tokio::time::sleep_until(due.into()).await;
        let from = format!("23490{:08}", number % CUSTOMERS);
        if sender.post(&from, "menu").await {
            record(&mut times, due.elapsed());
        } else {
            refused += 1;
        }
        number += step;
        due += gap;
    }
    (times, refused)
}

async fn drain(graph: &Graph, messages: u64) {
    let deadline = Instant::now() + DRAIN_MAX;
    while graph.taken() < messages && Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
