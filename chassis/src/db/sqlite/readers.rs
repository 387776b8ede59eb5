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

    pub(super) async fn send(&self, job: Job) -> Result<(), mpsc::error::SendError<()>> {
        let reader = self.freer_one();
        let place = reader.jobs.reserve().await?;
        reader.waiting.fetch_add(1, Ordering::Relaxed);
        place.send(job);
        Ok(())
    }

    fn freer_one(&self) -> &Reader {
        let waiting = self.first.waiting.load(Ordering::Acquire);
        if waiting == 0 {
            return &self.first;
        }
        let second = self.second.get_or_init(|| {
            let opened = Reader::open(&self.path);
            opened.inspect_err(|error| tracing::warn!(%error, "one thread reads where two could")).ok()
        });
        let is_freer = |second: &&Reader| second.waiting.load(Ordering::Acquire) < waiting;
        second.as_ref().filter(is_freer).unwrap_or(&self.first)
    }
}

struct Reader {
    jobs: mpsc::Sender<Job>,
    /// Jobs that were sent and are not done.
    waiting: Arc<AtomicUsize>,
}

impl Reader {
    fn open(path: &str) -> Result<Self, Error> {
        let waiting = Arc::new(AtomicUsize::new(0));
        let (conn, done) = (connect(path, true)?, waiting.clone());
        let jobs = serve(conn, "sqlite-reader", async move |conn, jobs| read_jobs(conn, jobs, &done).await);
        Ok(Self { jobs, waiting })
    }
}

async fn read_jobs(mut conn: Conn, mut jobs: mpsc::Receiver<Job>, waiting: &AtomicUsize) {
    while let Some(job) = jobs.recv().await {
        // A panic drops the job's channel, so its caller hears of it; the thread goes on.
        let done = AssertUnwindSafe((job.work)(&mut conn)).catch_unwind().await;
        // Whoever hears that it is done finds this reader free.
        waiting.fetch_sub(1, Ordering::Release);
        if let Ok((_, answer)) = done {
            answer(Ok(()));
        }
    }
}
