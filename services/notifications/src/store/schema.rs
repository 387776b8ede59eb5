//! The tables, as the migrations make them.

diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::DbTimestamp;
    recipients (id) {
        id -> Text,
        channel -> Text,
        account_id -> Text,
        phone -> Nullable<Text>,
        user_id -> Nullable<Text>,
        language -> Text,
        heard_at -> Nullable<DbTimestamp>,
        paid_until -> Nullable<DbTimestamp>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::{DbJson, DbTimestamp, DbUuid};
    messages (id) {
        id -> DbUuid,
        key -> Text,
        recipient_id -> Text,
        class -> Text,
        state -> Text,
        message -> DbJson,
        attempts -> Integer,
        failures -> Integer,
        ambiguities -> Integer,
        reason -> Nullable<Text>,
        provider_message_id -> Nullable<Text>,
        due_at -> DbTimestamp,
        expires_at -> DbTimestamp,
        traceparent -> Nullable<Text>,
        created_at -> DbTimestamp,
        updated_at -> DbTimestamp,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::DbUuid;
    documents (message_id) {
        message_id -> DbUuid,
        content -> Nullable<Binary>,
        media_id -> Nullable<Text>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::{DbTimestamp, DbUuid};
    account_events (id) {
        id -> DbUuid,
        channel -> Text,
        account_id -> Text,
        field -> Text,
        raw_json -> Text,
        created_at -> DbTimestamp,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::DbUuid;
    register (recipient_id, message_id) {
        recipient_id -> Text,
        message_id -> DbUuid,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::DbUuid;
    registered (id) {
        id -> Integer,
        message_id -> DbUuid,
    }
}
diesel::allow_tables_to_appear_in_same_query!(messages, register);
