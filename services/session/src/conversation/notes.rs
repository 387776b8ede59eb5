//! What a process remembers about conversations besides the database. Losing it costs work, never correctness.

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use base::{Id, Timestamp};
use tokio::sync::Notify;

use crate::{domain::customer::Customer, store::inbox::Due};

/// Delivered turns that wait to be noted at most, before somebody is woken to do it.
const WAITING_MAX: usize = 500;
/// Lanes that are told what to begin with; those that wait behind them look for themselves.
const HANDED_MAX: usize = 1024;

/// Customers whose lanes are to look closely at something.
#[derive(Default)]
pub(crate) struct Marks(Mutex<HashSet<Id>>);

impl Marks {
    /// The next run of this customer's lane looks closely.
    pub(crate) fn add(&self, customer: Id) {
        locked(&self.0).insert(customer);
    }

    /// Whether this run is to look closely.
    pub(crate) fn take(&self, customer: Id) -> bool {
        locked(&self.0).remove(&customer)
    }
}

/// What lanes begin with: seen when their messages were stored. Should it be true no longer, the commit finds out.
#[derive(Default)]
pub(crate) struct Handed(Mutex<HashMap<Id, Box<Due>>>);

impl Handed {
    /// The customer's lane begins with this, when it is woken next.
    pub(crate) fn put(&self, due: Box<Due>) {
        let mut handed = locked(&self.0);
        if handed.len() < HANDED_MAX {
            handed.insert(due.customer.id, due);
        }
    }

    /// What the customer's lane begins with, if anything was seen.
    pub(crate) fn take(&self, customer: Id) -> Option<Box<Due>> {
        locked(&self.0).remove(&customer)
    }
}

/// Since when messages wait for a peer that is away, one at most for each customer.
#[derive(Default)]
pub(crate) struct Waits(Mutex<HashMap<Id, (Id, Timestamp)>>);

impl Waits {
    /// Since when this message waits: since now, unless it waited already.
    pub(crate) fn since(&self, customer: Id, message: Id, now: Timestamp) -> Timestamp {
        let mut waits = locked(&self.0);
        let wait = waits.entry(customer).or_insert((message, now));
        if wait.0 != message {
            *wait = (message, now);
        }
        wait.1
    }

    /// The customer waits no longer.
    pub(crate) fn end(&self, customer: Id) {
        locked(&self.0).remove(&customer);
    }
}

/// The last delivered turn of each customer, until the database knows about it. A customer who goes on writing
/// replaces it before that, so a lively conversation costs no extra write.
#[derive(Default)]
pub(crate) struct Delivered {
    turns: Mutex<HashMap<Id, Id>>,
    many: Notify,
}

impl Delivered {
    /// Notes that the replies of a turn have reached notifications.
    pub(crate) fn add(&self, customer: Id, turn: Id) {
        let mut turns = locked(&self.turns);
        turns.insert(customer, turn);
        if turns.len() >= WAITING_MAX {
            self.many.notify_one();
        }
    }

    /// Whether nothing is known to be left of the customer's last turn.
    pub(crate) fn is_settled(&self, customer: &Customer) -> bool {
        customer.undelivered.is_none_or(|turn| locked(&self.turns).get(&customer.id) == Some(&turn))
    }

    /// Whether a turn of this customer waits to be noted.
    pub(crate) fn knows(&self, customer: Id) -> bool {
        locked(&self.turns).contains_key(&customer)
    }

    /// Up to so many turns that wait to be noted.
    pub(crate) fn some(&self) -> Vec<(Id, Id)> {
        locked(&self.turns).iter().take(WAITING_MAX).map(|(customer, turn)| (*customer, *turn)).collect()
    }

    /// Forgets turns that were noted, unless the customer has had another meanwhile.
    pub(crate) fn forget(&self, noted: &[(Id, Id)]) {
        let mut turns = locked(&self.turns);
        for (customer, turn) in noted {
            if turns.get(customer) == Some(turn) {
                turns.remove(customer);
            }
        }
    }

    /// Waits until many turns wait to be noted.
    pub(crate) async fn many(&self) {
        self.many.notified().await;
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
