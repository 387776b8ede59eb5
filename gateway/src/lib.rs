//! Where the outside meets Souk: webhooks come in, the office works over REST. It holds no rules of the market.
//!
//! In reading order: [`webhooks`] takes what the networks send, [`auth`] says who is calling and what that allows,
//! [`rest`] turns the services' calls into resources, [`openapi`] declares and describes the routes, [`office`] is the
//! page that uses them, [`payments`] the one customers come back to, [`edge`] is what every request passes. [`error`]
//! names every refusal and [`problems`] writes it down; [`domain`] has the few rules of the gateway's own, [`store`] its
//! tables.

mod auth;
mod domain;
mod edge;
mod error;
mod metrics;
mod office;
mod openapi;
mod payments;
mod peers;
mod probes;
mod problems;
mod rest;
mod settings;
mod store;
mod webhooks;

use std::{sync::Arc, time::Duration};

use axum::Router;
use chassis::{
    World,
    db::{Conn, Db, Error as DbError, Migrations},
    lifecycle::Life,
};
use diesel_migrations::embed_migrations;
use jiff::SignedDuration;
use tokio::sync::Semaphore;

use self::{
    auth::Auth,
    metrics::Metrics,
    webhooks::{
        signature::{MetaSignatures, PaystackSignatures},
        storing::Shared,
    },
};
pub use self::{
    auth::users::{add_user, has_users, set_role},
    domain::role::{Role, UnknownRole},
    error::Error,
    peers::Peers,
    settings::{SETTINGS, Settings},
};

/// The role's name: its database's file or schema.
pub const NAME: &str = "gateway";

/// The gateway's tables.
pub static MIGRATIONS: Migrations =
    Migrations { sqlite: embed_migrations!("migrations/sqlite"), postgres: embed_migrations!("migrations/postgres") };

/// How often what is no longer needed is forgotten.
const CLEANING: Duration = Duration::from_secs(3600);
/// How long answers are kept by Idempotency-Key, and failed logins by account.
const MEMORY: SignedDuration = SignedDuration::from_hours(24);

/// The gateway. Cheap to clone.
#[derive(Clone)]
pub struct Gateway(Arc<Inner>);

struct Inner {
    db: Db,
    peers: Peers,
    settings: Settings,
    world: World,
    life: Life,
    auth: Auth,
    signatures: MetaSignatures,
    payment_signatures: PaystackSignatures,
    metrics: Metrics,
    webhook_memory: Semaphore,
    shared_calls: Shared,
}

impl Gateway {
    /// The gateway before these services, with its own database.
    pub async fn new(db: Db, peers: Peers, settings: Settings, world: World, life: Life) -> Result<Self, Error> {
        let gateway = Self(Arc::new(Inner {
            auth: Auth::open(db.clone(), world.clone()).await?,
            signatures: MetaSignatures::new(&settings.app_secrets),
            payment_signatures: PaystackSignatures::new(&settings.paystack_secret_key),
            metrics: Metrics::default(),
            webhook_memory: Semaphore::new(webhooks::BODIES_MAX_KIB),
            shared_calls: Shared::new(&peers),
            db,
            peers,
            settings,
            world,
            life,
        }));
        gateway.0.life.spawn_until_end(clean(gateway.0.db.clone(), gateway.0.world.clone()));
        Ok(gateway)
    }

    /// Everything it serves over HTTP.
    pub fn router(&self) -> Router {
        webhooks::routes().merge(openapi::router(self)).with_state(self.clone())
    }

    pub(crate) fn db(&self) -> &Db {
        &self.0.db
    }

    pub(crate) fn peers(&self) -> &Peers {
        &self.0.peers
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub(crate) fn world(&self) -> &World {
        &self.0.world
    }

    pub(crate) fn life(&self) -> &Life {
        &self.0.life
    }

    pub(crate) fn auth(&self) -> &Auth {
        &self.0.auth
    }

    pub(crate) fn signatures(&self) -> &MetaSignatures {
        &self.0.signatures
    }

    pub(crate) fn payment_signatures(&self) -> &PaystackSignatures {
        &self.0.payment_signatures
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    pub(crate) fn webhook_memory(&self) -> &Semaphore {
        &self.0.webhook_memory
    }

    pub(crate) fn shared_calls(&self) -> &Shared {
        &self.0.shared_calls
    }
}

/// Forgets expired sessions, old answers and old failures, now and every hour.
async fn clean(db: Db, world: World) {
    loop {
        let now = world.now();
        let before = now.saturating_sub(MEMORY).unwrap_or(now);
        let forget = async move |tx: &mut Conn| -> Result<usize, DbError> {
            let sessions = store::sessions::forget(tx, now).await?;
            let answers = store::idempotency_keys::forget(tx, before).await?;
            Ok(sessions + answers + store::login_failures::forget(tx, before).await?)
        };
        match db.write(forget).await {
            Ok(count) => tracing::debug!(count, "old rows were forgotten"),
            Err(error) => tracing::warn!(%error, "old rows could not be forgotten; they wait for the next hour"),
        }
        world.sleep(CLEANING).await;
    }
}
