//! `POST /refund`: money goes back, never more than came.

use std::sync::Arc;

use axum::{body::Bytes, extract::State, response::Response};
use http::HeaderMap;
use serde_json::{Map, Value};

use super::{Outcome, PaystackError, object, serve, success, wish};
use crate::{
    emulator::Shared,
    network,
    paystack::{Refund, RefundState, Transaction, begin_refund, faults::Call, fresh_number, refund_view},
};

const FIELDS: [&str; 5] = ["transaction", "amount", "currency", "customer_note", "merchant_note"];

pub(super) async fn create(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let act = |state: &mut network::State| -> Outcome {
        let fields = object(&headers, &body)?;
        wish::only(&fields, &FIELDS)?;
        let transaction = named(state, &fields)?.clone();
        let refund = refund(&shared, &fields, &transaction)?;
        let answer = success("Refund has been queued for processing", refund_view(&refund, &transaction));
        begin_refund(&shared, state, refund);
        Ok(answer)
    };
    serve(&shared, (Call::Refund, "POST /refund"), &headers, act).await
}

fn named<'s>(state: &'s network::State, fields: &Map<String, Value>) -> Result<&'s Transaction, PaystackError> {
    let name = match fields.get("transaction") {
        Some(Value::String(name)) => name.clone(),
        Some(Value::Number(id)) => id.to_string(),
        _ => return Err(PaystackError::invalid("invalid_params", "Transaction is required")),
    };
    state.till.find(&name).ok_or_else(PaystackError::transaction_not_found)
}

fn refund(shared: &Shared, fields: &Map<String, Value>, transaction: &Transaction) -> Result<Refund, PaystackError> {
    let unpaid = || PaystackError::invalid("transaction_not_paid", "Only a successful transaction can be refunded");
    let paid = transaction.paid().ok_or_else(unpaid)?;
    let left = paid.amount_minor - paid.refunded_minor;
    if left == 0 {
        return Err(PaystackError::invalid("transaction_reversed", "Transaction has been fully reversed"));
    }
    let amount_minor = wish::amount(fields)?.unwrap_or(left);
    if amount_minor > left {
        let message = "Refund amount cannot be more than what is left of the transaction";
        return Err(PaystackError::invalid("refund_amount_invalid", message));
    }
    if wish::text(fields, "currency")?.is_some_and(|currency| currency != paid.currency) {
        return Err(PaystackError::invalid("currency_mismatch", "A refund has the currency of its transaction"));
    }
    Ok(Refund {
        id: fresh_number(&shared.world),
        transaction: transaction.reference.clone(),
        amount_minor,
        currency: paid.currency.clone(),
        customer_note: wish::text(fields, "customer_note")?.map(str::to_owned),
        merchant_note: wish::text(fields, "merchant_note")?.map(str::to_owned),
        state: RefundState::Pending,
        created_at: shared.now(),
        updated_at: shared.now(),
    })
}
