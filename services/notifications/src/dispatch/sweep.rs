//! Finding what nobody holds in memory any more.

use std::time::Duration;

use base::Id;
use chassis::db::{Conn, Error};
use jiff::{SignedDuration, Timestamp};

use super::Dispatch;
use crate::{
    domain::outcome::{Outcome, judge},
    store::{documents, queue, register},
};

/// How often the sweep goes round.
const PERIOD: Duration = Duration::from_secs(2);
/// How long a send may be on its way before its sender counts as dead: longer than handing over a file and a message
/// may take, with room for the clocks of several machines.
const SENDER_MAX: SignedDuration = SignedDuration::from_secs(30);
/// Messages or people taken up in one round.
const ROUND_MAX: i64 = 500;
/// How old a message is when it is registered: by then it is stored, whatever held it up, for whichever process.
const REGISTERED_AFTER: SignedDuration = SignedDuration::from_mins(1);
/// Messages registered in one transaction, which others wait for.
const REGISTERED_TOGETHER: i64 = 2000;

impl Dispatch {
    /// Goes round until the process ends, once at the very start.
    pub(super) async fn sweep(self) {
        let world = &self.shared.world;
        if self.shared.db.is_embedded()
            && let Err(error) = self.give_up_stuck(self.began_at - SignedDuration::from_micros(1)).await
        {
            tracing::warn!(%error, "what a former process was sending waits for the database");
        }
        loop {
            let began_at = world.now();
            if let Err(error) = self.sweep_once().await {
                tracing::warn!(%error, "the sweep waits for the database");
            }
            if let Err(error) = self.register().await {
                tracing::warn!(%error, "the register waits for the database");
            }
            self.shared.paces.forget_paid(began_at);
            world.sleep_until(began_at + PERIOD).await;
        }
    }

    async fn sweep_once(&self) -> Result<(), Error> {
        let now = self.shared.world.now();
        self.give_up_stuck(now.saturating_sub(SENDER_MAX).unwrap_or(now)).await?;
        self.forget_unsent_files().await?;
        let due = self.shared.db.read(async move |conn: &mut Conn| queue::due(conn, now, ROUND_MAX).await).await?;
        due.into_iter().for_each(|recipient_id| self.look(recipient_id.into()));
        Ok(())
    }

    /// A read comes first: most rounds find nothing, and a write would keep others waiting.
    async fn forget_unsent_files(&self) -> Result<(), Error> {
        let db = &self.shared.db;
        if db.read(async move |conn: &mut Conn| documents::has_unsent(conn).await).await? {
            let forgotten = db.write_single(async move |tx: &mut Conn| documents::forget_unsent(tx).await).await?;
            tracing::debug!(forgotten, "files of messages that are not sent are let go of");
        }
        Ok(())
    }

    /// Writes messages that are old enough into the register of each person's. As above, a read comes first.
    async fn register(&self) -> Result<(), Error> {
        let (db, now) = (&self.shared.db, self.shared.world.now());
        let until = Id::new(now.saturating_sub(REGISTERED_AFTER).unwrap_or(now), [0; 10]);
        while db.read(async move |conn: &mut Conn| register::has_unregistered(conn, until).await).await? {
            let some = async move |tx: &mut Conn| register::register_some(tx, until, REGISTERED_TOGETHER).await;
            let count = db.write(some).await?;
            tracing::debug!(count, "messages are registered");
        }
        Ok(())
    }

    /// Nobody knows what became of a send whose sender died. On an embedded database every send from before this
    /// process is one.
    async fn give_up_stuck(&self, before: Timestamp) -> Result<(), Error> {
        let shared = &self.shared;
        let now = shared.world.now();
        let stuck = shared.db.read(async move |conn: &mut Conn| queue::stuck(conn, before, ROUND_MAX).await).await?;
        for (recipient_id, tried) in stuck {
            if shared.errands.has(&recipient_id, tried.id) {
                continue;
            }
            tracing::warn!(id = %tried.id, attempt = tried.attempt, "the sender of a message died");
            let change = judge(&tried, Outcome::Unknown, now, |pause| pause);
            shared.recorder.record(tried, change).await;
            self.look(recipient_id.into());
        }
        Ok(())
    }
}
