//! The people who make and bring what the market sells.
//!
//! In reading order: [`domain`] has the rules, [`store`] the tables, [`api`] the calls.

mod api;
mod domain;
mod error;
mod settings;
mod store;

use chassis::{
    World,
    db::{Db, Migrations},
};
use diesel_migrations::embed_migrations;
use proto::sellers::v1::sellers_service_server::SellersServiceServer;

pub use self::{
    api::Api,
    settings::{SETTINGS, Settings},
};

/// The service's name: its database's file or schema.
pub const NAME: &str = "sellers";

/// The service's tables.
pub static MIGRATIONS: Migrations =
    Migrations { sqlite: embed_migrations!("migrations/sqlite"), postgres: embed_migrations!("migrations/postgres") };

/// The sellers. Cheap to clone.
#[derive(Clone)]
pub struct Sellers {
    db: Db,
    world: World,
}

impl Sellers {
    /// The sellers in this database.
    pub const fn new(db: Db, _settings: Settings, world: World) -> Self {
        Self { db, world }
    }

    /// Their gRPC service.
    pub fn server(&self) -> SellersServiceServer<Api> {
        SellersServiceServer::new(Api::new(self.clone()))
    }
}
