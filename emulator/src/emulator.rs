//! The whole stand-in: its state, the lock around it, and its routes.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use chassis::world::World;
use jiff::Timestamp;
use tokio::sync::watch;

use crate::{
    CatalogItem, Settings, control,
    meta::{graph, webhook::Courier},
    network::State,
    page,
    paystack::{self, herald::Herald},
};

/// A Graph server, a payment provider, the phones behind them, and the pages to use them. Cheap to clone; all clones are the same emulator.
#[derive(Clone)]
pub struct Emulator {
    shared: Arc<Shared>,
}

impl Emulator {
    /// An emulator without customers.
    pub fn new(settings: Settings, world: World) -> Self {
        let state = State::new(&settings, &world);
        let shared = Shared {
            courier: Courier::new(&settings),
            herald: Herald::new(settings.paystack.as_ref()),
            changed: watch::Sender::new(state.people.revision()),
            closing: watch::Sender::new(false),
            state: Mutex::new(state),
            settings,
            world,
        };
        Self { shared: Arc::new(shared) }
    }

    /// Everything it serves: the Graph API, Paystack's API under `/paystack`, `/control`, and the pages.
    pub fn router(&self) -> Router {
        let shared = Arc::clone(&self.shared);
        let apis = graph::routes().merge(paystack::api::routes()).merge(control::routes());
        apis.with_state(shared).merge(page::routes())
    }

    /// Fills the catalogue that the page's cart offers, at most 500 goods. `PUT /control/catalog` does the same.
    pub fn set_catalog(&self, items: Vec<CatalogItem>) {
        self.shared.with(|state| state.shelf.set_catalog(items));
    }

    /// Ends the event streams of open pages, which would otherwise keep a server from stopping.
    pub fn close(&self) {
        self.shared.closing.send_replace(true);
    }
}

/// What every handler and task holds.
pub(crate) struct Shared {
    pub(crate) settings: Settings,
    pub(crate) world: World,
    pub(crate) courier: Courier,
    pub(crate) herald: Herald,
    state: Mutex<State>,
    changed: watch::Sender<u64>,
    closing: watch::Sender<bool>,
}

impl Shared {
    /// The present moment.
    pub(crate) fn now(&self) -> Timestamp {
        self.world.now()
    }

    /// Reads or changes the state, and wakes those who wait for news when there are any.
    pub(crate) fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.lock();
        let outcome = act(&mut state);
        let revision = state.people.revision();
        drop(state);
        self.changed.send_if_modified(|seen| {
            let newer = revision > *seen;
            *seen = revision.max(*seen);
            newer
        });
        outcome
    }

    /// A receiver that is woken by every change.
    pub(crate) fn news(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Waits until the emulator closes.
    pub(crate) async fn closed(&self) {
        // The sender lives in `self`, so the channel cannot close while we wait.
        let _ = self.closing.subscribe().wait_for(|closing| *closing).await;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
