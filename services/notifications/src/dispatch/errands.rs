//! Why lanes were woken, in memory: to send what was handed over, to look into the database, or both.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use base::Id;

use super::{Outgoing, RecipientId};

#[derive(Default)]
pub(super) struct Errands(Mutex<HashMap<RecipientId, Errand>>);

/// What one lane is to do.
#[derive(Default)]
pub(super) struct Errand {
    /// Written ahead, to be sent at once.
    pub(super) handed_over: Vec<Outgoing>,
    /// Whether something may wait in the database.
    pub(super) look: bool,
}

impl Errands {
    pub(super) fn hand_over(&self, outgoing: Outgoing) {
        self.lock().entry(outgoing.recipient_id.clone()).or_default().handed_over.push(outgoing);
    }

    pub(super) fn look(&self, recipient_id: &RecipientId) {
        self.lock().entry(recipient_id.clone()).or_default().look = true;
    }

    pub(super) fn take(&self, recipient_id: &RecipientId) -> Errand {
        self.lock().remove(recipient_id).unwrap_or_default()
    }

    /// Whether this process still has the message in hand.
    pub(super) fn has(&self, recipient_id: &str, id: Id) -> bool {
        let errands = self.lock();
        errands.get(recipient_id).is_some_and(|errand| errand.handed_over.iter().any(|it| it.tried.id == id))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<RecipientId, Errand>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
