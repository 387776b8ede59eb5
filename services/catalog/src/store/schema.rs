//! The tables as Diesel sees them, the same on both databases.

diesel::table! {
    menu_revision (id) {
        id -> Integer,
        revision -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::{DbTimestamp, DbUuid};
    categories (id) {
        id -> DbUuid,
        slug -> Text,
        name -> Text,
        position -> Integer,
        active -> Bool,
        version -> BigInt,
        deleted_at -> Nullable<DbTimestamp>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::{DbJson, DbTimestamp, DbUuid};
    products (id) {
        id -> DbUuid,
        sku -> Text,
        category_id -> DbUuid,
        name -> Text,
        name_key -> Text,
        description -> Text,
        price_minor -> BigInt,
        currency -> Text,
        unit -> Text,
        aliases -> DbJson,
        available -> Bool,
        active -> Bool,
        position -> Integer,
        version -> BigInt,
        updated_at -> DbTimestamp,
        deleted_at -> Nullable<DbTimestamp>,
    }
}
