//! Making durable what a webhook brought.

use std::{iter, mem};

use chassis::{Kind, Problem};
use proto::{
    notifications::v1::{AccountEvent, DeliveryStatus, RecordAccountEventsRequest, RecordStatusesRequest},
    session::v1::{InboundMessage, ReceiveRequest},
};

use super::meta::{self, Delivery};
use crate::{Gateway, error::Error, peers::Peers};

/// Elements in one call; the contract allows no more.
const BATCH_MAX: usize = 1000;

/// Stores everything, or fails so that the network sends the whole webhook again: every part is stored once however
/// often it comes.
pub(super) async fn store(gateway: &Gateway, delivery: Delivery, body: &[u8]) -> Result<(), Error> {
    match together(gateway.peers(), delivery).await {
        Ok(()) => Ok(()),
        // A retry would be refused again, and the good parts would be lost with the bad one.
        Err(problem) if problem.kind == Kind::InvalidArgument => {
            tracing::warn!(reason = problem.reason, "a webhook was refused as a whole and is stored part by part");
            apart(gateway, body).await.map_err(unavailable)
        }
        Err(problem) => Err(unavailable(problem)),
    }
}

/// Whatever kept a webhook from being stored, the answer is the same: send it again.
fn unavailable(problem: Problem) -> Error {
    tracing::warn!(reason = problem.reason, "a webhook could not be stored; the network will send it again");
    Error::Said(Problem::unavailable())
}

async fn together(peers: &Peers, delivery: Delivery) -> Result<(), Problem> {
    let Delivery { messages, statuses, events } = delivery;
    let done = tokio::try_join!(receive(peers, messages), record(peers, statuses), keep(peers, events));
    done.map(drop)
}

/// Each part on its own; a part that is refused even so is kept with the webhook it came in.
async fn apart(gateway: &Gateway, body: &[u8]) -> Result<(), Problem> {
    let (peers, number) = (gateway.peers(), gateway.settings().phone_number_id.as_deref());
    let Delivery { messages, statuses, events } = meta::parse(body, number);
    let mut refused = false;
    for message in messages {
        refused |= is_refused(receive(peers, vec![message]).await)?;
    }
    for status in statuses {
        refused |= is_refused(record(peers, vec![status]).await)?;
    }
    for event in events {
        refused |= is_refused(keep(peers, vec![event]).await)?;
    }
    if refused && is_refused(keep(peers, vec![meta::refused(body)]).await)? {
        tracing::error!("a part of a webhook was refused and could not be kept");
    }
    Ok(())
}

fn is_refused(stored: Result<(), Problem>) -> Result<bool, Problem> {
    match stored {
        Ok(()) => Ok(false),
        Err(problem) if problem.kind == Kind::InvalidArgument => Ok(true),
        Err(problem) => Err(problem),
    }
}

async fn receive(peers: &Peers, messages: Vec<InboundMessage>) -> Result<(), Problem> {
    for messages in batches(messages) {
        peers.session().receive(ReceiveRequest { messages }).await?;
    }
    Ok(())
}

async fn record(peers: &Peers, statuses: Vec<DeliveryStatus>) -> Result<(), Problem> {
    for statuses in batches(statuses) {
        peers.notifications().record_statuses(RecordStatusesRequest { statuses }).await?;
    }
    Ok(())
}

async fn keep(peers: &Peers, events: Vec<AccountEvent>) -> Result<(), Problem> {
    for events in batches(events) {
        peers.notifications().record_account_events(RecordAccountEventsRequest { events }).await?;
    }
    Ok(())
}

fn batches<T>(mut items: Vec<T>) -> impl Iterator<Item = Vec<T>> {
    iter::from_fn(move || {
        if items.is_empty() {
            return None;
        }
        let rest = items.split_off(items.len().min(BATCH_MAX));
        Some(mem::replace(&mut items, rest))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_delivery_is_cut_into_calls_the_contract_allows() {
        let lengths: Vec<_> = batches(vec![0; 2 * BATCH_MAX + 1]).map(|batch| batch.len()).collect();
        assert_eq!(lengths, [BATCH_MAX, BATCH_MAX, 1]);
        assert_eq!(batches(Vec::<u8>::new()).count(), 0);
    }
}
