//! What happens later to money. Each job can be repeated.

use std::time::Duration;

use base::Id;
use chassis::{
    World,
    db::{self, Conn},
    jobs::{self, Failure},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{asking, invoicing, opening, returning};
use crate::{Api, error::Error, provider::Trouble};

/// When a provider is asked about a payment that nobody has told anything about, counted from when its link was open.
pub(crate) const PAYMENT_CHECKS_MINUTES: [i64; 6] = [2, 10, 60, 6 * 60, 24 * 60, 72 * 60];
/// When a provider is asked about a refund on its way, counted from when it was asked for.
pub(crate) const REFUND_CHECKS_MINUTES: [i64; 6] = [10, 60, 6 * 60, 24 * 60, 72 * 60, 168 * 60];
/// A call whose outcome is unknown is asked about after this long, when it cannot be under way any more.
const UNKNOWN_PAUSE: Duration = Duration::from_secs(60);
/// A provider that is away is asked again after this long, when it does not say itself.
const AWAY_PAUSE: Duration = Duration::from_secs(30);

/// Something to do later about money.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum MoneyJob {
    /// Asks the provider for a page to pay on.
    OpenPayment { reference: String },
    /// Asks the provider what became of a payment.
    CheckPayment { reference: String, round: usize, due_at: Timestamp },
    /// Gives an event of a provider its effect.
    ApplyPaymentEvent { id: Id },
    /// Cancels a prepaid order that nobody paid, after asking once more.
    ExpireUnpaid { order_id: Id, due_at: Timestamp },
    /// Sends money back.
    SendRefund { refund_id: Id },
    /// Asks the provider what became of a refund.
    CheckRefund { refund_id: Id, round: usize, due_at: Timestamp },
    /// Marks an invoice that was not paid in time.
    MarkOverdue { invoice_id: Id, due_at: Timestamp },
}

impl MoneyJob {
    /// The next time a payment is asked about; `None` after the last.
    pub(crate) fn check_payment(reference: String, round: usize, opened_at: Timestamp) -> Option<Self> {
        let due_at = after_minutes(opened_at, *PAYMENT_CHECKS_MINUTES.get(round)?);
        Some(Self::CheckPayment { reference, round, due_at })
    }

    /// The next time a refund is asked about; `None` after the last.
    pub(crate) fn check_refund(refund_id: Id, round: usize, begun_at: Timestamp) -> Option<Self> {
        let due_at = after_minutes(begun_at, *REFUND_CHECKS_MINUTES.get(round)?);
        Some(Self::CheckRefund { refund_id, round, due_at })
    }

    /// Stores it in the transaction that decided it.
    pub(crate) async fn enqueue(&self, tx: &mut Conn, world: &World) -> Result<(), db::Error> {
        jobs::enqueue(tx, world, self, self.due_at(world), Some(self.unique_key())).await
    }

    pub(crate) fn due_at(&self, world: &World) -> Timestamp {
        match self {
            Self::CheckPayment { due_at, .. }
            | Self::ExpireUnpaid { due_at, .. }
            | Self::CheckRefund { due_at, .. }
            | Self::MarkOverdue { due_at, .. } => *due_at,
            Self::OpenPayment { .. } | Self::ApplyPaymentEvent { .. } | Self::SendRefund { .. } => world.now(),
        }
    }

    /// A job that waits already is not stored again.
    pub(crate) fn unique_key(&self) -> String {
        match self {
            Self::OpenPayment { reference } => format!("open-payment/{reference}"),
            Self::CheckPayment { reference, round, .. } => format!("check-payment/{reference}/{round}"),
            Self::ApplyPaymentEvent { id } => format!("apply-payment-event/{id}"),
            Self::ExpireUnpaid { order_id, .. } => format!("expire-unpaid/{order_id}"),
            Self::SendRefund { refund_id } => format!("send-refund/{refund_id}"),
            Self::CheckRefund { refund_id, round, .. } => format!("check-refund/{refund_id}/{round}"),
            Self::MarkOverdue { invoice_id, .. } => format!("mark-overdue/{invoice_id}"),
        }
    }
}

/// Does a job.
pub(crate) async fn run(api: &Api, job: MoneyJob) -> Result<(), Failure> {
    let done = match job {
        MoneyJob::OpenPayment { reference } => opening::open(api, &reference).await,
        MoneyJob::CheckPayment { reference, round, .. } => asking::check(api, &reference, round).await,
        MoneyJob::ApplyPaymentEvent { id } => asking::apply(api, id).await,
        MoneyJob::ExpireUnpaid { order_id, .. } => asking::expire(api, order_id).await,
        MoneyJob::SendRefund { refund_id } => returning::send(api, refund_id).await,
        MoneyJob::CheckRefund { refund_id, round, .. } => returning::check(api, refund_id, round).await,
        MoneyJob::MarkOverdue { invoice_id, .. } => invoicing::mark_overdue(api, invoice_id).await,
    };
    done.map_err(|interruption| interruption.failure(&api.world))
}

/// Why work about money ends early.
#[derive(Debug)]
pub(crate) enum Interruption {
    /// The provider did not answer.
    Provider(Trouble),
    /// It is too early for it.
    NotYet(Timestamp),
    /// Something of our own failed.
    Error(Error),
}

impl Interruption {
    /// A provider that is away does not use up a job's attempts: it will be back, and the money matters then too. One
    /// whose answers cannot be read needs people.
    fn failure(self, world: &World) -> Failure {
        match self {
            Self::Provider(Trouble::Away(Some(until))) | Self::NotYet(until) => Failure::NotYet(until),
            Self::Provider(Trouble::Away(None)) => Failure::NotYet(after(world.now(), world.jittered(AWAY_PAUSE))),
            Self::Provider(Trouble::Unknown) => Failure::NotYet(after(world.now(), UNKNOWN_PAUSE)),
            Self::Provider(Trouble::Unreadable(what)) => Failure::Retry(unreadable(what)),
            Self::Error(error) => Failure::Retry(error.to_string()),
        }
    }
}

/// Why work is given up that a provider's answers do not help with.
pub(crate) fn unreadable(what: &str) -> String {
    format!("the provider's answer about a {what} cannot be read")
}

impl From<Trouble> for Interruption {
    fn from(trouble: Trouble) -> Self {
        Self::Provider(trouble)
    }
}

impl From<Error> for Interruption {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<db::Error> for Interruption {
    fn from(error: db::Error) -> Self {
        Self::Error(error.into())
    }
}

/// So many minutes later.
pub(crate) fn after_minutes(moment: Timestamp, minutes: i64) -> Timestamp {
    moment.saturating_add(SignedDuration::from_mins(minutes)).unwrap_or(Timestamp::MAX)
}

fn after(moment: Timestamp, pause: Duration) -> Timestamp {
    moment.saturating_add(SignedDuration::try_from(pause).unwrap_or(SignedDuration::MAX)).unwrap_or(Timestamp::MAX)
}
