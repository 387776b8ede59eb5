//! Posting webhooks: one lane per customer so that order is kept where nothing goes wrong, retries with falling
//! frequency, and everything going wrong on demand.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use http::StatusCode;
use jiff::SignedDuration;
use tokio::sync::{Notify, Semaphore};

use super::{
    Shape, Update,
    demand::{BATCH_MAX, COPIES_MAX, CourierView, Order, Release, SignatureMode, WebhookFaults},
    desk::{Desk, Lane, Parcel},
    envelope::envelope,
    post::Poster,
};
use crate::{
    Settings,
    emulator::Shared,
    meta::{faults::chance, signature::escape},
    network::Progress,
    post::Posted,
};

/// Posts under way at once.
const AT_ONCE_MAX: usize = 128;
/// The wait before the second retry; the first comes at once, and each later wait is twice as long.
const RETRY_WAIT: Duration = Duration::from_secs(1);
const RETRY_WAIT_MAX: Duration = Duration::from_secs(12 * 60 * 60);
/// After this long an update is dropped.
const RETRIES_END: SignedDuration = SignedDuration::from_hours(7 * 24);

pub(crate) struct Courier {
    poster: Poster,
    at_once: Semaphore,
    retry_now: Notify,
    desk: Mutex<Desk>,
}

impl Courier {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self {
            poster: Poster::new(settings),
            at_once: Semaphore::new(AT_ONCE_MAX),
            retry_now: Notify::new(),
            desk: Mutex::new(Desk::new(settings.webhook_url.clone())),
        }
    }

    pub(crate) fn view(&self) -> CourierView {
        self.desk().view()
    }

    pub(crate) fn set_url(&self, url: String) {
        self.desk().set_url(url);
    }

    pub(crate) fn set_faults(&self, faults: WebhookFaults) {
        self.desk().faults = faults;
    }

    /// Keeps updates back from now on.
    pub(crate) fn hold(&self) {
        self.desk().hold();
    }

    /// Drops what is held and queued, and all faults; the webhook stays where it is.
    pub(crate) fn forget(&self) {
        self.desk().clear();
        self.retry_now.notify_waiters();
    }

    /// Everything that waits for a retry is tried at once.
    pub(crate) fn retry_now(&self) {
        self.retry_now.notify_waiters();
    }

    /// Posts an update, or keeps it back.
    pub(crate) fn send(&self, shared: &Arc<Shared>, lane: Lane, update: Update) {
        let mut desk = self.desk();
        let lost = matches!(lane, Lane::Statuses(_)) && chance(desk.faults.lost_status_share, &shared.world);
        let Some(update) = desk.keep_back(update).filter(|_| !lost) else { return };
        let parcel =
            Parcel { updates: vec![update], shape: Shape::Changes, since: shared.now(), attempts: 0, era: desk.era() };
        desk.note_departure();
        enqueue(&mut desk, shared, lane, parcel);
    }

    /// Lets go of what was held, arranged as asked; returns the number of posts once each was tried.
    pub(crate) async fn release(&self, shared: &Arc<Shared>, release: &Release) -> usize {
        let (mut updates, era) = {
            let mut desk = self.desk();
            (desk.take_held(), desk.era())
        };
        match release.order {
            Order::Given => {}
            Order::Reversed => updates.reverse(),
            Order::Shuffled => updates.sort_by_cached_key(|_| shared.world.random_u64()),
        }
        let mut posts = 0;
        for chunk in updates.chunks(release.per_post.clamp(1, BATCH_MAX)) {
            let parcel = parcel(shared, release, chunk, era);
            for _ in 0..release.copies.min(COPIES_MAX) {
                self.desk().note_departure();
                self.deliver(shared, parcel.clone(), None).await;
                posts += 1;
            }
        }
        posts
    }

    /// Posts these bytes once and says what came back.
    pub(crate) async fn post(&self, body: Vec<u8>, mode: SignatureMode) -> reqwest::Result<Posted> {
        let url = self.desk().url().to_owned();
        self.poster.post(&url, body, mode).await
    }

    /// Asks the webhook to verify itself; true when it echoes the challenge.
    pub(crate) async fn verify(&self, challenge: &str) -> reqwest::Result<(Posted, bool)> {
        let url = self.desk().url().to_owned();
        self.poster.verify(&url, challenge).await
    }

    async fn deliver(&self, shared: &Arc<Shared>, mut parcel: Parcel, lane: Option<Lane>) {
        let (faults, era) = {
            let desk = self.desk();
            (desk.faults.clone(), desk.era())
        };
        if parcel.era != era {
            return;
        }
        let outcome = self.try_once(shared, &parcel, &faults).await;
        parcel.attempts += 1;
        match outcome {
            Ok(()) => {
                self.note_taken(shared, &parcel);
                if chance(faults.duplicate_share, &shared.world) {
                    // A duplicate is on top of the delivery; what becomes of it changes nothing.
                    let _ = self.try_once(shared, &parcel, &faults).await;
                }
            }
            Err(problem) => self.note_failure(shared, parcel, lane, problem),
        }
    }

    async fn try_once(&self, shared: &Shared, parcel: &Parcel, faults: &WebhookFaults) -> Result<(), String> {
        let Ok(_permit) = self.at_once.acquire().await else { return Err("is closed".into()) };
        let mut updates = parcel.updates.clone();
        if chance(faults.bad_element_share, &shared.world) {
            updates.insert(0, Update::broken(&shared.settings));
        }
        let body = escape(&envelope(&shared.settings, &updates, parcel.shape).to_string());
        match self.post(body.into_bytes(), faults.signature).await {
            Ok(posted) if posted.status == StatusCode::OK => Ok(()),
            Ok(posted) => Err(format!("answered {}", posted.status)),
            Err(error) if error.is_timeout() => Err("did not answer in time".into()),
            Err(_) => Err("cannot be reached".into()),
        }
    }

    fn note_taken(&self, shared: &Shared, parcel: &Parcel) {
        let recovered = self.desk().note_taken();
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
        let given_up = shared.now().duration_since(parcel.since) > RETRIES_END;
        let new = self.desk().note_failure(problem, given_up);
        if !given_up {
            tokio::spawn(retry_later(Arc::clone(shared), lane, parcel));
        }
        if new {
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
    if desk.put(lane, parcel) {
        tokio::spawn(work(Arc::clone(shared), lane));
    }
}

/// Posts what is in a lane, one after the other, until it is empty.
async fn work(shared: Arc<Shared>, lane: Lane) {
    while let Some((parcel, late)) = next_in(&shared, lane) {
        match late {
            Some(late) => drop(tokio::spawn(deliver_late(Arc::clone(&shared), lane, parcel, late))),
            None => shared.courier.deliver(&shared, parcel, Some(lane)).await,
        }
    }
}

/// The next parcel of a lane, and how late it shall be.
fn next_in(shared: &Shared, lane: Lane) -> Option<(Parcel, Option<Duration>)> {
    let mut desk = shared.courier.desk();
    let parcel = desk.next_in(lane)?;
    let late = parcel.attempts == 0 && desk.faults.late_ms > 0 && chance(desk.faults.late_share, &shared.world);
    Some((parcel, late.then(|| Duration::from_millis(desk.faults.late_ms))))
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

fn parcel(shared: &Shared, release: &Release, updates: &[Update], era: u64) -> Parcel {
    let mut updates = updates.to_vec();
    if release.bad_element {
        updates.insert(0, Update::broken(&shared.settings));
    }
    Parcel { updates, shape: release.shape, since: shared.now(), attempts: 0, era }
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
