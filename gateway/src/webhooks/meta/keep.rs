//! Keeping what we have no word for, within a limit.

use proto::{common::v1::Channel, notifications::v1::AccountEvent};
use serde_json::value::RawValue;

/// Bytes of JSON that are kept of one element; the contract allows no more.
const RAW_MAX: usize = 64 * 1024;
/// Bytes that are kept of a larger element, so that they still fit when they are quoted.
const CUT_AT: usize = 24 * 1024;

/// An element as an event of the account.
pub(super) fn event(account_id: &str, field: &str, raw: &RawValue) -> AccountEvent {
    account_event(account_id, field, json(raw))
}

/// A whole body, such as one that does not look like a webhook. It was signed, so it came from Meta, and coming again
/// would not help.
pub(super) fn whole(field: &str, body: &[u8]) -> AccountEvent {
    let raw = serde_json::from_slice::<&RawValue>(body).map_or_else(|_| quoted(&String::from_utf8_lossy(body)), json);
    account_event("", field, raw)
}

/// An element's JSON; of one that is too long the beginning, quoted.
pub(super) fn json(raw: &RawValue) -> String {
    if raw.get().len() <= RAW_MAX { raw.get().to_owned() } else { quoted(raw.get()) }
}

fn quoted(text: &str) -> String {
    let end = text.floor_char_boundary(CUT_AT);
    serde_json::json!({ "length": text.len(), "start": printable(&text[..end]) }).to_string()
}

/// Control characters would grow sixfold when they are quoted.
fn printable(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

fn account_event(account_id: &str, field: &str, raw_json: String) -> AccountEvent {
    AccountEvent {
        channel: Channel::Whatsapp.into(),
        account_id: account_id.to_owned(),
        field: if field.is_empty() { "unknown".to_owned() } else { field.to_owned() },
        raw_json,
    }
}
