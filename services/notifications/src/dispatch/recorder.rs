//! Recording how sends ended: many lanes, one statement.

use std::time::Duration;

use chassis::{
    World,
    db::{Conn, Db, Error},
};
use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot};

use crate::{
    domain::outcome::{Change, Tried},
    store::queue,
};

/// Outcomes written together.
const BATCH_MAX: usize = 256;
/// Outcomes that wait to be written; with more, lanes wait themselves.
const QUEUE_MAX: usize = 1024;
/// How often a database that is away is tried again. After that the rows are found by the sweep, which can only call
/// them ambiguous.
const TRIES_MAX: u32 = 20;
const PAUSE: Duration = Duration::from_secs(1);

/// How a send ended.
struct Record {
    tried: Tried,
    change: Change,
    written: oneshot::Sender<()>,
}

/// Takes outcomes from the lanes.
pub(super) struct Recorder(mpsc::Sender<Record>);

impl Recorder {
    /// Starts the recorder. It lives as long as there are lanes: they wait for it, and the process for them.
    pub(super) fn start(db: Db, world: World) -> Self {
        let (sender, records) = mpsc::channel(QUEUE_MAX);
        tokio::spawn(write_batches(db, world, records));
        Self(sender)
    }

    /// Records an outcome; returns once it is durable.
    pub(super) async fn record(&self, tried: Tried, change: Change) {
        let (written, done) = oneshot::channel();
        if self.0.send(Record { tried, change, written }).await.is_ok() {
            // A recorder that gave up has said so; the sweep finds the row.
            let _ = done.await;
        }
    }
}

async fn write_batches(db: Db, world: World, mut records: mpsc::Receiver<Record>) {
    let mut batch = Vec::with_capacity(BATCH_MAX);
    while records.recv_many(&mut batch, BATCH_MAX).await > 0 {
        let (outcomes, waiting): (Vec<_>, Vec<_>) =
            batch.drain(..).map(|Record { tried, change, written }| ((tried, change), written)).unzip();
        write_at_last(&db, &world, &outcomes).await;
        for written in waiting {
            let _ = written.send(());
        }
    }
}

async fn write_at_last(db: &Db, world: &World, outcomes: &[(Tried, Change)]) {
    for _ in 0..TRIES_MAX {
        match write(db, world.now(), outcomes.to_vec()).await {
            Ok(()) => return,
            Err(error) => tracing::warn!(%error, count = outcomes.len(), "outcomes of sends wait for the database"),
        }
        world.sleep(PAUSE).await;
    }
    tracing::error!(count = outcomes.len(), "outcomes of sends are lost; they will count as ambiguous");
}

async fn write(db: &Db, now: Timestamp, outcomes: Vec<(Tried, Change)>) -> Result<(), Error> {
    let count = outcomes.len();
    let record = async move |conn: &mut Conn| queue::record_all(conn, &outcomes, now).await;
    db.write_gathered(count, record).await
}
