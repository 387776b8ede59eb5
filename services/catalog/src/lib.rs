//! What the shop sells: categories, products, and the menu that customers see.
//!
//! In reading order: [`domain`] has the rules, [`store`] the tables, [`menu`] the menu in memory, [`api`] the calls.
//! The catalogue is read for every message and changed a few times a day: every change waits for the one row that holds
//! the menu's revision and raises it, and readers rebuild their menu only when that revision is another.

mod api;
mod domain;
mod error;
mod menu;
mod settings;
mod store;

use std::sync::Arc;

use chassis::{
    World,
    db::{Db, Migrations},
};
use diesel_migrations::embed_migrations;
use proto::catalog::v1::catalog_service_server::CatalogServiceServer;

pub use self::{
    api::Api,
    domain::{category::CATEGORIES_MAX, product::PRODUCTS_MAX},
    settings::{SETTINGS, Settings},
};

/// The service's name: its database's file or schema.
pub const NAME: &str = "catalog";

/// The service's tables.
pub static MIGRATIONS: Migrations =
    Migrations { sqlite: embed_migrations!("migrations/sqlite"), postgres: embed_migrations!("migrations/postgres") };

/// Bytes of a request at most: room for a whole market.
const REQUEST_BYTES_MAX: usize = 16 << 20;

/// The catalogue. Cheap to clone.
#[derive(Clone)]
pub struct Catalog {
    db: Db,
    settings: Settings,
    world: World,
    menu: Arc<menu::Cache>,
}

impl Catalog {
    /// The catalogue in this database.
    pub fn new(db: Db, settings: Settings, world: World) -> Self {
        Self { db, settings, world, menu: Arc::default() }
    }

    /// Its gRPC service.
    pub fn server(&self) -> CatalogServiceServer<Api> {
        CatalogServiceServer::new(Api::new(self.clone())).max_decoding_message_size(REQUEST_BYTES_MAX)
    }
}
