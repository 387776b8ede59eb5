//! One attempt at one message, and what becomes of it when it fails.

use std::{panic::AssertUnwindSafe, time::Duration};

use base::Id;
use chassis::{
    db::{Conn, Error, types::Json},
    jobs,
    lanes::Next,
};
use dialogue::Notice;
use futures_util::FutureExt as _;
use jiff::SignedDuration;

use super::{
    Conversations,
    decide::{Decision, Hindrance},
    deliver::{Outgoing, Purpose},
};
use crate::{
    domain::{
        customer::to_minute,
        message::Payload,
        turn::{GIVEN_UP, Turn},
    },
    store::{
        inbox::{self, Due},
        sold_out,
        turns::Ending,
    },
};

/// Attempts at a message before it is given up. An attempt that only found a peer away is not counted.
const ATTEMPTS_MAX: i32 = 5;
/// How long one process lets a message wait for a peer that is away before it gives it up.
const AWAY_MAX: SignedDuration = SignedDuration::from_mins(15);
/// Shortest and longest pause while a peer is away, before jitter.
const AWAY_PAUSES: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(5));

impl Conversations {
    /// Tries the message that is due. A suspect is counted before it is tried, so that one that ends the process is
    /// given up all the same. What is rare is boxed, so that every lane need not have room for it.
    pub(super) async fn attempt(&self, mut due: Box<Due>, is_suspect: bool) -> Result<Next, Error> {
        let _alone = if due.message.attempts > 0 { self.alone.acquire().await.ok() } else { None };
        if due.message.attempts >= ATTEMPTS_MAX {
            return Box::pin(self.give_up(due, "each attempt ended the process".to_owned())).await;
        }
        if is_suspect {
            self.count(&mut due, 1).await?;
        }
        let decided = AssertUnwindSafe(self.decide(&due)).catch_unwind().await;
        match decided.unwrap_or_else(|_| Err(Hindrance::Fault("the attempt panicked".to_owned()))) {
            Ok(decision) => self.end(due, decision).await,
            Err(Hindrance::Away) => {
                if is_suspect {
                    self.count(&mut due, -1).await?;
                }
                Box::pin(self.wait_for_peer(due)).await
            }
            Err(Hindrance::Fault(error)) => {
                if !is_suspect {
                    self.count(&mut due, 1).await?;
                }
                Box::pin(self.try_again(due, error)).await
            }
        }
    }

    async fn count(&self, due: &mut Due, by: i32) -> Result<(), Error> {
        let id = due.message.id;
        due.message.attempts += by;
        self.db.write_single(async move |tx: &mut Conn| inbox::count_attempt(tx, id, by).await).await
    }

    /// The longer a message has waited, the longer the pause: peers that come back are not overrun.
    async fn wait_for_peer(&self, due: Box<Due>) -> Result<Next, Error> {
        let now = self.world.now();
        let waited = now.duration_since(self.waits.since(due.customer.id, due.message.id, now));
        if waited > AWAY_MAX {
            return self.give_up(due, "a peer was away for too long".to_owned()).await;
        }
        let (shortest, longest) = AWAY_PAUSES;
        let pause = Duration::try_from(waited / 2).unwrap_or(shortest).clamp(shortest, longest);
        Ok(Next::Backoff(self.world.jittered(pause)))
    }

    async fn try_again(&self, due: Box<Due>, error: String) -> Result<Next, Error> {
        tracing::warn!(message = %due.message.id, attempts = due.message.attempts, error, "an attempt failed");
        if due.message.attempts >= ATTEMPTS_MAX {
            return self.give_up(due, error).await;
        }
        Ok(Next::Backoff(self.world.jittered(jobs::backoff(due.message.attempts))))
    }

    /// Ends the message without an answer, but for an apology. An operator can put it back.
    async fn give_up(&self, due: Box<Due>, error: String) -> Result<Next, Error> {
        tracing::error!(message = %due.message.id, error, "a message was given up");
        let customer = &due.customer;
        let language = customer.language().unwrap_or(self.shop.language);
        // Nobody waits for news, so nobody is owed an apology.
        let is_news = due.message.is_news();
        let apology = if is_news { Vec::new() } else { vec![Notice::GivenUp.message(language)] };
        let heard_at = due.message.payload.as_ref().ok().filter(|_| !is_news).map(Payload::address);
        let decision = Decision {
            turn: Turn::in_place(GIVEN_UP, customer.state(), apology),
            conversation: None,
            pace: customer.pace,
            name: customer.name.clone(),
            address: heard_at.unwrap_or_else(|| customer.address.clone()),
            given_up: Some(error),
        };
        self.end(due, decision).await
    }

    /// Commits a turn and hands its replies over. When somebody else was faster, everything is discarded.
    async fn end(&self, due: Box<Due>, decision: Decision) -> Result<Next, Error> {
        let (customer, has_more) = (due.customer.id, due.has_more);
        let ending = self.ending(&due, &decision);
        let outgoing = self.answer_of(*due, decision);
        if !self.endings.run(ending).await? {
            // It may also have ended in an attempt that seemed to fail.
            self.left_over.add(customer);
            return Ok(Next::Again);
        }
        self.waits.end(customer);
        Ok(match self.deliver(outgoing).await {
            false => self.later(customer),
            true if has_more => Next::Again,
            true => Next::Idle,
        })
    }

    fn ending(&self, due: &Due, decision: &Decision) -> Ending {
        let minute = to_minute(due.message.received_at);
        let (customer, message) = (due.customer.id, due.message.id);
        let conversation = decision.conversation.as_ref();
        let (last_turn, previous) = place(due);
        let is_heard = minute > due.customer.heard_at && !due.message.is_news();
        Ending {
            customer_id: customer.into(),
            version: due.customer.version,
            name: decision.name.clone(),
            address: Json(decision.address.clone()),
            conversation: conversation.map(|session| self.seals.conversation(customer, session)),
            minute_at: decision.pace.began_at.into(),
            minute_count: decision.pace.count,
            heard_at: is_heard.then_some(minute.into()),
            cart: conversation.and_then(|session| sold_out::goods(&session.cart)),
            message: message.into(),
            turn: self.seals.turn(message, &decision.turn),
            last_turn: last_turn.into(),
            previous: previous.into(),
            has_replies: !decision.turn.replies.is_empty(),
            decided_at: self.world.now().into(),
            given_up: decision.given_up.clone(),
        }
    }

    fn answer_of(&self, due: Due, decision: Decision) -> Outgoing {
        let language =
            decision.conversation.as_ref().map_or_else(|| due.customer.language(), |session| session.language);
        Outgoing {
            customer: due.customer.id,
            message: due.message.id,
            purpose: if decision.given_up.is_some() { Purpose::Apology } else { Purpose::Answer },
            about_order: decision.turn.about_order,
            replies: decision.turn.replies,
            address: decision.address,
            language: language.unwrap_or(self.shop.language),
            heard_at: due.message.sent_at,
            traceparent: due.message.traceparent,
        }
    }
}

/// The customer's newest turn once this one has ended, and the turn before this one. A message that was put back keeps
/// the place it had among the turns.
fn place(due: &Due) -> (Id, Id) {
    let message = due.message.id;
    match (due.message.previous, due.customer.last_turn) {
        (Some(previous), last_turn) => (last_turn.unwrap_or(message), previous),
        (None, last_turn) => (message, last_turn.unwrap_or(message)),
    }
}

/// Names what a turn does with a peer: the same in every attempt.
pub(super) fn key(message: Id, count: usize) -> String {
    format!("{message}/{count}")
}
