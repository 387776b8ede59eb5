//! The way most messages go: to a person who is known, about whom nothing new is told and for whom nothing waits.
//!
//! Such messages need one read and one insert, which they share with those that other callers bring at the same moment,
//! and no transaction: of two inserts that race, the index of messages on their way refuses one.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use base::Message;
use chassis::db::{Conn, Error, Together};

use super::{
    Bell, Outgoing, RecipientId, Shared,
    accept::{Letter, outgoing, start, waiting},
};
use crate::{
    domain::{
        plan::{Plan, Step},
        recipient::{Recipient, Updated},
    },
    store::{
        messages::{self, Fresh, Start},
        recipients::{self, Lane},
    },
};

/// How the quick way ended for a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quick {
    New,
    Known,
    /// Something must be written beside the message, or looked at first.
    Not,
}

/// The messages of one call.
pub(super) type Call = Arc<Vec<Letter>>;
/// Takes many calls the quick way: one answer for each letter.
pub(super) type QuickWay = Together<Call, Vec<Quick>>;

type LanesById<'a> = HashMap<&'a str, &'a Lane>;

/// What became of a call.
#[derive(Default)]
struct Taken {
    quick: Vec<Quick>,
    handed_over: Vec<Outgoing>,
    looks: Vec<RecipientId>,
}

/// A letter with what was decided about it.
struct Decided<'a> {
    fresh: &'a Fresh,
    start: Start,
    recipient: Recipient,
    next: Step,
}

impl Bell {
    /// Handing over is part of the work: it is done even if the callers go away meanwhile.
    pub(super) async fn take_quickly(self, calls: Arc<Vec<Call>>) -> Result<Vec<Vec<Quick>>, Error> {
        let (shared, letters) = (self.shared.clone(), calls.iter().map(|call| call.len()).sum());
        let work = async move |conn: &mut Conn| shared.take_quickly(conn, &calls).await;
        let mut answers = Vec::new();
        for Taken { quick, handed_over, looks } in self.shared.db.write_gathered(letters, work).await? {
            answers.push(quick);
            handed_over.into_iter().for_each(|outgoing| self.hand_over(outgoing));
            looks.into_iter().for_each(|recipient_id| self.look(recipient_id));
        }
        Ok(answers)
    }
}

impl Shared {
    async fn take_quickly(&self, conn: &mut Conn, calls: &[Call]) -> Result<Vec<Taken>, Error> {
        let people = calls.iter().flat_map(|call| call.iter()).map(|letter| letter.told.id.as_str());
        let lanes = recipients::lanes(conn, people.collect::<HashSet<_>>()).await?;
        let mut lanes = lanes.iter().map(|lane| (lane.recipient.id.as_str(), lane)).collect();
        let decided: Vec<Vec<Option<Decided<'_>>>> =
            calls.iter().map(|call| self.decide_quickly(call, &mut lanes)).collect();
        let rows: Vec<_> = decided.iter().flatten().flatten().map(|letter| (letter.fresh, letter.start)).collect();
        let mut stored = messages::insert_all(conn, &rows).await?.into_iter();
        Ok(decided.into_iter().map(|call| Taken::of(call, &mut stored)).collect())
    }

    /// Decides about the letters of a call that can go the quick way. None can when one of them cannot go at all, since
    /// a call is refused as a whole.
    fn decide_quickly<'a>(&self, call: &'a [Letter], lanes: &mut LanesById<'_>) -> Vec<Option<Decided<'a>>> {
        let mut counts: HashMap<&str, usize> = HashMap::with_capacity(call.len());
        call.iter().for_each(|letter| *counts.entry(letter.told.id.as_str()).or_default() += 1);
        let is_nowhere =
            |letter: &Letter| letter.told.address.is_none() && !lanes.contains_key(letter.told.id.as_str());
        let is_refused = call.iter().any(is_nowhere);
        let decide = |letter: &'a Letter| {
            let id = letter.told.id.as_str();
            // Whoever gets a message here is not idle for the calls behind this one.
            let lane = lanes.remove(id).filter(|_| !is_refused && counts.get(id) == Some(&1))?;
            self.idle(letter, lane).map(|recipient| self.decide_one(&letter.fresh, recipient))
        };
        call.iter().map(decide).collect()
    }

    fn decide_one<'a>(&self, fresh: &'a Fresh, mut recipient: Recipient) -> Decided<'a> {
        let Plan { ended, next } = self.decide(vec![waiting(fresh)], &mut recipient, fresh.created_at);
        Decided { fresh, start: start(&ended, &next), recipient, next }
    }

    /// The person after what the letter tells, if nothing but the letter need be written.
    fn idle(&self, letter: &Letter, lane: &Lane) -> Option<Recipient> {
        if lane.is_sending || lane.has_queued || matches!(letter.fresh.message, Message::Document { .. }) {
            return None;
        }
        let Updated { recipient, is_worth_storing } = lane.recipient.clone().after(&letter.told);
        (!is_worth_storing && !self.will_store_pace(&recipient)).then_some(recipient)
    }

    /// Whether a message that leaves now would change the stored pace.
    fn will_store_pace(&self, recipient: &Recipient) -> bool {
        let Some(rate) = self.pair_rate else { return false };
        let (now, paid_until) = (self.world.now(), self.paces.paid_until(recipient));
        rate.is_worth_storing(recipient.paid_until, rate.pay(paid_until, now), now)
    }
}

impl Taken {
    fn of(call: Vec<Option<Decided<'_>>>, stored: &mut impl Iterator<Item = bool>) -> Self {
        let mut taken = Self::default();
        for decided in call {
            let quick = match decided {
                Some(decided) => stored.next().map_or(Quick::Not, |is_stored| taken.note(decided, is_stored)),
                None => Quick::Not,
            };
            taken.quick.push(quick);
        }
        taken
    }

    fn note(&mut self, decided: Decided<'_>, is_stored: bool) -> Quick {
        let Decided { fresh, start, recipient, next } = decided;
        match (start, next) {
            // Known already, or another process sends to the same person this very moment.
            (Start::Sending, _) if !is_stored => return Quick::Not,
            _ if !is_stored => return Quick::Known,
            (Start::Sending, Step::Send(parcel)) => self.handed_over.push(outgoing(fresh, parcel, recipient)),
            (Start::Dropped(reason), _) => tracing::info!(id = %fresh.id, %reason, "a message is not sent"),
            (Start::Queued | Start::Sending, _) => self.looks.push(recipient.id.into()),
        }
        Quick::New
    }
}
