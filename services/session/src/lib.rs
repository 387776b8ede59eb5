//! Customers, conversations and carts.
//!
//! In reading order: [`domain`] says what a message and a customer are, [`store`] has the tables, [`receiving`] makes
//! messages durable, [`conversation`] answers them with [`peers`], [`jobs`] looks after what was left behind, and
//! [`api`] has the calls.
//!
//! A message costs two writes: it is stored, which brings back its customer, and its turn is committed together with
//! the replies, which go to notifications right after.

mod api;
mod conversation;
mod domain;
mod error;
mod jobs;
mod peers;
mod receiving;
mod settings;
mod store;

use chassis::{
    World,
    db::{Db, Migrations},
    lanes::Lanes,
    lifecycle::Life,
};
use diesel_migrations::embed_migrations;
use proto::session::v1::session_service_server::SessionServiceServer;

pub use self::{
    api::Api,
    peers::Peers,
    settings::{SETTINGS, Settings},
};
use self::{
    conversation::{Conversations, RUNNING_MAX},
    jobs::Keeper,
    receiving::Door,
    store::seals::Seals,
};

/// The service's name: its database's file or schema.
pub const NAME: &str = "session";

/// The service's tables.
pub static MIGRATIONS: Migrations =
    Migrations { sqlite: embed_migrations!("migrations/sqlite"), postgres: embed_migrations!("migrations/postgres") };

/// The service. Cheap to clone.
#[derive(Clone)]
pub struct Session(Api);

impl Session {
    /// Opens the service on its database and begins with what an earlier process left behind.
    pub fn new(db: Db, peers: Peers, settings: Settings, world: World, life: Life) -> Self {
        let seals = Seals::new(settings.vault.clone(), world.clone());
        let conversations = Conversations::new(db.clone(), seals.clone(), peers, &settings, world.clone());
        let runner = conversations.clone();
        let lanes = Lanes::new(life.clone(), world.clone(), RUNNING_MAX, move |customer| runner.clone().run(customer));
        let door = Door::open(db.clone(), seals.clone(), lanes.clone(), conversations.handed.clone(), world.clone());
        let (menus, left_over) = (conversations.menus.clone(), conversations.left_over.clone());
        Keeper { db: db.clone(), conversations, lanes: lanes.clone(), world }.start(&life);
        Self(Api { db, seals, menus, left_over, door, lanes, language: settings.language })
    }

    /// Its gRPC service.
    pub fn server(&self) -> SessionServiceServer<Api> {
        SessionServiceServer::new(self.0.clone())
    }
}
