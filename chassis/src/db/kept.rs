//! Statements that stay prepared where Diesel or SQLite would prepare them anew for each run, which costs more than
//! most of them do. They are for what runs with every message; elsewhere Diesel's own builders are as good.

use diesel::{
    QueryResult,
    backend::Backend,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
};

/// A statement that is prepared once on a connection and kept by its text. Diesel prepares each `UPDATE` it builds
/// anew. The text must not depend on data, as that of `eq_any` does: each text is kept for as long as its connection.
#[derive(Debug, Clone, Copy)]
pub struct Kept<Q>(pub Q);

impl<Q: Query> Query for Kept<Q> {
    type SqlType = Q::SqlType;
}

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

/// The first `N` rows of a query. The limit is part of the text: SQLite plans a statement with a bound `LIMIT` again
/// before each run.
#[derive(Debug, Clone, Copy)]
pub struct First<const N: u32, Q>(pub Q);

impl<const N: u32, Q: Query> Query for First<N, Q> {
    type SqlType = Q::SqlType;
}

impl<const N: u32, Q> QueryId for First<N, Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<const N: u32, DB: Backend, Q: QueryFragment<DB>> QueryFragment<DB> for First<N, Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(" LIMIT ");
        out.push_sql(&N.to_string());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use diesel::{debug_query, prelude::*, sqlite::Sqlite};

    use super::*;

    diesel::table! { things (id) { id -> Integer, name -> Text } }

    #[test]
    fn an_update_is_kept_although_diesel_would_not() {
        let rename = || diesel::update(things::table.filter(things::id.eq(1))).set(things::name.eq("x"));
        let is_kept = |statement: &dyn QueryFragment<Sqlite>| statement.is_safe_to_cache_prepared(&Sqlite).unwrap();
        assert!(!is_kept(&rename()), "Diesel keeps updates by now: Kept is of no more use");
        assert!(is_kept(&Kept(rename())));
    }

    #[test]
    fn a_limit_is_part_of_the_text() {
        let first = First::<2, _>(things::table.select(things::id).order(things::id));
        let text = debug_query::<Sqlite, _>(&first).to_string();
        assert!(text.ends_with("ORDER BY `things`.`id` LIMIT 2 -- binds: []"), "{text}");
    }
}
