//! Which database belongs to whom.

use chassis::{
    db::{Db, Migrations, Place},
    settings::Environment,
};

use crate::stop::Stop;

/// The owner of a database: its name, which is also its file or schema, and its tables.
#[derive(Clone, Copy)]
pub(crate) struct Owner {
    pub(crate) name: &'static str,
    setting: &'static str,
    migrations: &'static Migrations,
}

pub(crate) static CATALOG: Owner =
    Owner { name: catalog::NAME, setting: "CATALOG_DATABASE_URL", migrations: &catalog::MIGRATIONS };
pub(crate) static SESSION: Owner =
    Owner { name: session::NAME, setting: "SESSION_DATABASE_URL", migrations: &session::MIGRATIONS };
pub(crate) static ORDERS: Owner =
    Owner { name: orders::NAME, setting: "ORDERS_DATABASE_URL", migrations: &orders::MIGRATIONS };
pub(crate) static SELLERS: Owner =
    Owner { name: sellers::NAME, setting: "SELLERS_DATABASE_URL", migrations: &sellers::MIGRATIONS };
pub(crate) static NOTIFICATIONS: Owner =
    Owner { name: notifications::NAME, setting: "NOTIFICATIONS_DATABASE_URL", migrations: &notifications::MIGRATIONS };
pub(crate) static GATEWAY: Owner =
    Owner { name: gateway::NAME, setting: "GATEWAY_DATABASE_URL", migrations: &gateway::MIGRATIONS };

/// Everybody who owns a database.
pub(crate) static OWNERS: [&Owner; 6] = [&CATALOG, &SESSION, &ORDERS, &SELLERS, &NOTIFICATIONS, &GATEWAY];

/// Reads where databases are. They can hold passwords, so `NAME_FILE` works here too.
pub(crate) struct Databases<'e> {
    environment: &'e Environment,
    /// Where they are when no setting says so.
    otherwise: String,
}

impl<'e> Databases<'e> {
    /// Databases that are embedded below `data` unless a setting says otherwise.
    pub(crate) fn new(environment: &'e Environment, data: &std::path::Path) -> Self {
        Self { environment, otherwise: format!("sqlite://{}", data.display()) }
    }

    fn place(&self, owner: &Owner) -> Result<Place, Stop> {
        let own = self.environment.secret(owner.setting)?;
        let url = match own {
            Some(url) => url,
            None => self.environment.secret("DATABASE_URL")?.unwrap_or_else(|| self.otherwise.clone()),
        };
        Ok(Place::new(&url, owner.name)?)
    }

    /// Brings an owner's tables up to date.
    pub(crate) async fn migrate(&self, owner: &Owner) -> Result<(), Stop> {
        Ok(Db::migrate(&self.place(owner)?, owner.migrations).await?)
    }

    /// Opens an owner's database for a server.
    pub(crate) async fn open(&self, owner: &Owner) -> Result<Db, Stop> {
        Ok(Db::open(&self.place(owner)?, owner.migrations).await?)
    }

    /// Opens an owner's database for a server, tables up to date: for the process that is everything.
    pub(crate) async fn open_migrated(&self, owner: &Owner) -> Result<Db, Stop> {
        if !self.place(owner)?.is_embedded() {
            self.migrate(owner).await?;
        }
        self.open(owner).await
    }

    /// Opens an owner's database for one command beside a server.
    pub(crate) async fn visit(&self, owner: &Owner) -> Result<Db, Stop> {
        Ok(Db::visit(&self.place(owner)?, owner.migrations).await?)
    }
}
