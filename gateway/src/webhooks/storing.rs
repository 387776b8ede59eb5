//! Making durable what webhooks brought. Those that come at the same time share calls.

use chassis::{
    Kind, Problem,
    gather::{Gather, portions},
    telemetry,
};
use prost::Message;
use proto::{
    notifications::v1::{AccountEvent, DeliveryStatus, RecordAccountEventsRequest, RecordStatusesRequest},
    session::v1::{InboundMessage, ReceiveRequest},
};

use super::meta::{self, Delivery};
use crate::{Gateway, error::Error, peers::Peers};

/// Elements in one call; the contract allows no more.
const BATCH_MAX: usize = 1000;
/// Bytes in one call: services read up to 4 MiB, and one element has less than a webhook.
const BATCH_BYTES_MAX: usize = 3 * 1024 * 1024;

/// The calls that webhooks share.
pub(crate) struct Shared {
    messages: Gather<Vec<InboundMessage>, Result<(), Problem>>,
    statuses: Gather<Vec<DeliveryStatus>, Result<(), Problem>>,
}

impl Shared {
    pub(crate) fn new(peers: &Peers) -> Self {
        let (session, notifications) = (peers.clone(), peers.clone());
        Self {
            messages: Gather::new(move |lists| {
                let peers = session.clone();
                async move { for_all(lists, async |messages| receive(&peers, messages).await).await }
            }),
            statuses: Gather::new(move |lists| {
                let peers = notifications.clone();
                async move { for_all(lists, async |statuses| record(&peers, statuses).await).await }
            }),
        }
    }
}

/// Stores the lists of several webhooks as one. What becomes of it becomes of each: whoever is refused for another's
/// fault tries alone.
async fn for_all<T>(
    lists: Vec<Vec<T>>,
    store: impl AsyncFnOnce(Vec<T>) -> Result<(), Problem>,
) -> Vec<Result<(), Problem>> {
    let count = lists.len();
    vec![store(lists.into_iter().flatten().collect()).await; count]
}

/// Stores everything, or fails so that the network sends the whole webhook again: every part is stored once however
/// often it comes.
pub(super) async fn store(gateway: &Gateway, delivery: Delivery, body: &[u8]) -> Result<(), Error> {
    match together(gateway, delivery).await {
        Ok(()) => Ok(()),
        // A retry would be refused again, and the good parts would be lost with the bad one.
        Err(problem) if problem.kind == Kind::InvalidArgument => {
            tracing::warn!(
                reason = problem.reason,
                "webhooks were refused together; one of them is stored part by part"
            );
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

async fn together(gateway: &Gateway, delivery: Delivery) -> Result<(), Problem> {
    let Delivery { mut messages, statuses, events } = delivery;
    let traceparent = telemetry::traceparent().unwrap_or_default();
    messages.iter_mut().for_each(|message| message.traceparent.clone_from(&traceparent));
    let Shared { messages: receive, statuses: record } = gateway.shared_calls();
    let done = tokio::try_join!(share(receive, messages), share(record, statuses), keep(gateway.peers(), events));
    done.map(drop)
}

async fn share<T: Send + 'static>(calls: &Gather<Vec<T>, Result<(), Problem>>, items: Vec<T>) -> Result<(), Problem> {
    if items.is_empty() {
        return Ok(());
    }
    calls.run(items).await.unwrap_or_else(|| Err(Problem::unavailable()))
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

fn batches<T: Message>(items: Vec<T>) -> Vec<Vec<T>> {
    portions(items, [BATCH_MAX, BATCH_BYTES_MAX], |item| [1, item.encoded_len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_delivery_is_cut_into_calls_the_contract_allows() {
        let sizes = |statuses: Vec<DeliveryStatus>| batches(statuses).iter().map(Vec::len).collect::<Vec<_>>();
        assert_eq!(sizes(vec![DeliveryStatus::default(); 2 * BATCH_MAX + 1]), [BATCH_MAX, BATCH_MAX, 1]);
        let long = DeliveryStatus { provider_message_id: "x".repeat(BATCH_BYTES_MAX / 2), ..Default::default() };
        let short = DeliveryStatus { provider_message_id: "x".to_owned(), ..Default::default() };
        assert_eq!(sizes(vec![long.clone(), short.clone(), short, long]), [3, 1]);
        assert_eq!(sizes(Vec::new()), [0; 0]);
    }
}
