//! The threads of one SQLite file.

mod readers;

use std::{
    fs::{self, File},
    panic::AssertUnwindSafe,
    thread,
    time::Duration,
};

use diesel::{
    Connection as _, QueryResult, SqliteConnection,
    connection::{AnsiTransactionManager as Transactions, SimpleConnection as _, TransactionManager as _},
};
use futures_util::{FutureExt as _, future::LocalBoxFuture};
use tokio::sync::{mpsc, oneshot};
use tracing::{Instrument as _, Span};

use self::readers::Readers;
use super::{Conn, Error};

/// Transactions that may share one commit.
pub const BATCH_MAX: usize = 256;
/// How long a transaction waits for others to share its commit with, when the one before it had some. A commit costs as
/// much as tens of statements, whatever it holds; whoever writes alone never waits.
const LINGER: Duration = Duration::from_millis(2);
/// Jobs that may wait for a thread before their callers wait themselves.
const QUEUE_MAX: usize = 1024;
/// Pages of the log after which they are brought into the file: most of them have been written over by then.
const CHECKPOINT_PAGES: usize = 4000;

/// Tells a caller how its transaction ended, once the commit it was part of is known.
type Ack = Box<dyn FnOnce(Result<(), &diesel::result::Error>)>;
type Work = Box<dyn for<'c> FnOnce(&'c mut Conn) -> LocalBoxFuture<'c, (bool, Ack)> + Send>;

struct Job {
    work: Work,
    /// For how many it is done.
    callers: usize,
}

pub(super) struct Sqlite {
    writer: mpsc::Sender<Job>,
    readers: Readers,
    /// Held for the life of a server: two of them on one file would each believe to be its only writer.
    _lock: Option<File>,
}

/// The file of a service, in a folder that is made when it is missing.
pub(super) fn file(folder: &str, service: &str) -> Result<String, Error> {
    fs::create_dir_all(folder).map_err(|error| Error::Unavailable(format!("cannot make {folder}: {error}")))?;
    Ok(format!("{folder}/{service}.db"))
}

impl Sqlite {
    pub(super) fn open(path: &str) -> Result<Self, Error> {
        Self::with(path, Some(lock(path)?))
    }

    /// For a command that comes and goes beside a running server.
    pub(super) fn visit(path: &str) -> Result<Self, Error> {
        Self::with(path, None)
    }

    fn with(path: &str, lock: Option<File>) -> Result<Self, Error> {
        let writer = serve(connect(path, false)?, "sqlite-writer", write_batches);
        Ok(Self { writer, readers: Readers::open(path)?, _lock: lock })
    }

    /// One transaction that serves so many callers.
    pub(super) async fn write<R, E, F>(&self, callers: usize, work: F) -> Result<R, E>
    where
        for<'c> F: AsyncFnOnce(&'c mut Conn) -> Result<R, E> + Send + 'static,
        R: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel::<Result<R, E>>();
        // The trace goes along to the thread, or what is stored there would belong to none.
        let span = Span::current();
        let work: Work = Box::new(move |conn| {
            async move {
                let done = work(conn).instrument(span).await;
                let keep = done.is_ok();
                let ack: Ack = Box::new(move |commit| {
                    let done = match commit {
                        Ok(()) => done,
                        Err(error) => Err(Error::Commit(error.to_string()).into()),
                    };
                    let _ = answer.send(done);
                });
                (keep, ack)
            }
            .boxed_local()
        });
        self.writer.send(Job { work, callers }).await.map_err(|_| closed())?;
        answered.await.map_err(|_| closed())?
    }

    pub(super) async fn read<R, E, F>(&self, work: F) -> Result<R, E>
    where
        for<'c> F: AsyncFnOnce(&'c mut Conn) -> Result<R, E> + Send + 'static,
        R: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel::<Result<R, E>>();
        let span = Span::current();
        let work: Work = Box::new(move |conn| {
            async move {
                let done = work(conn).instrument(span).await;
                let ack: Ack = Box::new(move |_| drop(answer.send(done)));
                (true, ack)
            }
            .boxed_local()
        });
        self.readers.send(Job { work, callers: 1 }).await?;
        answered.await.map_err(|_| closed())?
    }
}

fn closed() -> Error {
    Error::Unavailable("the database thread has stopped".to_owned())
}

fn lock(path: &str) -> Result<File, Error> {
    let unavailable = |error: std::io::Error| Error::Unavailable(format!("cannot lock {path}: {error}"));
    let file = File::create(format!("{path}.lock")).map_err(unavailable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(Error::InUse(path.to_owned())),
        Err(fs::TryLockError::Error(error)) => Err(unavailable(error)),
    }
}

fn connect(path: &str, read_only: bool) -> Result<Conn, Error> {
    let unavailable = |error: &dyn std::fmt::Display| Error::Unavailable(error.to_string());
    let mut conn = SqliteConnection::establish(path).map_err(|error| unavailable(&error))?;
    // FULL: what a webhook was answered for must survive a power cut, not only a crash.
    conn.batch_execute(&format!(
        "PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; \
         PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}; PRAGMA query_only={read_only};"
    ))?;
    Ok(Conn::Sqlite(conn))
}

fn serve<J, W>(conn: Conn, name: &str, work: W) -> mpsc::Sender<J>
where
    J: Send + 'static,
    W: AsyncFnOnce(Conn, mpsc::Receiver<J>) + Send + 'static,
{
    let (sender, jobs) = mpsc::channel(QUEUE_MAX);
    let run = move || {
        // Neither io nor time is enabled: work that awaits anything but the database panics at once instead of
        // stalling every writer.
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime without drivers builds");
        runtime.block_on(work(conn, jobs));
    };
    thread::Builder::new().name(name.into()).spawn(run).expect("the system can start a thread");
    sender
}

async fn write_batches(mut conn: Conn, mut jobs: mpsc::Receiver<Job>) {
    let (mut batch, mut had_company) = (Vec::new(), false);
    while jobs.recv_many(&mut batch, BATCH_MAX).await > 0 {
        if had_company {
            linger(&mut batch, &mut jobs);
        }
        had_company = batch.iter().map(|job| job.callers).sum::<usize>() > 1;
        let mut acks = Vec::with_capacity(batch.len());
        let committed = commit_together(&mut conn, &mut batch, &mut acks).await;
        if committed.is_err() {
            let _ = sqlite(&mut conn).batch_execute("ROLLBACK");
        }
        for ack in acks {
            ack(committed.as_ref().map(|_| ()));
        }
    }
}

/// Waits for more jobs and takes those that came.
fn linger(batch: &mut Vec<Job>, jobs: &mut mpsc::Receiver<Job>) {
    #[expect(
        clippy::disallowed_methods,
        reason = "this thread does nothing else, and no clock of a test brings more jobs"
    )]
    thread::sleep(LINGER);
    let room = BATCH_MAX.saturating_sub(batch.len());
    batch.extend(std::iter::from_fn(|| jobs.try_recv().ok()).take(room));
}

async fn commit_together(conn: &mut Conn, batch: &mut Vec<Job>, acks: &mut Vec<Ack>) -> QueryResult<()> {
    begin(conn)?;
    let mut has_work = false;
    for job in batch.drain(..) {
        // Only what stands on others' work needs a savepoint, which copies every page that is changed.
        if has_work {
            Transactions::begin_transaction(sqlite(conn))?;
        }
        match (run(conn, job, acks).await, has_work) {
            (true, true) => Transactions::commit_transaction(sqlite(conn))?,
            (true, false) => has_work = true,
            (false, true) => Transactions::rollback_transaction(sqlite(conn))?,
            (false, false) => {
                Transactions::rollback_transaction(sqlite(conn))?;
                begin(conn)?;
            }
        }
    }
    Transactions::commit_transaction(sqlite(conn))
}

fn begin(conn: &mut Conn) -> QueryResult<()> {
    Transactions::begin_transaction_sql(sqlite(conn), "BEGIN IMMEDIATE")
}

/// Runs a job; tells whether what it did is to be kept. A job that panicked is not told: its caller sees its channel
/// close.
async fn run(conn: &mut Conn, job: Job, acks: &mut Vec<Ack>) -> bool {
    match AssertUnwindSafe((job.work)(conn)).catch_unwind().await {
        Ok((keep, ack)) => {
            acks.push(ack);
            keep
        }
        Err(_panic) => false,
    }
}

fn sqlite(conn: &mut Conn) -> &mut SqliteConnection {
    match conn {
        Conn::Sqlite(conn) => conn,
        Conn::Postgres(_) => unreachable!("these threads are only ever given SQLite connections"),
    }
}
