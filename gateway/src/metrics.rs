//! Counters, in the text form Prometheus reads.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

/// What became of a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WebhookOutcome {
    /// Its contents are durable.
    Accepted,
    /// Its signature is missing or wrong.
    Unsigned,
    /// It was too large, too slow or broken off.
    Refused,
    /// Its contents could not be stored; the network will send it again.
    Unavailable,
}

const OUTCOMES: [(WebhookOutcome, &str); 4] = [
    (WebhookOutcome::Accepted, "accepted"),
    (WebhookOutcome::Unsigned, "unsigned"),
    (WebhookOutcome::Refused, "refused"),
    (WebhookOutcome::Unavailable, "unavailable"),
];

/// The methods that are told apart: callers can invent others.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// The gateway's counters.
#[derive(Default)]
pub(crate) struct Metrics {
    webhooks: [AtomicU64; OUTCOMES.len()],
    payment_webhooks: [AtomicU64; OUTCOMES.len()],
    messages: AtomicU64,
    statuses: AtomicU64,
    login_failures: AtomicU64,
    requests: Mutex<BTreeMap<(String, &'static str, u16), u64>>,
}

impl Metrics {
    pub(crate) fn webhook(&self, outcome: WebhookOutcome) {
        self.webhooks[outcome as usize].fetch_add(1, Relaxed);
    }

    pub(crate) fn payment_webhook(&self, outcome: WebhookOutcome) {
        self.payment_webhooks[outcome as usize].fetch_add(1, Relaxed);
    }

    pub(crate) fn received(&self, messages: usize, statuses: usize) {
        self.messages.fetch_add(messages as u64, Relaxed);
        self.statuses.fetch_add(statuses as u64, Relaxed);
    }

    pub(crate) fn login_failed(&self) {
        self.login_failures.fetch_add(1, Relaxed);
    }

    /// Counts a request by its route, never by its path: the world can invent paths, and they can hold personal data.
    pub(crate) fn request(&self, method: &str, route: &str, status: u16) {
        let method = METHODS.into_iter().find(|known| *known == method).unwrap_or("OTHER");
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        *requests.entry((route.to_owned(), method, status)).or_default() += 1;
    }

    /// All counters.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for (name, help, counters) in [
            ("souk_webhooks_total", "Webhooks by what became of them.", &self.webhooks),
            ("souk_payment_webhooks_total", "Webhooks of payments by what became of them.", &self.payment_webhooks),
        ] {
            head(&mut text, name, help);
            for (outcome, label) in OUTCOMES {
                let count = counters[outcome as usize].load(Relaxed);
                line(&mut text, &format!("{name}{{outcome=\"{label}\"}}"), count);
            }
        }
        for (name, help, counter) in [
            ("souk_webhook_messages_total", "Messages of people, duplicates included.", &self.messages),
            ("souk_webhook_statuses_total", "Delivery statuses, duplicates included.", &self.statuses),
            ("souk_login_failures_total", "Logins with a wrong password or email.", &self.login_failures),
        ] {
            head(&mut text, name, help);
            line(&mut text, name, counter.load(Relaxed));
        }
        head(&mut text, "souk_http_requests_total", "Requests by route, method and status; webhooks apart.");
        for ((route, method, status), count) in &*self.requests.lock().unwrap_or_else(PoisonError::into_inner) {
            let labels = format!("route=\"{route}\",method=\"{method}\",status=\"{status}\"");
            line(&mut text, &format!("souk_http_requests_total{{{labels}}}"), *count);
        }
        text
    }
}

fn head(text: &mut String, name: &str, help: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} counter");
}

fn line(text: &mut String, name: &str, count: u64) {
    let _ = writeln!(text, "{name} {count}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_are_told_in_the_form_prometheus_reads() {
        let metrics = Metrics::default();
        metrics.webhook(WebhookOutcome::Accepted);
        metrics.request("GET", "/api/v1/orders/{order}", 200);
        metrics.request("BREW", "/api/v1/orders/{order}", 405);
        let text = metrics.text();
        assert!(text.contains("souk_webhooks_total{outcome=\"accepted\"} 1\n"));
        assert!(text.contains("{route=\"/api/v1/orders/{order}\",method=\"OTHER\",status=\"405\"} 1\n"));
    }
}
