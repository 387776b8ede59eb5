//! Posting webhooks: one lane per customer so that order is kept where nothing goes wrong, retries with falling
//! frequency, and everything going wrong on demand.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use base::Id;
use http::{StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Notify, Semaphore};

use super::{
    Shape, Update,
    demand::{BATCH_MAX, COPIES_MAX, CourierView, Order, Posted, Release, SignatureMode, WebhookFaults},
    envelope::envelope,
};
use crate::{
    Settings,
    emulator::Shared,
    meta::{
        faults::chance,
        signature::{escape, sign},
    },
    network::Progress,
};

/// Posts under way at once.
const AT_ONCE_MAX: usize = 128;
/// Updates waiting to be posted, or posted again; beyond this the newest are dropped and counted.
const WAITING_MAX: usize = 20_000;
/// How long the webhook may take.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);
/// The wait before the second retry; the first comes at once, and each later wait is twice as long.
const RETRY_WAIT: Duration = Duration::from_secs(1);
const RETRY_WAIT_MAX: Duration = Duration::from_secs(12 * 60 * 60);
/// After this long an update is dropped.
const RETRIES_END: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Characters of the webhook's answer that are shown.
const ANSWER_SHOWN_MAX: usize = 2_000;

/// Updates that keep their order among each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Lane {
    Messages(Id),
    Statuses(Id),
}

pub(crate) struct Courier {
    client: reqwest::Client,
    at_once: Semaphore,
    retry_now: Notify,
    desk: Mutex<Desk>,
}

#[derive(Default)]
struct Desk {
    lanes: HashMap<Lane, VecDeque<Parcel>>,
    held: Option<Vec<Update>>,
    faults: WebhookFaults,
    view: CourierView,
}

/// Updates that travel in one post, until it is taken or given up.
#[derive(Clone)]
struct Parcel {
    updates: Vec<Update>,
    shape: Shape,
    since: Timestamp,
    attempts: u32,
}

impl Courier {
    pub(crate) fn new(settings: &Settings) -> Self {
        let client =
            reqwest::Client::builder().no_proxy().timeout(ANSWER_TIMEOUT).redirect(reqwest::redirect::Policy::none());
        let view = CourierView { url: settings.webhook_url.clone(), ..CourierView::default() };
        Self {
            client: client.build().expect("a client without files to read is always built"),
            at_once: Semaphore::new(AT_ONCE_MAX),
            retry_now: Notify::new(),
            desk: Mutex::new(Desk { view, ..Desk::default() }),
        }
    }

    pub(crate) fn view(&self) -> CourierView {
        let desk = self.desk();
        CourierView { held: desk.held.as_ref().map(Vec::len), ..desk.view.clone() }
    }

    pub(crate) fn set_url(&self, url: String) {
        self.desk().view.url = url;
    }

    pub(crate) fn faults(&self) -> WebhookFaults {
        self.desk().faults.clone()
    }

    pub(crate) fn set_faults(&self, faults: WebhookFaults) {
        self.desk().faults = faults;
    }

    /// Keeps updates back from now on.
    pub(crate) fn hold(&self) {
        self.desk().held.get_or_insert_default();
    }

    /// Drops what is held and queued, and all faults; the webhook stays where it is.
    pub(crate) fn forget(&self) {
        let mut desk = self.desk();
        desk.lanes.values_mut().for_each(VecDeque::clear);
        (desk.held, desk.faults) = (None, WebhookFaults::default());
        desk.view = CourierView { url: std::mem::take(&mut desk.view.url), ..CourierView::default() };
    }

    /// Everything that waits for a retry is tried at once.
    pub(crate) fn retry_now(&self) {
        self.retry_now.notify_waiters();
    }

    /// Posts an update, or keeps it back.
    pub(crate) fn send(&self, shared: &Arc<Shared>, lane: Lane, update: Update) {
        let mut desk = self.desk();
        if desk.view.waiting >= WAITING_MAX {
            desk.view.dropped += 1;
        } else if let Some(held) = &mut desk.held {
            held.push(update);
        } else {
            let parcel = Parcel { updates: vec![update], shape: Shape::Changes, since: shared.now(), attempts: 0 };
            enqueue(&mut desk, shared, lane, parcel);
        }
    }

    /// Lets go of what was held, arranged as asked; returns the number of posts once each was tried.
    pub(crate) async fn release(&self, shared: &Arc<Shared>, release: &Release) -> usize {
        let mut updates = self.desk().held.take().unwrap_or_default();
        match release.order {
            Order::Given => {}
            Order::Reversed => updates.reverse(),
            Order::Shuffled => updates.sort_by_cached_key(|_| shared.world.random_u64()),
        }
        let posts = updates.chunks(release.per_post.clamp(1, BATCH_MAX)).map(|chunk| parcel(shared, release, chunk));
        let mut posted = 0;
        for parcel in posts.collect::<Vec<_>>() {
            for _ in 0..release.copies.min(COPIES_MAX) {
                self.desk().view.waiting += 1;
                self.deliver(shared, parcel.clone(), None).await;
                posted += 1;
            }
        }
        posted
    }

    /// Posts these bytes once and says what came back.
    pub(crate) async fn post(
        &self,
        shared: &Shared,
        body: Vec<u8>,
        mode: SignatureMode,
    ) -> Result<Posted, reqwest::Error> {
        let url = self.desk().view.url.clone();
        let mut request = self.client.post(url).header(header::CONTENT_TYPE, "application/json");
        if let Some(signature) = signature(&shared.settings.app_secret, &body, mode) {
            request = request.header("X-Hub-Signature-256", signature);
        }
        answer(request.header(header::USER_AGENT, "facebookexternalua").body(body)).await
    }

    /// Asks the webhook to verify itself; true when it echoes the challenge.
    pub(crate) async fn verify(&self, shared: &Shared) -> Result<(Posted, bool), reqwest::Error> {
        let challenge = shared.world.random_u64().to_string();
        let mut url: reqwest::Url = match self.desk().view.url.parse() {
            Ok(url) => url,
            Err(_) => return Ok((Posted { status: 0, body: "the webhook's address is not valid".into() }, false)),
        };
        let token = &shared.settings.verify_token;
        let query = [("hub.mode", "subscribe"), ("hub.challenge", &challenge), ("hub.verify_token", token)];
        url.query_pairs_mut().extend_pairs(query);
        let posted = answer(self.client.get(url)).await?;
        let verified = posted.status == 200 && posted.body == challenge;
        Ok((posted, verified))
    }

    async fn deliver(&self, shared: &Arc<Shared>, mut parcel: Parcel, lane: Option<Lane>) {
        let faults = self.faults();
        let outcome = self.try_once(shared, &parcel, &faults).await;
        parcel.attempts += 1;
        match outcome {
            Ok(()) => {
                self.note_delivery(shared, &parcel);
                if chance(faults.duplicate_share, &shared.world) {
                    // A duplicate is on top of the delivery; what becomes of it changes nothing.
                    let _ = self.try_once(shared, &parcel, &faults).await;
                }
            }
            Err(problem) => self.note_failure(shared, parcel, lane, problem),
        }
    }

    async fn try_once(&self, shared: &Shared, parcel: &Parcel, faults: &WebhookFaults) -> Result<(), String> {
        let Ok(_permit) = self.at_once.acquire().await else { return Err("closed".into()) };
        let mut updates = parcel.updates.clone();
        if chance(faults.bad_element_share, &shared.world) {
            updates.insert(0, Update::broken(&shared.settings));
        }
        let body = escape(&envelope(&shared.settings, &updates, parcel.shape).to_string());
        match self.post(shared, body.into_bytes(), faults.signature).await {
            Ok(posted) if posted.status == StatusCode::OK => Ok(()),
            Ok(posted) => Err(format!("answered {}", posted.status)),
            Err(error) if error.is_timeout() => Err("did not answer in time".into()),
            Err(_) => Err("cannot be reached".into()),
        }
    }

    fn note_delivery(&self, shared: &Shared, parcel: &Parcel) {
        let mut desk = self.desk();
        desk.view.waiting = desk.view.waiting.saturating_sub(1);
        desk.view.delivered += 1;
        let recovered = desk.view.problem.take().is_some();
        drop(desk);
        shared.with(|state| {
            for wamid in parcel.updates.iter().filter_map(|update| update.acknowledges.as_ref()) {
                state.people.progress(wamid, Progress::Delivered, None);
            }
            if recovered {
                state.people.touch();
            }
        });
    }

    fn note_failure(&self, shared: &Arc<Shared>, parcel: Parcel, lane: Option<Lane>, problem: String) {
        let too_old = shared.now().duration_since(parcel.since) > RETRIES_END;
        let mut desk = self.desk();
        let news = desk.view.problem.as_ref() != Some(&problem);
        desk.view.problem = Some(problem);
        desk.view.failed_posts += 1;
        if too_old {
            desk.view.waiting = desk.view.waiting.saturating_sub(1);
            desk.view.dropped += 1;
        }
        drop(desk);
        if !too_old {
            tokio::spawn(retry_later(Arc::clone(shared), lane, parcel));
        }
        if news {
            tracing::info!("the webhook does not take what it is sent");
            shared.with(|state| state.people.touch());
        }
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Puts a parcel into its lane, and sets someone to work there if nobody is.
fn enqueue(desk: &mut Desk, shared: &Arc<Shared>, lane: Lane, parcel: Parcel) {
    if parcel.attempts == 0 {
        desk.view.waiting += 1;
    }
    let idle = !desk.lanes.contains_key(&lane);
    desk.lanes.entry(lane).or_default().push_back(parcel);
    if idle {
        tokio::spawn(work(Arc::clone(shared), lane));
    }
}

/// Posts what is in a lane, one after the other, until it is empty.
async fn work(shared: Arc<Shared>, lane: Lane) {
    let courier = &shared.courier;
    while let Some(parcel) = next_in(courier, lane) {
        let faults = courier.faults();
        if faults.late_ms > 0 && parcel.attempts == 0 && chance(faults.late_share, &shared.world) {
            tokio::spawn(deliver_late(Arc::clone(&shared), lane, parcel, Duration::from_millis(faults.late_ms)));
        } else {
            courier.deliver(&shared, parcel, Some(lane)).await;
        }
    }
}

/// The lane ends with its last parcel, so that customers who fell silent cost nothing.
fn next_in(courier: &Courier, lane: Lane) -> Option<Parcel> {
    let mut desk = courier.desk();
    let next = desk.lanes.get_mut(&lane)?.pop_front();
    if next.is_none() {
        desk.lanes.remove(&lane);
    }
    next
}

async fn deliver_late(shared: Arc<Shared>, lane: Lane, parcel: Parcel, late: Duration) {
    shared.world.sleep(late).await;
    shared.courier.deliver(&shared, parcel, Some(lane)).await;
}

async fn retry_later(shared: Arc<Shared>, lane: Option<Lane>, parcel: Parcel) {
    let wait = retry_wait(parcel.attempts);
    if !wait.is_zero() {
        tokio::select! {
            () = shared.world.sleep(wait) => {}
            () = shared.courier.retry_now.notified() => {}
        }
    }
    match lane {
        Some(lane) => enqueue(&mut shared.courier.desk(), &shared, lane, parcel),
        None => shared.courier.deliver(&shared, parcel, None).await,
    }
}

/// The wait after so many attempts.
fn retry_wait(attempts: u32) -> Duration {
    match attempts {
        0 | 1 => Duration::ZERO,
        later => RETRY_WAIT.saturating_mul(1 << (later - 2).min(20)).min(RETRY_WAIT_MAX),
    }
}

fn parcel(shared: &Shared, release: &Release, updates: &[Update]) -> Parcel {
    let mut updates = updates.to_vec();
    if release.bad_element {
        updates.insert(0, Update::broken(&shared.settings));
    }
    Parcel { updates, shape: release.shape, since: shared.now(), attempts: 0 }
}

fn signature(app_secret: &str, body: &[u8], mode: SignatureMode) -> Option<String> {
    match mode {
        SignatureMode::Right => Some(sign(app_secret, body)),
        SignatureMode::Missing => None,
        SignatureMode::Wrong => Some(sign("somebody else's secret", body)),
        SignatureMode::UpperCase => Some(sign(app_secret, body).to_uppercase().replace("SHA256", "sha256")),
    }
}

/// Sends a request and keeps the beginning of what comes back.
async fn answer(request: reqwest::RequestBuilder) -> Result<Posted, reqwest::Error> {
    let mut response = request.send().await?;
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while body.len() < ANSWER_SHOWN_MAX {
        let Some(chunk) = response.chunk().await? else { break };
        body.extend_from_slice(&chunk[..chunk.len().min(ANSWER_SHOWN_MAX - body.len())]);
    }
    Ok(Posted { status, body: String::from_utf8_lossy(&body).into_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_come_at_once_and_then_ever_more_rarely() {
        let seconds: Vec<u64> = [1, 2, 3, 4, 40].map(|attempts| retry_wait(attempts).as_secs()).into();
        assert_eq!(seconds, [0, 1, 2, 4, 43_200]);
    }
}
