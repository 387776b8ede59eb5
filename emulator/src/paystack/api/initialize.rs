//! `POST /transaction/initialize`: a link to pay by.

use std::sync::Arc;

use axum::{body::Bytes, extract::State, response::Response};
use http::{HeaderMap, header};
use serde_json::{Map, Value, json};

use super::{Outcome, PaystackError, object, serve, success, wish};
use crate::{
    emulator::Shared,
    network,
    paystack::{Stage, Transaction, faults::Call, fresh_number},
};

/// What the account is enabled for, and the least that can be paid in each.
const CURRENCIES: [(&str, u64); 6] =
    [("NGN", 5_000), ("USD", 200), ("GHS", 10), ("ZAR", 100), ("KES", 300), ("XOF", 100)];
const CURRENCY_DEFAULT: &str = "NGN";
const CHANNELS: [&str; 9] =
    ["card", "bank", "apple_pay", "ussd", "qr", "mobile_money", "bank_transfer", "eft", "payattitude"];
const FIELDS: [&str; 15] = [
    "email",
    "amount",
    "currency",
    "reference",
    "callback_url",
    "channels",
    "metadata",
    "plan",
    "invoice_limit",
    "split_code",
    "split",
    "subaccount",
    "transaction_charge",
    "bearer",
    "label",
];
/// Characters of a reference.
const REFERENCE_MAX: usize = 100;
/// Bytes of metadata.
const METADATA_MAX: usize = 10_000;

pub(super) async fn initialize(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let act = |state: &mut network::State| -> Outcome {
        let fields = object(&headers, &body)?;
        let transaction = transaction(&shared, &fields)?;
        if state.till.find(&transaction.reference).is_some() {
            return Err(PaystackError::duplicate_reference());
        }
        let answer = json!({
            "authorization_url": page_of(&shared, &headers, &transaction.access_code),
            "access_code": transaction.access_code,
            "reference": transaction.reference,
        });
        state.till.add(transaction);
        Ok(success("Authorization URL created", answer))
    };
    serve(&shared, (Call::Initialize, "POST /transaction/initialize"), &headers, act).await
}

/// The payment page, where the caller reaches us unless the settings know better.
fn page_of(shared: &Shared, headers: &HeaderMap, access_code: &str) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("127.0.0.1");
    let account = shared.settings.paystack.as_ref();
    let base = account.and_then(|account| account.page_url.clone()).unwrap_or_else(|| format!("http://{host}"));
    format!("{base}/checkout/{access_code}")
}

fn transaction(shared: &Shared, fields: &Map<String, Value>) -> Result<Transaction, PaystackError> {
    wish::only(fields, &FIELDS)?;
    let currency = currency(fields)?;
    let (amount, least) = (wish::amount(fields)?, least_in(&currency));
    let amount = amount.ok_or_else(|| PaystackError::invalid("invalid_params", "Amount is required"))?;
    if amount < least {
        return Err(PaystackError::invalid("invalid_amount", format!("The minimum amount is {least} {currency}")));
    }
    check_channels(fields)?;
    let id = fresh_number(&shared.world);
    Ok(Transaction {
        id,
        reference: reference(fields)?.unwrap_or_else(|| format!("T{id}")),
        access_code: hex::encode(shared.world.random::<8>()),
        email: email(fields)?,
        requested_minor: amount,
        currency,
        callback_url: callback_url(fields)?,
        metadata: metadata(fields)?,
        created_at: shared.now(),
        stage: Stage::Created,
    })
}

fn email(fields: &Map<String, Value>) -> Result<String, PaystackError> {
    let wrong = || PaystackError::invalid("invalid_email_address", "Invalid Email Address Passed");
    let email = wish::text(fields, "email")?.ok_or_else(wrong)?;
    let (name, host) = email.split_once('@').ok_or_else(wrong)?;
    let plain = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_+".contains(&byte))
    };
    let dotted = host.contains('.') && !host.starts_with('.') && !host.ends_with('.');
    if plain(name) && plain(host) && dotted { Ok(email.to_owned()) } else { Err(wrong()) }
}

fn currency(fields: &Map<String, Value>) -> Result<String, PaystackError> {
    let currency = wish::text(fields, "currency")?.unwrap_or(CURRENCY_DEFAULT);
    let known = CURRENCIES.iter().any(|(code, _)| *code == currency);
    known.then(|| currency.to_owned()).ok_or_else(PaystackError::currency)
}

fn least_in(currency: &str) -> u64 {
    CURRENCIES.iter().find(|(code, _)| *code == currency).map_or(1, |(_, least)| *least)
}

fn reference(fields: &Map<String, Value>) -> Result<Option<String>, PaystackError> {
    let Some(reference) = wish::text(fields, "reference")? else { return Ok(None) };
    let right = reference.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.=".contains(&byte));
    if right && (1..=REFERENCE_MAX).contains(&reference.len()) {
        return Ok(Some(reference.to_owned()));
    }
    Err(PaystackError::invalid("invalid_reference", "Only -, ., = and alphanumeric characters are allowed"))
}

fn callback_url(fields: &Map<String, Value>) -> Result<Option<String>, PaystackError> {
    let Some(url) = wish::text(fields, "callback_url")? else { return Ok(None) };
    let right = url.parse::<reqwest::Url>().is_ok_and(|url| ["http", "https"].contains(&url.scheme()));
    let wrong = || PaystackError::invalid("invalid_params", "callback_url must be a web address");
    right.then(|| Some(url.to_owned())).ok_or_else(wrong)
}

fn check_channels(fields: &Map<String, Value>) -> Result<(), PaystackError> {
    let Some(channels) = fields.get("channels") else { return Ok(()) };
    let wrong = || PaystackError::invalid("invalid_params", "channels must be an array of known channels");
    let channels = channels.as_array().filter(|channels| !channels.is_empty()).ok_or_else(wrong)?;
    let known = |channel: &Value| channel.as_str().is_some_and(|channel| CHANNELS.contains(&channel));
    if channels.iter().all(known) { Ok(()) } else { Err(wrong()) }
}

/// An object, or an object written as text; kept as it came.
fn metadata(fields: &Map<String, Value>) -> Result<Value, PaystackError> {
    let Some(metadata) = fields.get("metadata") else { return Ok(Value::Null) };
    let right = match metadata {
        Value::Object(_) => true,
        Value::String(text) => serde_json::from_str::<Map<String, Value>>(text).is_ok(),
        _ => false,
    };
    if right && metadata.to_string().len() <= METADATA_MAX {
        return Ok(metadata.clone());
    }
    Err(PaystackError::invalid("invalid_params", "metadata must be an object or a stringified object"))
}
