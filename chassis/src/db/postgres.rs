//! Pooled connections to one schema of a PostgreSQL database.

use diesel::{ConnectionError, ConnectionResult};
use diesel_async::{
    AnsiTransactionManager, AsyncConnection as _, AsyncPgConnection, SimpleAsyncConnection as _, TransactionManager,
    pooled_connection::{
        AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod,
        deadpool::{Object, Pool},
    },
};
use futures_util::FutureExt as _;
use tokio_postgres::config::SslMode;

use super::{Conn, Error, SendAsyncFn};

/// Connections one service process holds at most.
const POOL_MAX: usize = 8;
/// How long a statement may take; a store that answers later is treated as gone.
const STATEMENT_TIMEOUT_MS: u32 = 5_000;
/// How long a caller waits for a connection.
const WAIT_MAX: std::time::Duration = std::time::Duration::from_secs(3);

pub(super) struct Postgres(Pool<AsyncPgConnection>);

impl Postgres {
    pub(super) fn open(url: &str, schema: &str) -> Result<Self, Error> {
        let schema = schema.to_owned();
        let mut config = ManagerConfig::<AsyncPgConnection>::default();
        // The default asks the server before every use, which halves point reads; a dead connection shows on use.
        config.recycling_method = RecyclingMethod::Fast;
        config.custom_setup = Box::new(move |url| {
            let (url, schema) = (url.to_owned(), schema.clone());
            async move { connect(&url, &schema).await }.boxed()
        });
        let manager = AsyncDieselConnectionManager::new_with_config(url, config);
        let pool = Pool::builder(manager)
            .max_size(POOL_MAX)
            // The one used last has its statements prepared and its tables at hand.
            .queue_mode(deadpool::managed::QueueMode::Lifo)
            .runtime(deadpool::Runtime::Tokio1)
            .wait_timeout(Some(WAIT_MAX))
            .create_timeout(Some(WAIT_MAX))
            .build()
            .map_err(|error| Error::Unavailable(error.to_string()))?;
        Ok(Self(pool))
    }

    async fn conn(&self) -> Result<Object<AsyncPgConnection>, Error> {
        self.0.get().await.map_err(|error| Error::Unavailable(error.to_string()))
    }

    /// A connection in a transaction. A pooled connection may have died since its last use: the first statement
    /// tells, and then the next one is tried.
    async fn begin(&self) -> Result<Object<AsyncPgConnection>, Error> {
        for _ in 0..POOL_MAX {
            let mut conn = self.conn().await?;
            if AnsiTransactionManager::begin_transaction(&mut *conn).await.is_ok() {
                return Ok(conn);
            }
            drop(Object::take(conn));
        }
        Err(Error::Unavailable("no connection answers".to_owned()))
    }

    pub(super) async fn write<R, E, F>(&self, work: F) -> Result<R, E>
    where
        for<'c> F: SendAsyncFn<&'c mut Conn, Result<R, E>> + Send + 'static,
        R: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let mut conn = Conn::Postgres(self.begin().await?);
        let done = work(&mut conn).await;
        let Conn::Postgres(mut conn) = conn else { unreachable!("it was built as PostgreSQL two lines above") };
        match done {
            Ok(value) => match AnsiTransactionManager::commit_transaction(&mut *conn).await {
                Ok(()) => Ok(value),
                Err(error) => {
                    drop(Object::take(conn));
                    Err(Error::Commit(error.to_string()).into())
                }
            },
            Err(error) => {
                if AnsiTransactionManager::rollback_transaction(&mut *conn).await.is_err() {
                    drop(Object::take(conn));
                }
                Err(error)
            }
        }
    }

    pub(super) async fn read<R, E, F>(&self, work: F) -> Result<R, E>
    where
        for<'c> F: SendAsyncFn<&'c mut Conn, Result<R, E>> + Send + 'static,
        R: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        work(&mut Conn::Postgres(self.conn().await?)).await
    }
}

/// Connects with the service's schema first in the search path.
pub(super) async fn connect(url: &str, schema: &str) -> ConnectionResult<AsyncPgConnection> {
    let config: tokio_postgres::Config = url.parse().map_err(bad_connection)?;
    let mut conn = match config.get_ssl_mode() {
        SslMode::Disable | SslMode::Prefer => AsyncPgConnection::establish(url).await?,
        _ => connect_tls(&config).await?,
    };
    conn.batch_execute(&format!("SET search_path TO \"{schema}\"; SET statement_timeout TO {STATEMENT_TIMEOUT_MS}"))
        .await
        .map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(conn)
}

/// `sslmode=require` and stricter: rustls always verifies the server against the system's certificates.
async fn connect_tls(config: &tokio_postgres::Config) -> ConnectionResult<AsyncPgConnection> {
    let certificates = |_| bad_connection("the system's certificates cannot be read");
    // Certificates of the system that cannot be read are left out; the others still verify the server.
    let (connector, _unreadable) =
        tokio_postgres_rustls::MakeRustlsConnect::with_native_certs().map_err(certificates)?;
    let (client, connection) = config.connect(connector).await.map_err(bad_connection)?;
    AsyncPgConnection::try_from_client_and_connection(client, connection).await
}

fn bad_connection(error: impl std::fmt::Display) -> ConnectionError {
    ConnectionError::BadConnection(error.to_string())
}
