//! How far each person's messages are paid for, in memory: exact here, while the row is a few messages behind.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use jiff::Timestamp;

use crate::domain::recipient::Recipient;

#[derive(Default)]
pub(super) struct Paces(Mutex<HashMap<String, Timestamp>>);

impl Paces {
    pub(super) fn paid_until(&self, recipient: &Recipient) -> Timestamp {
        let known = self.lock().get(&recipient.id).copied();
        known.max(recipient.paid_until).unwrap_or(Timestamp::MIN)
    }

    pub(super) fn set(&self, recipient_id: &str, paid_until: Timestamp) {
        let mut paces = self.lock();
        match paces.get_mut(recipient_id) {
            Some(known) => *known = paid_until,
            None => drop(paces.insert(recipient_id.to_owned(), paid_until)),
        }
    }

    /// Forgets everyone who owes nothing.
    pub(super) fn forget_paid(&self, now: Timestamp) {
        self.lock().retain(|_, paid_until| *paid_until > now);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Timestamp>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
