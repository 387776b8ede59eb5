//! Noting what networks say about messages.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use base::Id;
use chassis::db::{Conn, Error, Together};

use super::{Dispatch, RecipientId, Shared};
use crate::{
    domain::{
        outbound::State,
        outcome::{Outcome, judge},
        status::{Forward, Word},
    },
    store::{messages, statuses},
};

/// A status as it came.
#[derive(Debug, Clone)]
pub(crate) struct Status {
    /// Our own id, when the network returned it.
    pub(crate) id: Option<Id>,
    pub(crate) provider_id: String,
    /// `None` for words that tell nothing about the message's way.
    pub(crate) word: Option<Word>,
}

/// Steps up the ladder that one call tells about.
pub(super) type Steps = Arc<Vec<(Forward, Id)>>;
/// Notes the steps of many calls together; tells each how many were news.
pub(super) type StatusDesk = Together<Steps, usize>;

/// What statuses changed.
#[derive(Default)]
struct Noted {
    applied: usize,
    looks: Vec<RecipientId>,
}

impl Dispatch {
    /// Notes statuses; tells how many were news. Nearly all of them are steps of messages we know by our own id, which
    /// need one statement for many.
    pub(crate) async fn note_statuses(&self, told: Vec<Status>) -> Result<usize, Error> {
        let (mut steps, mut others) = (Vec::with_capacity(told.len()), Vec::new());
        for status in told {
            match (status.id, status.word.and_then(Word::forward)) {
                (Some(id), Some(step)) => steps.push((step, id)),
                _ if status.word.is_some() => others.push(status),
                _ => {}
            }
        }
        let mut applied = if steps.is_empty() { 0 } else { self.desk.run(Arc::new(steps)).await? };
        if !others.is_empty() {
            let shared = self.shared.clone();
            let noted = self.shared.db.write(async move |tx: &mut Conn| shared.note_one_by_one(tx, others).await);
            let noted = noted.await?;
            noted.looks.into_iter().for_each(|recipient_id| self.look(recipient_id));
            applied += noted.applied;
        }
        Ok(applied)
    }
}

impl Shared {
    /// Notes the steps of many calls. Each may be noted twice without harm, so that no transaction is needed.
    pub(super) async fn note_together(self: Arc<Self>, calls: Arc<Vec<Steps>>) -> Result<Vec<usize>, Error> {
        let mut by_step = BTreeMap::<Forward, Vec<Id>>::new();
        calls.iter().flat_map(|call| call.iter()).for_each(|(step, id)| by_step.entry(*step).or_default().push(*id));
        let now = self.world.now();
        let work = async move |conn: &mut Conn| -> Result<HashSet<(Forward, Id)>, Error> {
            let mut moved = HashSet::new();
            for (step, ids) in by_step {
                moved.extend(statuses::forward(conn, ids, step, now).await?.into_iter().map(|id| (step, id)));
            }
            Ok(moved)
        };
        let mut moved = self.db.write_gathered(calls.len(), work).await?;
        Ok(calls.iter().map(|call| call.iter().filter(|step| moved.remove(step)).count()).collect())
    }

    async fn note_one_by_one(self: &Arc<Self>, tx: &mut Conn, told: Vec<Status>) -> Result<Noted, Error> {
        let mut noted = Noted::default();
        for status in told {
            let Some(word) = status.word else { continue };
            let Some(id) = identify(tx, &status).await? else { continue };
            match (word, word.forward()) {
                (Word::Failed(code), _) => self.note_failure(tx, id, &status.provider_id, code, &mut noted).await?,
                (_, Some(step)) => {
                    noted.applied += statuses::forward(tx, vec![id], step, self.world.now()).await?.len();
                }
                (_, None) => {}
            }
        }
        Ok(noted)
    }

    /// The network took a message and could not deliver it: back into the queue when that may help, else the end.
    async fn note_failure(
        &self,
        tx: &mut Conn,
        id: Id,
        provider_id: &str,
        code: i32,
        noted: &mut Noted,
    ) -> Result<(), Error> {
        let Some((tried, standing)) = statuses::standing(tx, id).await? else { return Ok(()) };
        if !standing.may_fail(provider_id) {
            return Ok(());
        }
        let now = self.world.now();
        let change = judge(&tried, self.failure(code), now, |pause| self.world.jittered(pause));
        if statuses::fail(tx, &tried, standing.state, &change, now).await? {
            noted.applied += 1;
            tracing::info!(%id, code, state = change.state.as_str(), "the network could not deliver a message");
            if change.state == State::Queued {
                let message = messages::find(tx, id).await?;
                noted.looks.extend(message.map(|message| RecipientId::from(message.recipient_id)));
            }
        }
        Ok(())
    }

    /// What a failed delivery means. It counts against the message even where the account is to blame: the network
    /// took the message once, and every try that it takes must be one of a limited number.
    fn failure(&self, code: i32) -> Outcome {
        use crate::domain::outcome::Again;
        match self.provider.told_failure(code) {
            Outcome::NotSent { reason, again: Again::AccountHeld(_) } => {
                Outcome::NotSent { reason, again: Again::Pause }
            }
            other => other,
        }
    }
}

/// The message a status is about: by our own id, else by the network's.
async fn identify(conn: &mut Conn, status: &Status) -> Result<Option<Id>, Error> {
    match status.id {
        Some(id) => Ok(Some(id)),
        None if status.provider_id.is_empty() => Ok(None),
        None => statuses::by_provider_id(conn, &status.provider_id).await,
    }
}
