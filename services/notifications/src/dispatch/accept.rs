//! Taking messages over.

use std::sync::Arc;

use base::Id;
use chassis::db::{Conn, Error as DbError};

use super::{Dispatch, Outgoing, RecipientId, Shared, quick::Quick};
use crate::{
    domain::{
        merge::Parcel,
        outbound::{Reason, State},
        outcome::Tried,
        plan::{Plan, Step, Waiting},
        recipient::{Recipient, Told, Updated},
    },
    error::Error,
    store::{
        messages::{self, Fresh, Start},
        recipients,
    },
};

/// A message to take over, and what it tells about the person.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    pub(crate) fresh: Fresh,
    pub(crate) told: Told,
}

/// How many messages were new.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Receipt {
    pub(crate) accepted: i32,
    pub(crate) duplicates: i32,
}

/// What is to be done once the messages are durable.
#[derive(Default)]
struct Afterwards {
    receipt: Receipt,
    handed_over: Vec<Outgoing>,
    looks: Vec<RecipientId>,
}

impl Dispatch {
    /// Takes messages over durably, and sees to it that they leave.
    pub(crate) async fn accept(&self, letters: Vec<Letter>) -> Result<Receipt, Error> {
        let letters = Arc::new(letters);
        let quick = self.quick_way.run(letters.clone()).await?;
        let mut receipt = Receipt::default();
        quick.iter().for_each(|quick| receipt.count(*quick));
        let left = Arc::unwrap_or_clone(letters).into_iter().zip(quick).filter(|(_, quick)| *quick == Quick::Not);
        let left: Vec<Letter> = left.map(|(letter, _)| letter).collect();
        if !left.is_empty() {
            receipt.add(self.accept_slowly(left).await?);
        }
        Ok(receipt)
    }

    async fn accept_slowly(&self, letters: Vec<Letter>) -> Result<Receipt, Error> {
        let shared = self.shared.clone();
        let work = async move |tx: &mut Conn| shared.accept_all(tx, letters).await;
        let afterwards = self.shared.db.write(work).await?;
        afterwards.handed_over.into_iter().for_each(|outgoing| self.bell.hand_over(outgoing));
        afterwards.looks.into_iter().for_each(|recipient_id| self.bell.look(recipient_id));
        Ok(afterwards.receipt)
    }

    /// Notes what a call tells about a person. Most calls tell nothing that is worth storing.
    pub(crate) async fn note(&self, told: Told) -> Result<(), Error> {
        let asked = told.clone();
        let look = async move |conn: &mut Conn| news(conn, &asked).await;
        if self.shared.db.read(look).await?.is_none() {
            return Ok(());
        }
        let save = async move |tx: &mut Conn| match news(tx, &told).await? {
            Some(recipient) => Ok(recipients::save(tx, &recipient).await?),
            None => Ok(()),
        };
        self.shared.db.write(save).await
    }
}

impl Shared {
    async fn accept_all(&self, tx: &mut Conn, letters: Vec<Letter>) -> Result<Afterwards, Error> {
        let mut afterwards = Afterwards::default();
        for group in by_recipient(letters) {
            self.accept_group(tx, group, &mut afterwards).await?;
        }
        Ok(afterwards)
    }

    /// Takes over messages to one person. Several go through the queue, where they are merged.
    async fn accept_group(&self, tx: &mut Conn, group: Vec<Letter>, afterwards: &mut Afterwards) -> Result<(), Error> {
        let Some(first) = group.first() else { return Ok(()) };
        let (mut recipient, is_busy, mut is_news) = match recipients::lane(tx, &first.told.id).await? {
            Some(lane) => (lane.recipient, lane.is_sending || lane.has_queued, false),
            None => (Recipient::first(&first.told).ok_or(Error::AddressRequired)?, false, true),
        };
        for letter in &group {
            let updated = recipient.after(&letter.told);
            (recipient, is_news) = (updated.recipient, is_news || updated.is_worth_storing);
        }
        let stored_pace = recipient.paid_until;
        if !is_busy && group.len() == 1 {
            for letter in group {
                self.accept_one(tx, letter.fresh, &mut recipient, afterwards).await?;
            }
        } else {
            for letter in group {
                store(tx, &letter.fresh, Start::Queued, afterwards).await?;
            }
            afterwards.looks.push(recipient.id.as_str().into());
        }
        if is_news || recipient.paid_until != stored_pace {
            recipients::save(tx, &recipient).await?;
        }
        Ok(())
    }

    /// Takes over a message to a person for whom nothing waits: on its way at once, if nothing is against it.
    async fn accept_one(
        &self,
        tx: &mut Conn,
        fresh: Fresh,
        recipient: &mut Recipient,
        afterwards: &mut Afterwards,
    ) -> Result<(), Error> {
        let Plan { ended, next } = self.decide(vec![waiting(&fresh)], recipient, fresh.created_at);
        let start = start(&ended, &next);
        let is_stored = messages::insert(tx, &fresh, start).await?;
        if start == Start::Sending && !is_stored {
            // Known already, or another process sends to the same person this very moment.
            afterwards.looks.push(recipient.id.as_str().into());
            return Ok(store(tx, &fresh, Start::Queued, afterwards).await?);
        }
        afterwards.receipt.count(if is_stored { Quick::New } else { Quick::Known });
        match (start, next) {
            (Start::Sending, Step::Send(parcel)) => {
                afterwards.handed_over.push(outgoing(&fresh, parcel, recipient.clone()));
            }
            (Start::Dropped(reason), _) => tracing::info!(id = %fresh.id, %reason, "a message is not sent"),
            (Start::Queued | Start::Sending, _) => afterwards.looks.push(recipient.id.as_str().into()),
        }
        Ok(())
    }
}

impl Receipt {
    const fn count(&mut self, quick: Quick) {
        match quick {
            Quick::New => self.accepted += 1,
            Quick::Known => self.duplicates += 1,
            Quick::Not => {}
        }
    }

    const fn add(&mut self, other: Self) {
        self.accepted += other.accepted;
        self.duplicates += other.duplicates;
    }
}

async fn store(tx: &mut Conn, fresh: &Fresh, start: Start, afterwards: &mut Afterwards) -> Result<(), DbError> {
    let is_new = messages::insert(tx, fresh, start).await?;
    afterwards.receipt.count(if is_new { Quick::New } else { Quick::Known });
    Ok(())
}

/// The person after what was told, if that is worth storing.
async fn news(conn: &mut Conn, told: &Told) -> Result<Option<Recipient>, Error> {
    match recipients::find(conn, &told.id).await? {
        Some(known) => {
            let Updated { recipient, is_worth_storing } = known.after(told);
            Ok(is_worth_storing.then_some(recipient))
        }
        None => Recipient::first(told).ok_or(Error::AddressRequired).map(Some),
    }
}

/// How a message begins, about which this was decided.
pub(super) fn start(ended: &[(Id, State, Reason)], next: &Step) -> Start {
    match (ended.first(), next) {
        (Some((_, _, reason)), _) => Start::Dropped(*reason),
        (None, Step::Send(_)) => Start::Sending,
        (None, Step::Hold(_) | Step::Rest) => Start::Queued,
    }
}

/// The letters by person, each person's in the order they came.
fn by_recipient(letters: Vec<Letter>) -> Vec<Vec<Letter>> {
    let mut places = std::collections::HashMap::new();
    let mut groups: Vec<Vec<Letter>> = Vec::new();
    for letter in letters {
        let place = *places.entry(letter.told.id.clone()).or_insert(groups.len());
        if place == groups.len() {
            groups.push(Vec::new());
        }
        groups[place].push(letter);
    }
    groups
}

/// A fresh message as the plan sees it.
pub(super) fn waiting(fresh: &Fresh) -> Waiting {
    let now = fresh.created_at;
    Waiting {
        id: fresh.id,
        class: fresh.class,
        message: fresh.message.clone(),
        is_ambiguous: false,
        due_at: now,
        expires_at: now + fresh.class.expiry(),
        attempts: 0,
        failures: 0,
        ambiguities: 0,
        traceparent: fresh.traceparent.clone(),
    }
}

pub(super) fn outgoing(fresh: &Fresh, parcel: Parcel, recipient: Recipient) -> Outgoing {
    Outgoing {
        tried: Tried { id: fresh.id, attempt: 1, failures: 0, ambiguities: 0 },
        recipient_id: recipient.id.into(),
        address: recipient.address,
        message: parcel.first.message,
        class: fresh.class,
        traceparent: parcel.first.traceparent,
        written_at: fresh.created_at,
    }
}
