//! Sends that were refused. Any entry here is a failure of the sender.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;
use serde::Serialize;
use serde_json::value::RawValue;

/// Refusals kept with their bodies.
const REFUSALS_MAX: usize = 500;
/// Characters kept of a body that is no JSON.
const BODY_TEXT_MAX: usize = 2_000;

#[derive(Serialize)]
pub(crate) struct Refusal {
    at: Timestamp,
    path: String,
    status: u16,
    code: u32,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<String>,
    body: Box<RawValue>,
}

/// The newest refusals, and how many there were of each code.
#[derive(Default)]
pub(crate) struct Refusals {
    newest: VecDeque<Refusal>,
    counts: BTreeMap<u32, u64>,
    accepted: u64,
}

/// What is told about one refusal.
pub(crate) struct Reason {
    pub(crate) status: u16,
    pub(crate) code: u32,
    pub(crate) message: String,
    pub(crate) details: Option<String>,
}

impl Refusals {
    pub(crate) fn accept(&mut self) {
        self.accepted += 1;
    }

    pub(crate) fn refuse(&mut self, at: Timestamp, path: String, reason: Reason, body: &[u8]) {
        let Reason { status, code, message, details } = reason;
        *self.counts.entry(code).or_default() += 1;
        if self.newest.len() >= REFUSALS_MAX {
            self.newest.pop_front();
        }
        self.newest.push_back(Refusal { at, path, status, code, message, details, body: as_json(body) });
    }

    pub(crate) fn newest(&self) -> impl Iterator<Item = &Refusal> {
        self.newest.iter().rev()
    }

    pub(crate) const fn accepted(&self) -> u64 {
        self.accepted
    }

    /// How often each code was given.
    pub(crate) const fn counts(&self) -> &BTreeMap<u32, u64> {
        &self.counts
    }

    pub(crate) fn total(&self) -> u64 {
        self.counts.values().sum()
    }

    pub(crate) fn clear(&mut self) {
        self.newest.clear();
        self.counts.clear();
    }
}

/// The body itself when it is JSON, else its beginning as a JSON string.
fn as_json(body: &[u8]) -> Box<RawValue> {
    let parsed = serde_json::from_slice::<Box<RawValue>>(body);
    parsed.unwrap_or_else(|_| {
        let text: String = String::from_utf8_lossy(body).chars().take(BODY_TEXT_MAX).collect();
        serde_json::value::to_raw_value(&text).expect("a string is always JSON")
    })
}
