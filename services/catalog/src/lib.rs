//! What the shop sells: categories, products, and the menu that customers see.
//!
//! In reading order: [`domain`] has the rules, [`store`] the tables, [`menu`] the menu in memory, [`reserving`] the desk
//! where orders reserve, [`api`] the calls.
//! The catalogue is read for every message and changed a few times a day: every change waits for the one row that holds
//! the menu's revision and raises it, and readers rebuild their menu only when that revision is another. Reservations
//! come with every order and wait for none of this: they lock only what they take, and raise a revision of their own
//! when something runs out or comes back.

mod api;
mod domain;
mod error;
mod menu;
mod reserving;
mod settings;
mod store;

use std::sync::Arc;

use chassis::{
    World,
    db::{Db, Migrations},
};
use diesel_migrations::embed_migrations;
use proto::catalog::v1::catalog_service_server::CatalogServiceServer;

use self::domain::stock::Day;

pub use self::{
    api::Api,
    domain::{category::CATEGORIES_MAX, option::OPTION_GROUPS_MAX, product::PRODUCTS_MAX},
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
    desk: reserving::Desk,
}

impl Catalog {
    /// The catalogue in this database.
    pub fn new(db: Db, settings: Settings, world: World) -> Self {
        let menu = Arc::new(menu::Cache::new(db.clone()));
        let desk = reserving::Desk::open(db.clone(), settings.time_zone.clone(), world.clone());
        Self { db, settings, world, menu, desk }
    }

    /// The day it is in the shop.
    fn today(&self) -> Day {
        Day::of(&self.settings.time_zone, self.world.now())
    }

    /// Its gRPC service.
    pub fn server(&self) -> CatalogServiceServer<Api> {
        CatalogServiceServer::new(Api::new(self.clone())).max_decoding_message_size(REQUEST_BYTES_MAX)
    }
}
