//! CPU and memory of processes, read from /proc.

use std::fs;

use hdrhistogram::Histogram;
use serde_json::{Value, json};

/// Clock ticks in a second: fixed at 100 for programs on every Linux this runs on.
const TICKS_PER_SECOND: f64 = 100.0;

/// CPU seconds this program has used, the processes it started apart.
pub(crate) fn own_cpu_seconds() -> f64 {
    let ticks = stat(std::process::id()).map_or(0, |fields| field(&fields, 13) + field(&fields, 14));
    ticks as f64 / TICKS_PER_SECOND
}

/// CPU seconds a process and its children have used.
pub(crate) fn cpu_seconds(pid: u32) -> f64 {
    let own = stat(pid).map_or(0, |fields| (13..=16).map(|place| field(&fields, place)).sum::<u64>());
    let children = children(pid).into_iter().map(cpu_seconds).sum::<f64>();
    own as f64 / TICKS_PER_SECOND + children
}

/// Memory of processes in MiB, as the system counts it.
#[derive(Default)]
pub(crate) struct Memory {
    /// All that is in memory now.
    pub(crate) resident_mib: f64,
    /// The most there was.
    pub(crate) peak_mib: f64,
    /// The part of it that the processes wrote themselves; the rest is pages of the program's and the databases' files,
    /// which the system can drop at any time.
    pub(crate) own_mib: f64,
}

impl Memory {
    pub(crate) fn of(pid: u32) -> Self {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
        let mib = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
        };
        Self { resident_mib: mib("VmRSS:"), peak_mib: mib("VmHWM:"), own_mib: mib("RssAnon:") }
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            resident_mib: self.resident_mib + other.resident_mib,
            peak_mib: self.peak_mib + other.peak_mib,
            own_mib: self.own_mib + other.own_mib,
        }
    }
}

/// CPU seconds the whole machine was busy.
pub(crate) fn machine_busy_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/stat").unwrap_or_default();
    let times: Vec<u64> = stat
        .lines()
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .skip(1)
        .filter_map(|time| time.parse().ok())
        .collect();
    let idle = times.iter().skip(3).take(2).sum::<u64>();
    times.iter().take(8).sum::<u64>().saturating_sub(idle) as f64 / TICKS_PER_SECOND
}

fn stat(pid: u32) -> Option<Vec<String>> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The second field is the name in brackets and may hold spaces.
    let (head, tail) = text.rsplit_once(')')?;
    let mut fields = vec![head.to_owned(), String::new()];
    fields.extend(tail.split_whitespace().map(str::to_owned));
    Some(fields)
}

fn field(fields: &[String], place: usize) -> u64 {
    fields.get(place).and_then(|text| text.parse().ok()).unwrap_or(0)
}

fn children(pid: u32) -> Vec<u32> {
    let parent_of = |pid: u32| stat(pid).map(|fields| field(&fields, 3));
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    pids.filter(|&child| parent_of(child) == Some(u64::from(pid))).collect()
}

/// A histogram of microseconds up to ten minutes.
pub(crate) fn histogram() -> Histogram<u64> {
    Histogram::new_with_bounds(1, 600_000_000, 3).expect("the bounds are in order")
}

/// The quantiles of a histogram of nanoseconds, in microseconds.
pub(crate) fn quantiles_us(histogram: &Histogram<u64>) -> Value {
    let at = |quantile: f64| histogram.value_at_quantile(quantile) as f64 / 1000.0;
    json!({"count": histogram.len(), "mean_us": histogram.mean() / 1000.0, "p50_us": at(0.5), "p99_us": at(0.99)})
}

/// The quantiles people compare.
pub(crate) fn quantiles_ms(histogram: &Histogram<u64>) -> Value {
    let at = |quantile: f64| histogram.value_at_quantile(quantile) as f64 / 1000.0;
    json!({"count": histogram.len(), "p50_ms": at(0.5), "p90_ms": at(0.9), "p99_ms": at(0.99), "max_ms": at(1.0)})
}
