//! What becomes of what a webhook brings.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use chassis::wire;
use futures_util::future::join_all;
use proto::{
    common::v1::{Address, Channel, Message, TextContent, message},
    convert,
    notifications::v1::{
        GetMessageRequest, ListMessagesRequest, MessageClass, MessageState, OutgoingMessage, Recipient, SendRequest,
        notifications_service_client::NotificationsServiceClient,
    },
    session::v1::{
        InboundMessage, InboundText, ReceiveRequest, Sender, inbound_message::Content,
        session_service_client::SessionServiceClient,
    },
};
use serde_json::{Value, json};

use crate::house::{House, NOWHERE, NUMBER, SECRET, sign};

fn text(id: &str) -> Value {
    json!({"from": "2348031234567", "id": id, "timestamp": "1750000000", "type": "text", "text": {"body": "hi"}})
}

fn webhook(messages: Value) -> String {
    webhook_for(NUMBER, messages)
}

fn webhook_for(number: &str, messages: Value) -> String {
    let value = json!({"messaging_product": "whatsapp", "metadata": {"phone_number_id": number}, "messages": messages});
    let changes = json!([{"field": "messages", "value": value}]);
    json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": changes}]}).to_string()
}

fn address() -> Address {
    Address {
        channel: Channel::Whatsapp.into(),
        account_id: NUMBER.into(),
        phone: "2348031234567".into(),
        user_id: String::new(),
    }
}

/// Whether the session service knows a message: it counts known ones as duplicates.
async fn is_stored(house: &House, id: &str) -> bool {
    let message = InboundMessage {
        message_id: id.into(),
        sender: Some(Sender { address: Some(address()), ..Sender::default() }),
        content: Some(Content::Text(InboundText { body: "hi".into() })),
        ..InboundMessage::default()
    };
    let request = ReceiveRequest { messages: vec![message] };
    let mut session = SessionServiceClient::new(house.peers.session.clone());
    session.receive(request).await.unwrap().into_inner().duplicates == 1
}

#[tokio::test(flavor = "multi_thread")]
async fn every_message_of_a_batch_is_stored_before_the_answer() {
    let house = House::new().await;
    let messages: Vec<_> = (0..100).map(|count| text(&format!("wamid.{count}"))).collect();
    assert_eq!(house.webhook(webhook(json!(messages))).await.status, StatusCode::OK);
    for count in [0, 57, 99] {
        assert!(is_stored(&house, &format!("wamid.{count}")).await, "{count}");
    }
    assert!(!is_stored(&house, "wamid.100").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_bad_element_never_loses_the_rest() {
    let house = House::new().await;
    let bad = [json!(3), json!([]), json!({}), json!({"id": "wamid.X", "from": {}}), json!({"type": "text"})];
    let messages: Vec<_> = [text("wamid.first")].into_iter().chain(bad).chain([text("wamid.last")]).collect();
    assert_eq!(house.webhook(webhook(json!(messages))).await.status, StatusCode::OK);
    assert!(is_stored(&house, "wamid.first").await && is_stored(&house, "wamid.last").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_original_systems_addresses_lead_to_the_same_webhook() {
    let house = House::new().await;
    for (count, path) in
        ["/webhooks/whatsapp", "/webhooks/whatsapp/", "/whatsapp-webhook", "/whatsapp/webhook"].iter().enumerate()
    {
        let (id, body) = (format!("wamid.{count}"), webhook(json!([text(&format!("wamid.{count}"))])));
        let request = Request::post(*path).header("x-hub-signature-256", sign(SECRET, body.as_bytes()));
        assert_eq!(house.send(request.body(Body::from(body)).unwrap()).await.status, StatusCode::OK, "{path}");
        assert!(is_stored(&house, &id).await, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_body_that_nobody_can_read_is_answered_once_and_kept() {
    let house = House::new().await;
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    for body in ["", "{", "hello", "[]", "{\"entry\":7}", &deep, "\u{0}"] {
        assert_eq!(house.webhook(body).await.status, StatusCode::OK, "{body}");
        assert_eq!(house.webhook_with(body, &[]).await.status, StatusCode::UNAUTHORIZED, "{body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_for_another_number_is_kept_and_not_answered() {
    let house = House::new().await;
    let answer = house.webhook(webhook_for("999", json!([text("wamid.other")]))).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(!is_stored(&house, "wamid.other").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_over_three_megabytes_is_refused() {
    let house = House::new().await;
    const LIMIT: usize = 3 * 1024 * 1024;
    let padded = |length: usize| {
        let body = webhook(json!([text("wamid.large")]));
        format!("{body}{}", " ".repeat(length - body.len()))
    };
    assert_eq!(house.webhook(padded(LIMIT)).await.status, StatusCode::OK);
    let answer = house.webhook(padded(LIMIT + 1)).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "BODY_TOO_LARGE"));
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_service_is_away_meta_is_asked_to_come_again() {
    let house = House::new().await;
    let body = webhook(json!([text("wamid.later")]));
    let away = house.with_peers(|peers| peers.session = wire::remote(NOWHERE).unwrap()).await;
    let answer = away.webhook(&body).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.header("retry-after").parse::<u32>().is_ok());
    assert!(!answer.text.contains("127.0.0.1"), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_is_refused_does_not_take_the_others_with_it() {
    let house = House::new().await;
    // The session service takes no message of a thousand characters' id; the gateway names it by its hash instead.
    let odd = json!({"from": "2348031234567", "id": "x".repeat(1000), "type": "text", "text": {"body": ""}});
    let answer = house.webhook(webhook(json!([odd, text("wamid.good")]))).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(is_stored(&house, "wamid.good").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn webhooks_that_come_with_one_that_is_refused_are_stored_all_the_same() {
    let house = House::new().await;
    // Of an id of unseen characters nothing is left for the session service.
    let refused = webhook(json!([text("\u{0}"), text("wamid.beside")]));
    let good = (0..8).map(|number| webhook(json!([text(&format!("wamid.{number}"))])));
    let bodies: Vec<String> = good.chain([refused]).collect();
    let answers = join_all(bodies.iter().map(|body| house.webhook(body))).await;
    assert!(answers.iter().all(|answer| answer.status == StatusCode::OK), "{answers:?}");
    for id in (0..8).map(|number| number.to_string()).chain(["beside".to_owned()]) {
        assert!(is_stored(&house, &format!("wamid.{id}")).await, "{id}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_status_moves_the_message_it_is_about() {
    let house = House::new().await;
    let recipient = Recipient { id: "customer-1".into(), address: Some(address()), language: "en".into() };
    let content = Some(message::Content::Text(TextContent { body: "Your order is ready.".into() }));
    let outgoing = OutgoingMessage {
        key: "note:1".into(),
        recipient: Some(recipient),
        class: MessageClass::Order.into(),
        message: Some(Message { content }),
        heard_time: Some(convert::to_time(house.world.now())),
        ..OutgoingMessage::default()
    };
    let mut notifications = NotificationsServiceClient::new(house.peers.notifications.clone());
    notifications.send(SendRequest { messages: vec![outgoing] }).await.unwrap();
    let sent = notifications.list_messages(ListMessagesRequest::default()).await.unwrap().into_inner();
    let id = sent.messages[0].id.clone();
    let status =
        json!({"id": "wamid.OUT", "status": "delivered", "timestamp": "1795171200", "biz_opaque_callback_data": id});
    let value = json!({"metadata": {"phone_number_id": NUMBER}, "statuses": [status]});
    let body = json!({"entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}]}).to_string();
    assert_eq!(house.webhook(body).await.status, StatusCode::OK);
    let message = notifications.get_message(GetMessageRequest { id }).await.unwrap().into_inner().message.unwrap();
    assert_eq!(message.state(), MessageState::Delivered);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_webhook_ten_times_has_one_effect() {
    let house = House::new().await;
    let body = webhook(json!([text("wamid.again")]));
    for _ in 0..10 {
        assert_eq!(house.webhook(&body).await.status, StatusCode::OK);
    }
    assert!(is_stored(&house, "wamid.again").await);
    let metrics = house.get("/metrics", "").await.text;
    assert!(metrics.contains("souk_webhooks_total{outcome=\"accepted\"} 10\n"), "{metrics}");
}
