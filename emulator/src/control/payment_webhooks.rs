//! The way to the payment webhook: where it is, what is held back, and posts made by hand.

use std::sync::Arc;

use axum::{
    Json,
    extract::{State, rejection::JsonRejection},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::ControlError;
use crate::{
    emulator::Shared,
    meta::webhook::SignatureMode,
    paystack::{faults::EventFaults, herald::HeraldView},
};

type Answer = Result<Json<Value>, ControlError>;
type Body<T> = Result<Json<T>, JsonRejection>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Target {
    url: String,
}

pub(super) async fn move_to(State(shared): State<Arc<Shared>>, target: Body<Target>) -> Answer {
    let Json(Target { url }) = target?;
    if url.parse::<reqwest::Url>().is_err() {
        return Err(ControlError::invalid("URL_INVALID", "url must be an absolute web address."));
    }
    shared.herald.set_url(url);
    Ok(Json(json!(shared.herald.view())))
}

pub(super) async fn set_faults(State(shared): State<Arc<Shared>>, faults: Body<EventFaults>) -> Answer {
    let Json(faults) = faults?;
    shared.herald.set_faults(faults.clone());
    Ok(Json(json!(faults)))
}

pub(super) async fn hold(State(shared): State<Arc<Shared>>) -> Json<HeraldView> {
    shared.herald.hold();
    Json(shared.herald.view())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Release {
    #[serde(default)]
    reversed: bool,
}

pub(super) async fn release(State(shared): State<Arc<Shared>>, release: Body<Release>) -> Answer {
    let Json(Release { reversed }) = release?;
    Ok(Json(json!({"events": shared.herald.release(&shared, reversed)})))
}

pub(super) async fn retry(State(shared): State<Arc<Shared>>) -> Json<HeraldView> {
    shared.herald.retry_now();
    Json(shared.herald.view())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    body: Value,
    #[serde(default)]
    signature: SignatureMode,
}

/// Posts JSON, or a text byte by byte.
pub(super) async fn raw(State(shared): State<Arc<Shared>>, raw: Body<Raw>) -> Answer {
    let Json(Raw { body, signature }) = raw?;
    let bytes = match body {
        Value::String(text) => text.into_bytes(),
        json => json.to_string().into_bytes(),
    };
    let unreachable =
        |_| ControlError::unavailable("WEBHOOK_UNREACHABLE", "The webhook cannot be reached; is Souk's gateway up?");
    let posted = shared.herald.post(bytes, signature).await.map_err(unreachable)?;
    Ok(Json(json!(posted)))
}
