//! Customers: what they do on the phone, what the business sees of them, and how their chat is read.
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod common;

use axum::body::Body;
use common::{PHONE, Stage, message, stage, stage_with_customer};
use futures_util::StreamExt as _;
use http::Request;
use serde_json::{Value, json};
use tower::ServiceExt as _;

async fn refused(stage: &Stage, path: &str, body: Value) -> (u16, Value) {
    let answer = stage.call("POST", &format!("/control/{path}"), body).await;
    (answer.status, answer.json()["reason"].clone())
}

fn menu() -> Value {
    let rows =
        json!([{"id": "i:suya", "title": "Chicken Suya", "description": "Spicy"}, {"id": "i:zobo", "title": "Zobo"}]);
    message(
        "interactive",
        json!({"type": "list", "body": {"text": "Menu"}, "action": {"button": "Open", "sections": [{"title": "Food", "rows": rows}]}}),
    )
}

#[tokio::test]
async fn a_tapped_row_comes_as_a_list_reply_with_its_description_and_context() {
    let stage = stage_with_customer().await;
    let list = stage.send(menu()).await.json()["messages"][0]["id"].clone();
    for tap in [
        json!({"type": "tap", "number": 1}),
        json!({"type": "tap", "id": "i:suya"}),
        json!({"type": "tap", "title": "chicken suya"}),
    ] {
        stage.act(PHONE, tap).await;
        let message = stage.hook.next_message().await;
        let reply = json!({"type": "list_reply", "list_reply": {"id": "i:suya", "title": "Chicken Suya", "description": "Spicy"}});
        assert_eq!(message["interactive"], reply);
        assert_eq!(message["context"], json!({"from": "2348000000000", "id": list}));
    }
    stage.act(PHONE, json!({"type": "tap", "number": 2})).await;
    let reply = &stage.hook.next_message().await["interactive"]["list_reply"];
    assert_eq!(reply, &json!({"id": "i:zobo", "title": "Zobo"}), "no description where the row had none");
}

#[tokio::test]
async fn a_tapped_button_comes_as_a_button_reply_even_after_later_messages() {
    let stage = stage_with_customer().await;
    let buttons = json!([{"type": "reply", "reply": {"id": "yes", "title": "Yes"}}]);
    stage
        .send(message(
            "interactive",
            json!({"type": "button", "body": {"text": "Sure?"}, "action": {"buttons": buttons}}),
        ))
        .await;
    stage.say("Take your time.").await;
    stage.act(PHONE, json!({"type": "tap", "number": 1})).await;
    let message = stage.hook.next_message().await;
    assert_eq!(message["interactive"], json!({"type": "button_reply", "button_reply": {"id": "yes", "title": "Yes"}}));
}

#[tokio::test]
async fn tapping_on_nothing_says_what_there_is() {
    let stage = stage_with_customer().await;
    let path = format!("customers/{PHONE}/act");
    assert_eq!(refused(&stage, &path, json!({"type": "tap", "number": 1})).await, (400, json!("NOTHING_TO_TAP")));
    stage.send(menu()).await;
    let answer = stage.call("POST", &format!("/control/{path}"), json!({"type": "tap", "number": 9})).await;
    assert_eq!(answer.json()["title"], "The choices are: 1. Chicken Suya, 2. Zobo.");
}

#[tokio::test]
async fn everything_a_phone_can_send_comes_in_metas_form() {
    let stage = stage_with_customer().await;
    stage.say("What would you like?").await;
    let item = json!({"product_retailer_id": "SUYA", "quantity": 2, "item_price": 1800, "currency": "NGN"});
    let cases = [
        (
            json!({"type": "location", "latitude": 6.5, "longitude": 3.4, "name": "Home"}),
            "/location/name",
            json!("Home"),
        ),
        (json!({"type": "order", "items": [item]}), "/order/product_items/0", item.clone()),
        (json!({"type": "image", "caption": "Look"}), "/image/caption", json!("Look")),
        (json!({"type": "document", "filename": "list.pdf"}), "/document/filename", json!("list.pdf")),
        (json!({"type": "voice"}), "/audio/voice", json!(true)),
        (json!({"type": "video"}), "/video/mime_type", json!("video/mp4")),
        (json!({"type": "sticker"}), "/sticker/mime_type", json!("image/webp")),
        (json!({"type": "reaction", "emoji": "👍"}), "/reaction/emoji", json!("👍")),
        (
            json!({"type": "contacts", "name": "Chidi", "phone": "+2348031234567"}),
            "/contacts/0/phones/0/wa_id",
            json!("2348031234567"),
        ),
        (json!({"type": "unsupported"}), "/errors/0/code", json!(131_051)),
        (json!({"type": "raw", "message": {"type": "ephemeral", "x": 1}}), "/x", json!(1)),
    ];
    for (act, pointer, expected) in cases {
        stage.act(PHONE, act.clone()).await;
        let message = stage.hook.next_message().await;
        assert_eq!(message.pointer(pointer), Some(&expected), "{act}");
        assert!(message["id"].is_string() && message["timestamp"].is_string() && message["from"] == PHONE, "{message}");
    }
    stage.act(PHONE, json!({"type": "reaction", "emoji": ""})).await;
    assert_eq!(stage.hook.next_message().await["reaction"].get("emoji"), None, "a reaction taken back has no emoji");
}

#[tokio::test]
async fn a_hidden_number_shows_nowhere_and_is_answered_by_user_id() {
    let stage = stage().await;
    let customer = stage
        .control(
            "POST",
            "customers",
            json!({"phone": PHONE, "name": "Ada", "username": "ada.l", "identity": "user_id"}),
        )
        .await;
    let user_id = customer["user_id"].as_str().unwrap();
    assert!(user_id.starts_with("NG."), "{user_id}");
    stage.act(user_id, json!({"type": "text", "text": "hi"})).await;
    let post = stage.hook.next().await;
    assert!(!String::from_utf8_lossy(&post.body).contains(PHONE));
    let value = &post.values()[0];
    assert_eq!(value["contacts"], json!([{"profile": {"name": "Ada", "username": "ada.l"}, "user_id": user_id}]));
    assert_eq!((&value["messages"][0]["from_user_id"], value["messages"][0].get("from")), (&json!(user_id), None));
    let body =
        json!({"messaging_product": "whatsapp", "recipient": user_id, "type": "text", "text": {"body": "Hello"}});
    let answer = stage.send(body).await;
    assert_eq!((answer.status, &answer.json()["contacts"]), (200, &json!([{"input": user_id, "user_id": user_id}])));
    let status = stage.hook.next_status().await;
    assert_eq!((&status["recipient_user_id"], status.get("recipient_id")), (&json!(user_id), None));
}

#[tokio::test]
async fn a_phone_number_wins_over_a_user_id_and_a_made_up_user_id_is_refused() {
    let stage = stage_with_customer().await;
    let other = stage.customer(json!({"phone": "2348010000009"})).await;
    let both =
        json!({"messaging_product": "whatsapp", "to": PHONE, "recipient": other["user_id"], "text": {"body": "hi"}});
    assert_eq!(stage.send(both).await.json()["contacts"][0]["wa_id"], PHONE);
    for recipient in ["NG.1", "not a user id"] {
        let body = json!({"messaging_product": "whatsapp", "recipient": recipient, "text": {"body": "hi"}});
        assert_eq!(stage.send(body).await.code(), 131_009);
    }
}

#[tokio::test]
async fn an_old_identity_shows_the_phone_alone() {
    let stage = stage().await;
    stage.control("POST", "customers", json!({"phone": PHONE, "identity": "phone"})).await;
    stage.act(PHONE, json!({"type": "text", "text": "hi"})).await;
    let value = &stage.hook.next().await.values()[0];
    assert_eq!((value["contacts"][0].get("user_id"), value["messages"][0].get("from_user_id")), (None, None));
}

#[tokio::test]
async fn a_changed_number_is_told_by_a_system_message_and_leaves_the_old_one_without_owner() {
    let stage = stage_with_customer().await;
    stage.act(PHONE, json!({"type": "change_number", "phone": "+2348099999999"})).await;
    let post = stage.hook.next().await;
    let value = &post.values()[0];
    assert_eq!(value.get("contacts"), None);
    let message = &value["messages"][0];
    assert_eq!(
        (&message["type"], &message["from"], &message["system"]["wa_id"]),
        (&json!("system"), &json!(PHONE), &json!("2348099999999"))
    );
    assert_eq!(message["system"]["type"], "user_changed_number");
    stage.act("2348099999999", json!({"type": "text", "text": "me again"})).await;
    assert_eq!(stage.hook.next_message().await["from"], "2348099999999");
    assert_eq!(stage.call("GET", &format!("/control/customers/{PHONE}"), Value::Null).await.status, 404);
}

#[tokio::test]
async fn customers_are_added_listed_changed_and_removed() {
    let stage = stage().await;
    let first = stage.control("POST", "customers", json!({"name": "Ada"})).await;
    let second = stage.control("POST", "customers", json!({})).await;
    assert_ne!(first["phone"], second["phone"], "each gets a free number");
    assert_eq!(refused(&stage, "customers", json!({"phone": first["phone"]})).await, (409, json!("PHONE_TAKEN")));
    assert_eq!(refused(&stage, "customers", json!({"phone": "Ada"})).await, (400, json!("BODY_INVALID")));
    assert_eq!(refused(&stage, "customers", json!({"name": ""})).await, (400, json!("NAME_INVALID")));
    let path = format!("customers/{}", first["id"].as_str().unwrap());
    assert_eq!(stage.control("PATCH", &path, json!({"name": "Ada L"})).await["name"], "Ada L");
    stage.control("DELETE", &path, Value::Null).await;
    let left = stage.control("GET", "customers", Value::Null).await;
    assert_eq!(left["customers"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_reader_waits_for_the_next_message_and_goes_on_from_its_position() {
    let stage = stage_with_customer().await;
    let path = |after: u64| format!("customers/{PHONE}/messages?from=business&after={after}&wait_ms=5000");
    let (first, waiting) = (path(0), stage.say("Hello"));
    let (page, _) = tokio::join!(stage.control("GET", &first, Value::Null), waiting);
    assert_eq!(page["messages"][0]["text"], "Hello");
    let next = page["next"].as_u64().unwrap();
    let later = path(next);
    let (page, ()) = tokio::join!(stage.control("GET", &later, Value::Null), async { stage.advance(5) });
    assert_eq!((&page["messages"], &page["next"]), (&json!([]), &json!(next)), "nothing came within five seconds");
}

#[tokio::test]
async fn a_page_that_comes_back_gets_what_it_missed_and_nothing_twice() {
    let stage = stage_with_customer().await;
    let listed = stage.control("GET", "customers", Value::Null).await;
    let since = format!("{}-{}", listed["epoch"].as_str().unwrap(), listed["revision"]);
    stage.say("one").await;
    let mut events = events(&stage, &since).await;
    let (text, mark) = next_message(&mut events).await;
    assert_eq!(text, "one");
    drop(events);
    stage.say("two").await;
    let (text, _) = next_message(&mut self::events(&stage, &mark).await).await;
    assert_eq!(text, "two", "only what came after the mark");
    let mut stale = self::events(&stage, "1-1").await;
    assert!(stale.next().await.unwrap().contains("event: reload"));
}

type Events = futures_util::stream::BoxStream<'static, String>;

async fn events(stage: &Stage, since: &str) -> Events {
    let request = Request::get("/control/events").header("last-event-id", since).body(Body::empty()).unwrap();
    let response = stage.emulator.router().oneshot(request).await.unwrap();
    response.into_body().into_data_stream().map(|chunk| String::from_utf8(chunk.unwrap().to_vec()).unwrap()).boxed()
}

/// The text of the next message of the business, and the mark after it.
async fn next_message(events: &mut Events) -> (String, String) {
    let mut found = None;
    loop {
        let event = events.next().await.unwrap();
        let field =
            |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(|value| value.trim().to_owned());
        let data: Value = serde_json::from_str(&field("data:").unwrap_or_default()).unwrap_or_default();
        if field("event:").as_deref() == Some("message") {
            found = data["message"]["text"].as_str().map(str::to_owned);
        }
        if let (Some(text), Some(mark)) = (&found, field("id:")) {
            return (text.clone(), mark);
        }
    }
}

#[tokio::test]
async fn streams_end_when_the_emulator_closes() {
    let stage = stage().await;
    let mut events = events(&stage, "").await;
    assert!(events.next().await.is_some(), "the status comes first");
    stage.emulator.close();
    assert_eq!(events.next().await, None);
}

#[tokio::test]
async fn a_reset_forgets_everything() {
    let stage = stage_with_customer().await;
    stage.send(json!({})).await;
    stage.control("POST", "faults", json!({"kind": "no_answer"})).await;
    stage.control("POST", "webhooks/hold", json!({})).await;
    let status = stage.control("POST", "reset", json!({})).await;
    assert_eq!(
        (&status["refused"]["total"], &status["faults"]["rules"], &status["webhook"]["held"]),
        (&json!(0), &json!([]), &Value::Null)
    );
    assert_eq!(stage.control("GET", "customers", Value::Null).await["customers"], json!([]));
}

#[tokio::test]
async fn a_conversation_keeps_its_newest_500_messages() {
    let stage = stage().await;
    stage.control("POST", "customers", json!({"phone": PHONE})).await;
    stage.control("POST", "webhooks/hold", json!({})).await;
    for place in 0..510 {
        stage.act(PHONE, json!({"type": "text", "text": place.to_string()})).await;
    }
    let kept = stage.conversation(PHONE).await;
    assert_eq!((kept.len(), &kept[0]["text"]), (500, &json!("10")));
}

#[tokio::test]
async fn other_peoples_web_pages_are_kept_out() {
    let stage = stage().await;
    let from = |origin: &str| {
        let request = Request::post("/control/reset").header("host", "127.0.0.1:8090").header("origin", origin);
        request.body(Body::empty()).unwrap()
    };
    assert_eq!(stage.request(from("https://evil.example")).await.status, 403);
    assert_eq!(stage.request(from("http://127.0.0.1:8090")).await.status, 200);
}

#[tokio::test]
async fn the_catalogue_of_the_cart_is_told_by_the_process_or_over_the_api_and_is_bounded() {
    let stage = stage().await;
    let item = |place: u32| json!({"product_retailer_id": format!("SKU-{place}"), "name": "Suya", "price_minor": 180_000, "currency": "NGN"});
    let own = emulator::CatalogItem {
        product_retailer_id: "OWN".into(),
        name: "Zobo".into(),
        price_minor: 60_000,
        currency: "NGN".into(),
    };
    stage.emulator.set_catalog(vec![own]);
    assert_eq!(stage.control("GET", "catalog", Value::Null).await["items"][0]["product_retailer_id"], "OWN");
    let items: Vec<Value> = (0..500).map(item).collect();
    let told = stage.control("PUT", "catalog", json!({"items": items})).await;
    assert_eq!(told["items"].as_array().unwrap().len(), 500);
    let items: Vec<Value> = (0..501).map(item).collect();
    assert_eq!(stage.call("PUT", "/control/catalog", json!({"items": items})).await.json()["reason"], "CATALOG_FULL");
}

#[tokio::test]
async fn a_person_is_known_again_after_a_new_start_and_the_next_owner_of_the_number_is_another() {
    let (first, anew) = (stage().await, stage().await);
    let join = async |stage: &Stage| stage.call("POST", "/control/customers", json!({"phone": PHONE})).await.json();
    let (before, after) = (join(&first).await, join(&anew).await);
    assert_eq!(before["user_id"], after["user_id"]);
    let id = after["id"].as_str().unwrap();
    anew.call("DELETE", &format!("/control/customers/{id}"), Value::Null).await;
    let next = join(&anew).await;
    assert_ne!(next["user_id"], after["user_id"]);
    anew.call("POST", "/control/reset", Value::Null).await;
    assert_ne!(join(&anew).await["user_id"], next["user_id"]);
}
