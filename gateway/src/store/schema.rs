diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::{DbTimestamp, DbUuid};
    users (id) {
        id -> DbUuid,
        email -> Text,
        role -> Text,
        password_hash -> Text,
        created_at -> DbTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::{DbTimestamp, DbUuid};
    sessions (id) {
        id -> DbUuid,
        user_id -> DbUuid,
        created_at -> DbTimestamp,
        expires_at -> DbTimestamp,
        ended_at -> Nullable<DbTimestamp>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::{DbTimestamp, DbUuid};
    refresh_tokens (hash) {
        hash -> Text,
        session_id -> DbUuid,
        created_at -> DbTimestamp,
        used_at -> Nullable<DbTimestamp>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::DbTimestamp;
    login_failures (account) {
        account -> Text,
        failures -> Integer,
        blocked_until -> DbTimestamp,
        last_at -> DbTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::{DbTimestamp, DbUuid};
    signing_keys (id) {
        id -> DbUuid,
        pkcs8 -> Binary,
        created_at -> DbTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::{DbTimestamp, DbUuid};
    idempotency_keys (user_id, key) {
        user_id -> DbUuid,
        key -> Text,
        fingerprint -> Text,
        claimed_at -> DbTimestamp,
        status -> Nullable<Integer>,
        etag -> Nullable<Text>,
        body -> Nullable<Text>,
    }
}

diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(refresh_tokens -> sessions (session_id));
diesel::allow_tables_to_appear_in_same_query!(users, sessions, refresh_tokens);
