//! Orders: from the moment a customer confirms a cart until it is handed over or ends otherwise.
//!
//! In reading order: [`domain`] has the rules (the life cycle, pricing), `store` keeps orders, `catalog` asks what
//! things cost today and reserves them, `placing`, `amending` and `moving` lead an order through both, `money` handles
//! payments and invoices with the `provider`s of payments, `pdf` draws invoices, `jobs` has what happens later, `api`
//! speaks the contract, [`error`] names every refusal.
//!
//! Placing is idempotent by the caller's key; the order, its first status change and its event are one transaction.
//! Every later change is a compare-and-swap on the order's version, again in one transaction with its event.

pub mod domain;
pub mod error;
pub mod settings;

mod amending;
mod api;
mod catalog;
mod jobs;
mod money;
mod moving;
mod pdf;
mod placing;
mod provider;
mod repeating;
mod store;

use std::{sync::Arc, time::Duration};

use chassis::{
    World,
    db::{self, Conn, Db, Together},
    events::Feed,
    jobs::Jobs,
    lifecycle::Life,
    wire::Wire,
};
use diesel_migrations::embed_migrations;
use proto::orders::v1::orders_service_server::OrdersServiceServer;

pub use api::Api;
pub use error::Error;
pub use settings::{PaystackSettings, SETTINGS, Settings};

/// The service's name: its role, its file or schema, its feed.
pub const NAME: &str = "orders";

/// How often unfinished work is looked for.
const SWEEP_EVERY: Duration = Duration::from_secs(10);

/// Bytes of a call or an answer: the largest attachment with what is said about it, and a little more, so that one that
/// is too large is refused with words.
const MESSAGE_MAX: usize = domain::attachment::CONTENT_MAX + 1024 * 1024;

/// The tables of this service.
pub static MIGRATIONS: db::Migrations = db::Migrations {
    sqlite: embed_migrations!("migrations/sqlite"),
    postgres: embed_migrations!("migrations/postgres"),
};

/// The service. Cheap to clone.
#[derive(Clone)]
pub struct Orders(Api);

impl Orders {
    /// Opens the service on its database, starts giving positions to its events, and starts working on its jobs.
    ///
    /// # Panics
    /// When no client can be made of the settings; [`Settings::from_environment`] has checked them.
    pub fn new(db: Db, catalog: Wire, settings: Settings, world: World, life: Life) -> Self {
        let providers = provider::open(&settings, &world).into();
        let mail_host = provider::mail_host(settings.public_url.as_deref()).into();
        let Settings { currency, vault, .. } = settings;
        let api = Api {
            feed: Feed::start(db.clone(), world.clone(), life.clone()),
            jobs: Jobs::new(db.clone(), world.clone()),
            catalog: catalog::Catalog::new(catalog, currency),
            begun: placements(db.clone()),
            placed: orders(db.clone(), world.clone()),
            db,
            currency,
            vault,
            providers,
            mail_host,
            world,
        };
        let worker = api.clone();
        api.jobs.start(&life, move |job| jobs::run(worker.clone(), job));
        life.spawn_until_end(sweep(api.clone()));
        Self(api)
    }

    /// The gRPC server.
    pub fn server(&self) -> OrdersServiceServer<Api> {
        OrdersServiceServer::new(self.0.clone())
            .max_decoding_message_size(MESSAGE_MAX)
            .max_encoding_message_size(MESSAGE_MAX)
    }
}

/// Stores placements that begin, together.
fn placements(db: Db) -> Together<Arc<store::NewOrder>, bool> {
    Together::new(move |new: Arc<Vec<Arc<store::NewOrder>>>| {
        let db = db.clone();
        let (count, begin) = (new.len(), async move |tx: &mut Conn| store::placements::begin(tx, &new).await);
        async move { db.write_gathered(count, begin).await }
    })
}

/// Stores orders, together.
fn orders(db: Db, world: World) -> Together<Arc<store::NewOrder>, bool> {
    Together::new(move |new: Arc<Vec<Arc<store::NewOrder>>>| {
        let (db, world) = (db.clone(), world.clone());
        let store = async move |tx: &mut Conn| -> Result<Vec<bool>, db::Error> {
            let stored = store::place(tx, &world, &new).await?;
            let placed = new.iter().zip(&stored).filter(|(_, is_stored)| **is_stored).map(|(new, _)| &new.order);
            money::following::placed_together(tx, &world, placed).await?;
            Ok(stored)
        };
        async move { db.write(store).await }
    })
}

/// Takes up what callers left unfinished, until the process ends.
async fn sweep(api: Api) {
    loop {
        api.world.sleep(SWEEP_EVERY).await;
        let swept = async { placing::sweep(&api).await.and(amending::sweep(&api).await) };
        if let Err(error) = swept.await {
            tracing::warn!(%error, "unfinished work waits for the next sweep");
        }
    }
}
