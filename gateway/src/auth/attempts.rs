//! Logins that failed in a row slow their account down, in every process at once.

use chassis::{
    World,
    db::{Conn, Db, Error as DbError},
};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::{domain::lockout, error::Error, store::login_failures};

/// How often a try is counted again when others were counted meanwhile.
const RACES_MAX: usize = 4;

/// The failed logins of all accounts.
pub(super) struct Attempts {
    db: Db,
    world: World,
}

/// The name under which an account's failures are counted, whether there is such an account or not.
pub(super) fn account(email: &str) -> String {
    hex::encode(Sha256::digest(email))
}

impl Attempts {
    pub(super) fn new(db: Db, world: World) -> Self {
        Self { db, world }
    }

    /// Counts a try as a failure; refuses it while the account is closed.
    pub(super) async fn count(&self, account: &str) -> Result<(), Error> {
        let (now, account) = (self.world.now(), account.to_owned());
        let closed_until = self.db.write(async move |tx: &mut Conn| count(tx, &account, now).await).await?;
        match closed_until {
            None => Ok(()),
            Some(moment) => Err(Error::LockedOut(seconds_until(moment, now))),
        }
    }

    /// Forgets an account's failures: its user is there.
    pub(super) async fn clear(&self, account: String) -> Result<(), Error> {
        self.db.write_single(async move |tx: &mut Conn| login_failures::clear(tx, account).await).await?;
        Ok(())
    }
}

/// Until when the account is closed; `None` when it is open and the try was counted.
async fn count(tx: &mut Conn, account: &str, now: Timestamp) -> Result<Option<Timestamp>, DbError> {
    for _ in 0..RACES_MAX {
        let known = login_failures::load(tx, account, now).await?;
        if known.blocked_until.0 > now {
            return Ok(Some(known.blocked_until.0));
        }
        let closed_until = lockout::closed_until(known.failures.saturating_add(1), now);
        if login_failures::count(tx, account, known, closed_until, now).await? {
            return Ok(None);
        }
    }
    Ok(Some(now))
}

fn seconds_until(moment: Timestamp, now: Timestamp) -> u64 {
    let milliseconds = u64::try_from(moment.duration_since(now).as_millis()).unwrap_or(0);
    milliseconds.div_ceil(1000).max(1)
}
