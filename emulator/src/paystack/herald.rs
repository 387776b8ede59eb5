//! Telling the payment webhook: signed events, tried again every three minutes for the first four times and then every
//! hour for three days, and everything going wrong on demand.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use http::{StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::Value;
use tokio::sync::Notify;

use super::{faults::EventFaults, signature::sign};
use crate::{
    emulator::Shared,
    meta::{faults::chance, webhook::SignatureMode},
    post::{self, Posted},
    settings::PaystackAccount,
};

/// How long the webhook may take.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);
/// The wait before each of the first retries.
const EARLY_WAIT: Duration = Duration::from_secs(3 * 60);
/// How many retries are early ones.
const EARLY_RETRIES: u32 = 4;
/// The wait before each later retry.
const LATE_WAIT: Duration = Duration::from_secs(60 * 60);
/// After this long an event is dropped.
const RETRIES_END: SignedDuration = SignedDuration::from_hours(72);
/// Events on their way or held back; beyond this the newest are dropped and counted.
const WAITING_MAX: usize = 5_000;

pub(crate) struct Herald {
    client: reqwest::Client,
    secret_key: String,
    retry_now: Notify,
    desk: Mutex<Desk>,
}

#[derive(Default)]
struct Desk {
    view: HeraldView,
    held: Option<Vec<Vec<u8>>>,
    faults: EventFaults,
    /// Events from before a reset are thrown away wherever they turn up.
    era: u64,
}

/// How the way to the payment webhook looks.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct HeraldView {
    pub(crate) url: String,
    pub(crate) held: Option<usize>,
    pub(crate) waiting: usize,
    pub(crate) delivered: u64,
    pub(crate) failed_posts: u64,
    pub(crate) dropped: u64,
    /// What the newest post met when it failed.
    pub(crate) problem: Option<String>,
    pub(crate) faults: EventFaults,
}

/// An event until it is taken or given up.
struct Errand {
    body: Vec<u8>,
    since: Timestamp,
    attempts: u32,
    era: u64,
}

impl Herald {
    pub(crate) fn new(account: Option<&PaystackAccount>) -> Self {
        let builder = reqwest::Client::builder().no_proxy().timeout(ANSWER_TIMEOUT);
        let client = builder.redirect(reqwest::redirect::Policy::none()).build();
        let url = account.map(|account| account.webhook_url.clone()).unwrap_or_default();
        let view = HeraldView { url, ..HeraldView::default() };
        Self {
            client: client.expect("a client without files to read is always built"),
            secret_key: account.map(|account| account.secret_key.clone()).unwrap_or_default(),
            retry_now: Notify::new(),
            desk: Mutex::new(Desk { view, ..Desk::default() }),
        }
    }

    pub(crate) fn view(&self) -> HeraldView {
        let desk = self.desk();
        HeraldView { held: desk.held.as_ref().map(Vec::len), faults: desk.faults.clone(), ..desk.view.clone() }
    }

    pub(crate) fn set_url(&self, url: String) {
        self.desk().view.url = url;
    }

    pub(crate) fn set_faults(&self, faults: EventFaults) {
        self.desk().faults = faults;
    }

    /// Keeps events back from now on.
    pub(crate) fn hold(&self) {
        self.desk().held.get_or_insert_default();
    }

    /// Lets go of what was held, the newest first when `reversed`; returns how many.
    pub(crate) fn release(&self, shared: &Arc<Shared>, reversed: bool) -> usize {
        let mut held = self.desk().held.take().unwrap_or_default();
        if reversed {
            held.reverse();
        }
        let count = held.len();
        held.into_iter().for_each(|body| self.set_out(shared, body, Duration::ZERO));
        count
    }

    /// Drops what is held and waiting, and all faults; the webhook stays where it is.
    pub(crate) fn forget(&self) {
        let mut desk = self.desk();
        let view = HeraldView { url: std::mem::take(&mut desk.view.url), ..HeraldView::default() };
        *desk = Desk { view, era: desk.era + 1, ..Desk::default() };
        drop(desk);
        self.retry_now.notify_waiters();
    }

    /// Everything that waits for a retry is tried at once.
    pub(crate) fn retry_now(&self) {
        self.retry_now.notify_waiters();
    }

    /// Sends an event on its way, or keeps it back, or loses it.
    pub(crate) fn send(&self, shared: &Arc<Shared>, event: &Value) {
        let body = event.to_string().into_bytes();
        let mut desk = self.desk();
        let held = desk.held.as_ref().map_or(0, Vec::len);
        if chance(desk.faults.lost_share, &shared.world) || desk.view.waiting + held >= WAITING_MAX {
            desk.view.dropped += 1;
            return;
        }
        if let Some(held) = &mut desk.held {
            held.push(body);
            return;
        }
        let late = if chance(desk.faults.late_share, &shared.world) { desk.faults.late_ms } else { 0 };
        drop(desk);
        self.set_out(shared, body, Duration::from_millis(late));
    }

    fn set_out(&self, shared: &Arc<Shared>, body: Vec<u8>, late: Duration) {
        let mut desk = self.desk();
        desk.view.waiting += 1;
        let errand = Errand { body, since: shared.now(), attempts: 0, era: desk.era };
        tokio::spawn(run(Arc::clone(shared), errand, late));
    }

    /// Posts these bytes once and says what came back.
    pub(crate) async fn post(&self, body: Vec<u8>, mode: SignatureMode) -> reqwest::Result<Posted> {
        let url = self.desk().view.url.clone();
        let mut request = self.client.post(url).header(header::CONTENT_TYPE, "application/json");
        if let Some(signature) = self.signature(&body, mode) {
            request = request.header("x-paystack-signature", signature);
        }
        post::answer(request.header(header::USER_AGENT, "Paystack/2.0").body(body)).await
    }

    fn signature(&self, body: &[u8], mode: SignatureMode) -> Option<String> {
        match mode {
            SignatureMode::Right => Some(sign(&self.secret_key, body)),
            SignatureMode::Missing => None,
            SignatureMode::Wrong => Some(sign("somebody else's key", body)),
            SignatureMode::UpperCase => Some(sign(&self.secret_key, body).to_uppercase()),
        }
    }

    async fn try_once(&self, body: &[u8]) -> Result<(), String> {
        let mode = self.desk().faults.signature;
        match self.post(body.to_vec(), mode).await {
            Ok(posted) if posted.status == StatusCode::OK => Ok(()),
            Ok(posted) => Err(format!("answered {}", posted.status)),
            Err(error) if error.is_timeout() => Err("did not answer in time".into()),
            Err(_) => Err("cannot be reached".into()),
        }
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_current(&self, errand: &Errand) -> bool {
        self.desk().era == errand.era
    }

    fn note_taken(&self) {
        let mut desk = self.desk();
        desk.view.waiting = desk.view.waiting.saturating_sub(1);
        desk.view.delivered += 1;
        desk.view.problem = None;
    }

    fn note_failure(&self, problem: String, given_up: bool) {
        let mut desk = self.desk();
        desk.view.failed_posts += 1;
        desk.view.problem = Some(problem);
        if given_up {
            desk.view.waiting = desk.view.waiting.saturating_sub(1);
            desk.view.dropped += 1;
        }
    }
}

/// Tries an event until it is taken, given up, or forgotten.
async fn run(shared: Arc<Shared>, mut errand: Errand, late: Duration) {
    shared.world.sleep(late).await;
    while shared.herald.is_current(&errand) {
        let outcome = shared.herald.try_once(&errand.body).await;
        errand.attempts += 1;
        if !shared.herald.is_current(&errand) {
            return;
        }
        let Err(problem) = outcome else {
            shared.herald.note_taken();
            repeat_by_share(&shared, &errand.body).await;
            return;
        };
        let given_up = shared.now().duration_since(errand.since) > RETRIES_END;
        shared.herald.note_failure(problem, given_up);
        if given_up {
            return;
        }
        tokio::select! {
            () = shared.world.sleep(retry_wait(errand.attempts)) => {}
            () = shared.herald.retry_now.notified() => {}
        }
    }
}

async fn repeat_by_share(shared: &Shared, body: &[u8]) {
    let share = shared.herald.desk().faults.duplicate_share;
    if chance(share, &shared.world) {
        // A duplicate is on top of the delivery; what becomes of it changes nothing.
        let _ = shared.herald.try_once(body).await;
    }
}

/// The wait after so many attempts.
const fn retry_wait(attempts: u32) -> Duration {
    if attempts <= EARLY_RETRIES { EARLY_WAIT } else { LATE_WAIT }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_come_every_three_minutes_four_times_and_then_every_hour() {
        let minutes: Vec<u64> = (1..=6).map(|attempts| retry_wait(attempts).as_secs() / 60).collect();
        assert_eq!(minutes, [3, 3, 3, 3, 60, 60]);
    }
}
