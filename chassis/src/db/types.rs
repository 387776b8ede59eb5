//! SQL types that mean the native thing on each database, so that one `schema.rs` serves both.
//!
//! | meaning | Rust | SQLite | PostgreSQL |
//! |---|---|---|---|
//! | id | [`base::Id`] as [`Uid`] | BLOB(16) | uuid |
//! | moment | [`jiff::Timestamp`] as [`Moment`] | INTEGER, microseconds since 1970 | timestamptz |
//! | typed JSON | [`Json`] | TEXT | jsonb |
//! | sealed value | [`Sealed`] | BLOB | bytea |

use std::io::Write as _;

use diesel::{
    deserialize::{self, FromSql, FromSqlRow},
    expression::AsExpression,
    pg::{Pg, PgValue, data_types::PgTimestamp},
    serialize::{self, IsNull, Output, ToSql},
    sql_types as st,
    sqlite::{Sqlite, SqliteValue},
};
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};

use crate::vault;

/// The column types for `diesel::table!`.
pub mod sql {
    use diesel::{query_builder::QueryId, sql_types::SqlType};

    // `oid`, not `name`: a name makes every new connection look the type up in the catalogue.

    /// uuid / BLOB(16).
    #[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
    #[diesel(postgres_type(oid = 2950, array_oid = 2951), sqlite_type(name = "Binary"))]
    pub struct DbUuid;

    /// timestamptz / INTEGER microseconds since 1970.
    #[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
    #[diesel(postgres_type(oid = 1184, array_oid = 1185), sqlite_type(name = "Long"))]
    pub struct DbTimestamp;

    /// jsonb / TEXT.
    #[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
    #[diesel(postgres_type(oid = 3802, array_oid = 3807), sqlite_type(name = "Text"))]
    pub struct DbJson;

    impl diesel::sql_types::SqlOrd for DbTimestamp {}
    impl diesel::sql_types::SqlOrd for DbUuid {}
}

/// PostgreSQL counts microseconds from 2000-01-01.
const PG_EPOCH_MICROSECONDS: i64 = 946_684_800_000_000;

/// An id in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, AsExpression, FromSqlRow)]
#[diesel(sql_type = sql::DbUuid)]
pub struct Uid(pub base::Id);

impl From<base::Id> for Uid {
    fn from(id: base::Id) -> Self {
        Self(id)
    }
}

impl ToSql<sql::DbUuid, Pg> for Uid {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(self.0.uuid().as_bytes())?;
        Ok(IsNull::No)
    }
}

impl FromSql<sql::DbUuid, Pg> for Uid {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(base::Id::from_uuid(uuid::Uuid::from_slice(value.as_bytes())?)))
    }
}

impl ToSql<sql::DbUuid, Sqlite> for Uid {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.uuid().as_bytes().to_vec());
        Ok(IsNull::No)
    }
}

impl FromSql<sql::DbUuid, Sqlite> for Uid {
    fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        let bytes = <Vec<u8> as FromSql<st::Binary, Sqlite>>::from_sql(value)?;
        Ok(Self(base::Id::from_uuid(uuid::Uuid::from_slice(&bytes)?)))
    }
}

/// A moment in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, AsExpression, FromSqlRow)]
#[diesel(sql_type = sql::DbTimestamp)]
pub struct Moment(pub Timestamp);

impl From<Timestamp> for Moment {
    fn from(moment: Timestamp) -> Self {
        Self(moment)
    }
}

impl ToSql<sql::DbTimestamp, Pg> for Moment {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        let moment = PgTimestamp(self.0.as_microsecond() - PG_EPOCH_MICROSECONDS);
        ToSql::<st::Timestamptz, Pg>::to_sql(&moment, &mut out.reborrow())
    }
}

impl FromSql<sql::DbTimestamp, Pg> for Moment {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        let PgTimestamp(microseconds) = FromSql::<st::Timestamptz, Pg>::from_sql(value)?;
        Ok(Self(Timestamp::from_microsecond(microseconds + PG_EPOCH_MICROSECONDS)?))
    }
}

impl ToSql<sql::DbTimestamp, Sqlite> for Moment {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.as_microsecond());
        Ok(IsNull::No)
    }
}

impl FromSql<sql::DbTimestamp, Sqlite> for Moment {
    fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        let microseconds = <i64 as FromSql<st::BigInt, Sqlite>>::from_sql(value)?;
        Ok(Self(Timestamp::from_microsecond(microseconds)?))
    }
}

/// A typed value stored as JSON.
#[derive(Debug, Clone, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = sql::DbJson)]
pub struct Json<T: std::fmt::Debug + Serialize + DeserializeOwned>(pub T);

impl<T: std::fmt::Debug + Serialize + DeserializeOwned> ToSql<sql::DbJson, Pg> for Json<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(&[1])?; // the version of jsonb's wire form
        serde_json::to_writer(out, &self.0)?;
        Ok(IsNull::No)
    }
}

impl<T: std::fmt::Debug + Serialize + DeserializeOwned> FromSql<sql::DbJson, Pg> for Json<T> {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        match value.as_bytes().split_first() {
            Some((1, json)) => Ok(Self(serde_json::from_slice(json)?)),
            _ => Err("unknown version of jsonb".into()),
        }
    }
}

impl<T: std::fmt::Debug + Serialize + DeserializeOwned> ToSql<sql::DbJson, Sqlite> for Json<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(serde_json::to_string(&self.0)?);
        Ok(IsNull::No)
    }
}

impl<T: std::fmt::Debug + Serialize + DeserializeOwned> FromSql<sql::DbJson, Sqlite> for Json<T> {
    fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        let text = <String as FromSql<st::Text, Sqlite>>::from_sql(value)?;
        Ok(Self(serde_json::from_str(&text)?))
    }
}

/// A sealed value in a row.
#[derive(Debug, Clone, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = st::Binary)]
pub struct Sealed(pub vault::Sealed);

impl From<vault::Sealed> for Sealed {
    fn from(sealed: vault::Sealed) -> Self {
        Self(sealed)
    }
}

impl ToSql<st::Binary, Pg> for Sealed {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(self.0.as_bytes())?;
        Ok(IsNull::No)
    }
}

impl FromSql<st::Binary, Pg> for Sealed {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(vault::Sealed::stored(value.as_bytes().to_vec())))
    }
}

impl ToSql<st::Binary, Sqlite> for Sealed {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.as_bytes());
        Ok(IsNull::No)
    }
}

impl FromSql<st::Binary, Sqlite> for Sealed {
    fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        Ok(Self(vault::Sealed::stored(<Vec<u8> as FromSql<st::Binary, Sqlite>>::from_sql(value)?)))
    }
}
