//! Starting and stopping: nothing that was accepted is dropped.

use std::time::Duration;

use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How long a process may take to finish what it has begun after it was asked to stop.
pub const DRAIN_MAX: Duration = Duration::from_secs(20);

/// The life of a process: who works in it, and whether it is ending. Cheap to clone.
#[derive(Clone, Default)]
pub struct Life {
    tasks: TaskTracker,
    ending: CancellationToken,
}

impl Life {
    /// A life that has just begun.
    pub fn new() -> Self {
        Self::default()
    }

    /// Starts a task that the end of the process waits for.
    pub fn spawn<F>(&self, task: F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.tasks.spawn(task);
    }

    /// Starts a task that runs until it is done or the process ends, whichever comes first. It is dropped at an await.
    pub fn spawn_until_end<F>(&self, task: F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let ending = self.ending.clone();
        self.tasks.spawn(async move {
            let _ = ending.run_until_cancelled(task).await;
        });
    }

    /// Whether the process has been asked to stop.
    pub fn is_ending(&self) -> bool {
        self.ending.is_cancelled()
    }

    /// Waits until the process is asked to stop.
    pub async fn ending(&self) {
        self.ending.cancelled().await;
    }

    /// Asks the process to stop.
    pub fn end(&self) {
        self.ending.cancel();
    }

    /// Waits for every task, for at most [`DRAIN_MAX`]; tells whether all of them finished.
    pub async fn drained(&self) -> bool {
        self.tasks.close();
        tokio::time::timeout(DRAIN_MAX, self.tasks.wait()).await.is_ok()
    }

    /// Ends this life when the system asks for it: SIGTERM, or Ctrl-C at a terminal.
    pub fn end_on_signals(&self) -> std::io::Result<()> {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let life = self.clone();
        tokio::spawn(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
                () = life.ending() => {}
            }
            life.end();
        });
        Ok(())
    }
}
