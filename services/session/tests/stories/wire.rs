//! Wires that fail on demand, in front of the real services.

use std::sync::{
    Arc,
    atomic::{AtomicU8, AtomicUsize, Ordering},
};

use chassis::wire::Wire;
use tokio::sync::watch;
use tonic::{Status, body::Body};
use tower::{ServiceExt as _, service_fn, util::BoxCloneSyncService};

/// How a peer behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Mood {
    Well,
    /// Calls are refused before they are made.
    Away,
    /// Calls are made, and their answers are lost.
    Mute,
    /// Calls are never answered.
    Hanging,
    /// Calls fail with an internal error.
    Ill,
}

/// The mood of one wire, and how often it was used.
#[derive(Clone, Default)]
pub(crate) struct Switch {
    mood: Arc<AtomicU8>,
    calls: Arc<AtomicUsize>,
    /// Whether files are given out only later.
    holds_files: watch::Sender<bool>,
    files: Arc<AtomicUsize>,
}

impl Switch {
    pub(crate) fn set(&self, mood: Mood) {
        self.mood.store(mood as u8, Ordering::SeqCst);
    }

    pub(crate) fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    /// Makes whoever fetches a file wait, until this is called again.
    pub(crate) fn hold_files(&self, holds: bool) {
        self.holds_files.send_replace(holds);
    }

    /// How many files were asked for.
    pub(crate) fn files(&self) -> usize {
        self.files.load(Ordering::SeqCst)
    }

    async fn pass(&self, path: &str) {
        if path.ends_with("/FetchMedia") {
            self.files.fetch_add(1, Ordering::SeqCst);
            let mut holds = self.holds_files.subscribe();
            holds.wait_for(|holds| !holds).await.unwrap();
        }
    }

    fn mood(&self) -> Mood {
        let moods = [Mood::Well, Mood::Away, Mood::Mute, Mood::Hanging, Mood::Ill];
        moods[usize::from(self.mood.load(Ordering::SeqCst))]
    }

    /// The same wire, with this switch in it. The peer works on the runtime this is called on, whichever process dies.
    pub(crate) fn on(&self, wire: Wire) -> Wire {
        let (switch, runtime) = (self.clone(), tokio::runtime::Handle::current());
        BoxCloneSyncService::new(service_fn(move |request: http::Request<Body>| {
            let (switch, path) = (switch.clone(), request.uri().path().to_owned());
            let call = wire.clone().oneshot(request);
            let runtime = runtime.clone();
            async move {
                switch.calls.fetch_add(1, Ordering::SeqCst);
                switch.pass(&path).await;
                match switch.mood() {
                    Mood::Well => runtime.spawn(call).await.unwrap(),
                    Mood::Away => Err(Status::unavailable("nobody is there")),
                    Mood::Mute => {
                        runtime.spawn(call).await.unwrap()?;
                        Err(Status::unavailable("the line broke"))
                    }
                    Mood::Hanging => std::future::pending().await,
                    Mood::Ill => Err(Status::internal("something is wrong")),
                }
            }
        }))
    }
}
