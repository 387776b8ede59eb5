//! What Paystack tells, and who may tell it.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use chassis::wire;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha512;

use crate::house::{Answer, House, NOWHERE, PAYSTACK_KEY};

const HEADER: &str = "x-paystack-signature";
/// An event of a payment that nobody began here.
const EVENT: &str = r#"{"event":"charge.success","data":{"id":4300000001,"reference":"ord_1-a","amount":250000,"currency":"NGN","status":"success"}}"#;

fn signed(key: &str, body: &str) -> String {
    let keyed = Hmac::<Sha512>::new_from_slice(key.as_bytes()).unwrap();
    hex::encode(keyed.chain_update(body).finalize().into_bytes())
}

async fn post(house: &House, path: &str, body: &str, headers: &[(&str, &str)]) -> Answer {
    let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    house.send(request.body(Body::from(body.to_owned())).unwrap()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_payment_event_is_taken_at_both_addresses() {
    let house = House::new().await;
    let signature = signed(PAYSTACK_KEY, EVENT);
    for path in ["/webhooks/paystack", "/webhooks/paystack/"] {
        let answer = post(&house, path, EVENT, &[(HEADER, &signature)]).await;
        assert_eq!((answer.status, answer.text.as_str()), (StatusCode::OK, ""), "{path}");
    }
    let metrics = house.get("/metrics", "").await.text;
    assert!(metrics.contains("souk_payment_webhooks_total{outcome=\"accepted\"} 2\n"), "{metrics}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_event_that_is_not_signed_right_never_reaches_orders() {
    // Orders is away: whatever got so far would be answered with 503.
    let house = House::new().await.with_peers(|peers| peers.orders = wire::remote(NOWHERE).unwrap()).await;
    let right = signed(PAYSTACK_KEY, EVENT);
    let (wrong, cut, prefixed) = (signed("sk_test_abd", EVENT), &right[..126], format!("sha512={right}"));
    let sha256 = crate::house::sign(PAYSTACK_KEY, EVENT.as_bytes());
    let variants: [&[(&str, &str)]; 8] = [
        &[],
        &[(HEADER, "")],
        &[(HEADER, &wrong)],
        &[(HEADER, cut)],
        &[(HEADER, &prefixed)],
        &[(HEADER, &sha256)],
        &[("x-hub-signature-256", &sha256)],
        &[(HEADER, &right), (HEADER, &right)],
    ];
    for headers in variants {
        let answer = post(&house, "/webhooks/paystack", EVENT, headers).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (StatusCode::UNAUTHORIZED, "SIGNATURE_WRONG"),
            "{headers:?}"
        );
    }
    let reordered = EVENT.replace("\"status\":\"success\"", "\"status\": \"success\"");
    let answer = post(&house, "/webhooks/paystack", &reordered, &[(HEADER, &right)]).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "the signature is over the raw bytes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_event_that_cannot_be_stored_is_asked_for_again() {
    let house = House::new().await.with_peers(|peers| peers.orders = wire::remote(NOWHERE).unwrap()).await;
    let signature = signed(PAYSTACK_KEY, EVENT);
    let answer = post(&house, "/webhooks/paystack", EVENT, &[(HEADER, &signature)]).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(!answer.header("retry-after").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_event_that_is_too_large_is_refused() {
    let house = House::new().await;
    let large = format!("{{\"event\":\"{}\"}}", "x".repeat(256 * 1024));
    let answer = post(&house, "/webhooks/paystack", &large, &[(HEADER, &signed(PAYSTACK_KEY, &large))]).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "BODY_TOO_LARGE"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_key_payment_events_are_sent_away_with_a_sentence() {
    let house = House::new().await.without_paystack().await;
    let answer = post(&house, "/webhooks/paystack", EVENT, &[(HEADER, &signed("", EVENT))]).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::SERVICE_UNAVAILABLE, "PAYMENTS_NOT_OFFERED"));
    assert!(answer.text.contains("PAYSTACK_SECRET_KEY"));
    let read = house.get("/webhooks/paystack", "").await;
    assert_eq!(read.status, StatusCode::METHOD_NOT_ALLOWED);
}
