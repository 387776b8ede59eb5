//! The tables, for both databases.

diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::{DbJson, DbTimestamp, DbUuid};
    orders (id) {
        id -> DbUuid,
        number -> Text,
        idempotency_key -> Text,
        fingerprint -> Binary,
        status -> Text,
        version -> BigInt,
        customer_id -> Text,
        customer_name -> Text,
        customer_phone -> Nullable<Text>,
        lines -> DbJson,
        currency -> Text,
        subtotal_minor -> BigInt,
        total_minor -> BigInt,
        fulfilment -> DbJson,
        source -> Text,
        created_at -> DbTimestamp,
        updated_at -> DbTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::{DbJson, DbTimestamp, DbUuid};
    status_changes (order_id, version) {
        order_id -> DbUuid,
        version -> BigInt,
        from_status -> Nullable<Text>,
        to_status -> Text,
        actor -> DbJson,
        reason -> Text,
        idempotency_key -> Nullable<Text>,
        changed_at -> DbTimestamp,
    }
}
