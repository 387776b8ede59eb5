//! Bringing tables up to date.

use std::fs::File;

use diesel::{
    backend::Backend,
    migration::{Migration, MigrationSource},
};
use diesel_async::{AsyncMigrationHarness, AsyncPgConnection, RunQueryDsl as _, SimpleAsyncConnection as _};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{Error, postgres};

/// The tables that `jobs` and `events` keep in every service's database.
static CHASSIS: Migrations =
    Migrations { sqlite: embed_migrations!("migrations/sqlite"), postgres: embed_migrations!("migrations/postgres") };
/// Names the advisory lock under which PostgreSQL migrations run; any constant that nobody else uses.
const LOCK_KEY: i64 = 0x534f_554b;

/// A service's migrations: the same tables, native types on each side.
pub struct Migrations {
    /// For the embedded database.
    pub sqlite: EmbeddedMigrations,
    /// For PostgreSQL.
    pub postgres: EmbeddedMigrations,
}

/// Diesel takes a source by value, and embedded migrations cannot be copied.
struct Source(&'static EmbeddedMigrations);

impl<DB: Backend> MigrationSource<DB> for Source {
    fn migrations(&self) -> diesel::migration::Result<Vec<Box<dyn Migration<DB>>>> {
        self.0.migrations()
    }
}

/// One exclusive transaction around everything: a second process waits, then finds nothing to do. It waits for a lock of
/// its own, since SQLite lets nobody wait while a file changes to a write-ahead log or back.
pub(super) async fn sqlite(path: String, migrations: &'static Migrations) -> Result<(), Error> {
    let work = move || -> Result<(), Error> {
        use diesel::{Connection as _, connection::SimpleConnection as _};
        let turn = File::create(format!("{path}.migrating")).map_err(failed)?;
        turn.lock().map_err(failed)?;
        let mut conn = diesel::SqliteConnection::establish(&path).map_err(failed)?;
        conn.batch_execute("PRAGMA busy_timeout=30000; PRAGMA journal_mode=WAL;")?;
        conn.exclusive_transaction(|conn| {
            conn.run_pending_migrations(Source(&CHASSIS.sqlite)).map_err(failed)?;
            conn.run_pending_migrations(Source(&migrations.sqlite)).map_err(failed)?;
            Ok(())
        })
    };
    tokio::task::spawn_blocking(work).await.map_err(failed)?
}

/// A session lock on one connection: replicas queue, then find nothing to do.
pub(super) async fn postgres(url: &str, schema: &str, migrations: &'static Migrations) -> Result<(), Error> {
    let mut guard = patient(url, schema).await?;
    diesel::sql_query("SELECT pg_advisory_lock($1)")
        .bind::<diesel::sql_types::BigInt, _>(LOCK_KEY)
        .execute(&mut guard)
        .await?;
    guard.batch_execute(&format!("CREATE SCHEMA IF NOT EXISTS \"{schema}\"")).await?;
    run(patient(url, schema).await?, migrations).await
    // Dropping the guard closes its connection, which frees the lock.
}

/// A connection on which statements may take their time: waiting for other replicas, or filling a new index.
async fn patient(url: &str, schema: &str) -> Result<AsyncPgConnection, Error> {
    let conn = postgres::connect(url, schema).await;
    let mut conn = conn.map_err(|error| Error::Unavailable(error.to_string()))?;
    conn.batch_execute("SET statement_timeout TO 0").await?;
    Ok(conn)
}

/// Refuses a database whose tables are behind this version.
pub(super) async fn postgres_is_current(url: &str, schema: &str, migrations: &'static Migrations) -> Result<(), Error> {
    let conn = postgres::connect(url, schema).await.map_err(|error| Error::Unavailable(error.to_string()))?;
    let pending = blocking(move || {
        let mut harness = AsyncMigrationHarness::new(conn);
        let pending = harness.has_pending_migration(Source(&migrations.postgres)).map_err(failed)?;
        Ok(pending || harness.has_pending_migration(Source(&CHASSIS.postgres)).map_err(failed)?)
    });
    if pending.await? { Err(Error::Behind(schema.to_owned())) } else { Ok(()) }
}

async fn run(conn: AsyncPgConnection, migrations: &'static Migrations) -> Result<(), Error> {
    blocking(move || {
        let mut harness = AsyncMigrationHarness::new(conn);
        harness.run_pending_migrations(Source(&CHASSIS.postgres)).map_err(failed)?;
        harness.run_pending_migrations(Source(&migrations.postgres)).map(drop).map_err(failed)
    })
    .await
}

/// The harness blocks its thread, so it gets one of its own.
async fn blocking<R: Send + 'static>(work: impl FnOnce() -> Result<R, Error> + Send + 'static) -> Result<R, Error> {
    let handle = tokio::runtime::Handle::current();
    let entered = move || {
        let _entered = handle.enter();
        work()
    };
    tokio::task::spawn_blocking(entered).await.map_err(failed)?
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Migration(error.to_string())
}

impl From<diesel::ConnectionError> for Error {
    fn from(error: diesel::ConnectionError) -> Self {
        Self::Unavailable(error.to_string())
    }
}
