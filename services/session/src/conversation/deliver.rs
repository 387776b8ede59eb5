//! Handing replies over to notifications, right after the commit that decided them.

use base::{Address, Id, Message, Timestamp};
use chassis::{
    db::{Conn, Error},
    telemetry,
};
use dialogue::{Language, Notice};
use proto::{
    convert,
    notifications::v1::{MessageClass, OutgoingMessage, Recipient},
};

use super::{Conversations, attempt::key};
use crate::{
    domain::message::Payload,
    store::{
        inbox::Due,
        turns::{self, Undelivered},
    },
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
        let left = self.db.read(async move |conn: &mut Conn| turns::undelivered(conn, customer).await).await?;
        let Some(left) = left else { return Ok(true) };
        let message = left.message;
        match self.outgoing(customer, left) {
            Some(outgoing) => Ok(self.deliver(outgoing).await),
            None => {
                tracing::error!(%message, "this version cannot read the replies of a turn");
                self.delivered.add(customer, message);
                Ok(true)
            }
        }
    }

    fn outgoing(&self, customer: Id, left: Undelivered) -> Option<Outgoing> {
        let payload: Payload = serde_json::from_str(left.payload.get()).ok()?;
        Some(Outgoing {
            customer,
            message: left.message,
            purpose: if left.is_given_up { Purpose::Apology } else { Purpose::Answer },
            about_order: left.turn.about_order,
            replies: left.turn.replies,
            address: payload.address(),
            language: left.language.unwrap_or(self.shop.language),
            heard_at: left.sent_at,
            traceparent: left.traceparent,
        })
    }

    /// Tells the customer that the answer will come; only once, since the key is always the same.
    pub(super) async fn promise(&self, due: &Due, address: &Address) {
        let language = due.customer.conversation.language.unwrap_or(self.shop.language);
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
