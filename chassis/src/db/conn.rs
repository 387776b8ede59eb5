//! A connection that runs any portable query.

use diesel::{
    Selectable, SqliteConnection,
    query_dsl::{LoadQuery as LoadNow, methods::ExecuteDsl as ExecuteNow},
};
use diesel_async::{
    AsyncPgConnection, RunQueryDsl,
    methods::{ExecuteDsl, LoadQuery},
    pooled_connection::deadpool::Object,
};

use super::Error;

/// A connection in use. Queries that are not portable match on it, with a comment that says why.
#[expect(clippy::large_enum_variant, reason = "a connection is moved rarely and lives long")]
pub enum Conn {
    /// An embedded file, on the thread that owns it: statements run right there, and nothing is ever waited for.
    Sqlite(SqliteConnection),
    /// A pooled connection.
    Postgres(Object<AsyncPgConnection>),
}

/// Any Diesel query that yields rows of `T` on both databases.
pub trait Rows<'q, T>: LoadNow<'q, SqliteConnection, T> + LoadQuery<'q, AsyncPgConnection, T> + Send + 'q {}
impl<'q, T, Q> Rows<'q, T> for Q where
    Q: LoadNow<'q, SqliteConnection, T> + LoadQuery<'q, AsyncPgConnection, T> + Send + 'q
{
}

/// Any Diesel statement that runs on both databases.
pub trait Statement: ExecuteNow<SqliteConnection> + ExecuteDsl<AsyncPgConnection> + Send {}
impl<Q> Statement for Q where Q: ExecuteNow<SqliteConnection> + ExecuteDsl<AsyncPgConnection> + Send {}

/// An async closure whose future can move between threads; the stable stand-in for `AsyncFnOnce(A) -> R + Send`.
pub trait SendAsyncFn<A, R>: AsyncFnOnce(A) -> R + FnOnce(A) -> <Self as SendAsyncFn<A, R>>::Fut {
    /// The closure's future.
    type Fut: Future<Output = R> + Send;
}
impl<F, A, Fut, R> SendAsyncFn<A, R> for F
where
    F: AsyncFnOnce(A) -> R + FnOnce(A) -> Fut,
    Fut: Future<Output = R> + Send,
{
    type Fut = Fut;
}

/// The plain column tuple of a row, matched by name, for `select` and `returning` on both databases.
pub fn columns<R: Selectable<diesel::sqlite::Sqlite>>() -> R::SelectExpression {
    R::construct_selection()
}

#[expect(clippy::manual_async_fn, reason = "only the long form can promise that the future is Send")]
impl Conn {
    /// Every row the query yields.
    pub fn all<'q, T: Send + 'static>(
        &mut self,
        query: impl Rows<'q, T>,
    ) -> impl Future<Output = Result<Vec<T>, Error>> + Send {
        async move {
            Ok(match self {
                Self::Sqlite(conn) => diesel::RunQueryDsl::load(query, conn)?,
                Self::Postgres(conn) => RunQueryDsl::load(query, &mut **conn).await?,
            })
        }
    }

    /// The row the query must yield.
    pub fn one<'q, T: Send + 'static>(
        &mut self,
        query: impl Rows<'q, T>,
    ) -> impl Future<Output = Result<T, Error>> + Send {
        async move {
            Ok(match self {
                Self::Sqlite(conn) => diesel::RunQueryDsl::get_result(query, conn)?,
                Self::Postgres(conn) => RunQueryDsl::get_result(query, &mut **conn).await?,
            })
        }
    }

    /// The row the query may yield.
    pub fn maybe<'q, T: Send + 'static>(
        &mut self,
        query: impl Rows<'q, T>,
    ) -> impl Future<Output = Result<Option<T>, Error>> + Send {
        async move {
            match self.one(query).await {
                Ok(row) => Ok(Some(row)),
                Err(Error::Query(diesel::NotFound)) => Ok(None),
                Err(error) => Err(error),
            }
        }
    }

    /// Runs the statement and tells how many rows it touched.
    pub fn run<'q>(&mut self, statement: impl Statement + 'q) -> impl Future<Output = Result<usize, Error>> + Send {
        async move {
            Ok(match self {
                Self::Sqlite(conn) => ExecuteNow::execute(statement, conn)?,
                Self::Postgres(conn) => RunQueryDsl::execute(statement, &mut **conn).await?,
            })
        }
    }
}
