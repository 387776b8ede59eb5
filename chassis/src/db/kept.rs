//! Statements that stay prepared where Diesel would prepare them anew for each run, which costs more than most of them
//! do. They are for what runs with every message; elsewhere Diesel's own builders are as good.

use std::marker::PhantomData;

use diesel::{
    AsChangeset, QueryResult, QuerySource, RunQueryDsl, Table,
    backend::Backend,
    query_builder::{AstPass, IntoUpdateTarget, Query, QueryFragment, QueryId},
};

/// An `UPDATE` that is prepared once on a connection and kept by its text; those that `diesel::update` builds are
/// prepared anew each time. At least one of the changes must be certain.
pub fn update<T, C>(rows: T, changes: C) -> Update<<T::Table as QuerySource>::FromClause, T::WhereClause, C::Changeset>
where
    T: IntoUpdateTarget,
    T::Table: Table,
    C: AsChangeset<Target = T::Table>,
{
    let target = rows.into_update_target();
    Update { table: target.table.from_clause(), rows: target.where_clause, changes: changes.as_changeset() }
}

/// See [`update`].
#[derive(Debug, Clone, Copy)]
pub struct Update<T, W, C> {
    table: T,
    rows: W,
    changes: C,
}

impl<T, W, C, Conn> RunQueryDsl<Conn> for Update<T, W, C> {}

impl<T, W, C> QueryId for Update<T, W, C> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<DB: Backend, T: QueryFragment<DB>, W: QueryFragment<DB>, C: QueryFragment<DB>> QueryFragment<DB>
    for Update<T, W, C>
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("UPDATE ");
        self.table.walk_ast(out.reborrow())?;
        out.push_sql(" SET ");
        self.changes.walk_ast(out.reborrow())?;
        self.rows.walk_ast(out)
    }
}

/// A statement for PostgreSQL that is prepared once on a connection and kept by its text although Diesel takes its text
/// for changeable. The text must not depend on data: each is kept for as long as its connection. Diesel's SQLite
/// connection does not ask the statement itself, so there this changes nothing.
#[derive(Debug, Clone, Copy)]
pub struct Kept<Q>(pub Q);

impl<Q: Query> Query for Kept<Q> {
    type SqlType = Q::SqlType;
}

impl<Q, C> RunQueryDsl<C> for Kept<Q> {}

impl<Q> QueryId for Kept<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<DB: Backend, Q: QueryFragment<DB>> QueryFragment<DB> for Kept<Q> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }

    fn is_safe_to_cache_prepared(&self, _backend: &DB) -> QueryResult<bool> {
        Ok(true)
    }
}

/// A statement that is kept by the type `N`, so that it is found again without being written out. For statements that
/// may be kept, and whose text is all in their types: no `eq_any`, no boxed parts, no columns that are set only
/// sometimes.
#[derive(Debug, Clone, Copy)]
pub struct Fixed<Q, N = Q>(Q, PhantomData<fn() -> N>);

/// A statement that owns what it holds: its own type stands for its text. See [`Fixed`].
pub const fn fixed<Q>(statement: Q) -> Fixed<Q> {
    Fixed(statement, PhantomData)
}

/// A statement that borrows what it holds: `N`, a type made for this one statement, stands for its text. See [`Fixed`].
pub const fn named<N, Q>(statement: Q) -> Fixed<Q, N> {
    Fixed(statement, PhantomData)
}

impl<Q: Query, N> Query for Fixed<Q, N> {
    type SqlType = Q::SqlType;
}

impl<Q, N, C> RunQueryDsl<C> for Fixed<Q, N> {}

impl<Q, N: 'static> QueryId for Fixed<Q, N> {
    type QueryId = Fixed<(), N>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<DB: Backend, Q: QueryFragment<DB>, N> QueryFragment<DB> for Fixed<Q, N> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }

    fn is_safe_to_cache_prepared(&self, _backend: &DB) -> QueryResult<bool> {
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use diesel::{connection::InstrumentationEvent, prelude::*};

    use super::*;

    diesel::table! { things (id) { id -> Integer, name -> Text } }

    struct Rename;

    #[test]
    fn an_update_is_prepared_once() {
        use diesel::{connection::SimpleConnection as _, sqlite::SqliteConnection};
        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        conn.batch_execute("CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT NOT NULL)").unwrap();
        let prepared = Arc::new(Mutex::new(Vec::new()));
        let seen = prepared.clone();
        conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::CacheQuery { sql, .. } = event {
                seen.lock().unwrap().push(sql.to_owned());
            }
        });
        let thing = |id| things::table.filter(things::id.eq(id));
        for (id, name) in [(1, "x"), (2, "y")] {
            update(thing(id), things::name.eq(name)).execute(&mut conn).unwrap();
            fixed(update(thing(id), (things::name.eq(name), things::id.eq(id)))).execute(&mut conn).unwrap();
            let name = name.to_owned();
            named::<Rename, _>(update(thing(id), (things::id.eq(id), things::name.eq(&name))))
                .execute(&mut conn)
                .unwrap();
        }
        let three = "UPDATE `things` SET `id` = ?, `name` = ? WHERE (`things`.`id` = ?)";
        let one = "UPDATE `things` SET `name` = ? WHERE (`things`.`id` = ?)";
        let two = "UPDATE `things` SET `name` = ?, `id` = ? WHERE (`things`.`id` = ?)";
        assert_eq!(*prepared.lock().unwrap(), [one, two, three]);
    }
}
