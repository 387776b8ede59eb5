//! What happens later: jobs are stored in the transaction that decided them, and each can be repeated.

use std::time::Duration;

use base::Id;
use chassis::{
    World,
    db::{self, Conn},
    jobs::{self, Failure},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    Api, amending,
    catalog::Reserved,
    domain::{attachment::kept_until, placement::Reservation},
    error::Error,
    money::{self, jobs::MoneyJob},
    store::{self, OrderRef, attachments},
};

/// A catalogue that is away is asked again after this long.
const AWAY_PAUSE: Duration = Duration::from_secs(15);

/// Something to do later.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Job {
    /// Gives back what a dead order held.
    Release {
        /// The order.
        order_id: Id,
    },
    /// Lets an order hold what it needs now that a change of its lines is settled, and no more.
    Settle {
        /// What it needs.
        reservation: Reservation,
    },
    /// Ends a change that the customer did not answer.
    ExpireAmendment {
        /// The order.
        order_id: Id,
        /// The change.
        revision: i32,
        /// Until when the customer may answer.
        due_at: Timestamp,
    },
    /// Deletes a file some time after its order ended.
    DeleteFile {
        /// The file.
        attachment_id: Id,
        /// The first moment at which that may be.
        due_at: Timestamp,
    },
    /// About money.
    #[serde(untagged)]
    Money(MoneyJob),
}

impl Job {
    /// Stores it in the transaction that decided it.
    pub(crate) async fn enqueue(&self, tx: &mut Conn, world: &World) -> Result<(), db::Error> {
        jobs::enqueue(tx, world, self, self.due_at(world), self.unique_key()).await
    }

    fn due_at(&self, world: &World) -> Timestamp {
        match self {
            Self::Release { .. } | Self::Settle { .. } => world.now(),
            Self::ExpireAmendment { due_at, .. } | Self::DeleteFile { due_at, .. } => *due_at,
            Self::Money(job) => job.due_at(world),
        }
    }

    /// A job that is stored already is not stored again.
    fn unique_key(&self) -> Option<String> {
        Some(match self {
            Self::Release { order_id } => format!("release/{order_id}"),
            Self::Settle { reservation } => format!("settle/{}/{}", reservation.order, reservation.revision),
            Self::ExpireAmendment { order_id, revision, .. } => format!("expire-amendment/{order_id}/{revision}"),
            Self::DeleteFile { attachment_id, .. } => format!("delete-file/{attachment_id}"),
            Self::Money(job) => job.unique_key(),
        })
    }
}

/// Does a job.
pub(crate) async fn run(api: Api, job: Job) -> Result<(), Failure> {
    let done = match job {
        Job::Release { order_id } => api.catalog.release(order_id).await,
        Job::Settle { reservation } => settle(&api, &reservation).await,
        Job::ExpireAmendment { order_id, revision, .. } => amending::expire(&api, order_id, revision).await,
        Job::DeleteFile { attachment_id, .. } => return delete_file(&api, attachment_id).await,
        Job::Money(job) => return money::jobs::run(&api, job).await,
    };
    done.map_err(|error| failure(&api, &error))
}

/// A catalogue that is away does not use up a job's attempts: what is held there is to be settled whenever it is back.
fn failure(api: &Api, error: &Error) -> Failure {
    match error {
        Error::Catalog(problem) if problem.is_passing() => {
            let pause = SignedDuration::try_from(api.world.jittered(AWAY_PAUSE)).unwrap_or(SignedDuration::ZERO);
            Failure::NotYet(api.world.now().saturating_add(pause).unwrap_or(Timestamp::MAX))
        }
        error => Failure::Retry(error.to_string()),
    }
}

/// Nobody needs the file once its order ended long ago. As long as that is not so, it is looked at again.
async fn delete_file(api: &Api, attachment_id: Id) -> Result<(), Failure> {
    let now = api.world.now();
    let deleted = async move |tx: &mut Conn| -> Result<Option<Timestamp>, Error> {
        let order_id = attachments::find(tx, attachment_id).await?.order_id;
        let order = store::find(tx, OrderRef::Id(order_id)).await?;
        let until = Some(kept_until(&order, now)).filter(|until| now < *until);
        if until.is_none() {
            attachments::delete_content(tx, attachment_id).await?;
        }
        Ok(until)
    };
    match api.db.write(deleted).await {
        Ok(until) => until.map_or(Ok(()), |until| Err(Failure::NotYet(until))),
        Err(error) => Err(failure(api, &error)),
    }
}

/// The order held enough for either outcome before, so this only gives back. A denial can only mean that it holds what
/// it held, and a late one that it ended or changed again meanwhile.
async fn settle(api: &Api, reservation: &Reservation) -> Result<(), Error> {
    match api.catalog.reserve(reservation).await? {
        Reserved::Granted | Reserved::Late => {}
        Reserved::Denied(obstacle) => {
            tracing::error!(reason = obstacle.reason(), "an order's own lines could not be reserved");
        }
    }
    Ok(())
}
