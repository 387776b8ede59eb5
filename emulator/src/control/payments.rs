//! Payments at the stand-in for Paystack: what customers do on the payment page, how refunds end, and what goes wrong.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State, rejection::JsonRejection},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::ControlError;
use crate::{
    emulator::Shared,
    network,
    paystack::{self, RefundEnd, RefundManner, Stage, Transaction, charge_event, faults::CallRule},
};

type Answer = Result<Json<Value>, ControlError>;
type Body<T> = Result<Json<T>, JsonRejection>;

/// Payments and refunds shown in the overview.
const SHOWN_MAX: usize = 100;
/// What a bank says of a card it declines.
const DECLINED: &str = "Declined";

/// What happens on a payment page.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Act {
    /// The customer opens the page.
    Open,
    /// The customer pays: what was asked unless said otherwise. `silent` loses the webhook for good.
    Pay {
        amount_minor: Option<u64>,
        currency: Option<String>,
        #[serde(default)]
        silent: bool,
    },
    /// The bank declines.
    Fail { reason: Option<String> },
    /// The customer leaves.
    Abandon,
    /// `charge.success` is sent once more.
    Announce,
}

pub(super) async fn overview(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let webhook = shared.herald.view();
    Json(shared.with(|state| {
        let till = &state.till;
        let payments: Vec<Value> = till.transactions().take(SHOWN_MAX).map(|one| view(&shared, one)).collect();
        let refunds: Vec<Value> = till
            .refunds()
            .take(SHOWN_MAX)
            .map(|refund| {
                json!({"id": refund.id, "reference": refund.transaction, "amount_minor": refund.amount_minor,
                    "currency": refund.currency, "status": refund.state})
            })
            .collect();
        json!({
            "payments": payments,
            "refunds": refunds,
            "refused": till.refused().collect::<Vec<_>>(),
            "faults": till.faults.rules(),
            "refund_manner": till.manner,
            "webhook": webhook,
        })
    }))
}

pub(super) async fn get(State(shared): State<Arc<Shared>>, Path(which): Path<String>) -> Answer {
    shared.with(|state| show(&shared, state, &which))
}

pub(super) async fn act(State(shared): State<Arc<Shared>>, Path(which): Path<String>, act: Body<Act>) -> Answer {
    let Json(act) = act?;
    shared.with(|state| {
        let transaction = state.till.find_mut(&which).ok_or_else(no_such_payment)?;
        match act {
            Act::Announce => announce(&shared, transaction)?,
            _ if transaction.paid().is_some() => return Err(paid_already()),
            Act::Open => transaction.stage = Stage::Opened,
            Act::Fail { reason } => transaction.stage = Stage::Failed { reason: reason.unwrap_or(DECLINED.into()) },
            Act::Abandon => transaction.stage = Stage::Abandoned,
            Act::Pay { amount_minor, currency, silent } => {
                let amount = amount_minor.unwrap_or(transaction.requested_minor);
                let currency = currency.unwrap_or_else(|| transaction.currency.clone());
                if amount == 0 {
                    return Err(ControlError::invalid("AMOUNT_INVALID", "amount_minor must be above zero."));
                }
                paystack::pay(&shared, state, &which, (amount, currency), !silent);
            }
        }
        show(&shared, state, &which)
    })
}

fn announce(shared: &Arc<Shared>, transaction: &Transaction) -> Result<(), ControlError> {
    if transaction.paid().is_none() {
        return Err(ControlError::invalid("NOT_PAID", "Only a payment that came can be announced."));
    }
    shared.herald.send(shared, &charge_event(transaction));
    Ok(())
}

fn show(shared: &Shared, state: &network::State, which: &str) -> Answer {
    state.till.find(which).map(|found| Json(view(shared, found))).ok_or_else(no_such_payment)
}

/// A payment as the page and tests see it.
fn view(shared: &Shared, transaction: &Transaction) -> Value {
    let paid = transaction.paid();
    json!({
        "reference": transaction.reference,
        "access_code": transaction.access_code,
        "status": transaction.status(),
        "email": transaction.email,
        "amount_minor": transaction.requested_minor,
        "currency": transaction.currency,
        "paid": paid.map(|paid| json!({"amount_minor": paid.amount_minor, "currency": paid.currency,
            "refunded_minor": paid.refunded_minor, "at": paid.at})),
        "reason": if let Stage::Failed { reason } = &transaction.stage { Some(reason) } else { None },
        "callback_url": transaction.callback_url,
        "shop": shared.settings.business_name,
        "created_at": transaction.created_at,
    })
}

/// How a refund ends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EndRefund {
    end: RefundEnd,
}

pub(super) async fn end_refund(State(shared): State<Arc<Shared>>, Path(id): Path<u64>, end: Body<EndRefund>) -> Answer {
    let Json(EndRefund { end }) = end?;
    let ended = shared.with(|state| paystack::end_refund(&shared, state, id, end));
    let missing = || ControlError::not_found("REFUND_NOT_FOUND", "There is no refund of this id that is still open.");
    if ended { Ok(Json(json!({"id": id, "end": end}))) } else { Err(missing()) }
}

pub(super) async fn set_manner(State(shared): State<Arc<Shared>>, manner: Body<RefundManner>) -> Answer {
    let Json(manner) = manner?;
    shared.with(|state| state.till.manner = manner.clone());
    Ok(Json(json!(manner)))
}

pub(super) async fn add_fault(State(shared): State<Arc<Shared>>, rule: Body<CallRule>) -> Answer {
    let Json(rule) = rule?;
    if rule.times == Some(0) {
        return Err(ControlError::invalid("RULE_INVALID", "times must be at least 1."));
    }
    shared.with(|state| {
        let full = "There are too many rules; DELETE /control/payments/faults first.";
        let added = state.till.faults.add(rule);
        if added {
            Ok(Json(json!({"rules": state.till.faults.rules()})))
        } else {
            Err(ControlError::full("FAULTS_FULL", full))
        }
    })
}

pub(super) async fn clear_faults(State(shared): State<Arc<Shared>>) -> Json<Value> {
    shared.with(|state| state.till.faults.clear());
    Json(json!({"rules": []}))
}

fn no_such_payment() -> ControlError {
    ControlError::not_found("PAYMENT_NOT_FOUND", "No payment has this reference, id or access code.")
}

fn paid_already() -> ControlError {
    ControlError::conflict("PAID_ALREADY", "This has been paid; a link is paid once.")
}
