//! One handle over an embedded SQLite file or a PostgreSQL database.
//!
//! A query is a value; [`Conn`] runs it on whichever database it stands for. On SQLite every write runs on one writer
//! thread, where up to [`BATCH_MAX`] transactions share a commit and so an fsync, for which they wait two milliseconds
//! where many write, and reads run on reader threads. On PostgreSQL both take a pooled connection; what runs with every
//! message goes there [`Together`].
//!
//! The closures given to [`Db::write`] and [`Db::read`] own their inputs and await nothing but the database.

mod bind;
mod conn;
mod error;
mod kept;
mod migrate;
mod postgres;
mod sqlite;
mod together;
pub mod types;

use std::sync::Arc;

pub use bind::and_bind;
pub use conn::{Conn, Rows, SendAsyncFn, Statement, columns};
pub use error::Error;
pub use kept::{Fixed, Kept, Update, fixed, named, update};
pub use migrate::Migrations;
pub use sqlite::BATCH_MAX;
pub use together::Together;

use self::{postgres::Postgres, sqlite::Sqlite};

/// A service's database. Cheap to clone.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

enum Inner {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

/// Where a service keeps its tables: `sqlite://DIR` or `postgres://...`, and the service's name, which is the file
/// (`DIR/orders.db`) or the schema.
#[derive(Clone)]
pub struct Place {
    url: String,
    service: String,
}

impl Place {
    /// Checks only the scheme; whether the database is there shows on opening.
    pub fn new(url: &str, service: &str) -> Result<Self, Error> {
        let known = ["sqlite://", "postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme));
        if known { Ok(Self { url: url.to_owned(), service: service.to_owned() }) } else { Err(Error::Url) }
    }

    /// Whether the tables live in an embedded file of this machine.
    pub fn is_embedded(&self) -> bool {
        self.url.starts_with("sqlite://")
    }

    fn folder(&self) -> Option<&str> {
        self.url.strip_prefix("sqlite://")
    }
}

impl Db {
    /// Opens the database for a server. SQLite is migrated on the way and held until the process ends; PostgreSQL must
    /// have been migrated with [`Db::migrate`].
    pub async fn open(place: &Place, migrations: &'static Migrations) -> Result<Self, Error> {
        let inner = match place.folder() {
            Some(folder) => {
                let file = sqlite::file(folder, &place.service)?;
                migrate::sqlite(file.clone(), migrations).await?;
                Inner::Sqlite(Sqlite::open(&file)?)
            }
            None => {
                migrate::postgres_is_current(&place.url, &place.service, migrations).await?;
                Inner::Postgres(Postgres::open(&place.url, &place.service)?)
            }
        };
        Ok(Self(Arc::new(inner)))
    }

    /// Opens the database for one command beside a server that may be running.
    pub async fn visit(place: &Place, migrations: &'static Migrations) -> Result<Self, Error> {
        Self::migrate(place, migrations).await?;
        let inner = match place.folder() {
            Some(folder) => Inner::Sqlite(Sqlite::visit(&sqlite::file(folder, &place.service)?)?),
            None => Inner::Postgres(Postgres::open(&place.url, &place.service)?),
        };
        Ok(Self(Arc::new(inner)))
    }

    /// Brings the tables up to date; safe to run from many places at once.
    pub async fn migrate(place: &Place, migrations: &'static Migrations) -> Result<(), Error> {
        match place.folder() {
            Some(folder) => migrate::sqlite(sqlite::file(folder, &place.service)?, migrations).await,
            None => migrate::postgres(&place.url, &place.service, migrations).await,
        }
    }

    /// One transaction, durable when this returns, rolled back when `work` fails. On PostgreSQL a transaction that
    /// lost a race against another (serialization, deadlock) fails with an error that [`Error::is_retryable`] tells.
    pub async fn write<R, E, F>(&self, work: F) -> Result<R, E>
    where
        for<'c> F: SendAsyncFn<&'c mut Conn, Result<R, E>> + Send + 'static,
        R: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match &*self.0 {
            Inner::Sqlite(sqlite) => sqlite.write(1, work).await,
            Inner::Postgres(postgres) => postgres.write(work).await,
        }
    }

    /// A single statement, durable when this returns. It saves PostgreSQL two round trips over [`Db::write`].
    pub async fn write_single<R, E, F>(&self, work: F) -> Result<R, E>
    where
        for<'c> F: SendAsyncFn<&'c mut Conn, Result<R, E>> + Send + 'static,
        R: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.write_gathered(1, work).await
    }

    /// A single statement for so many callers, who were gathered: where many come at a time it pays to wait for more.
    pub async fn write_gathered<R, E, F>(&self, callers: usize, work: F) -> Result<R, E>
    where
        for<'c> F: SendAsyncFn<&'c mut Conn, Result<R, E>> + Send + 'static,
        R: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match &*self.0 {
            Inner::Sqlite(sqlite) => sqlite.write(callers, work).await,
            Inner::Postgres(postgres) => postgres.read(work).await,
        }
    }

    /// Reads without a transaction.
    pub async fn read<R, E, F>(&self, work: F) -> Result<R, E>
    where
        for<'c> F: SendAsyncFn<&'c mut Conn, Result<R, E>> + Send + 'static,
        R: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match &*self.0 {
            Inner::Sqlite(sqlite) => sqlite.read(work).await,
            Inner::Postgres(postgres) => postgres.read(work).await,
        }
    }

    /// Whether it is a file that no other server has open.
    pub fn is_embedded(&self) -> bool {
        matches!(&*self.0, Inner::Sqlite(_))
    }

    /// Whether the database answers now, for readiness.
    pub async fn ping(&self) -> Result<(), Error> {
        self.read(async move |conn: &mut Conn| -> Result<(), Error> {
            conn.run(diesel::dsl::sql_query("SELECT 1")).await.map(drop)
        })
        .await
    }
}
