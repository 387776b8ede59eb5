//! The stand-in for Paystack: links, payments, refunds, webhooks, and everything that can go wrong with them.
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod common;

use axum::body::Body;
use common::{Answer, SECRET_KEY, Stage, stage};
use emulator::paystack::signature::sign;
use http::Request;
use serde_json::{Value, json};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

async fn call(stage: &Stage, method: &str, path: &str, body: Value) -> Answer {
    call_with_key(stage, method, path, body, SECRET_KEY).await
}

async fn call_with_key(stage: &Stage, method: &str, path: &str, body: Value, key: &str) -> Answer {
    let request = Request::builder().method(method).uri(format!("/paystack{path}")).header("host", "pay.test:8090");
    let request = request.header("content-type", "application/json").header("authorization", format!("Bearer {key}"));
    let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
    stage.request(request.body(body).unwrap()).await
}

fn wish(reference: &str) -> Value {
    json!({"email": "c-1@customers.souk.example", "amount": 420_000, "currency": "NGN", "reference": reference})
}

/// Begins a payment; returns its access code.
async fn begin(stage: &Stage, reference: &str) -> String {
    let begun = call(stage, "POST", "/transaction/initialize", wish(reference)).await;
    assert_eq!(begun.status, 200, "{}", begun.json());
    begun.json()["data"]["access_code"].as_str().unwrap().to_owned()
}

async fn act(stage: &Stage, which: &str, act: Value) -> Value {
    stage.control("POST", &format!("payments/{which}/act"), act).await
}

async fn verified(stage: &Stage, reference: &str) -> Value {
    let answer = call(stage, "GET", &format!("/transaction/verify/{reference}"), Value::Null).await;
    assert_eq!((answer.status, &answer.json()["status"]), (200, &json!(true)));
    answer.json()["data"].clone()
}

/// The next event, which must be signed.
async fn event(stage: &Stage) -> Value {
    let post = stage.hook.next().await;
    assert_eq!(post.payment_signature, Some(sign(SECRET_KEY, &post.body)));
    post.json()
}

async fn poll(stage: &Stage, wanted: impl Fn(&Value) -> bool) -> Value {
    loop {
        let webhook = stage.control("GET", "payments", Value::Null).await["webhook"].clone();
        if wanted(&webhook) {
            return webhook;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_link_leads_to_a_page_and_is_no_payment_until_it_was_paid() {
    let stage = stage().await;
    let begun = call(&stage, "POST", "/transaction/initialize", wish("ORD-1-1")).await.json();
    assert_eq!((&begun["status"], &begun["message"]), (&json!(true), &json!("Authorization URL created")));
    let code = begun["data"]["access_code"].as_str().unwrap();
    assert_eq!(begun["data"]["authorization_url"], format!("http://pay.test:8090/checkout/{code}"));
    let page = stage.call("GET", &format!("/checkout/{code}"), Value::Null).await;
    assert!(page.status == 200 && page.headers["content-type"].to_str().unwrap().starts_with("text/html"));

    assert_eq!(verified(&stage, "ORD-1-1").await["status"], "abandoned", "nobody has opened it");
    act(&stage, code, json!({"type": "open"})).await;
    assert_eq!(verified(&stage, "ORD-1-1").await["status"], "ongoing");
    act(&stage, code, json!({"type": "fail"})).await;
    let failed = verified(&stage, "ORD-1-1").await;
    assert_eq!((&failed["status"], &failed["gateway_response"]), (&json!("failed"), &json!("Declined")));
    assert!(stage.hook.is_quiet().await, "a failed payment is told to nobody");

    act(&stage, code, json!({"type": "pay"})).await;
    let told = event(&stage).await;
    assert_eq!((&told["event"], &told["data"]), (&json!("charge.success"), &verified(&stage, "ORD-1-1").await));
    let data = &told["data"];
    assert_eq!(
        (&data["status"], &data["amount"], &data["currency"]),
        (&json!("success"), &json!(420_000), &json!("NGN"))
    );
    assert!(data["id"].as_u64().unwrap() > u64::from(u32::MAX));
    assert_eq!(data["paid_at"], "2026-11-18T11:06:40.000Z");
}

#[tokio::test]
async fn what_paystack_would_not_take_is_refused_in_its_words() {
    let stage = stage().await;
    begin(&stage, "ORD-1-1").await;
    let with = |field: &str, value: Value| {
        let mut wish = wish("ORD-2-1");
        wish[field] = value;
        wish
    };
    let cases = [
        (wish("ORD-1-1"), 400, "duplicate_reference", "Duplicate Transaction Reference"),
        (with("email", Value::Null), 400, "invalid_email_address", "Invalid Email Address Passed"),
        (with("email", json!("nobody@localhost")), 400, "invalid_email_address", "Invalid Email Address Passed"),
        (with("amount", Value::Null), 400, "invalid_params", "Amount is required"),
        (with("amount", json!(4200.5)), 400, "invalid_amount", "Invalid Amount Sent"),
        (with("amount", json!(-1)), 400, "invalid_amount", "Invalid Amount Sent"),
        (with("amount", json!("4,200")), 400, "invalid_amount", "Invalid Amount Sent"),
        (with("amount", json!(4_999)), 400, "invalid_amount", "The minimum amount is 5000 NGN"),
        (with("currency", json!("EUR")), 403, "unsupported_currency", "Currency not supported by merchant"),
        (
            with("reference", json!("ORD/2")),
            400,
            "invalid_reference",
            "Only -, ., = and alphanumeric characters are allowed",
        ),
        (with("callback_url", json!("souk")), 400, "invalid_params", "callback_url must be a web address"),
        (with("channels", json!(["cash"])), 400, "invalid_params", "channels must be an array of known channels"),
        (with("metadata", json!(7)), 400, "invalid_params", "metadata must be an object or a stringified object"),
        (with("amount_minor", json!(1)), 400, "unknown_field", "amount_minor is not a field"),
    ];
    for (body, status, code, message) in cases {
        let answer = call(&stage, "POST", "/transaction/initialize", body).await;
        let problem = answer.json();
        assert_eq!((answer.status, &problem["code"], &problem["message"]), (status, &json!(code), &json!(message)));
        assert_eq!((&problem["status"], &problem["type"]), (&json!(false), &json!("validation_error")));
    }
    let refused = stage.control("GET", "payments", Value::Null).await["refused"].as_array().unwrap().len();
    assert_eq!(refused, 14, "each refusal can be looked up");
    let as_text = call(&stage, "POST", "/transaction/initialize", with("amount", json!("420000"))).await;
    assert_eq!(as_text.status, 200, "a whole number may be written as text");
}

#[tokio::test]
async fn nobody_passes_without_the_key() {
    let stage = stage().await;
    let wrong = call_with_key(&stage, "POST", "/transaction/initialize", wish("ORD-1-1"), "sk_test_abd").await;
    assert_eq!((wrong.status, &wrong.json()["message"]), (401, &json!("Invalid key")));
    let request = Request::get("/paystack/transaction/verify/ORD-1-1").body(Body::empty()).unwrap();
    assert_eq!(stage.request(request).await.json()["message"], "No Authorization Header was found");
    let unknown = call(&stage, "GET", "/transaction/verify/ORD-1-1", Value::Null).await;
    assert_eq!((unknown.status, &unknown.json()["code"]), (400, &json!("transaction_not_found")));
}

#[tokio::test]
async fn a_customer_may_pay_less_more_or_in_another_currency_but_only_once() {
    let stage = stage().await;
    for (reference, wish, amount, currency) in [
        ("LESS-1", json!({"type": "pay", "amount_minor": 100_000}), 100_000, "NGN"),
        ("MORE-1", json!({"type": "pay", "amount_minor": 500_000}), 500_000, "NGN"),
        ("USD-1", json!({"type": "pay", "currency": "USD"}), 420_000, "USD"),
    ] {
        begin(&stage, reference).await;
        act(&stage, reference, wish.clone()).await;
        let data = event(&stage).await["data"].clone();
        assert_eq!((&data["amount"], &data["currency"]), (&json!(amount), &json!(currency)));
        assert_eq!(data["requested_amount"], 420_000);
        let again = stage.call("POST", &format!("/control/payments/{reference}/act"), wish).await;
        assert_eq!((again.status, &again.json()["reason"]), (409, &json!("PAID_ALREADY")));
    }
}

#[tokio::test]
async fn an_event_that_is_not_taken_comes_every_three_minutes_then_every_hour_for_three_days() {
    let stage = stage().await;
    begin(&stage, "ORD-1-1").await;
    stage.hook.answer(503);
    act(&stage, "ORD-1-1", json!({"type": "pay"})).await;
    event(&stage).await;
    for (failed, wait) in [(1, 3 * MINUTE), (2, 3 * MINUTE), (3, 3 * MINUTE), (4, 3 * MINUTE), (5, HOUR), (6, HOUR)] {
        poll(&stage, |webhook| webhook["failed_posts"] == failed).await;
        tokio::task::yield_now().await;
        stage.advance(wait - 1);
        tokio::task::yield_now().await;
        assert!(stage.hook.is_quiet().await, "attempt {failed} is waited for");
        stage.advance(1);
        event(&stage).await;
    }
    poll(&stage, |webhook| webhook["failed_posts"] == 7).await;
    stage.advance(72 * HOUR);
    poll(&stage, |webhook| webhook["dropped"] == 1 && webhook["waiting"] == 0).await;
}

#[tokio::test]
async fn what_waits_for_a_retry_is_tried_at_once_on_demand() {
    let stage = stage().await;
    begin(&stage, "ORD-1-1").await;
    stage.hook.answer(500);
    act(&stage, "ORD-1-1", json!({"type": "pay"})).await;
    event(&stage).await;
    poll(&stage, |webhook| webhook["problem"] == "answered 500").await;
    stage.hook.answer(200);
    // The event may not be waiting yet when it is called for the first time.
    while stage.control("POST", "payments/webhooks/retry", Value::Null).await["delivered"] == 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(event(&stage).await["event"], "charge.success");
}

#[tokio::test]
async fn events_come_twice_late_wrongly_signed_or_never() {
    let stage = stage().await;
    for reference in ["TWICE-1", "LATE-1", "FORGED-1", "LOST-1", "SILENT-1"] {
        begin(&stage, reference).await;
    }
    stage.control("PUT", "payments/webhooks/faults", json!({"duplicate_share": 1.0})).await;
    act(&stage, "TWICE-1", json!({"type": "pay"})).await;
    assert_eq!(event(&stage).await, event(&stage).await);
    stage.control("PUT", "payments/webhooks/faults", json!({"late_share": 1.0, "late_ms": 90_000})).await;
    act(&stage, "LATE-1", json!({"type": "pay"})).await;
    tokio::task::yield_now().await;
    assert!(stage.hook.is_quiet().await);
    stage.advance(90);
    assert_eq!(event(&stage).await["data"]["reference"], "LATE-1");
    stage.control("PUT", "payments/webhooks/faults", json!({"signature": "wrong"})).await;
    act(&stage, "FORGED-1", json!({"type": "pay"})).await;
    let forged = stage.hook.next().await;
    assert_ne!(forged.payment_signature, Some(sign(SECRET_KEY, &forged.body)));
    stage.control("PUT", "payments/webhooks/faults", json!({"lost_share": 1.0})).await;
    act(&stage, "LOST-1", json!({"type": "pay"})).await;
    stage.control("PUT", "payments/webhooks/faults", json!({})).await;
    act(&stage, "SILENT-1", json!({"type": "pay", "silent": true})).await;
    act(&stage, "TWICE-1", json!({"type": "announce"})).await;
    assert_eq!(event(&stage).await["data"]["reference"], "TWICE-1", "the other two were lost");
    assert_eq!(verified(&stage, "LOST-1").await["status"], "success");
    assert_eq!(verified(&stage, "SILENT-1").await["status"], "success");
}

#[tokio::test]
async fn held_events_come_in_any_order() {
    let stage = stage().await;
    stage.control("POST", "payments/webhooks/hold", Value::Null).await;
    for reference in ["A-1", "B-1"] {
        begin(&stage, reference).await;
        act(&stage, reference, json!({"type": "pay"})).await;
    }
    assert!(stage.hook.is_quiet().await);
    let released = stage.control("POST", "payments/webhooks/release", json!({"reversed": true})).await;
    assert_eq!(released["events"], 2);
    let mut came = [event(&stage).await, event(&stage).await].map(|told| told["data"]["reference"].to_string());
    came.sort();
    assert_eq!(came, ["\"A-1\"", "\"B-1\""]);
}

#[tokio::test]
async fn a_refund_goes_from_pending_to_its_end_and_never_exceeds_what_came() {
    let stage = stage().await;
    begin(&stage, "ORD-1-1").await;
    let early = call(&stage, "POST", "/refund", json!({"transaction": "ORD-1-1"})).await;
    assert_eq!((early.status, &early.json()["code"]), (400, &json!("transaction_not_paid")));
    act(&stage, "ORD-1-1", json!({"type": "pay"})).await;
    event(&stage).await;

    let part = json!({"transaction": "ORD-1-1", "amount": 120_000, "merchant_note": "one was missing"});
    let begun = call(&stage, "POST", "/refund", part).await.json();
    assert_eq!(
        (&begun["message"], &begun["data"]["status"]),
        (&json!("Refund has been queued for processing"), &json!("pending"))
    );
    let told = event(&stage).await;
    assert_eq!((&told["event"], &told["data"]["amount"]), (&json!("refund.pending"), &json!("120000")));
    assert_eq!(told["data"]["transaction_reference"], "ORD-1-1");
    stage.advance(2);
    let mut ends = [event(&stage).await["event"].clone(), event(&stage).await["event"].clone()];
    ends.sort_by_key(Value::to_string);
    assert_eq!(ends, ["refund.processed", "refund.processing"]);
    let id = begun["data"]["id"].as_u64().unwrap();
    let read = call(&stage, "GET", &format!("/refund/{id}"), Value::Null).await.json();
    assert_eq!((&read["data"]["status"], &read["data"]["amount"]), (&json!("processed"), &json!(120_000)));

    let too_much = json!({"transaction": "ORD-1-1", "amount": 300_001});
    assert_eq!(call(&stage, "POST", "/refund", too_much).await.json()["code"], "refund_amount_invalid");
    let other = json!({"transaction": "ORD-1-1", "currency": "USD"});
    assert_eq!(call(&stage, "POST", "/refund", other).await.json()["code"], "currency_mismatch");
    assert_eq!(call(&stage, "POST", "/refund", json!({"transaction": "ORD-1-1"})).await.status, 200);
    assert_eq!(verified(&stage, "ORD-1-1").await["status"], "reversed");
    let again = call(&stage, "POST", "/refund", json!({"transaction": "ORD-1-1"})).await;
    assert_eq!(again.json()["code"], "transaction_reversed");
    let list = call(&stage, "GET", "/refund?reference=ORD-1-1", Value::Null).await.json();
    assert_eq!(list["data"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_refund_that_fails_gives_its_sum_free_again() {
    let stage = stage().await;
    stage.control("PUT", "payments/refunds", json!({"end": "none", "after_ms": 0})).await;
    begin(&stage, "ORD-1-1").await;
    act(&stage, "ORD-1-1", json!({"type": "pay"})).await;
    let begun = call(&stage, "POST", "/refund", json!({"transaction": "ORD-1-1"})).await.json();
    let path = format!("payments/refunds/{}", begun["data"]["id"]);
    stage.control("POST", &path, json!({"end": "needs_attention"})).await;
    stage.control("POST", &path, json!({"end": "failed"})).await;
    let late = stage.call("POST", &format!("/control/{path}"), json!({"end": "processed"})).await;
    assert_eq!((late.status, &late.json()["reason"]), (404, &json!("REFUND_NOT_FOUND")));
    assert_eq!(verified(&stage, "ORD-1-1").await["status"], "success");
    assert_eq!(call(&stage, "POST", "/refund", json!({"transaction": "ORD-1-1"})).await.status, 200);
}

#[tokio::test]
async fn a_call_may_fail_with_or_without_its_effect() {
    let stage = stage().await;
    let fault = json!({"kind": "status", "status": 502, "call": "initialize", "times": 1});
    stage.control("POST", "payments/faults", fault.clone()).await;
    assert_eq!(call(&stage, "POST", "/transaction/initialize", wish("ORD-1-1")).await.status, 502);
    assert_eq!(call(&stage, "GET", "/transaction/verify/ORD-1-1", Value::Null).await.status, 400);
    let mut accepting = fault;
    accepting["accept"] = json!(true);
    stage.control("POST", "payments/faults", accepting).await;
    assert_eq!(call(&stage, "POST", "/transaction/initialize", wish("ORD-1-1")).await.status, 502);
    assert_eq!(verified(&stage, "ORD-1-1").await["status"], "abandoned");
    stage.control("POST", "payments/faults", json!({"kind": "reset", "call": "verify"})).await;
    let cut = call(&stage, "GET", "/transaction/verify/ORD-1-1", Value::Null).await;
    assert!(cut.body.is_empty());
    stage.control("DELETE", "payments/faults", Value::Null).await;
    verified(&stage, "ORD-1-1").await;
    let list = call(&stage, "GET", "/transaction?perPage=1", Value::Null).await.json();
    assert_eq!((&list["meta"]["total"], &list["data"][0]["reference"]), (&json!(1), &json!("ORD-1-1")));
}

#[tokio::test]
async fn a_reset_forgets_payments_and_what_waits() {
    let stage = stage().await;
    begin(&stage, "ORD-1-1").await;
    stage.hook.answer(500);
    act(&stage, "ORD-1-1", json!({"type": "pay"})).await;
    event(&stage).await;
    poll(&stage, |webhook| webhook["failed_posts"] == 1).await;
    stage.control("POST", "reset", Value::Null).await;
    let all = stage.control("GET", "payments", Value::Null).await;
    assert_eq!((&all["payments"], &all["webhook"]["waiting"]), (&json!([]), &json!(0)));
    begin(&stage, "ORD-1-1").await;
}
