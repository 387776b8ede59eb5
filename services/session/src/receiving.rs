//! The door of the inbox: calls that come at the same time share one commit.

use std::sync::{Arc, Mutex, PoisonError};

use base::{Id, Timestamp};
use chassis::{
    db::{self, Db, Together},
    lanes::Lanes,
    world::World,
};

use crate::{
    conversation::Handed,
    domain::message::Inbound,
    store::{
        inbox::Due,
        receive::{self, NewMessage, Receipt, Stored},
        seals::Seals,
    },
};

/// What became of a call's messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Received {
    pub(crate) accepted: usize,
    pub(crate) duplicates: usize,
}

/// The way into the inbox. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Door {
    calls: Together<Call, Received>,
    ids: Arc<Mutex<RisingIds>>,
    seals: Seals,
    world: World,
}

/// The messages of one call.
type Call = Vec<Arc<NewMessage>>;

impl Door {
    /// Opens the inbox. Lanes of customers who wrote are woken once their messages are durable.
    pub(crate) fn open(db: Db, seals: Seals, lanes: Lanes<Id>, handed: Arc<Handed>, world: World) -> Self {
        let keeper = Arc::new(Doorkeeper { db, seals: seals.clone(), lanes, handed });
        let calls = Together::new(move |calls: Arc<Vec<Call>>| {
            let keeper = keeper.clone();
            async move { keeper.serve(&calls).await }
        });
        Self { calls, ids: Arc::default(), seals, world }
    }

    /// Stores messages, durable when this returns. The trace is that of messages without their own.
    pub(crate) async fn receive(
        &self,
        messages: Vec<Inbound>,
        traceparent: Option<String>,
    ) -> Result<Received, db::Error> {
        let messages = messages.into_iter().map(|message| self.prepare(message, traceparent.clone())).collect();
        self.calls.run(messages).await
    }

    fn prepare(&self, message: Inbound, traceparent: Option<String>) -> Arc<NewMessage> {
        let now = self.world.now();
        let id = self.ids.lock().unwrap_or_else(PoisonError::into_inner).next(now, self.world.random());
        Arc::new(NewMessage {
            id: id.into(),
            newcomer_id: self.world.id(),
            identity: message.payload.identity(),
            message_id: message.message_id,
            // Nothing was sent later than now, whatever the network's clock says.
            sent_at: message.sent_at.map_or(now, |sent_at| sent_at.min(now)).into(),
            received_at: now.into(),
            sealed: self.seals.payload(id, &message.payload),
            payload: message.payload,
            traceparent: message.traceparent.or(traceparent),
        })
    }
}

struct Doorkeeper {
    db: Db,
    seals: Seals,
    lanes: Lanes<Id>,
    handed: Arc<Handed>,
}

impl Doorkeeper {
    /// Stores the messages of many calls and wakes the lanes of those who wrote. A message that was stored although
    /// its first attempt failed is a duplicate in the second.
    async fn serve(&self, calls: &[Call]) -> Result<Vec<Received>, db::Error> {
        let messages = calls.iter().flatten().cloned().collect();
        let Stored { receipts, mut due } = receive::receive(&self.db, &self.seals, Arc::new(messages)).await?;
        for receipt in &receipts {
            if let Receipt::New(customer) = receipt {
                self.wake(*customer, due.remove(customer));
            }
        }
        let mut receipts = &receipts[..];
        let received = |call: &Call| {
            let (mine, others) = receipts.split_at(call.len());
            receipts = others;
            counted(mine)
        };
        Ok(calls.iter().map(received).collect())
    }

    /// Wakes a lane. What it could begin with is true only while it sleeps and nothing else has come for it.
    fn wake(&self, customer: Id, due: Option<Box<Due>>) {
        match due {
            Some(due) if !self.lanes.is_awake(&customer) => self.handed.put(due),
            _ => drop(self.handed.take(customer)),
        }
        self.lanes.wake(customer);
    }
}

fn counted(receipts: &[Receipt]) -> Received {
    let duplicates = receipts.iter().filter(|receipt| **receipt == Receipt::Duplicate).count();
    Received { accepted: receipts.len() - duplicates, duplicates }
}

/// Ids that rise in the order they are given, also within a millisecond: the order in which messages came.
#[derive(Default)]
struct RisingIds {
    millisecond: i64,
    count: u16,
}

impl RisingIds {
    /// What the bits of an id behind its time can count.
    const COUNT_MAX: u16 = 0x0fff;

    fn next(&mut self, now: Timestamp, mut random: [u8; 10]) -> Id {
        let millisecond = now.as_millisecond();
        if millisecond > self.millisecond {
            (self.millisecond, self.count) = (millisecond, 0);
        } else if self.count == Self::COUNT_MAX {
            (self.millisecond, self.count) = (self.millisecond + 1, 0);
        } else {
            self.count += 1;
        }
        // An id keeps twelve bits of the first two bytes, right behind its time.
        [random[0], random[1]] = self.count.to_be_bytes();
        Id::new(Timestamp::from_millisecond(self.millisecond).unwrap_or(now), random)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_rise_also_when_time_stands_or_goes_back() {
        let (mut ids, later) = (RisingIds::default(), Timestamp::from_second(1_800_000_000).unwrap());
        let earlier = Timestamp::from_second(1_700_000_000).unwrap();
        let given: Vec<Id> =
            (0..10_000).map(|turn| ids.next(if turn % 2 == 0 { later } else { earlier }, [255; 10])).collect();
        assert!(given.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
