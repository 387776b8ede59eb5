//! A customer who knows what to say.

use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use crate::{
    graph::{Graph, Reply},
    server::Server,
    webhook::Sender,
};

/// The whole ordering conversation, one message at a time.
pub(crate) const SCRIPT: [&str; 8] =
    ["hi", "menu", "add chicken suya 2", "add zobo 1", "view cart", "done", "pickup", "confirm"];
/// How long a reply may take before it counts as lost.
const REPLY_MAX: Duration = Duration::from_secs(10);

pub(crate) struct Customer {
    number: String,
    sender: Sender,
    phone: mpsc::UnboundedReceiver<Reply>,
}

/// How long one message took to be acknowledged, and to be answered.
pub(crate) struct Heard {
    pub(crate) acknowledged: Duration,
    pub(crate) answered: Duration,
    pub(crate) text: String,
}

impl Customer {
    pub(crate) fn new(place: usize, server: &Server, graph: &Graph) -> Self {
        let number = format!("23480{place:08}");
        Self { phone: graph.phone(&number), sender: Sender::new(server.gateway), number }
    }

    /// Says something and waits for the answer; `None` when it was not acknowledged or never answered. The time
    /// counts from `due`, so that a late start is the server's fault, not its luck.
    pub(crate) async fn say(&mut self, text: &str, due: Instant) -> Option<Heard> {
        while self.phone.try_recv().is_ok() {}
        if !self.sender.post(&self.number, text).await {
            return None;
        }
        let acknowledged = due.elapsed();
        let reply = tokio::time::timeout(REPLY_MAX, self.phone.recv()).await.ok()??;
        let answered = reply.at.saturating_duration_since(due);
        Some(Heard { acknowledged, answered, text: reply.text })
    }
}
