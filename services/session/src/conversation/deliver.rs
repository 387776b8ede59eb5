//! Handing replies over to notifications, right after the commit that decided them.

use base::{Address, Id, Message, Timestamp};
use chassis::{
    db::{Conn, Error},
    telemetry,
    vault::Unopened,
};
use dialogue::{Language, Notice};
use proto::{
    convert,
    notifications::v1::{MessageClass, OutgoingMessage, Recipient},
};

use super::{Conversations, attempt::key};
use crate::store::{
    inbox::Due,
    turns::{self, Undelivered},
};

/// Why replies leave; it keeps their keys apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// They answer the message.
    Answer,
    /// The message was given up. When it is put back, its answer still follows.
    Apology,
    /// The answer takes longer and is promised.
    Promise,
}

/// Replies on their way out.
pub(super) struct Outgoing {
    pub(super) customer: Id,
    /// The message they are about.
    pub(super) message: Id,
    pub(super) purpose: Purpose,
    pub(super) about_order: bool,
    pub(super) replies: Vec<Message>,
    pub(super) address: Address,
    pub(super) language: Language,
    pub(super) heard_at: Timestamp,
    pub(super) traceparent: Option<String>,
}

impl Conversations {
    /// Hands the replies over; false when they must be handed over again later.
    pub(super) async fn deliver(&self, outgoing: Outgoing) -> bool {
        let (customer, message) = (outgoing.customer, outgoing.message);
        if outgoing.replies.is_empty() {
            return true;
        }
        let is_turn = outgoing.purpose != Purpose::Promise;
        match self.notifications.send(message, outgoing.messages()).await {
            Ok(()) if is_turn => self.delivered.add(customer, message),
            Ok(()) => {}
            Err(trouble) => {
                tracing::warn!(?trouble, %message, "replies wait for notifications");
                return false;
            }
        }
        true
    }

    /// Hands over what another run, or another process, may have left behind; false when it must be tried again.
    pub(super) async fn deliver_left_over(&self, customer: Id) -> Result<bool, Error> {
        let seals = self.seals.clone();
        let read = async move |conn: &mut Conn| turns::undelivered(conn, &seals, customer).await;
        let Some(left) = self.db.read(read).await? else { return Ok(true) };
        if let Err(unopened) = left.turn {
            self.give_up_turn(left.message, unopened).await?;
        }
        Ok(self.deliver(self.outgoing(left)).await)
    }

    /// Makes a dead letter of the message that led to a turn which cannot be opened.
    async fn give_up_turn(&self, message: Id, unopened: Unopened) -> Result<(), Error> {
        let reason = format!("the turn {unopened}");
        tracing::error!(%message, reason, "replies were given up");
        self.db.write_single(async move |tx: &mut Conn| turns::give_up(tx, message, reason).await).await
    }

    fn outgoing(&self, left: Undelivered) -> Outgoing {
        let language = left.customer.language().unwrap_or(self.shop.language);
        let is_given_up = left.is_given_up || left.turn.is_err();
        let (about_order, replies) = match left.turn {
            Ok(turn) => (turn.about_order, turn.replies),
            Err(_) => (false, vec![Notice::GivenUp.message(language)]),
        };
        Outgoing {
            customer: left.customer.id,
            message: left.message,
            purpose: if is_given_up { Purpose::Apology } else { Purpose::Answer },
            about_order,
            replies,
            language,
            address: left.customer.address,
            heard_at: left.sent_at,
            traceparent: left.traceparent,
        }
    }

    /// Tells the customer that the answer will come; only once, since the key is always the same.
    pub(super) async fn promise(&self, due: &Due, address: &Address) {
        let language = due.customer.language().unwrap_or(self.shop.language);
        self.deliver(Outgoing {
            customer: due.customer.id,
            message: due.message.id,
            purpose: Purpose::Promise,
            about_order: false,
            replies: vec![Notice::StillTrying.message(language)],
            address: address.clone(),
            language,
            heard_at: due.message.sent_at,
            traceparent: due.message.traceparent.clone(),
        })
        .await;
    }
}

impl Outgoing {
    fn messages(self) -> Vec<OutgoingMessage> {
        let class = if self.about_order { MessageClass::Order } else { MessageClass::Reply };
        let recipient = Recipient {
            id: self.customer.to_string(),
            address: Some(self.address.into()),
            language: self.language.code().to_owned(),
        };
        let heard_at = convert::to_time(self.heard_at);
        let traceparent = telemetry::traceparent().or(self.traceparent).unwrap_or_default();
        let outgoing = |(count, reply): (usize, Message)| OutgoingMessage {
            key: self.purpose.key(self.message, count),
            recipient: Some(recipient.clone()),
            class: class.into(),
            message: Some(reply.into()),
            heard_time: Some(heard_at),
            traceparent: traceparent.clone(),
        };
        (1..).zip(self.replies).map(outgoing).collect()
    }
}

impl Purpose {
    fn key(self, message: Id, count: usize) -> String {
        match self {
            Self::Answer => key(message, count),
            Self::Apology => format!("{message}/apology/{count}"),
            Self::Promise => format!("{message}/promise/{count}"),
        }
    }
}
