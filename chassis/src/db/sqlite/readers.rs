//! The threads that read beside the one that writes.

use std::{
    panic::AssertUnwindSafe,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use futures_util::FutureExt as _;
use tokio::sync::mpsc;

use super::{Conn, Error, Job, connect, serve};

/// Two readers, so that a long list holds up nobody. The second begins when somebody would wait for the first: most
/// shops never need it, and a connection costs memory.
pub(super) struct Readers {
    path: String,
    first: Reader,
    second: OnceLock<Option<Reader>>,
}

impl Readers {
    pub(super) fn open(path: &str) -> Result<Self, Error> {
        Ok(Self { path: path.to_owned(), first: Reader::open(path)?, second: OnceLock::new() })
    }

    pub(super) async fn send(&self, job: Job) -> Result<(), Error> {
        let (reader, turn) = self.freer_one();
        reader.jobs.send((job, turn)).await.map_err(|_| super::closed())
    }

    fn freer_one(&self) -> (&Reader, Turn) {
        let first = Turn::at(&self.first);
        if first.before == 0 {
            return (&self.first, first);
        }
        let second = self.second.get_or_init(|| {
            let opened = Reader::open(&self.path);
            opened.inspect_err(|error| tracing::warn!(%error, "one thread reads where two could")).ok()
        });
        match second.as_ref().map(|second| (second, Turn::at(second))) {
            Some((second, turn)) if turn.before < first.before => (second, turn),
            _ => (&self.first, first),
        }
    }
}

struct Reader {
    jobs: mpsc::Sender<(Job, Turn)>,
    /// Jobs that are not done.
    open: Arc<AtomicUsize>,
}

impl Reader {
    fn open(path: &str) -> Result<Self, Error> {
        let jobs = serve(connect(path, true)?, "sqlite-reader", read_jobs);
        Ok(Self { jobs, open: Arc::new(AtomicUsize::new(0)) })
    }
}

/// A job counts with its reader until this is dropped, be it done or given up.
struct Turn {
    open: Arc<AtomicUsize>,
    /// How many were open before it.
    before: usize,
}

impl Turn {
    fn at(reader: &Reader) -> Self {
        Self { before: reader.open.fetch_add(1, Ordering::AcqRel), open: reader.open.clone() }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.open.fetch_sub(1, Ordering::AcqRel);
    }
}

async fn read_jobs(mut conn: Conn, mut jobs: mpsc::Receiver<(Job, Turn)>) {
    while let Some((job, turn)) = jobs.recv().await {
        // A panic drops the job's channel, so its caller hears of it; the thread goes on.
        let done = AssertUnwindSafe((job.work)(&mut conn)).catch_unwind().await;
        // Whoever hears that it is done finds this reader free.
        drop(turn);
        if let Ok((_, answer)) = done {
            answer(Ok(()));
        }
    }
}
