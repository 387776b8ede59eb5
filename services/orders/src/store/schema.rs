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
        deal -> DbJson,
        fulfilment -> DbJson,
        source -> Text,
        terms -> DbJson,
        payment_status -> Text,
        paid_minor -> BigInt,
        returning_minor -> BigInt,
        proofs_waiting -> Integer,
        revision -> Integer,
        reserved -> Bool,
        pending -> Nullable<DbJson>,
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

diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::{DbJson, DbTimestamp, DbUuid};
    placements (order_id) {
        order_id -> DbUuid,
        idempotency_key -> Text,
        fingerprint -> Binary,
        state -> Text,
        draft -> Nullable<DbJson>,
        denial -> Nullable<DbJson>,
        created_at -> DbTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::{DbJson, DbTimestamp, DbUuid};
    amendments (order_id, revision) {
        order_id -> DbUuid,
        revision -> Integer,
        idempotency_key -> Text,
        fingerprint -> Binary,
        state -> Text,
        amendment -> DbJson,
        denial -> Nullable<DbJson>,
        created_at -> DbTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::{DbTimestamp, DbUuid};
    payments (reference) {
        reference -> Text,
        order_id -> DbUuid,
        provider -> Text,
        state -> Text,
        currency -> Text,
        amount_minor -> BigInt,
        received_currency -> Nullable<Text>,
        received_minor -> Nullable<BigInt>,
        url -> Text,
        idempotency_key -> Nullable<Text>,
        created_at -> DbTimestamp,
        opened_at -> Nullable<DbTimestamp>,
        updated_at -> DbTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::{DbTimestamp, DbUuid};
    ledger (id) {
        id -> DbUuid,
        order_id -> DbUuid,
        kind -> Text,
        currency -> Text,
        amount_minor -> BigInt,
        payment_reference -> Text,
        note -> Text,
        moved_at -> DbTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::{DbTimestamp, DbUuid};
    refunds (id) {
        id -> DbUuid,
        order_id -> DbUuid,
        payment_reference -> Text,
        currency -> Text,
        amount_minor -> BigInt,
        state -> Text,
        reason -> Text,
        asked -> Bool,
        provider_id -> Text,
        idempotency_key -> Nullable<Text>,
        created_at -> DbTimestamp,
        updated_at -> DbTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::{DbTimestamp, DbUuid};
    payment_events (id) {
        id -> DbUuid,
        provider -> Text,
        event_key -> Text,
        subject -> Text,
        payment_reference -> Nullable<Text>,
        claimed_currency -> Nullable<Text>,
        claimed_minor -> Nullable<BigInt>,
        state -> Text,
        received_at -> DbTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::{DbJson, DbTimestamp, DbUuid};
    invoices (id) {
        id -> DbUuid,
        number -> Text,
        kind -> Text,
        status -> Text,
        order_id -> DbUuid,
        content -> DbJson,
        credited_id -> Nullable<DbUuid>,
        idempotency_key -> Nullable<Text>,
        issued_at -> DbTimestamp,
    }
}

diesel::table! {
    invoice_counters (kind, year) {
        kind -> Text,
        year -> Integer,
        last -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::{DbTimestamp, DbUuid};
    attachments (id) {
        id -> DbUuid,
        order_id -> DbUuid,
        customer_id -> Text,
        idempotency_key -> Text,
        purpose -> Text,
        mime_type -> Text,
        filename -> Text,
        caption -> Text,
        size_bytes -> BigInt,
        content_hash -> Binary,
        proof_state -> Nullable<Text>,
        created_at -> DbTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use chassis::db::types::sql::DbUuid;
    attachment_contents (attachment_id) {
        attachment_id -> DbUuid,
        content -> Binary,
    }
}
