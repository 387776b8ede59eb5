//! What happens later: finding what was left behind, noting what was delivered, and telling what sold out.

mod sold_out;

use std::{sync::Arc, time::Duration};

use base::{Id, Timestamp};
use chassis::{
    db::{Conn, Db, Error},
    lanes::Lanes,
    lifecycle::Life,
    world::World,
};

use uuid::Uuid;

use crate::{
    conversation::{Conversations, Marks},
    store::{customers, inbox},
};

/// How often messages and replies that were left behind are looked for.
const SWEEP_EVERY: Duration = Duration::from_secs(2);
/// How long a message or its replies may take before somebody looks after them.
const OVERDUE: Duration = Duration::from_secs(5);
/// Customers found in one query.
const PAGE: i64 = 500;
/// Lanes that are awake when no more are woken; the next sweep goes on.
const AWAKE_MAX: usize = 2048;
/// How long a delivered turn waits to be noted with others: a process that dies meanwhile hands it over once more,
/// which has no second effect.
const NOTE_EVERY: Duration = Duration::from_secs(2);

/// What the jobs work with.
#[derive(Clone)]
pub(crate) struct Keeper {
    pub(crate) db: Db,
    pub(crate) conversations: Arc<Conversations>,
    pub(crate) lanes: Lanes<Id>,
    pub(crate) world: World,
}

impl Keeper {
    /// Starts the jobs. They begin with whatever an earlier process left behind.
    pub(crate) fn start(&self, life: &Life) {
        life.spawn_until_end(self.clone().sweep());
        life.spawn_until_end(self.clone().watch_the_menu());
        life.spawn(self.clone().note_delivered(life.clone()));
    }

    async fn sweep(self) {
        let mut age = Duration::ZERO;
        loop {
            let before = self.world.now().checked_sub(age).unwrap_or(Timestamp::MIN);
            if let Err(error) = self.wake_left_behind(before).await {
                tracing::warn!(%error, "messages left behind wait for the database");
            }
            self.world.sleep(SWEEP_EVERY).await;
            age = OVERDUE;
        }
    }

    /// Wakes the lanes of customers with a message, or with replies, from before a moment.
    async fn wake_left_behind(&self, before: Timestamp) -> Result<(), Error> {
        self.wake_overdue(before).await?;
        self.wake_undelivered(before).await
    }

    async fn wake_overdue(&self, before: Timestamp) -> Result<(), Error> {
        let mut after = Id::from_uuid(Uuid::nil());
        loop {
            let read = async move |conn: &mut Conn| inbox::overdue(conn, before, after, PAGE).await;
            let page: Vec<Id> = self.db.read(read).await?;
            page.iter().for_each(|customer| self.wake(*customer, &self.conversations.suspects));
            match page.last() {
                Some(last) if self.goes_on(page.len()) => after = *last,
                _ => return Ok(()),
            }
        }
    }

    async fn wake_undelivered(&self, before: Timestamp) -> Result<(), Error> {
        // A turn has its message's id, and those rise with the time messages came at.
        let (newest, mut after) = (Id::new(before, [u8::MAX; 10]), Id::from_uuid(Uuid::nil()));
        loop {
            let read = async move |conn: &mut Conn| customers::undelivered(conn, newest, after, PAGE).await;
            let page: Vec<(Id, Id)> = self.db.read(read).await?;
            let left = page.iter().filter(|(customer, _)| !self.conversations.delivered.knows(*customer));
            left.for_each(|(customer, _)| self.wake(*customer, &self.conversations.left_over));
            match page.last() {
                Some((_, last)) if self.goes_on(page.len()) => after = *last,
                _ => return Ok(()),
            }
        }
    }

    /// Wakes a lane that sleeps; one that is awake looks by itself.
    fn wake(&self, customer: Id, mark: &Marks) {
        if !self.lanes.is_awake(&customer) {
            mark.add(customer);
            self.lanes.wake(customer);
        }
    }

    /// Whether another page may follow, and lanes are free for it.
    fn goes_on(&self, page: usize) -> bool {
        page >= PAGE as usize && self.lanes.awake() < AWAKE_MAX
    }

    /// Notes delivered turns, many in one transaction; once more when the process ends.
    async fn note_delivered(self, life: Life) {
        while !life.is_ending() {
            tokio::select! {
                () = self.world.sleep(NOTE_EVERY) => {}
                () = self.conversations.delivered.many() => {}
                () = life.ending() => {}
            }
            while let Some(noted) = self.note_some().await {
                self.conversations.delivered.forget(&noted);
            }
        }
    }

    async fn note_some(&self) -> Option<Vec<(Id, Id)>> {
        let noted = self.conversations.delivered.some();
        let turns: Vec<Id> = noted.iter().map(|(_, turn)| *turn).collect();
        if turns.is_empty() {
            return None;
        }
        match self.db.write_single(async move |tx: &mut Conn| customers::set_delivered(tx, turns).await).await {
            Ok(()) => Some(noted),
            Err(error) => {
                tracing::warn!(%error, "delivered turns wait for the database");
                None
            }
        }
    }
}
