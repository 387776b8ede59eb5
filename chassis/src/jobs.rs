//! A durable queue in the service's own database.
//!
//! A job is stored in the transaction that decided it. Taking it moves its due time forward by a lease and counts the
//! attempt, so that a worker that dies gives it back and a job that kills its workers is given up. A job that fails is
//! tried again with exponential back-off and jitter, and after [`ATTEMPTS_MAX`] attempts it is a dead letter, which an
//! operator can list and redrive.

mod store;

use std::{marker::PhantomData, sync::Arc, time::Duration};

use futures_util::FutureExt as _;
use jiff::{SignedDuration, Timestamp};
use serde::{Serialize, de::DeserializeOwned};
use tokio::sync::{Notify, Semaphore};
use tracing::Instrument as _;

pub use self::store::DeadJob;
use crate::{
    db::{Conn, Db, Error},
    lifecycle::Life,
    telemetry,
    world::World,
};

/// Attempts before a job is given up.
pub const ATTEMPTS_MAX: i32 = 8;
/// How long a worker has a job for itself.
pub const LEASE: Duration = Duration::from_secs(30);
/// Pause after the first failed attempt; it doubles with each further one.
const BACKOFF_FIRST: Duration = Duration::from_secs(1);
/// Pause between two attempts at most.
const BACKOFF_MAX: Duration = Duration::from_secs(600);
/// Jobs of one process that run at the same time.
const RUNNING_MAX: usize = 64;
/// Jobs taken in one transaction.
const CLAIM_MAX: i64 = 32;
/// Counts the jobs that were given up, by kind.
const GIVEN_UP: &str = "souk_jobs_given_up";
/// How often due jobs are looked for when no bell rings; a job starts at most this late.
pub const POLL: Duration = Duration::from_secs(1);

/// Why an attempt ended without success.
#[derive(Debug)]
pub enum Failure {
    /// Try again later; the words go into the job's record and must hold no personal data.
    Retry(String),
    /// Try again at this moment, which does not count as a failure.
    NotYet(Timestamp),
    /// Trying again is useless.
    GiveUp(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Retry(error.to_string())
    }
}

/// Stores a job in the caller's transaction; nothing is stored when its `unique_key` is known already. Whoever holds
/// the queue enqueues there.
pub async fn enqueue<J: Serialize>(
    tx: &mut Conn,
    world: &World,
    job: &J,
    due_at: Timestamp,
    unique_key: Option<String>,
) -> Result<(), Error> {
    let payload = serde_json::to_value(job).map_err(|error| Error::Unavailable(error.to_string()))?;
    store::insert(tx, world, payload, due_at, unique_key).await
}

/// The queue of jobs of type `J`, an enum with `#[serde(tag = "kind")]`. Cheap to clone.
pub struct Jobs<J> {
    db: Db,
    world: World,
    bell: Arc<Notify>,
    kind: PhantomData<fn() -> J>,
}

impl<J> Clone for Jobs<J> {
    fn clone(&self) -> Self {
        Self { db: self.db.clone(), world: self.world.clone(), bell: self.bell.clone(), kind: PhantomData }
    }
}

impl<J: Serialize + DeserializeOwned + Send + Sync + 'static> Jobs<J> {
    /// The queue in this database.
    pub fn new(db: Db, world: World) -> Self {
        Self { db, world, bell: Arc::new(Notify::new()), kind: PhantomData }
    }

    /// Stores a job in the caller's transaction. With a `unique_key` that is known already nothing is stored.
    pub async fn enqueue(
        &self,
        tx: &mut Conn,
        job: &J,
        due_at: Timestamp,
        unique_key: Option<String>,
    ) -> Result<(), Error> {
        enqueue(tx, &self.world, job, due_at, unique_key).await
    }

    /// Removes a job that has become pointless, such as a reminder about a cart that was ordered.
    pub async fn cancel(tx: &mut Conn, unique_key: &str) -> Result<bool, Error> {
        store::delete_by_key(tx, unique_key).await
    }

    /// Says that a transaction with due jobs was committed, so that nobody waits for the next look.
    pub fn committed(&self) {
        self.bell.notify_one();
    }

    /// Given-up jobs, oldest first.
    pub async fn dead(&self, limit: i64) -> Result<Vec<DeadJob>, Error> {
        self.db.read(async move |conn: &mut Conn| store::dead(conn, limit).await).await
    }

    /// Puts a given-up job back; false when there is none.
    pub async fn redrive(&self, id: base::Id) -> Result<bool, Error> {
        let now = self.world.now();
        let put_back = self.db.write(async move |tx: &mut Conn| store::redrive(tx, id, now).await).await?;
        self.committed();
        Ok(put_back)
    }

    /// Starts working on the queue until the process ends; jobs that run then are finished.
    pub fn start<F, Fut>(&self, life: &Life, handle: F)
    where
        F: Fn(J) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), Failure>> + Send + 'static,
    {
        let (jobs, life, handle) = (self.clone(), life.clone(), Arc::new(handle));
        let seats = Arc::new(Semaphore::new(RUNNING_MAX));
        life.clone().spawn_until_end(async move {
            loop {
                let free = i64::try_from(seats.available_permits()).unwrap_or(CLAIM_MAX).min(CLAIM_MAX);
                let looked_at = jobs.world.now();
                let taken = if free > 0 { jobs.claim(free).await } else { Vec::new() };
                if taken.is_empty() {
                    jobs.wait(looked_at).await;
                }
                for row in taken {
                    let Ok(seat) = seats.clone().acquire_owned().await else { return };
                    let (jobs, handle) = (jobs.clone(), handle.clone());
                    life.spawn(async move {
                        jobs.attempt(row, &*handle).await;
                        drop(seat);
                        jobs.bell.notify_one();
                    });
                }
            }
        });
    }

    async fn claim(&self, limit: i64) -> Vec<store::Claimed> {
        let (now, lease) = (self.world.now(), plus(self.world.now(), LEASE));
        let claimed = self.db.write(async move |tx: &mut Conn| store::claim(tx, now, lease, limit).await).await;
        claimed.unwrap_or_else(|error| {
            tracing::warn!(%error, "jobs wait for the database");
            Vec::new()
        })
    }

    /// Counts from when the queue was last looked at: what fell due since then is not waited for twice.
    async fn wait(&self, looked_at: Timestamp) {
        tokio::select! {
            () = self.bell.notified() => {}
            () = self.world.sleep_until(plus(looked_at, POLL)) => {}
        }
    }

    async fn attempt<F, Fut>(&self, row: store::Claimed, handle: &F)
    where
        F: Fn(J) -> Fut,
        Fut: Future<Output = Result<(), Failure>>,
    {
        let span = telemetry::continued("job", row.traceparent.as_deref());
        let work = async {
            match serde_json::from_value(row.payload.clone()) {
                Ok(job) => handle(job).await,
                Err(_) => Err(Failure::GiveUp("this version cannot read the job".to_owned())),
            }
        };
        let guarded = std::panic::AssertUnwindSafe(work.instrument(span)).catch_unwind();
        let outcome = guarded.await.unwrap_or_else(|_| Err(Failure::Retry("the job panicked".to_owned())));
        if let Err(error) = self.record(&row, outcome).await {
            // The lease runs out and the job comes back: at least once, and its effects are idempotent.
            tracing::warn!(%error, kind = row.kind, "a job's outcome could not be recorded");
        }
    }

    async fn record(&self, row: &store::Claimed, outcome: Result<(), Failure>) -> Result<(), Error> {
        let (id, attempts) = (row.id, row.attempts);
        let failure = match outcome {
            Ok(()) => {
                return self.db.write_single(async move |tx: &mut Conn| store::finish(tx, id, attempts).await).await;
            }
            Err(failure) => failure,
        };
        let verdict = self.judge(row, failure);
        self.db.write_single(async move |tx: &mut Conn| store::put_back(tx, id, attempts, verdict).await).await
    }

    fn judge(&self, row: &store::Claimed, failure: Failure) -> store::Verdict {
        match failure {
            Failure::NotYet(due_at) => store::Verdict { due_at, dead: false, attempts: row.attempts - 1, error: None },
            Failure::Retry(error) if row.attempts < ATTEMPTS_MAX => {
                let due_at = plus(self.world.now(), self.world.jittered(backoff(row.attempts)));
                store::Verdict { due_at, dead: false, attempts: row.attempts, error: Some(error) }
            }
            Failure::Retry(error) | Failure::GiveUp(error) => {
                telemetry::count(GIVEN_UP, "kind", row.kind.clone());
                tracing::error!(kind = row.kind, id = %row.id.0, error, "a job was given up");
                store::Verdict { due_at: self.world.now(), dead: true, attempts: row.attempts, error: Some(error) }
            }
        }
    }
}

/// The pause after so many failed attempts, before jitter.
pub fn backoff(attempts: i32) -> Duration {
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or(0).min(16);
    (BACKOFF_FIRST * 2_u32.pow(doublings)).min(BACKOFF_MAX)
}

fn plus(moment: Timestamp, duration: Duration) -> Timestamp {
    moment.saturating_add(SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX)).unwrap_or(Timestamp::MAX)
}
