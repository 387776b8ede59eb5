//! The way to the webhook: where it is, what is held back, and posts made by hand.

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
    meta::{
        signature::escape,
        webhook::{CourierView, Release, SignatureMode, WebhookFaults},
    },
};

type Answer = Result<Json<Value>, ControlError>;

pub(super) async fn get(State(shared): State<Arc<Shared>>) -> Json<CourierView> {
    Json(shared.courier.view())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Target {
    url: String,
}

pub(super) async fn move_to(State(shared): State<Arc<Shared>>, target: Result<Json<Target>, JsonRejection>) -> Answer {
    let Json(Target { url }) = target?;
    if url.parse::<reqwest::Url>().is_err() {
        return Err(ControlError::invalid("URL_INVALID", "url must be an absolute web address."));
    }
    shared.courier.set_url(url);
    shared.with(|state| state.people.touch());
    Ok(Json(json!(shared.courier.view())))
}

pub(super) async fn set_faults(
    State(shared): State<Arc<Shared>>,
    faults: Result<Json<WebhookFaults>, JsonRejection>,
) -> Answer {
    let Json(faults) = faults?;
    shared.courier.set_faults(faults.clone());
    Ok(Json(json!(faults)))
}

pub(super) async fn hold(State(shared): State<Arc<Shared>>) -> Json<CourierView> {
    shared.courier.hold();
    Json(shared.courier.view())
}

pub(super) async fn release(
    State(shared): State<Arc<Shared>>,
    release: Result<Json<Release>, JsonRejection>,
) -> Answer {
    let Json(release) = release?;
    // In a task of its own, so that a caller who hangs up loses nothing that was held.
    let posts = tokio::spawn(async move { shared.courier.release(&shared, &release).await }).await;
    let posts = posts.map_err(|_| unreachable_webhook())?;
    Ok(Json(json!({"posts": posts})))
}

pub(super) async fn retry(State(shared): State<Arc<Shared>>) -> Json<CourierView> {
    shared.courier.retry_now();
    Json(shared.courier.view())
}

pub(super) async fn verify(State(shared): State<Arc<Shared>>) -> Answer {
    let challenge = shared.world.random_u64().to_string();
    let (posted, verified) = shared.courier.verify(&challenge).await.map_err(|_| unreachable_webhook())?;
    Ok(Json(json!({"verified": verified, "answer": posted})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    body: Value,
    #[serde(default)]
    signature: SignatureMode,
}

/// Posts JSON in Meta's escaping, or a text byte by byte.
pub(super) async fn raw(State(shared): State<Arc<Shared>>, raw: Result<Json<Raw>, JsonRejection>) -> Answer {
    let Json(Raw { body, signature }) = raw?;
    let bytes = match body {
        Value::String(text) => text.into_bytes(),
        json => escape(&json.to_string()).into_bytes(),
    };
    let posted = shared.courier.post(bytes, signature).await.map_err(|_| unreachable_webhook())?;
    Ok(Json(json!(posted)))
}

fn unreachable_webhook() -> ControlError {
    ControlError::unavailable("WEBHOOK_UNREACHABLE", "The webhook cannot be reached; is Souk's gateway up?")
}
