//! Taking messages over.

use chassis::db::{Conn, Error as DbError};

use super::{Dispatch, Outgoing, RecipientId, Shared};
use crate::{
    domain::{
        merge::Parcel,
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

/// How the quick way ended.
enum Quick {
    Taken(Afterwards),
    /// Something must be written beside the message, or looked at first.
    Not(Vec<Letter>),
}

impl Dispatch {
    /// Takes messages over durably, and sees to it that they leave.
    pub(crate) async fn accept(&self, letters: Vec<Letter>) -> Result<Receipt, Error> {
        let shared = self.shared.clone();
        let quick =
            self.shared.db.write_single(async move |conn: &mut Conn| shared.accept_quickly(conn, letters).await);
        let afterwards = match quick.await? {
            Quick::Taken(afterwards) => afterwards,
            Quick::Not(letters) => {
                let shared = self.shared.clone();
                self.shared.db.write(async move |tx: &mut Conn| shared.accept_all(tx, letters).await).await?
            }
        };
        afterwards.handed_over.into_iter().for_each(|outgoing| self.hand_over(outgoing));
        afterwards.looks.into_iter().for_each(|recipient_id| self.look(recipient_id));
        Ok(afterwards.receipt)
    }

    /// Notes what a call tells about a person.
    pub(crate) async fn note(&self, told: Told) -> Result<(), Error> {
        self.shared.db.write(async move |tx: &mut Conn| note(tx, &told).await.map(drop)).await
    }
}

impl Shared {
    /// The way most messages go: one message to a known person about whom nothing new is told and for whom nothing
    /// waits. One read and one insert, which need no transaction around them: of two inserts that race, the index of
    /// messages on their way refuses one.
    async fn accept_quickly(&self, conn: &mut Conn, letters: Vec<Letter>) -> Result<Quick, Error> {
        let [letter] = letters.as_slice() else { return Ok(Quick::Not(letters)) };
        let Some(lane) = recipients::lane(conn, &letter.told.id).await? else { return Ok(Quick::Not(letters)) };
        let Updated { recipient, is_worth_storing } = lane.recipient.after(&letter.told);
        if lane.is_sending || lane.has_queued || is_worth_storing || self.will_store_pace(&recipient) {
            return Ok(Quick::Not(letters));
        }
        let mut afterwards = Afterwards::default();
        self.accept_one(conn, letter.fresh.clone(), &mut recipient.clone(), &mut afterwards).await?;
        Ok(Quick::Taken(afterwards))
    }

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
        let start = match (ended.first(), &next) {
            (Some((_, _, reason)), _) => Start::Dropped(*reason),
            (None, Step::Send(_)) => Start::Sending,
            (None, Step::Hold(_) | Step::Rest) => Start::Queued,
        };
        let is_stored = messages::insert(tx, &fresh, start).await?;
        match next {
            Step::Send(parcel) if is_stored => {
                afterwards.receipt.accepted += 1;
                afterwards.handed_over.push(outgoing(&fresh, parcel, recipient));
            }
            // Known already, or another process sends to the same person this very moment.
            Step::Send(_) => {
                store(tx, &fresh, Start::Queued, afterwards).await?;
                afterwards.looks.push(recipient.id.as_str().into());
            }
            Step::Hold(_) | Step::Rest => {
                afterwards.receipt.count(is_stored);
                afterwards.looks.push(recipient.id.as_str().into());
            }
        }
        Ok(())
    }

    /// Whether a message that leaves now would change the stored pace.
    fn will_store_pace(&self, recipient: &Recipient) -> bool {
        let now = self.world.now();
        let paid_until = self.paces.paid_until(recipient);
        let changes = |rate: super::Rate| rate.is_worth_storing(recipient.paid_until, rate.pay(paid_until, now), now);
        self.pair_rate.is_some_and(changes)
    }
}

impl Receipt {
    const fn count(&mut self, is_new: bool) {
        if is_new {
            self.accepted += 1;
        } else {
            self.duplicates += 1;
        }
    }
}

async fn store(tx: &mut Conn, fresh: &Fresh, start: Start, afterwards: &mut Afterwards) -> Result<(), DbError> {
    let is_new = messages::insert(tx, fresh, start).await?;
    afterwards.receipt.count(is_new);
    Ok(())
}

async fn note(tx: &mut Conn, told: &Told) -> Result<(), Error> {
    let (recipient, is_news) = match recipients::find(tx, &told.id).await? {
        Some(known) => {
            let Updated { recipient, is_worth_storing } = known.after(told);
            (recipient, is_worth_storing)
        }
        None => (Recipient::first(told).ok_or(Error::AddressRequired)?, true),
    };
    if is_news {
        recipients::save(tx, &recipient).await?;
    }
    Ok(())
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
fn waiting(fresh: &Fresh) -> Waiting {
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

fn outgoing(fresh: &Fresh, parcel: Parcel, recipient: &Recipient) -> Outgoing {
    Outgoing {
        tried: Tried { id: fresh.id, attempt: 1, failures: 0, ambiguities: 0 },
        recipient_id: recipient.id.as_str().into(),
        address: recipient.address.clone(),
        message: parcel.first.message,
        class: fresh.class,
        traceparent: parcel.first.traceparent,
        written_at: fresh.created_at,
    }
}
