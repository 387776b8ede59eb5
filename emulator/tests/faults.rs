//! Sends that go wrong on demand, and what is true about them behind the answer.
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod common;

use common::{PHONE, Stage, message, stage_with_customer};
use serde_json::{Value, json};
use tokio::net::TcpListener;

async fn fault(stage: &Stage, rule: Value) {
    stage.control("POST", "faults", rule).await;
}

async fn texts(stage: &Stage) -> Vec<String> {
    let messages = stage.conversation(PHONE).await;
    let ours = messages.iter().filter(|message| message["from"] == "business");
    ours.map(|message| message["text"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_next_sends_meet_an_error_code_and_leave_no_trace_at_the_customer() {
    let stage = stage_with_customer().await;
    fault(&stage, json!({"kind": "error", "code": 131_000, "times": 2})).await;
    for _ in 0..2 {
        let answer = stage.say("hi").await;
        assert_eq!((answer.status, answer.code()), (500, 131_000));
        assert_eq!(answer.json()["error"]["message"], "(#131000) Something went wrong");
    }
    assert_eq!(stage.say("third").await.status, 200);
    assert_eq!(texts(&stage).await, ["third"]);
    let status = stage.control("GET", "status", Value::Null).await;
    assert_eq!(
        (&status["refused"]["total"], &status["faults"]["struck"]),
        (&json!(0), &json!(2)),
        "a fault is no refusal"
    );
}

#[tokio::test]
async fn every_documented_code_has_its_http_status() {
    let stage = stage_with_customer().await;
    let cases = [
        (130_429, 429),
        (131_056, 400),
        (190, 401),
        (2, 503),
        (368, 403),
        (133_004, 503),
        (131_016, 500),
        (132_001, 404),
    ];
    for (code, status) in cases {
        fault(&stage, json!({"kind": "error", "code": code, "times": 1})).await;
        let answer = stage.say("hi").await;
        assert_eq!((answer.status, answer.code()), (status, code));
    }
}

#[tokio::test]
async fn a_bare_status_has_no_json_and_may_hide_an_accepted_message() {
    let stage = stage_with_customer().await;
    fault(&stage, json!({"kind": "status", "status": 503, "times": 1})).await;
    fault(&stage, json!({"kind": "status", "status": 504, "accept": true, "times": 1})).await;
    let refused = stage.say("lost").await;
    assert_eq!((refused.status, refused.json()), (503, Value::Null));
    assert_eq!(stage.say("arrived").await.status, 504);
    assert_eq!(texts(&stage).await, ["arrived"]);
    assert_eq!(stage.hook.next_status().await["status"], "sent");
}

#[tokio::test]
async fn an_accepted_message_can_fail_later() {
    let stage = stage_with_customer().await;
    fault(&stage, json!({"kind": "fail_later", "code": 131_026, "times": 1})).await;
    assert_eq!(stage.say("hi").await.status, 200);
    let status = stage.hook.next_status().await;
    assert_eq!((&status["status"], &status["errors"][0]["code"]), (&json!("failed"), &json!(131_026)));
    assert_eq!(status["errors"][0]["error_data"]["details"], "Message undeliverable");
}

#[tokio::test]
async fn a_number_that_left_whatsapp_is_undeliverable() {
    let stage = stage_with_customer().await;
    stage.control("PATCH", &format!("customers/{PHONE}"), json!({"reachable": false})).await;
    stage.say("hi").await;
    assert_eq!(stage.hook.next_status().await["errors"][0]["code"], 131_026);
}

#[tokio::test]
async fn a_share_of_sends_is_struck() {
    let stage = stage_with_customer().await;
    stage.control("PUT", "limits", json!({"pair_interval_ms": 0, "messages_per_second": 0})).await;
    fault(&stage, json!({"kind": "error", "code": 2, "share": 0.3})).await;
    let mut struck = 0;
    for _ in 0..200 {
        struck += u32::from(stage.say("hi").await.status == 503);
    }
    assert!((30..=90).contains(&struck), "about 60 of 200: {struck}");
    stage.control("DELETE", "faults", Value::Null).await;
    assert_eq!(stage.say("hi").await.status, 200);
}

#[tokio::test]
async fn a_wrong_rule_is_explained() {
    let stage = stage_with_customer().await;
    let cases = [
        json!({"kind": "status", "status": 99}),
        json!({"kind": "error", "code": 2, "times": 0}),
        json!({"kind": "error", "code": 2, "share": 1.5}),
        json!({"kind": "earthquake"}),
    ];
    for rule in cases {
        let answer = stage.call("POST", "/control/faults", rule).await;
        assert_eq!(answer.status, 400);
        assert!(answer.json()["reason"].is_string() && answer.json()["title"].is_string());
    }
}

/// The emulator on a real socket, since only there a connection can be cut.
async fn served(stage: &Stage) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}{}", listener.local_addr().unwrap(), stage.path);
    let router = stage.emulator.router();
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

async fn send_over(url: &str) -> reqwest::Result<reqwest::Response> {
    let client = reqwest::Client::builder().no_proxy().timeout(std::time::Duration::from_secs(2)).build().unwrap();
    client.post(url).bearer_auth(common::TOKEN).json(&message("text", json!({"body": "hi"}))).send().await
}

#[tokio::test]
async fn a_connection_is_cut_after_the_message_was_accepted() {
    let stage = stage_with_customer().await;
    let url = served(&stage).await;
    fault(&stage, json!({"kind": "reset", "times": 1})).await;
    let error = send_over(&url).await.expect_err("no answer arrives");
    assert!(!error.is_timeout() && !error.is_connect(), "the connection was made and then cut: {error:?}");
    assert_eq!(texts(&stage).await, ["hi"]);
}

#[tokio::test]
async fn an_answer_never_comes_after_the_message_was_accepted() {
    let stage = stage_with_customer().await;
    let url = served(&stage).await;
    fault(&stage, json!({"kind": "no_answer", "times": 1})).await;
    assert!(send_over(&url).await.expect_err("no answer arrives").is_timeout());
    assert_eq!(texts(&stage).await, ["hi"]);
}

#[tokio::test]
async fn an_answer_takes_as_long_as_it_is_told_to() {
    let stage = stage_with_customer().await;
    stage.control("PUT", "limits", json!({"latency_ms": 200})).await;
    let answer = stage.say("hi");
    tokio::pin!(answer);
    let early = futures_util::poll!(&mut answer);
    assert!(early.is_pending());
    stage.world.advance(std::time::Duration::from_millis(200));
    assert_eq!(answer.await.status, 200);
}
