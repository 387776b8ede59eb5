//! One thing at a time for each key, many keys at once.
//!
//! A lane is woken when there may be something to do for its key. It looks at the database itself, so waking once too
//! often does nothing and a wake that got lost is made good by a sweep.

use std::{
    collections::HashMap,
    hash::Hash,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::Semaphore;
use tracing::Instrument as _;

use crate::{lifecycle::Life, world::World};

/// What a lane wants after a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Nothing is left; sleep until woken.
    Idle,
    /// Something is left; run again at once.
    Again,
    /// Something is left for later; run again after this long, or earlier when woken.
    After(Duration),
    /// The run failed; run again after this long, however often it is woken meanwhile.
    Backoff(Duration),
}

type Run<K> = Box<dyn Fn(K) -> Pin<Box<dyn Future<Output = Next> + Send>> + Send + Sync>;

/// The lanes of one kind. Cheap to clone.
pub struct Lanes<K>(Arc<Inner<K>>);

struct Inner<K> {
    awake: Mutex<HashMap<K, Lane>>,
    seats: Semaphore,
    run: Run<K>,
    life: Life,
    world: World,
}

/// An awake lane. `woken` means it must run once more before it may sleep.
#[derive(Default)]
struct Lane {
    woken: bool,
    bell: Arc<tokio::sync::Notify>,
}

impl<K> Clone for Lanes<K> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K: Clone + Eq + Hash + Send + Sync + 'static> Lanes<K> {
    /// Lanes that run `run` for a key, at most `seats` of them at the same time.
    pub fn new<F, Fut>(life: Life, world: World, seats: usize, run: F) -> Self
    where
        F: Fn(K) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Next> + Send + 'static,
    {
        let run: Run<K> = Box::new(move |key| Box::pin(run(key)));
        Self(Arc::new(Inner { awake: Mutex::default(), seats: Semaphore::new(seats), run, life, world }))
    }

    /// Makes sure that the lane of `key` runs at least once from now on.
    pub fn wake(&self, key: K) {
        let mut awake = self.0.awake.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lane) = awake.get_mut(&key) {
            lane.woken = true;
            lane.bell.notify_one();
            return;
        }
        let lane = Lane::default();
        let bell = lane.bell.clone();
        awake.insert(key.clone(), lane);
        drop(awake);
        let lanes = self.clone();
        let drive = async move { lanes.drive(key, bell).await };
        self.0.life.spawn(drive.instrument(tracing::Span::none()));
    }

    /// How many lanes are awake.
    pub fn awake(&self) -> usize {
        self.0.awake.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Whether the lane of `key` is awake.
    pub fn is_awake(&self, key: &K) -> bool {
        self.0.awake.lock().unwrap_or_else(PoisonError::into_inner).contains_key(key)
    }

    async fn drive(&self, key: K, bell: Arc<tokio::sync::Notify>) {
        loop {
            self.clear(&key);
            let next = match self.0.seats.acquire().await {
                Ok(_seat) => (self.0.run)(key.clone()).await,
                Err(_) => Next::Idle,
            };
            if next == Next::Idle && self.leave(&key) {
                return;
            }
            // Whatever is left is in the database, where the next process finds it.
            if self.0.life.is_ending() && matches!(next, Next::After(_) | Next::Backoff(_)) {
                break;
            }
            match next {
                Next::Idle | Next::Again => {}
                Next::After(pause) => {
                    tokio::select! {
                        () = self.0.world.sleep(pause) => {}
                        () = bell.notified() => {}
                        () = self.0.life.ending() => {}
                    }
                }
                Next::Backoff(pause) => {
                    tokio::select! {
                        () = self.0.world.sleep(pause) => {}
                        () = self.0.life.ending() => {}
                    }
                }
            }
        }
        self.0.awake.lock().unwrap_or_else(PoisonError::into_inner).remove(&key);
    }

    fn clear(&self, key: &K) {
        if let Some(lane) = self.0.awake.lock().unwrap_or_else(PoisonError::into_inner).get_mut(key) {
            lane.woken = false;
        }
    }

    /// Puts the lane to sleep, unless it was woken while it ran.
    fn leave(&self, key: &K) -> bool {
        let mut awake = self.0.awake.lock().unwrap_or_else(PoisonError::into_inner);
        let quiet = awake.get(key).is_none_or(|lane| !lane.woken);
        if quiet {
            awake.remove(key);
        }
        quiet
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[tokio::test]
    async fn a_key_runs_one_at_a_time_and_once_more_when_woken_meanwhile() {
        let (running, runs, overlaps) =
            (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let counters = (running.clone(), runs.clone(), overlaps.clone());
        let world = World::standing_at(jiff::Timestamp::UNIX_EPOCH, 1);
        let lanes = Lanes::new(Life::new(), world, 4, move |_key: u8| {
            let (running, runs, overlaps) = counters.clone();
            async move {
                if running.fetch_add(1, Ordering::SeqCst) > 0 {
                    overlaps.fetch_add(1, Ordering::SeqCst);
                }
                tokio::task::yield_now().await;
                runs.fetch_add(1, Ordering::SeqCst);
                running.fetch_sub(1, Ordering::SeqCst);
                Next::Idle
            }
        });
        lanes.wake(1);
        tokio::task::yield_now().await;
        lanes.wake(1);
        lanes.wake(1);
        while lanes.awake() > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!((runs.load(Ordering::SeqCst), overlaps.load(Ordering::SeqCst)), (2, 0));
    }

    #[tokio::test]
    async fn a_failed_run_waits_for_the_clock_even_when_woken() {
        let runs = Arc::new(AtomicUsize::new(0));
        let counter = runs.clone();
        let world = World::standing_at(jiff::Timestamp::UNIX_EPOCH, 1);
        let lanes = Lanes::new(Life::new(), world.clone(), 4, move |_key: u8| {
            let first = counter.fetch_add(1, Ordering::SeqCst) == 0;
            async move { if first { Next::Backoff(Duration::from_secs(10)) } else { Next::Idle } }
        });
        lanes.wake(1);
        for _ in 0..10 {
            tokio::task::yield_now().await;
            lanes.wake(1);
        }
        assert_eq!(runs.load(Ordering::SeqCst), 1);
        world.advance(Duration::from_secs(10));
        while lanes.awake() > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(runs.load(Ordering::SeqCst), 2);
    }
}
