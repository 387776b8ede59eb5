//! The door of the inbox: calls that come at the same time share one commit.

use std::sync::Arc;

use base::{Id, Timestamp};
use chassis::{
    db::{self, Db, types::Json},
    lanes::Lanes,
    lifecycle::Life,
    world::World,
};
use tokio::sync::{mpsc, oneshot};

use crate::{
    domain::message::Inbound,
    store::inbox::{self, NewMessage, Receipt},
};

/// Calls that wait; more of them wait at their own end.
const CALLS_MAX: usize = 1024;
/// Calls that share a commit at most.
const BATCH_MAX: usize = 256;

/// What became of a call's messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Received {
    pub(crate) accepted: usize,
    pub(crate) duplicates: usize,
}

/// The way into the inbox. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Door(mpsc::Sender<Call>);

struct Call {
    messages: Vec<Inbound>,
    traceparent: Option<String>,
    answer: Answer,
}

type Answer = oneshot::Sender<Result<Received, db::Error>>;

impl Door {
    /// Opens the inbox. Lanes of customers who wrote are woken once their messages are durable.
    pub(crate) fn open(db: Db, lanes: Lanes<Id>, world: World, life: &Life) -> Self {
        let (sender, calls) = mpsc::channel(CALLS_MAX);
        let keeper = Doorkeeper { db, lanes, ids: RisingIds::default(), world };
        life.spawn(keeper.work(calls, life.clone()));
        Self(sender)
    }

    /// Stores messages, durable when this returns.
    pub(crate) async fn receive(
        &self,
        messages: Vec<Inbound>,
        traceparent: Option<String>,
    ) -> Result<Received, db::Error> {
        let (answer, answered) = oneshot::channel();
        let closed = || db::Error::Unavailable("the process is ending".to_owned());
        self.0.send(Call { messages, traceparent, answer }).await.map_err(|_| closed())?;
        answered.await.map_err(|_| closed())?
    }
}

struct Doorkeeper {
    db: Db,
    lanes: Lanes<Id>,
    ids: RisingIds,
    world: World,
}

impl Doorkeeper {
    /// Takes calls until the process ends; those that wait then are still served.
    async fn work(mut self, mut calls: mpsc::Receiver<Call>, life: Life) {
        let mut batch = Vec::new();
        loop {
            tokio::select! {
                taken = calls.recv_many(&mut batch, BATCH_MAX) => if taken == 0 { return },
                () = life.ending(), if !calls.is_closed() => {
                    calls.close();
                    continue;
                }
            }
            self.serve(std::mem::take(&mut batch)).await;
        }
    }

    async fn serve(&mut self, calls: Vec<Call>) {
        let (mut messages, mut waiting) = (Vec::new(), Vec::with_capacity(calls.len()));
        for Call { messages: brought, traceparent, answer } in calls {
            waiting.push((brought.len(), answer));
            messages.extend(brought.into_iter().map(|message| self.prepare(message, traceparent.clone())));
        }
        let messages = Arc::new(messages);
        match self.store(messages.clone()).await {
            Ok(receipts) => answer_all(waiting, receipts),
            Err(error) if error.is_retryable() => {
                let words = error.to_string();
                for (_, answer) in waiting {
                    let _ = answer.send(Err(db::Error::Unavailable(words.clone())));
                }
            }
            // One call's fault must not be the others'.
            Err(_) => self.serve_apart(&messages, waiting).await,
        }
    }

    async fn serve_apart(&self, mut messages: &[NewMessage], waiting: Vec<(usize, Answer)>) {
        for (count, answer) in waiting {
            let (mine, others) = messages.split_at(count);
            messages = others;
            let stored = self.store(Arc::new(mine.to_vec())).await;
            let _ = answer.send(stored.map(|receipts| counted(&receipts)));
        }
    }

    /// Stores messages and wakes the lanes of those who wrote. A connection may have died while it lay in its pool, so
    /// the first failure of that kind is not the last word; what was stored after all is then a duplicate.
    async fn store(&self, messages: Arc<Vec<NewMessage>>) -> Result<Vec<Receipt>, db::Error> {
        let receipts = match inbox::receive(&self.db, messages.clone()).await {
            Err(error) if error.is_retryable() => inbox::receive(&self.db, messages).await?,
            done => done?,
        };
        for receipt in &receipts {
            if let Receipt::New(customer) = receipt {
                self.lanes.wake(*customer);
            }
        }
        Ok(receipts)
    }

    fn prepare(&mut self, message: Inbound, traceparent: Option<String>) -> NewMessage {
        let now = self.world.now();
        NewMessage {
            id: self.ids.next(now, self.world.random()).into(),
            newcomer_id: self.world.id(),
            identity: message.payload.identity(),
            message_id: message.message_id,
            // Nothing was sent later than now, whatever the network's clock says.
            sent_at: message.sent_at.map_or(now, |sent_at| sent_at.min(now)).into(),
            received_at: now.into(),
            payload: Json(message.payload),
            traceparent,
        }
    }
}

fn answer_all(waiting: Vec<(usize, Answer)>, receipts: Vec<Receipt>) {
    let mut receipts = &receipts[..];
    for (count, answer) in waiting {
        let (mine, others) = receipts.split_at(count);
        receipts = others;
        let _ = answer.send(Ok(counted(mine)));
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
