//! What people should hear of is counted where they look.
#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]
mod common;

use chassis::{
    db::Conn,
    jobs::{Failure, Jobs},
    lifecycle::Life,
    testing,
};
use common::MIGRATIONS;
use opentelemetry::global;
use opentelemetry_sdk::metrics::{
    InMemoryMetricExporter, SdkMeterProvider,
    data::{AggregatedMetrics, MetricData, ResourceMetrics},
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Chore {
    Sweep,
    Polish,
}

/// Every counter as a collector has it: name, label, count.
fn counts(told: &[ResourceMetrics]) -> Vec<(String, String, u64)> {
    let mut counts = Vec::new();
    for metric in told.iter().flat_map(ResourceMetrics::scope_metrics).flat_map(|scope| scope.metrics()) {
        let AggregatedMetrics::U64(MetricData::Sum(sum)) = metric.data() else { continue };
        for point in sum.data_points() {
            let labels = point.attributes().map(|label| format!("{}={}", label.key, label.value)).collect();
            counts.push((metric.name().to_owned(), labels, point.value()));
        }
    }
    counts.sort();
    counts
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_that_are_given_up_are_counted_by_kind() {
    let exporter = InMemoryMetricExporter::default();
    let provider = SdkMeterProvider::builder().with_periodic_exporter(exporter.clone()).build();
    global::set_meter_provider(provider.clone());
    let ((db, _folder), world, life) = (testing::sqlite("jobs", &MIGRATIONS).await, testing::world(), Life::new());
    let (jobs, now) = (Jobs::new(db.clone(), world.clone()), world.now());
    for chore in [Chore::Sweep, Chore::Polish, Chore::Sweep] {
        let queue = jobs.clone();
        db.write(async move |tx: &mut Conn| queue.enqueue(tx, &chore, now, None).await).await.unwrap();
    }
    jobs.start(&life, async |_: Chore| Err(Failure::GiveUp("the broom is broken".to_owned())));
    while jobs.dead(10).await.unwrap().len() < 3 {}
    life.end();
    provider.force_flush().unwrap();
    let expected = [("kind=polish", 1), ("kind=sweep", 2)];
    let expected = expected.map(|(label, count)| ("souk_jobs_given_up".to_owned(), label.to_owned(), count));
    assert_eq!(counts(&exporter.get_finished_metrics().unwrap()), expected);
}
