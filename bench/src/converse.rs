//! Many customers order at the same time.

use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use serde_json::{Value, json};

use crate::{
    customer::{Customer, SCRIPT},
    graph::Graph,
    meter::{self, quantiles_ms},
    server::Server,
};

/// What one customer, or all of them, saw.
struct Seen {
    acknowledged: Histogram<u64>,
    answered: Histogram<u64>,
    orders: u64,
    lost: u64,
}

impl Seen {
    fn new() -> Self {
        Self { acknowledged: meter::histogram(), answered: meter::histogram(), orders: 0, lost: 0 }
    }

    fn add(&mut self, other: &Self) {
        self.acknowledged.add(&other.acknowledged).expect("both have the same bounds");
        self.answered.add(&other.answered).expect("both have the same bounds");
        self.orders += other.orders;
        self.lost += other.lost;
    }
}

/// Runs the conversation for `time` and tells what it cost.
pub(crate) async fn run(server: &Server, graph: &Graph, customers: usize, rate: u64, time: Duration) -> Value {
    let (cpu, busy, began) = (server.cpu_seconds(), meter::machine_busy_seconds(), Instant::now());
    let own = meter::own_cpu_seconds();
    let step = if rate == 0 { Duration::ZERO } else { Duration::from_secs_f64(customers as f64 / rate as f64) };
    let talk = |place: usize| {
        let customer = Customer::new(place, server, graph);
        let first = began + step.mul_f64(place as f64 / customers as f64);
        tokio::spawn(talk(customer, first, step, began + time))
    };
    let mut all = Seen::new();
    for customer in (0..customers).map(talk).collect::<Vec<_>>() {
        all.add(&customer.await.expect("a customer does not panic"));
    }
    let messages = all.acknowledged.len().max(1) as f64;
    let memory = server.memory();
    let generator = meter::own_cpu_seconds() - own;
    let used = server.cpu_seconds() - cpu;
    json!({
        "what": "converse", "customers": customers, "rate": rate, "seconds": began.elapsed().as_secs_f64(),
        "messages": all.acknowledged.len(), "messages_per_second": messages / began.elapsed().as_secs_f64(),
        "orders": all.orders, "lost": all.lost,
        "server_cpu_s_per_1000": used * 1000.0 / messages,
        "generator_cpu_s": generator, "others_cpu_s": meter::machine_busy_seconds() - busy - generator - used,
        "acknowledged": quantiles_ms(&all.acknowledged), "answered": quantiles_ms(&all.answered),
        "rss_mib": memory.resident_mib, "rss_peak_mib": memory.peak_mib,
    })
}

async fn talk(mut customer: Customer, mut due: Instant, step: Duration, end: Instant) -> Seen {
    let mut seen = Seen::new();
    for line in SCRIPT.iter().cycle() {
        tokio::time::sleep_until(due.into()).await;
        let asked = if step.is_zero() { Instant::now() } else { due };
        if Instant::now() >= end {
            break;
        }
        match customer.say(line, asked).await {
            Some(heard) => {
                record(&mut seen.acknowledged, heard.acknowledged);
                record(&mut seen.answered, heard.answered);
                seen.orders += u64::from(*line == "confirm" && heard.text.contains("ORD-"));
            }
            None => seen.lost += 1,
        }
        due += step;
    }
    seen
}

pub(crate) fn record_ns(histogram: &mut Histogram<u64>, time: Duration) {
    histogram.saturating_record(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX).max(1));
}

pub(crate) fn record(histogram: &mut Histogram<u64>, time: Duration) {
    histogram.saturating_record(u64::try_from(time.as_micros()).unwrap_or(u64::MAX).max(1));
}
