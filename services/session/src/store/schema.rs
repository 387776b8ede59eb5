diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::{DbJson, DbTimestamp, DbUuid};
    customers (id) {
        id -> DbUuid,
        name -> Text,
        address -> DbJson,
        conversation -> DbJson,
        version -> BigInt,
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
    use chassis::db::types::sql::{DbJson, DbTimestamp, DbUuid};
    inbox (id) {
        id -> DbUuid,
        customer_id -> DbUuid,
        channel -> Text,
        account_id -> Text,
        message_id -> Text,
        payload -> DbJson,
        traceparent -> Nullable<Text>,
        sent_at -> DbTimestamp,
        received_at -> DbTimestamp,
        attempts -> Integer,
        turn -> Nullable<DbJson>,
        decided_at -> Nullable<DbTimestamp>,
        given_up -> Nullable<Text>,
    }
}
diesel::joinable!(inbox -> customers (customer_id));
diesel::allow_tables_to_appear_in_same_query!(customers, inbox);
