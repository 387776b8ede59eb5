//! The tables as Diesel sees them, the same on both databases.

diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::{DbTimestamp, DbUuid};
    sellers (id) {
        id -> DbUuid,
        name -> Text,
        name_key -> Text,
        phone -> Text,
        status -> Text,
        availability -> Text,
        version -> BigInt,
        created_at -> DbTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::DbUuid;
    specializations (seller_id, specialization) {
        seller_id -> DbUuid,
        specialization -> Text,
    }
}

diesel::joinable!(specializations -> sellers (seller_id));
diesel::allow_tables_to_appear_in_same_query!(sellers, specializations);
