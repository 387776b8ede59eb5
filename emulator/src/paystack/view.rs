//! Transactions and refunds as Paystack writes them.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Refund, Stage, Transaction, transaction::fees};

/// The business's number at Paystack.
const INTEGRATION: u64 = 463_433;
/// The customer's number is the transaction's, moved out of the way.
const CUSTOMER_OFFSET: u64 = 1_000_000;

/// `data` of verify, of a list and of `charge.success`.
pub(crate) fn transaction_view(transaction: &Transaction) -> Value {
    let Transaction { id, reference, email, requested_minor, created_at, .. } = transaction;
    let paid = transaction.paid();
    let amount = paid.map_or(*requested_minor, |paid| paid.amount_minor);
    let currency = paid.map_or(&transaction.currency, |paid| &paid.currency);
    let paid_at = paid.map(|paid| iso(paid.at));
    json!({
        "id": id,
        "domain": "test",
        "status": transaction.status(),
        "reference": reference,
        "receipt_number": null,
        "amount": amount,
        "requested_amount": requested_minor,
        "message": null,
        "gateway_response": gateway_response(transaction),
        "paid_at": paid_at,
        "paidAt": paid_at,
        "created_at": iso(*created_at),
        "createdAt": iso(*created_at),
        "channel": "card",
        "currency": currency,
        "ip_address": "127.0.0.1",
        // Paystack writes an empty text where there was none.
        "metadata": if transaction.metadata.is_null() { json!("") } else { transaction.metadata.clone() },
        "log": null,
        "fees": paid.map(|paid| fees(paid.amount_minor, &paid.currency)),
        "fees_split": null,
        "authorization": paid.map_or_else(|| json!({}), |_| card()),
        "customer": {"id": id + CUSTOMER_OFFSET, "email": email, "customer_code": format!("CUS_{id}"), "first_name": null,
            "last_name": null, "phone": null, "metadata": null, "risk_action": "default"},
        "plan": null,
        "order_id": null,
    })
}

fn gateway_response(transaction: &Transaction) -> &str {
    match &transaction.stage {
        Stage::Created | Stage::Opened | Stage::Abandoned => "The transaction was not completed",
        Stage::Failed { reason } => reason,
        Stage::Paid(_) => "Successful",
    }
}

fn card() -> Value {
    json!({"authorization_code": "AUTH_souk", "bin": "408408", "last4": "4081", "exp_month": "12", "exp_year": "2030",
        "channel": "card", "card_type": "visa", "bank": "TEST BANK", "country_code": "NG", "brand": "visa",
        "reusable": true, "account_name": null})
}

/// `data` of a refund.
pub(crate) fn refund_view(refund: &Refund, transaction: &Transaction) -> Value {
    json!({
        "id": refund.id,
        "integration": INTEGRATION,
        "domain": "test",
        "transaction": transaction_view(transaction),
        "amount": refund.amount_minor,
        "currency": refund.currency,
        "status": refund.state.as_str(),
        "customer_note": refund.customer_note,
        "merchant_note": refund.merchant_note,
        "channel": null,
        "refunded_by": transaction.email,
        "fully_deducted": false,
        "deducted_amount": 0,
        "expected_at": iso(refund.created_at),
        "createdAt": iso(refund.created_at),
        "updatedAt": iso(refund.updated_at),
    })
}

/// The webhook of a payment.
pub(crate) fn charge_event(transaction: &Transaction) -> Value {
    json!({"event": "charge.success", "data": transaction_view(transaction)})
}

/// The webhook of a refund, which names things otherwise and writes its amount as text.
pub(crate) fn refund_event(refund: &Refund, transaction: &Transaction) -> Value {
    json!({"event": format!("refund.{}", refund.state.as_str()), "data": {
        "id": refund.id,
        "status": refund.state.as_str(),
        "transaction_reference": transaction.reference,
        "refund_reference": refund.state.is_final().then(|| format!("TRF_{}", refund.id)),
        "amount": refund.amount_minor.to_string(),
        "currency": refund.currency,
        "processor": "instant-transfer",
        "customer": {"first_name": null, "last_name": null, "email": transaction.email},
        "integration": INTEGRATION,
        "domain": "test",
    }})
}

/// Three digits after the second, as Paystack has it.
fn iso(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}
