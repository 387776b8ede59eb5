//! The Graph endpoint around the messages: who may call, what an answer looks like, what is kept.
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod common;

use axum::body::Body;
use common::{Answer, PHONE, Stage, TOKEN, message, stage, stage_with, stage_with_customer, to};
use http::Request;
use serde_json::{Value, json};

fn post(path: &str, token: Option<&str>) -> Request<Body> {
    let request = Request::builder().method("POST").uri(path).header("content-type", "application/json");
    let request = match token {
        Some(token) => request.header("authorization", format!("Bearer {token}")),
        None => request,
    };
    request.body(Body::from(message("text", json!({"body": "hi"})).to_string())).unwrap()
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn a_send_is_accepted_with_metas_shape_and_a_wamid_that_names_the_customer() {
    let stage = stage_with_customer().await;
    let answer = stage.say("Your order is ready.").await;
    assert_eq!(answer.status, 200);
    let json = answer.json();
    assert_eq!(json["messaging_product"], "whatsapp");
    assert_eq!(json["contacts"], json!([{"input": format!("+{PHONE}"), "wa_id": PHONE}]));
    let id = json["messages"][0]["id"].as_str().unwrap();
    assert!(id.starts_with("wamid.HBgN"), "base64 of 1c 18 and the length of the number: {id}");
    let kept = stage.conversation(PHONE).await.pop().unwrap();
    assert_eq!(
        (kept["id"].as_str(), &kept["text"], &kept["from"]),
        (Some(id), &json!("Your order is ready."), &json!("business"))
    );
}

#[tokio::test]
async fn nobody_sends_without_the_token() {
    let stage = stage_with_customer().await;
    for token in [None, Some("somebody else's")] {
        let answer = stage.request(post(&stage.path, token)).await;
        assert_eq!((answer.status, answer.code()), (401, 190));
        assert_eq!(answer.json()["error"]["type"], "OAuthException");
        assert!(header(&answer, "www-authenticate").starts_with("OAuth \"Facebook Platform\" \"invalid_token\""));
    }
    assert_eq!(stage.control("GET", "refused", Value::Null).await["total"], 2);
}

#[tokio::test]
async fn an_unknown_number_id_is_an_unknown_object() {
    let stage = stage_with_customer().await;
    let answer = stage.request(post("/v25.0/123123/messages", Some(TOKEN))).await;
    let error = &answer.json()["error"];
    assert_eq!((answer.status, answer.code(), &error["error_subcode"]), (400, 100, &json!(33)));
    assert_eq!(error["type"], "GraphMethodException");
    let expected = "Unsupported post request. Object with ID '123123' does not exist";
    assert!(error["message"].as_str().unwrap().starts_with(expected));
}

#[tokio::test]
async fn a_refusal_carries_code_details_trace_and_challenge() {
    let stage = stage_with_customer().await;
    let answer = stage
        .send(message("interactive", json!({"type": "button", "body": {"text": "x"}, "action": {"buttons": []}})))
        .await;
    let error = &answer.json()["error"];
    assert_eq!(error["message"], "(#131009) Parameter value is not valid");
    assert_eq!(error["error_data"]["messaging_product"], "whatsapp");
    assert_eq!(error["error_data"]["details"], "Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3");
    assert!(error["fbtrace_id"].as_str().unwrap().starts_with('A'));
    assert!(header(&answer, "www-authenticate").contains("\"invalid_request\" \"(#131009)"));
    assert_eq!(header(&answer, "facebook-api-version"), "v25.0");
    let kept = &stage.control("GET", "refused", Value::Null).await["refused"][0];
    assert_eq!((&kept["code"], &kept["body"]["type"]), (&json!(131_009), &json!("interactive")));
}

#[tokio::test]
async fn an_ended_version_is_moved_up_and_a_made_up_one_is_refused() {
    let stage = stage_with_customer().await;
    let old = stage.request(post("/v19.0/100000000000001/messages", Some(TOKEN))).await;
    assert_eq!((old.status, header(&old, "facebook-api-version")), (200, "v21.0"));
    assert!(header(&old, "x-ad-api-version-warning").contains("auto-upgraded"));
    let wrong = stage.request(post("/latest/100000000000001/messages", Some(TOKEN))).await;
    assert_eq!((wrong.status, wrong.code()), (400, 2500));
}

#[tokio::test]
async fn a_body_that_is_no_json_or_no_object_is_refused() {
    let stage = stage_with_customer().await;
    for body in ["{", "[]", "7", ""] {
        let request = Request::post(&stage.path).header("content-type", "application/json");
        let request = request.header("authorization", format!("Bearer {TOKEN}"));
        let answer = stage.request(request.body(Body::from(body)).unwrap()).await;
        assert_eq!((answer.status, answer.code()), (400, 100), "{body:?}");
    }
    let form = Request::post(&stage.path).header("content-type", "application/x-www-form-urlencoded");
    let form = form.header("authorization", format!("Bearer {TOKEN}"));
    assert_eq!(stage.request(form.body(Body::from("to=1")).unwrap()).await.code(), 100);
}

#[tokio::test]
async fn a_customers_message_can_be_marked_read_with_typing_dots_and_ours_cannot() {
    let stage = stage().await;
    stage.control("POST", "customers", json!({"phone": PHONE})).await;
    let first = stage.act(PHONE, json!({"type": "text", "text": "hi"})).await;
    let second = stage.act(PHONE, json!({"type": "text", "text": "menu"})).await;
    let receipt = |id: &Value| json!({"messaging_product": "whatsapp", "status": "read", "message_id": id, "typing_indicator": {"type": "text"}});
    let answer = stage.send(receipt(&second["id"])).await;
    assert_eq!((answer.status, answer.json()), (200, json!({"success": true})));
    let conversation = stage.conversation(PHONE).await;
    assert!(
        conversation.iter().all(|message| message["progress"] == "read"),
        "what came before {} is read too",
        first["id"]
    );
    assert!(stage.control("GET", &format!("customers/{PHONE}"), Value::Null).await["typing_until"].is_string());
    let ours = stage.say("Welcome").await.json()["messages"][0]["id"].clone();
    assert_eq!(stage.control("GET", &format!("customers/{PHONE}"), Value::Null).await["typing_until"], Value::Null);
    for id in [ours, json!("12345")] {
        let answer = stage.send(receipt(&id)).await;
        assert_eq!((answer.status, answer.code()), (400, 100));
        assert_eq!(answer.json()["error"]["error_data"]["details"], "Please check the message ID you have provided.");
    }
}

#[tokio::test]
async fn the_business_number_describes_itself() {
    let stage = stage().await;
    let answer = stage.call("GET", "/v25.0/100000000000001", Value::Null).await;
    assert_eq!((answer.status, &answer.json()["display_phone_number"]), (200, &json!("+2348000000000")));
    assert_eq!(stage.call("GET", "/v25.0/123", Value::Null).await.code(), 100);
}

#[tokio::test]
async fn a_customers_picture_is_fetched_by_an_address_that_ends_after_five_minutes() {
    let stage = stage_with_customer().await;
    let request =
        Request::post("/control/media").header("content-type", "image/png").body(Body::from("bytes")).unwrap();
    let id = stage.request(request).await.json()["id"].as_str().unwrap().to_owned();
    let sent = stage.act(PHONE, json!({"type": "image", "media_id": id, "caption": "Look"})).await;
    assert_eq!((&sent["raw"]["image"]["id"], &sent["text"]), (&json!(id), &json!("Look")));
    let described = stage.call("GET", &format!("/v25.0/{id}"), Value::Null).await.json();
    assert_eq!((&described["mime_type"], &described["file_size"]), (&json!("image/png"), &json!(5)));
    let path = described["url"].as_str().unwrap().split_once("/lookaside").unwrap().1.to_owned();
    let path = format!("/lookaside{path}");
    assert_eq!(stage.call("GET", &path, Value::Null).await.body, "bytes");
    stage.advance(301);
    assert_eq!(stage.call("GET", &path, Value::Null).await.status, 404);
    assert_eq!(stage.send(message("image", json!({"id": id}))).await.status, 200, "a known file can be sent");
}

#[tokio::test]
async fn a_test_number_writes_only_to_those_on_its_list() {
    let stage = stage_with(|settings| settings.limits.allowed_recipients = vec![PHONE.parse().unwrap()]).await;
    stage.customer(json!({"phone": PHONE})).await;
    assert_eq!(stage.say("hi").await.status, 200);
    let answer = stage.send(to("2348099999999", message("text", json!({"body": "hi"})))).await;
    assert_eq!((answer.status, answer.code()), (400, 131_030));
}

#[tokio::test]
async fn a_brazilian_number_is_found_in_either_spelling() {
    let stage: Stage = stage().await;
    stage.customer(json!({"phone": "551187654321"})).await;
    let answer = stage.send(to("5511987654321", message("text", json!({"body": "oi"})))).await.json();
    assert_eq!(answer["contacts"], json!([{"input": "+5511987654321", "wa_id": "551187654321"}]));
}
