//! Orders: from the moment a customer confirms a cart until it is handed over or ends otherwise.
//!
//! In reading order: [`domain`] has the rules (the life cycle, pricing), `store` keeps orders, `catalog` asks what
//! things cost today, `api` speaks the contract, [`error`] names every refusal.
//!
//! Placing is idempotent by the caller's key; the order, its first status change and its event are one transaction.
//! Every later change is a compare-and-swap on the order's version, again in one transaction with its event.

pub mod domain;
pub mod error;
pub mod settings;

mod api;
mod catalog;
mod store;

use chassis::{World, db::Db, events::Feed, lifecycle::Life, wire::Wire};
use diesel_migrations::embed_migrations;
use proto::orders::v1::orders_service_server::OrdersServiceServer;

pub use api::Api;
pub use error::Error;
pub use settings::{SETTINGS, Settings};

/// The service's name: its role, its file or schema, its feed.
pub const NAME: &str = "orders";

/// The tables of this service.
pub static MIGRATIONS: chassis::db::Migrations = chassis::db::Migrations {
    sqlite: embed_migrations!("migrations/sqlite"),
    postgres: embed_migrations!("migrations/postgres"),
};

/// The service. Cheap to clone.
#[derive(Clone)]
pub struct Orders(Api);

impl Orders {
    /// Opens the service on its database and starts giving positions to its events.
    pub fn new(db: Db, catalog: Wire, settings: Settings, world: World, life: Life) -> Self {
        let feed = Feed::start(db.clone(), world.clone(), life);
        Self(Api { db, feed, catalog: catalog::Catalog::new(catalog), currency: settings.currency, world })
    }

    /// The gRPC server.
    pub fn server(&self) -> OrdersServiceServer<Api> {
        OrdersServiceServer::new(self.0.clone())
    }
}
