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
        option_group_ids -> DbJson,
        fields -> DbJson,
        available -> Bool,
        active -> Bool,
        position -> Integer,
        version -> BigInt,
        updated_at -> DbTimestamp,
        deleted_at -> Nullable<DbTimestamp>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::{DbJson, DbTimestamp, DbUuid};
    option_groups (id) {
        id -> DbUuid,
        slug -> Text,
        name -> Text,
        choices_min -> Integer,
        choices_max -> Integer,
        choices -> DbJson,
        version -> BigInt,
        deleted_at -> Nullable<DbTimestamp>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::DbUuid;
    stock (product_id) {
        product_id -> DbUuid,
        on_hand -> Nullable<BigInt>,
        daily_limit -> Integer,
        day -> Integer,
        sold -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::{DbJson, DbTimestamp, DbUuid};
    coupons (id) {
        id -> DbUuid,
        code -> Text,
        terms -> DbJson,
        uses -> Integer,
        customers -> Integer,
        version -> BigInt,
        deleted_at -> Nullable<DbTimestamp>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::DbUuid;
    coupon_uses (coupon_id, customer_id) {
        coupon_id -> DbUuid,
        customer_id -> Text,
        uses -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::DbTimestamp;
    slots (start_at) {
        start_at -> DbTimestamp,
        taken -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::{DbJson, DbUuid};
    reservations (order_id) {
        order_id -> DbUuid,
        revision -> Integer,
        released -> Bool,
        content -> DbJson,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::DbJson;
    shop (id) {
        id -> Integer,
        terms -> DbJson,
        version -> BigInt,
    }
}
