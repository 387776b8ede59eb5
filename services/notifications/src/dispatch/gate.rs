//! Whether an account may send now. Kept by each process for itself: replicas share an account's throughput by getting
//! a share of the setting each.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use chassis::breaker::Breaker;
use jiff::{SignedDuration, Timestamp};

use crate::domain::{
    outbound::Class,
    outcome::{Again, Outcome},
    pace::Throughput,
};

pub(super) struct Gate {
    per_second: u32,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    breaker: Breaker,
    accounts: HashMap<String, Account>,
}

struct Account {
    throughput: Option<Throughput>,
    held_until: Timestamp,
}

impl Gate {
    pub(super) fn new(per_second: u32) -> Self {
        Self { per_second, state: Mutex::default() }
    }

    /// Takes a place for a send, or says when to ask again.
    pub(super) fn pass(&self, account_id: &str, class: Class, now: Timestamp) -> Result<(), Timestamp> {
        let mut state = self.lock();
        state.breaker.ask(now)?;
        self.account(&mut state, account_id).pass(class, now)?;
        state.breaker.begin(now);
        Ok(())
    }

    /// Learns from how a send ended.
    pub(super) fn learn(&self, account_id: &str, outcome: &Outcome, now: Timestamp) {
        let mut state = self.lock();
        if let Outcome::NotSent { again: Again::AccountHeld(rest), reason } = outcome {
            tracing::warn!(%reason, rest_seconds = rest.as_secs(), "the account is held");
            self.account(&mut state, account_id).hold(now, *rest);
        }
        if !outcome.is_trouble() {
            state.breaker.succeeded();
        } else if state.breaker.failed(now) {
            tracing::error!("the network fails again and again; its breaker is open");
        }
    }

    fn account<'a>(&self, state: &'a mut State, account_id: &str) -> &'a mut Account {
        if !state.accounts.contains_key(account_id) {
            let account = Account { throughput: Throughput::new(self.per_second), held_until: Timestamp::MIN };
            state.accounts.insert(account_id.to_owned(), account);
        }
        state.accounts.get_mut(account_id).expect("it was put there a moment ago")
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Account {
    fn pass(&mut self, class: Class, now: Timestamp) -> Result<(), Timestamp> {
        if self.held_until > now {
            return Err(self.held_until);
        }
        self.throughput.as_mut().map_or(Ok(()), |throughput| throughput.take(class, now))
    }

    fn hold(&mut self, now: Timestamp, rest: Duration) {
        let rest = SignedDuration::try_from(rest).unwrap_or(SignedDuration::MAX);
        self.held_until = self.held_until.max(now.saturating_add(rest).unwrap_or(Timestamp::MAX));
    }
}
