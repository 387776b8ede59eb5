//! How fast one may write, and when one may write at all.
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod common;

use common::{Answer, PHONE, Stage, message, stage, stage_with, stage_with_customer, to};
use serde_json::{Value, json};

fn outcome(answer: &Answer) -> (u16, u64) {
    (answer.status, answer.code())
}

async fn limits(stage: &Stage, limits: Value) {
    stage.control("PUT", "limits", limits).await;
}

#[tokio::test]
async fn one_customer_gets_45_messages_at_once_and_then_one_every_six_seconds() {
    let stage = stage_with_customer().await;
    for place in 1..=45 {
        assert_eq!(stage.say("hi").await.status, 200, "message {place}");
    }
    assert_eq!(outcome(&stage.say("hi").await), (400, 131_056));
    stage.advance(5);
    assert_eq!(outcome(&stage.say("hi").await), (400, 131_056), "five seconds pay for nothing");
    stage.advance(1);
    assert_eq!(stage.say("hi").await.status, 200, "six seconds pay for one");
    assert_eq!(outcome(&stage.say("hi").await), (400, 131_056));
    stage.advance(45 * 6);
    for place in 1..=45 {
        assert_eq!(stage.say("hi").await.status, 200, "message {place} after the burst was paid back");
    }
}

#[tokio::test]
async fn one_customers_pace_does_not_slow_another() {
    let stage = stage_with_customer().await;
    stage.customer(json!({"phone": "2348010000002"})).await;
    limits(&stage, json!({"pair_burst": 1})).await;
    assert_eq!(stage.say("hi").await.status, 200);
    assert_eq!(stage.say("hi").await.code(), 131_056);
    assert_eq!(stage.send(to("2348010000002", message("text", json!({"body": "hi"})))).await.status, 200);
}

#[tokio::test]
async fn all_customers_together_get_so_many_messages_a_second() {
    let stage = stage_with_customer().await;
    limits(&stage, json!({"messages_per_second": 20, "pair_interval_ms": 0})).await;
    let mut accepted = 0;
    while stage.say("hi").await.status == 200 {
        accepted += 1;
    }
    assert!((20..=25).contains(&accepted), "a second's worth and a little jitter: {accepted}");
    assert_eq!(outcome(&stage.say("hi").await), (429, 130_429));
    stage.advance(1);
    assert_eq!(stage.say("hi").await.status, 200);
}

#[tokio::test]
async fn zero_switches_pacing_off() {
    let stage = stage_with(|settings| {
        (settings.limits.messages_per_second, settings.limits.pair_interval_ms) = (0, 0);
    })
    .await;
    stage.customer(json!({"phone": PHONE})).await;
    for _ in 0..200 {
        assert_eq!(stage.say("hi").await.status, 200);
    }
}

#[tokio::test]
async fn after_24_hours_a_free_message_is_accepted_and_fails_later_while_a_template_arrives() {
    let stage = stage_with_customer().await;
    stage.advance(24 * 3600 - 1);
    stage.say("just in time").await;
    assert_eq!(stage.hook.next_status().await["status"], "sent");
    stage.advance(1);
    assert_eq!(stage.say("too late").await.status, 200, "Meta accepts and tells later");
    loop {
        let status = stage.hook.next_status().await;
        if status["status"] == "failed" {
            assert_eq!(status["errors"][0]["code"], 131_047);
            assert_eq!(status["errors"][0]["title"], "Re-engagement message");
            break;
        }
    }
    let late = stage.conversation(PHONE).await.pop().unwrap();
    assert_eq!((&late["progress"], &late["failure"]["code"]), (&json!("failed"), &json!(131_047)));
    let template = message("template", json!({"name": "hello_world", "language": {"code": "en_US"}}));
    let answer = stage.send(template).await;
    assert_eq!(answer.json()["messages"][0]["message_status"], "accepted");
    assert_eq!(stage.hook.next_status().await["status"], "sent");
    stage.act(PHONE, json!({"type": "text", "text": "I am back"})).await;
    stage.say("the window is open again").await;
    assert_eq!(stage.conversation(PHONE).await.pop().unwrap()["progress"], "read");
}

#[tokio::test]
async fn whoever_never_wrote_cannot_be_written_to_freely() {
    let stage = stage().await;
    assert_eq!(stage.say("Buy now").await.status, 200);
    assert_eq!(stage.hook.next_status().await["errors"][0]["code"], 131_047);
    assert_eq!(stage.conversation(PHONE).await.len(), 1, "the number has become a phone to look at");
}
