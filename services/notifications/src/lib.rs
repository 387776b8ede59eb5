//! Everything that leaves Souk for a person's phone.
//!
//! In reading order: [`domain`] has the rules, [`store`] the tables, [`provider`] the networks' clients; [`dispatch`]
//! gets messages out, [`follower`] tells customers what happens to their orders, and [`api`] takes calls.

mod api;
mod dispatch;
mod domain;
mod error;
mod follower;
mod provider;
mod settings;
mod store;

use std::sync::Arc;

use chassis::{
    World,
    db::{Db, Migrations},
    lifecycle::Life,
    wire::Wire,
};
use diesel_migrations::embed_migrations;
use proto::notifications::v1::notifications_service_server::NotificationsServiceServer;

pub use self::{
    api::Api,
    settings::{SETTINGS, Settings},
};
use self::{
    dispatch::Dispatch,
    follower::Follower,
    provider::{Provider, meta::Meta},
};

/// The name of the service: its schema, its file, its role.
pub const NAME: &str = "notifications";
/// Bytes of one call: a document and the words around it.
const SEND_BYTES_MAX: usize = 8 * 1024 * 1024;
/// The tables of the service.
pub static MIGRATIONS: Migrations =
    Migrations { sqlite: embed_migrations!("migrations/sqlite"), postgres: embed_migrations!("migrations/postgres") };

/// The service. Cheap to clone.
#[derive(Clone)]
pub struct Notifications {
    db: Db,
    world: World,
    provider: Arc<Provider>,
    dispatch: Dispatch,
}

impl Notifications {
    /// Starts the service: its lanes, its sweep, and following the orders.
    ///
    /// # Panics
    /// When no HTTP client can be made from the settings; [`Settings::from_environment`] has checked them.
    pub fn new(db: Db, orders: Wire, settings: Settings, world: World, life: Life) -> Self {
        let meta = Meta::new(&settings.api_url, &settings.access_token, &settings.phone_number_id)
            .unwrap_or_else(|error| panic!("the settings do not make a client: {error}"));
        let provider = Arc::new(Provider::Meta(meta));
        let dispatch = Dispatch::start(db.clone(), provider.clone(), &settings, world.clone(), &life);
        let follower = Follower::new(db.clone(), orders, &settings, world.clone(), dispatch.clone());
        life.spawn_until_end(follower.follow());
        Self { db, world, provider, dispatch }
    }

    /// The gRPC service.
    pub fn server(&self) -> NotificationsServiceServer<Api> {
        let Self { db, world, provider, dispatch } = self.clone();
        NotificationsServiceServer::new(Api::new(db, world, provider, dispatch))
            .max_decoding_message_size(SEND_BYTES_MAX)
    }
}
