diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::{DbJson, DbTimestamp, DbUuid};
    customers (id) {
        id -> DbUuid,
        name -> Text,
        address -> DbJson,
        conversation -> Nullable<Binary>,
        cart -> Nullable<Text>,
        version -> BigInt,
        last_turn -> Nullable<DbUuid>,
        undelivered -> Nullable<DbUuid>,
        minute_at -> DbTimestamp,
        minute_count -> Integer,
        heard_at -> DbTimestamp,
        created_at -> DbTimestamp,
    }
}
diesel::table! {
    aliases (alias) {
        alias -> Text,
        customer_id -> chassis::db::types::sql::DbUuid,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::{DbTimestamp, DbUuid};
    inbox (id) {
        id -> DbUuid,
        customer_id -> DbUuid,
        channel -> Text,
        account_id -> Text,
        message_id -> Text,
        payload -> Binary,
        traceparent -> Nullable<Text>,
        sent_at -> DbTimestamp,
        received_at -> DbTimestamp,
        attempts -> Integer,
        turn -> Nullable<Binary>,
        decided_at -> Nullable<DbTimestamp>,
        previous -> Nullable<DbUuid>,
        given_up -> Nullable<Text>,
    }
}
diesel::table! {
    looked_at (id) {
        id -> Integer,
        revision -> BigInt,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::DbUuid;
    sold_out (product_id) {
        product_id -> DbUuid,
        offered_at -> BigInt,
        told -> Bool,
    }
}
diesel::joinable!(inbox -> customers (customer_id));
diesel::allow_tables_to_appear_in_same_query!(aliases, customers, inbox);
