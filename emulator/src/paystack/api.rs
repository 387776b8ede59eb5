//! Paystack's API under `/paystack`, as far as a shop needs it.

mod error;
mod initialize;
mod read;
mod refunds;
mod wish;

use std::{sync::Arc, time::Duration};

use axum::{
    Json, Router,
    body::Bytes,
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use http::{HeaderMap, StatusCode, header};
use serde_json::{Value, json};

use self::error::PaystackError;
use super::{
    RefusedCall,
    faults::{Call, CallFault},
};
use crate::{emulator::Shared, network::State};

/// After this long without an answer the connection is closed.
const NO_ANSWER: Duration = Duration::from_secs(300);

type Outcome = Result<Value, PaystackError>;

pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/paystack/transaction/initialize", post(initialize::initialize))
        .route("/paystack/transaction/verify/{reference}", get(read::verify))
        .route("/paystack/transaction", get(read::list_transactions))
        .route("/paystack/transaction/{id}", get(read::get_transaction))
        .route("/paystack/refund", get(read::list_refunds).post(refunds::create))
        .route("/paystack/refund/{id}", get(read::get_refund))
}

/// Runs a call that its caller may make, or fails as the faults have it.
async fn serve(
    shared: &Arc<Shared>,
    (call, name): (Call, &str),
    headers: &HeaderMap,
    act: impl FnOnce(&mut State) -> Outcome,
) -> Response {
    let done = authorize(shared, headers).map(|()| {
        shared.with(|state| {
            let fault = state.till.faults.strike(call);
            let effect = fault.is_none_or(CallFault::accepts).then(|| act(state));
            (effect, fault)
        })
    });
    match done {
        Ok((_, Some(fault))) => fail(shared, fault).await,
        Ok((Some(Ok(answer)), None)) => Json(answer).into_response(),
        Ok((Some(Err(error)), None)) | Err(error) => refuse(shared, name, error),
        Ok((None, None)) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

async fn fail(shared: &Shared, fault: CallFault) -> Response {
    if let CallFault::Status { status, .. } = fault {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
        return (status, [(header::CONTENT_TYPE, "text/html")], "<html><body>Please try again.</body></html>")
            .into_response();
    }
    if fault == CallFault::NoAnswer {
        shared.world.sleep(NO_ANSWER).await;
    }
    crate::meta::graph::reset()
}

fn refuse(shared: &Shared, name: &str, error: PaystackError) -> Response {
    tracing::warn!(code = error.code, "a call of Paystack's API was refused");
    let refused = RefusedCall {
        call: name.to_owned(),
        status: error.status.as_u16(),
        code: error.code,
        message: error.message.clone(),
    };
    shared.with(|state| state.till.note_refusal(refused));
    error.into_response()
}

fn authorize(shared: &Shared, headers: &HeaderMap) -> Result<(), PaystackError> {
    let given = headers.get(header::AUTHORIZATION).ok_or_else(PaystackError::no_key)?;
    let given = given.to_str().ok().and_then(|value| value.strip_prefix("Bearer "));
    let known = shared.settings.paystack.as_ref().map(|account| account.secret_key.as_str());
    if known.is_some() && given == known { Ok(()) } else { Err(PaystackError::wrong_key()) }
}

/// A body that is a JSON object and says so.
fn object(headers: &HeaderMap, body: &Bytes) -> Result<serde_json::Map<String, Value>, PaystackError> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/json") {
        return Err(PaystackError::invalid("invalid_content_type", "The content type must be application/json"));
    }
    serde_json::from_slice(body).map_err(|_| PaystackError::invalid("invalid_json", "The body is not a JSON object"))
}

fn success(message: &str, data: Value) -> Value {
    json!({"status": true, "message": message, "data": data})
}
