//! Noting what networks say about messages.

use std::{collections::BTreeMap, sync::Arc};

use base::Id;
use chassis::db::{Conn, Error};

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

/// What statuses changed.
#[derive(Default)]
struct Noted {
    applied: usize,
    looks: Vec<RecipientId>,
}

impl Dispatch {
    /// Notes statuses; tells how many were news.
    pub(crate) async fn note_statuses(&self, told: Vec<Status>) -> Result<usize, Error> {
        let shared = self.shared.clone();
        let is_one_statement = told.iter().all(|status| {
            status.id.is_some() && status.word == told[0].word && !matches!(status.word, Some(Word::Failed(_)))
        });
        let work = async move |tx: &mut Conn| shared.note_statuses(tx, told).await;
        let noted = if is_one_statement {
            self.shared.db.write_single(work).await?
        } else {
            self.shared.db.write(work).await?
        };
        noted.looks.into_iter().for_each(|recipient_id| self.look(recipient_id));
        Ok(noted.applied)
    }
}

impl Shared {
    async fn note_statuses(self: &Arc<Self>, tx: &mut Conn, told: Vec<Status>) -> Result<Noted, Error> {
        let (mut steps, mut failed) = (BTreeMap::<Forward, Vec<Id>>::new(), Vec::new());
        for status in told {
            let Some(word) = status.word else { continue };
            let Some(id) = identify(tx, &status).await? else { continue };
            match word {
                Word::Sent => steps.entry(Forward::Sent).or_default().push(id),
                Word::Delivered => steps.entry(Forward::Delivered).or_default().push(id),
                Word::Read => steps.entry(Forward::Read).or_default().push(id),
                Word::Failed(code) => failed.push((id, status.provider_id, code)),
            }
        }
        let mut noted = Noted::default();
        for (step, ids) in steps {
            noted.applied += statuses::forward(tx, ids, step, self.world.now()).await?;
        }
        for (id, provider_id, code) in failed {
            self.note_failure(tx, id, &provider_id, code, &mut noted).await?;
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
