//! Conversations: each customer has a lane, which handles one message at a time.
//!
//! A run of a lane loads the customer with the oldest pending message, decides, commits, and hands the replies over
//! before it looks at the next message. Nobody holds a lease: the commit is a compare-and-swap on the customer's
//! version, so a second process that raced loses, and what it asked of peers had the same keys.

mod attempt;
mod decide;
mod deliver;
mod notes;

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use base::Id;
use chassis::{
    db::{Conn, Db, Error, Together},
    lanes::Next,
    telemetry,
    world::World,
};
use dialogue::Shop;
use futures_util::FutureExt as _;
use tokio::sync::Semaphore;
use tracing::Instrument as _;

use self::notes::{Delivered, Waits};
pub(crate) use self::notes::{Handed, Marks};
use crate::{
    peers::{Peers, catalog::Menus, desk::Desk, notifications::Notifications},
    settings::Settings,
    store::{
        inbox,
        seals::Seals,
        turns::{self, Ending},
    },
};

/// Conversations of one process that are worked on at the same time.
pub(crate) const RUNNING_MAX: usize = 256;
/// Turns of one process that keep files at the same time. Fetching one can take as long as many other turns together,
/// and a lane has its seat all the while.
const ATTACHING_MAX: usize = 4;
/// Pause when the database or notifications is away, before jitter.
const AWAY_PAUSE: Duration = Duration::from_secs(1);

/// The driver of all conversations.
pub(crate) struct Conversations {
    db: Db,
    pub(crate) seals: Seals,
    pub(crate) menus: Arc<Menus>,
    desk: Desk,
    notifications: Notifications,
    shop: Shop,
    inbound_per_minute: u32,
    world: World,
    /// Turns of many customers end together.
    endings: Together<Ending, bool>,
    /// Customers with a message that was there too long: it may have ended a process.
    pub(crate) suspects: Marks,
    /// Customers whose last replies may not have left.
    pub(crate) left_over: Arc<Marks>,
    /// What lanes begin with.
    pub(crate) handed: Arc<Handed>,
    waits: Waits,
    /// Turns whose replies have reached notifications, until the database knows.
    pub(crate) delivered: Delivered,
    /// Messages that may have ended a process are tried one at a time, so that none is counted for another's fault.
    alone: Semaphore,
    /// Seats of the turns that keep files.
    attaching: Semaphore,
}

impl Conversations {
    pub(crate) fn new(db: Db, seals: Seals, peers: Peers, settings: &Settings, world: World) -> Arc<Self> {
        let store = db.clone();
        let endings = Together::new(move |endings| turns::end(store.clone(), endings));
        Arc::new(Self {
            db,
            seals,
            desk: Desk::new(&peers),
            menus: Arc::new(Menus::new(peers.catalog)),
            notifications: Notifications::new(peers.notifications),
            shop: settings.shop(),
            inbound_per_minute: settings.inbound_per_minute,
            world,
            endings,
            suspects: Marks::default(),
            left_over: Arc::default(),
            handed: Arc::default(),
            waits: Waits::default(),
            delivered: Delivered::default(),
            alone: Semaphore::new(1),
            attaching: Semaphore::new(ATTACHING_MAX),
        })
    }

    /// One run of a customer's lane.
    pub(crate) async fn run(self: Arc<Self>, customer: Id) -> Next {
        match AssertUnwindSafe(self.work(customer)).catch_unwind().await {
            Ok(Ok(next)) => next,
            Ok(Err(error)) => {
                // Should the commit have held after all, the sweep finds the replies.
                tracing::warn!(%error, "a conversation waits for the database");
                self.pause()
            }
            Err(_panic) => {
                tracing::error!(%customer, "a conversation panicked");
                self.suspects.add(customer);
                self.pause()
            }
        }
    }

    fn pause(&self) -> Next {
        Next::Backoff(self.world.jittered(AWAY_PAUSE))
    }

    /// Comes back later for replies that have not left.
    fn later(&self, customer: Id) -> Next {
        self.left_over.add(customer);
        self.pause()
    }

    async fn work(&self, customer: Id) -> Result<Next, Error> {
        let (is_suspect, has_left_over) = (self.suspects.take(customer), self.left_over.take(customer));
        let handed = self.handed.take(customer);
        if (is_suspect || has_left_over) && !Box::pin(self.deliver_left_over(customer)).await? {
            return Ok(self.later(customer));
        }
        let due = match handed {
            Some(due) => Some(due),
            None => {
                let seals = self.seals.clone();
                self.db.read(async move |conn: &mut Conn| inbox::next(conn, &seals, customer).await).await?
            }
        };
        let Some(due) = due else { return Ok(Next::Idle) };
        if !self.delivered.is_settled(&due.customer) && !Box::pin(self.deliver_left_over(customer)).await? {
            return Ok(self.later(customer));
        }
        let span = telemetry::continued("turn", due.message.traceparent.as_deref());
        self.attempt(due, is_suspect).instrument(span).await
    }
}
