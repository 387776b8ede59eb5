//! Time, randomness and ids, handed down from `main` so that a test can decide all three.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use base::{Clock, Id};
use jiff::{SignedDuration, Timestamp};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use tokio::sync::watch;

/// How long a sleeper waits at most before it looks at the clock again, so that a stepped wall clock is noticed.
const NAP_MAX: Duration = Duration::from_secs(60);

/// Where a process gets time, randomness and ids from. Cheap to clone.
#[derive(Clone)]
pub struct World {
    time: Time,
    dice: Arc<Mutex<StdRng>>,
    last_id: Arc<Mutex<u128>>,
}

#[derive(Clone)]
enum Time {
    /// The machine's clock, moved forward by an offset that tests of whole processes may raise.
    Running(watch::Sender<SignedDuration>),
    /// A clock that stands still until it is moved.
    Standing(watch::Sender<Timestamp>),
}

impl World {
    /// The real world.
    pub fn real() -> Self {
        Self {
            time: Time::Running(watch::Sender::new(SignedDuration::ZERO)),
            dice: dice(StdRng::from_os_rng()),
            last_id: Arc::default(),
        }
    }

    /// A world for tests: time stands at `start` until [`World::advance`] moves it, and dice fall the same every run.
    pub fn standing_at(start: Timestamp, seed: u64) -> Self {
        Self {
            time: Time::Standing(watch::Sender::new(start)),
            dice: dice(StdRng::seed_from_u64(seed)),
            last_id: Arc::default(),
        }
    }

    /// The present moment, in whole microseconds, as databases keep it.
    pub fn now(&self) -> Timestamp {
        match &self.time {
            Time::Running(offset) => to_microseconds(machine_time() + *offset.borrow()),
            Time::Standing(now) => *now.borrow(),
        }
    }

    /// Moves time forward and wakes everyone whose moment has come.
    pub fn advance(&self, duration: Duration) {
        let step = SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX);
        match &self.time {
            Time::Running(offset) => offset.send_modify(|offset| *offset += step),
            Time::Standing(now) => now.send_modify(|now| *now += step),
        }
    }

    /// Waits for a moment on this world's clock.
    pub async fn sleep_until(&self, moment: Timestamp) {
        match &self.time {
            Time::Running(offset) => self.nap_until(moment, offset.subscribe()).await,
            Time::Standing(now) => {
                // The sender lives in `self`, so the channel cannot close while we wait.
                let _ = now.subscribe().wait_for(|now| *now >= moment).await;
            }
        }
    }

    /// Waits for a while on this world's clock.
    pub async fn sleep(&self, duration: Duration) {
        let step = SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX);
        self.sleep_until(self.now().saturating_add(step).unwrap_or(Timestamp::MAX)).await;
    }

    #[expect(clippy::disallowed_methods, reason = "this is where waiting on the real clock lives")]
    async fn nap_until(&self, moment: Timestamp, mut moved: watch::Receiver<SignedDuration>) {
        while let Ok(left) = Duration::try_from(moment.duration_since(self.now())) {
            if left.is_zero() {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(left.min(NAP_MAX)) => {}
                _ = moved.changed() => {}
            }
        }
    }

    /// A fresh id, larger than those before: what one process stores within a millisecond keeps its order as well.
    pub fn id(&self) -> Id {
        let fresh = Id::new(self.now(), self.random()).uuid().as_u128();
        let mut last = self.last_id.lock().unwrap_or_else(PoisonError::into_inner);
        *last = fresh.max(last.saturating_add(1));
        Id::from_uuid(uuid::Uuid::from_u128(*last))
    }

    /// Random bytes, good enough for secrets in the real world.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.dice.lock().unwrap_or_else(PoisonError::into_inner).fill(&mut bytes[..]);
        bytes
    }

    /// A random number.
    pub fn random_u64(&self) -> u64 {
        u64::from_le_bytes(self.random())
    }

    /// A duration between half and all of `full`, so that many who wait do not come back at once.
    pub fn jittered(&self, full: Duration) -> Duration {
        let half = full / 2;
        half + half.mul_f64((self.random_u64() >> 11) as f64 / (1_u64 << 53) as f64)
    }
}

impl Clock for World {
    fn now(&self) -> Timestamp {
        Self::now(self)
    }
}

fn dice(rng: StdRng) -> Arc<Mutex<StdRng>> {
    Arc::new(Mutex::new(rng))
}

#[expect(clippy::disallowed_methods, reason = "this is where the machine's clock is read")]
fn machine_time() -> Timestamp {
    Timestamp::now()
}

fn to_microseconds(moment: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(moment.as_microsecond()).unwrap_or(moment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_sleeper_wakes_when_the_clock_is_moved_past_its_moment() {
        let world = World::standing_at(Timestamp::UNIX_EPOCH, 1);
        let sleeper = tokio::spawn({
            let world = world.clone();
            async move { world.sleep(Duration::from_secs(3600)).await }
        });
        tokio::task::yield_now().await;
        world.advance(Duration::from_secs(3599));
        tokio::task::yield_now().await;
        assert!(!sleeper.is_finished());
        world.advance(Duration::from_secs(1));
        sleeper.await.unwrap();
    }

    #[test]
    fn one_seed_gives_the_same_ids_every_run() {
        let worlds = [7, 7].map(|seed| World::standing_at(Timestamp::UNIX_EPOCH, seed));
        assert_eq!(worlds[0].id(), worlds[1].id());
    }

    #[test]
    fn ids_of_one_moment_keep_the_order_they_were_made_in() {
        let world = World::standing_at(Timestamp::UNIX_EPOCH, 7);
        let ids: Vec<_> = (0..1_000).map(|_| world.id()).collect();
        assert!(ids.is_sorted_by(|earlier, later| earlier < later));
    }

    #[test]
    fn the_running_clock_can_be_moved_forward() {
        let world = World::real();
        let before = world.now();
        world.advance(Duration::from_secs(86_400));
        assert!(world.now().duration_since(before) >= SignedDuration::from_secs(86_400));
    }
}
