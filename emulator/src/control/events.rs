//! News for the page, as server-sent events: `customer`, `message`, `departure`, `status`, and `reload` when what the
//! page knows is of no use any more. Event ids are `epoch-revision`, so that a page resumes where it was.

use std::{collections::VecDeque, convert::Infallible, sync::Arc};

use axum::{
    extract::{Query, State},
    response::sse::{Event, KeepAlive, Sse},
};
use futures_util::Stream;
use http::HeaderMap;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::watch;

use super::status::describe;
use crate::emulator::Shared;

#[derive(Deserialize)]
pub(super) struct Since {
    /// Where the page's snapshot was taken, as `epoch-revision`.
    since: Option<String>,
}

/// Streams changes after the last event the page saw, or after its snapshot.
pub(super) async fn stream(
    State(shared): State<Arc<Shared>>,
    Query(query): Query<Since>,
    headers: HeaderMap,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let follower = Follower::new(shared, last.or(query.since));
    let events = futures_util::stream::unfold(follower, |mut follower| async move {
        let event = follower.next().await?;
        Some((Ok(event), follower))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

/// One page that looks on.
struct Follower {
    shared: Arc<Shared>,
    news: watch::Receiver<u64>,
    epoch: u64,
    seen: u64,
    status: Value,
    ready: VecDeque<Event>,
}

impl Follower {
    fn new(shared: Arc<Shared>, since: Option<String>) -> Self {
        let (epoch, revision) = shared.with(|state| (state.people.epoch(), state.people.revision()));
        let mark = since.as_deref().and_then(|since| since.split_once('-'));
        let mark = mark.and_then(|(epoch, seen)| Some((epoch.parse().ok()?, seen.parse().ok()?)));
        let (epoch, seen) = mark.unwrap_or((epoch, revision));
        Self { news: shared.news(), shared, epoch, seen, status: Value::Null, ready: VecDeque::new() }
    }

    /// The next event; `None` once the emulator closes.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            self.news.borrow_and_update();
            self.collect();
            if self.ready.is_empty() {
                tokio::select! {
                    changed = self.news.changed() => changed.ok()?,
                    () = self.shared.closed() => return None,
                }
            }
        }
    }

    fn collect(&mut self) {
        let (epoch, seen) = (self.epoch, self.seen);
        let mut events: Vec<(&'static str, Value)> = Vec::new();
        let (epoch, revision) = self.shared.with(|state| {
            let people = &state.people;
            let departures = people.departures_since(seen).filter(|_| epoch == people.epoch());
            match departures {
                None => events.push(("reload", json!({}))),
                Some(departures) => {
                    events.extend(departures.into_iter().map(|id| ("departure", json!({"id": id}))));
                    for customer in people.all().filter(|customer| customer.revision > seen) {
                        events.push(("customer", json!(customer.view())));
                        let changed = customer.messages_changed_since(seen);
                        events.extend(
                            changed.map(|message| ("message", json!({"customer": customer.id, "message": message}))),
                        );
                    }
                }
            }
            (people.epoch(), people.revision())
        });
        (self.epoch, self.seen) = (epoch, revision);
        self.add_status(&mut events);
        let last = events.pop();
        let event = |(name, data): (&str, Value)| Event::default().event(name).data(data.to_string());
        self.ready.extend(events.into_iter().map(event));
        // Only the last event moves the page's mark, so that a connection cut in between loses none.
        self.ready.extend(last.map(|last| event(last).id(format!("{epoch}-{revision}"))));
    }

    /// The surroundings, where they differ from what was told last. The time alone is no news.
    fn add_status(&mut self, events: &mut Vec<(&'static str, Value)>) {
        let mut status = describe(&self.shared);
        let now = status["now"].take();
        if status != self.status {
            self.status = status.clone();
            status["now"] = now;
            events.push(("status", status));
        }
    }
}
