//! What the webhook gets: signed as Meta signs, retried, doubled, shuffled, batched, and with broken parts on demand.
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod common;

use std::collections::BTreeSet;

use common::{PHONE, SECRET, stage, stage_with_customer};
use emulator::meta::signature::sign;
use serde_json::{Value, json};

#[test]
fn the_signature_is_metas_on_a_known_body() {
    let body = concat!(
        r#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp","#,
        r#""metadata":{"display_phone_number":"15550783881","phone_number_id":"106540352242922"},"contacts":[{"profile":{"name":"Zo\u00eb"},"#,
        r#""wa_id":"16505551234"}],"messages":[{"from":"16505551234","id":"wamid.A","timestamp":"1750000000","type":"text","text":{"body":"caf\u00e9 a\/b"}}]}}]}]}"#,
    );
    assert_eq!(body.len(), 409);
    let expected = "sha256=f51e3ea0aa0a4d51392c6dd9013556c149632af67cd1a10c0a55e37d53ab71cb";
    assert_eq!(sign(SECRET, body.as_bytes()), expected);
}

#[tokio::test]
async fn a_message_comes_signed_and_escaped() {
    let stage = stage().await;
    stage.control("POST", "customers", json!({"phone": PHONE, "name": "Zoë"})).await;
    stage.act(PHONE, json!({"type": "text", "text": "café a/b 😀"})).await;
    let post = stage.hook.next().await;
    assert_eq!(post.signature, Some(sign(SECRET, &post.body)));
    let text = std::str::from_utf8(&post.body).unwrap();
    assert!(text.is_ascii() && text.contains(r"caf\u00e9 a\/b \ud83d\ude00"), "{text}");
    let value = &post.values()[0];
    assert_eq!(
        value["metadata"],
        json!({"display_phone_number": "2348000000000", "phone_number_id": "100000000000001"})
    );
    assert_eq!(
        (&value["contacts"][0]["profile"]["name"], &value["contacts"][0]["wa_id"]),
        (&json!("Zoë"), &json!(PHONE))
    );
    let message = &value["messages"][0];
    assert_eq!((&message["from"], &message["text"]["body"]), (&json!(PHONE), &json!("café a/b 😀")));
    assert_eq!(message["timestamp"], "1795000000");
}

#[tokio::test]
async fn every_send_is_followed_by_sent_delivered_and_read_with_our_own_data() {
    let stage = stage_with_customer().await;
    let body = json!({"messaging_product": "whatsapp", "to": PHONE, "text": {"body": "hi"}, "biz_opaque_callback_data": "job-17"});
    let id = stage.send(body).await.json()["messages"][0]["id"].clone();
    for expected in ["sent", "delivered", "read"] {
        let status = stage.hook.next_status().await;
        assert_eq!((&status["status"], &status["id"]), (&json!(expected), &id));
        assert_eq!((&status["recipient_id"], &status["biz_opaque_callback_data"]), (&json!(PHONE), &json!("job-17")));
    }
}

#[tokio::test]
async fn a_phone_that_is_off_gets_its_messages_when_it_is_on_again() {
    let stage = stage_with_customer().await;
    let path = format!("customers/{PHONE}");
    stage.control("PATCH", &path, json!({"receipts": "sent"})).await;
    stage.say("one").await;
    assert_eq!(stage.hook.next_status().await["status"], "sent");
    assert_eq!(stage.conversation(PHONE).await.pop().unwrap()["progress"], "sent");
    stage.control("PATCH", &path, json!({"receipts": "delivered"})).await;
    assert_eq!(stage.hook.next_status().await["status"], "delivered");
    stage.control("PATCH", &path, json!({"receipts": "none"})).await;
    stage.say("two").await;
    stage.control("PATCH", &path, json!({"receipts": "read"})).await;
    let rest = [stage.hook.next_status().await, stage.hook.next_status().await];
    assert_eq!(rest.map(|status| status["status"].clone()), ["read", "sent"], "nothing was told while it was withheld");
}

#[tokio::test]
async fn what_is_not_taken_comes_again_at_once_and_then_ever_more_rarely() {
    let stage = stage().await;
    stage.control("POST", "customers", json!({"phone": PHONE})).await;
    stage.hook.answer(503);
    let said = stage.act(PHONE, json!({"type": "text", "text": "hi"})).await;
    assert_eq!(stage.hook.next_message().await["id"], said["id"]);
    assert_eq!(stage.hook.next_message().await["id"], said["id"], "the first retry comes at once");
    wait_until_failed(&stage, 2).await;
    assert!(stage.hook.is_quiet().await, "the next waits for the clock");
    stage.advance(1);
    assert_eq!(stage.hook.next_message().await["id"], said["id"]);
    wait_until_failed(&stage, 3).await;
    assert_eq!(stage.conversation(PHONE).await[0]["progress"], "sent");
    stage.hook.answer(200);
    stage.control("POST", "webhooks/retry", json!({})).await;
    assert_eq!(stage.hook.next_message().await["id"], said["id"]);
    let status = poll(&stage, |webhook| webhook["delivered"] == 1).await;
    assert_eq!((&status["waiting"], &status["problem"]), (&json!(0), &Value::Null));
    assert_eq!(stage.conversation(PHONE).await[0]["progress"], "delivered");
}

#[tokio::test]
async fn nothing_is_retried_after_seven_days() {
    let stage = stage().await;
    stage.control("POST", "customers", json!({"phone": PHONE})).await;
    stage.hook.answer(500);
    stage.act(PHONE, json!({"type": "text", "text": "hi"})).await;
    wait_until_failed(&stage, 2).await;
    stage.advance(7 * 86_400 + 1);
    poll(&stage, |webhook| webhook["dropped"] == 1 && webhook["waiting"] == 0).await;
}

#[tokio::test]
async fn held_updates_come_in_one_post_in_any_order_and_any_number_of_times() {
    let stage = stage_with_customer().await;
    stage.control("POST", "webhooks/hold", json!({})).await;
    for text in ["one", "two", "three"] {
        stage.act(PHONE, json!({"type": "text", "text": text})).await;
    }
    assert!(stage.hook.is_quiet().await);
    let released =
        stage.control("POST", "webhooks/release", json!({"order": "reversed", "copies": 2, "shape": "messages"})).await;
    assert_eq!(released["posts"], 2);
    for _ in 0..2 {
        let values = stage.hook.next().await.values();
        assert_eq!((values.len(), values[0]["contacts"].as_array().unwrap().len()), (1, 1));
        let texts: Vec<&Value> =
            values[0]["messages"].as_array().unwrap().iter().map(|message| &message["text"]["body"]).collect();
        assert_eq!(texts, ["three", "two", "one"]);
    }
}

#[tokio::test]
async fn a_batch_may_span_entries_and_hold_a_broken_element() {
    let stage = stage_with_customer().await;
    stage.customer(json!({"phone": "2348010000002"})).await;
    stage.control("POST", "webhooks/hold", json!({})).await;
    for who in [PHONE, "2348010000002"] {
        stage.act(who, json!({"type": "text", "text": "hi"})).await;
    }
    stage.control("POST", "webhooks/release", json!({"shape": "entries", "bad_element": true})).await;
    let post = stage.hook.next().await;
    assert_eq!(post.json()["entry"].as_array().unwrap().len(), 3);
    let values = post.values();
    assert_eq!(values[0]["messages"][0]["type"], json!(["text"]), "nobody can make sense of this one");
    let from: BTreeSet<&str> = values[1..].iter().map(|value| value["messages"][0]["from"].as_str().unwrap()).collect();
    assert_eq!(from, BTreeSet::from([PHONE, "2348010000002"]));
}

#[tokio::test]
async fn a_thousand_updates_fit_one_post_and_no_more() {
    let stage = stage_with_customer().await;
    stage.control("POST", "webhooks/hold", json!({})).await;
    for _ in 0..1001 {
        stage.act(PHONE, json!({"type": "text", "text": "hi"})).await;
    }
    let released = stage.control("POST", "webhooks/release", json!({"per_post": 5000})).await;
    assert_eq!(released["posts"], 2);
    assert_eq!([stage.hook.next().await.values().len(), stage.hook.next().await.values().len()], [1000, 1]);
}

#[tokio::test]
async fn duplicates_and_broken_elements_come_by_share() {
    let stage = stage_with_customer().await;
    stage.control("PUT", "webhooks/faults", json!({"duplicate_share": 1.0, "bad_element_share": 1.0})).await;
    let said = stage.act(PHONE, json!({"type": "text", "text": "hi"})).await;
    for _ in 0..2 {
        let values = stage.hook.next().await.values();
        assert_eq!((values.len(), &values[1]["messages"][0]["id"]), (2, &said["id"]));
    }
}

#[tokio::test]
async fn late_posts_are_overtaken() {
    let stage = stage_with_customer().await;
    stage.control("PUT", "webhooks/faults", json!({"late_share": 1.0, "late_ms": 5000})).await;
    stage.act(PHONE, json!({"type": "text", "text": "first"})).await;
    // The courier picks it up and lays it aside before the faults end.
    tokio::task::yield_now().await;
    stage.control("PUT", "webhooks/faults", json!({})).await;
    stage.act(PHONE, json!({"type": "text", "text": "second"})).await;
    assert_eq!(stage.hook.next_message().await["text"]["body"], "second");
    stage.advance(5);
    assert_eq!(stage.hook.next_message().await["text"]["body"], "first");
}

#[tokio::test]
async fn signatures_can_be_wrong_missing_or_in_capitals() {
    let stage = stage().await;
    let body = json!({"object": "whatsapp_business_account", "entry": []});
    for mode in ["right", "wrong", "missing", "upper_case"] {
        let posted = stage.control("POST", "webhooks/raw", json!({"body": body, "signature": mode})).await;
        assert_eq!(posted["status"], 200);
        let post = stage.hook.next().await;
        let right = sign(SECRET, &post.body);
        match mode {
            "right" => assert_eq!(post.signature, Some(right)),
            "missing" => assert_eq!(post.signature, None),
            "wrong" => {
                assert!(post.signature.is_some_and(|signature| signature != right && signature.len() == right.len()))
            }
            _ => {
                assert!(post.signature.is_some_and(|signature| signature != right && signature.to_lowercase() == right))
            }
        }
    }
}

#[tokio::test]
async fn raw_text_is_posted_byte_by_byte() {
    let stage = stage().await;
    stage.control("POST", "webhooks/raw", json!({"body": "{ not json"})).await;
    assert_eq!(stage.hook.next().await.body, "{ not json");
}

#[tokio::test]
async fn the_webhook_is_verified_on_demand() {
    let stage = stage().await;
    assert_eq!(stage.control("POST", "webhooks/verify", json!({})).await["verified"], true);
}

async fn wait_until_failed(stage: &common::Stage, posts: u64) {
    poll(stage, |webhook| webhook["failed_posts"] == posts).await;
}

/// Looks at the webhook's state until it is as wanted; the test's own time limit ends a wait in vain.
async fn poll(stage: &common::Stage, wanted: impl Fn(&Value) -> bool) -> Value {
    loop {
        let webhook = stage.control("GET", "webhooks", Value::Null).await;
        if wanted(&webhook) {
            return webhook;
        }
        tokio::task::yield_now().await;
    }
}
