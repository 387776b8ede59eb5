//! What customers are told.

use base::Id;
use chassis::{
    Problem,
    gather::{Gather, portions},
    wire::Wire,
};
use proto::notifications::v1::{
    OutgoingMessage, SendRequest, notifications_service_client::NotificationsServiceClient,
};

use super::{Trouble, is_answer, opened, within_limit};

/// Messages in one call; the contract allows no more.
const MESSAGES_MAX: usize = 200;

/// The way out to customers. Turns that end at the same time leave in one call.
pub(crate) struct Notifications(Gather<Replies, Result<(), Trouble>>);

/// The replies of a turn.
#[derive(Clone)]
struct Replies {
    turn: Id,
    messages: Vec<OutgoingMessage>,
}

impl Notifications {
    pub(crate) fn new(wire: Wire) -> Self {
        Self(Gather::new(move |turns| send_all(wire.clone(), turns)))
    }

    /// Hands messages over. Those that can never be sent are logged and count as handed over: trying again would only
    /// hold up what comes after them.
    pub(crate) async fn send(&self, turn: Id, messages: Vec<OutgoingMessage>) -> Result<(), Trouble> {
        self.0.run(Replies { turn, messages }).await.unwrap_or(Err(Trouble::Away))
    }
}

async fn send_all(wire: Wire, turns: Vec<Replies>) -> Vec<Result<(), Trouble>> {
    let mut results = Vec::with_capacity(turns.len());
    for turns in portions(turns, [MESSAGES_MAX], |turn| [turn.messages.len()]) {
        results.extend(send(&wire, turns).await);
    }
    results
}

/// One call for several turns. What is refused together is sent apart, so that one turn's fault is not the others'.
async fn send(wire: &Wire, turns: Vec<Replies>) -> Vec<Result<(), Trouble>> {
    let messages = turns.iter().flat_map(|turn| turn.messages.iter().cloned()).collect();
    match call(wire, messages).await {
        Err(problem) if is_answer(&problem) && turns.len() > 1 => {
            let mut results = Vec::with_capacity(turns.len());
            for Replies { turn, messages } in turns {
                results.push(ended(turn, call(wire, messages).await));
            }
            results
        }
        done => turns.iter().map(|replies| ended(replies.turn, done.clone())).collect(),
    }
}

async fn call(wire: &Wire, messages: Vec<OutgoingMessage>) -> Result<(), Problem> {
    let mut client = NotificationsServiceClient::new(wire.clone());
    opened(client.send(within_limit(SendRequest { messages })).await).map(drop)
}

fn ended(turn: Id, done: Result<(), Problem>) -> Result<(), Trouble> {
    match done {
        Err(problem) if is_answer(&problem) => {
            tracing::error!(reason = problem.reason, %turn, "notifications refused the replies of a turn");
            Ok(())
        }
        done => Ok(done?),
    }
}
