//! Values of statements that are written by hand for PostgreSQL.

use diesel::{QueryResult, pg::Pg, query_builder::AstPass, serialize::ToSql, sql_types::HasSqlType};

/// Binds one more value of a list: a comma, and the value.
pub fn and_bind<'b, T, U>(out: &mut AstPass<'_, 'b, Pg>, value: &'b U) -> QueryResult<()>
where
    Pg: HasSqlType<T>,
    U: ToSql<T, Pg> + ?Sized,
{
    out.push_sql(", ");
    out.push_bind_param::<T, U>(value)
}
