//! The menu, the people and the messages over REST.

use axum::http::StatusCode;
use gateway::Role;
use proto::{
    common::v1::{Address, Channel, Message, TextContent, message::Content},
    notifications::v1::{
        MessageClass, OutgoingMessage, Recipient, SendRequest, notifications_service_client::NotificationsServiceClient,
    },
    orders::v1::{PaymentProvider, ReceivePaymentEventRequest, orders_service_client::OrdersServiceClient},
    session::v1::{
        InboundMessage, InboundText, ReceiveRequest, Sender, inbound_message,
        session_service_client::SessionServiceClient,
    },
};
use serde_json::{Value, json};

use crate::house::{House, NUMBER};

fn address() -> Address {
    Address {
        channel: Channel::Whatsapp.into(),
        account_id: NUMBER.into(),
        phone: "2348031234567".into(),
        user_id: String::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_menu_is_changed_without_touching_what_is_not_named() {
    let house = House::new().await;
    let token = house.log_in(Role::Staff).await;
    let shelf = house.post("/api/v1/categories", &token, json!({"name": "Grills", "slug": "grills"})).await;
    assert_eq!(shelf.status, StatusCode::CREATED, "{shelf:?}");
    let new = json!({
        "sku": "SUYA", "name": "Chicken Suya", "category_id": shelf.json()["id"],
        "price": {"amount_minor": 180_000, "currency": "NGN"}, "aliases": ["suya"]
    });
    let product = house.post("/api/v1/products", &token, new.clone()).await;
    assert_eq!((product.status, product.header("etag")), (StatusCode::CREATED, "\"1\""), "{product:?}");
    assert_eq!(house.post("/api/v1/products", &token, new).await.code(), "SKU_TAKEN");

    let price = json!({"price": {"amount_minor": 200_000, "currency": "NGN"}});
    let dearer = house.call("PATCH", "/api/v1/products/SUYA", &token, price.clone(), &[("if-match", "\"1\"")]).await;
    assert_eq!(dearer.json()["price"]["amount_minor"], 200_000);
    assert_eq!((&dearer.json()["aliases"], &dearer.json()["available"]), (&json!(["suya"]), &json!(true)));
    let stale = house.call("PATCH", "/api/v1/products/SUYA", &token, price, &[("if-match", "\"1\"")]).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);

    let sold_out = house.call("PATCH", "/api/v1/products/SUYA", &token, json!({"available": false}), &[]).await;
    assert_eq!(sold_out.json()["available"], false);
    let list = house.get("/api/v1/products?category=grills", &token).await.json();
    assert_eq!(list["products"].as_array().unwrap().len(), 1);
    assert_eq!(
        house.call("DELETE", "/api/v1/categories/grills", &token, Value::Null, &[]).await.code(),
        "CATEGORY_NOT_EMPTY"
    );
    let gone = house.call("DELETE", "/api/v1/products/SUYA", &token, Value::Null, &[]).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(house.get("/api/v1/products/SUYA", &token).await.code(), "PRODUCT_NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_category_is_renamed_and_an_empty_one_removed() {
    let house = House::new().await;
    let token = house.log_in(Role::Staff).await;
    let renamed = house.call("PATCH", "/api/v1/categories/drinks", &token, json!({"name": "Cold drinks"}), &[]).await;
    assert_eq!((&renamed.json()["name"], &renamed.json()["slug"]), (&json!("Cold drinks"), &json!("drinks")));
    house.post("/api/v1/categories", &token, json!({"name": "Empty"})).await;
    let names = house.get("/api/v1/categories", &token).await.json();
    assert_eq!(names["categories"].as_array().unwrap().len(), 2);
    let removed = house.call("DELETE", "/api/v1/categories/empty", &token, Value::Null, &[]).await;
    assert_eq!(removed.status, StatusCode::NO_CONTENT);
    assert_eq!(house.get("/api/v1/categories/empty", &token).await.code(), "CATEGORY_NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn sellers_are_added_found_and_changed() {
    let house = House::new().await;
    let token = house.log_in(Role::Staff).await;
    let new = json!({"name": "Mama Put", "phone": "2348031112222", "specializations": ["food"]});
    let added = house.post("/sellers", &token, new).await;
    assert_eq!(added.status, StatusCode::CREATED, "{added:?}");
    assert_eq!((&added.json()["status"], &added.json()["availability"]), (&json!("ACTIVE"), &json!("AVAILABLE")));
    let path = "/api/v1/sellers/2348031112222";
    let busy = house.call("PATCH", path, &token, json!({"availability": "busy"}), &[]).await.json();
    assert_eq!((&busy["availability"], &busy["name"]), (&json!("BUSY"), &json!("Mama Put")));
    let wrong = house.call("PATCH", path, &token, json!({"status": "RETIRED"}), &[]).await;
    assert_eq!(
        (wrong.status, &wrong.json()["errors"][0]["pointer"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("#/status"))
    );
    let food = house.get("/sellers?specialization=food", &token).await.json();
    assert_eq!(food["sellers"][0]["name"], "Mama Put");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_who_wrote_is_listed_with_the_conversation() {
    let house = House::new().await;
    let token = house.log_in(Role::Staff).await;
    let message = InboundMessage {
        message_id: "wamid.1".into(),
        sender: Some(Sender { address: Some(address()), profile_name: "Ada".into(), ..Sender::default() }),
        content: Some(inbound_message::Content::Text(InboundText { body: "hi".into() })),
        ..InboundMessage::default()
    };
    let request = ReceiveRequest { messages: vec![message] };
    SessionServiceClient::new(house.peers.session.clone()).receive(request).await.unwrap();
    let customer = loop {
        let list = house.get("/api/v1/customers", &token).await.json();
        if let Some(customer) = list["customers"].get(0) {
            break customer.clone();
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(customer["address"]["phone"], "2348031234567");
    let id = customer["id"].as_str().unwrap();
    assert_eq!(house.get(&format!("/api/v1/customers/{id}"), &token).await.json()["id"], id);
    let path = format!("/api/v1/conversations/{id}");
    let turn = loop {
        let turns = house.get(&path, &token).await.json();
        if let Some(turn) = turns["turns"].get(0) {
            break turn.clone();
        }
        tokio::task::yield_now().await;
    };
    assert_eq!((&turn["message_id"], turn["replies"].as_array().unwrap().is_empty()), (&json!("wamid.1"), false));
    let reset = house.post(&format!("{path}/reset"), &token, Value::Null).await;
    assert_eq!(reset.status, StatusCode::NO_CONTENT);
    assert_eq!(
        house.get("/api/v1/conversations/00000000-0000-7000-8000-000000000000", &token).await.code(),
        "CUSTOMER_NOT_FOUND"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_dead_in_a_quiet_market() {
    let house = House::new().await;
    let token = house.log_in(Role::Staff).await;
    let list = house.get("/api/v1/dead-messages", &token).await.json();
    assert_eq!(list, json!({"messages": [], "next_page_token": ""}));
    let path = "/api/v1/dead-messages/00000000-0000-7000-8000-000000000000/redrive";
    assert_eq!(house.post(path, &token, Value::Null).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get("/api/v1/dead-jobs", &token).await.json(), json!({"jobs": []}));
    let path = "/api/v1/dead-jobs/00000000-0000-7000-8000-000000000000/redrive";
    assert_eq!(house.post(path, &token, Value::Null).await.code(), "JOB_NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn money_nobody_asked_for_is_listed_by_its_outcome() {
    let house = House::new().await;
    let token = house.log_in(Role::Staff).await;
    let body = br#"{"event":"charge.success","data":{"reference":"T-1","amount":5000,"currency":"NGN"}}"#.to_vec();
    let told = ReceivePaymentEventRequest { provider: PaymentProvider::Paystack.into(), body };
    OrdersServiceClient::new(house.peers.orders.clone()).receive_payment_event(told).await.unwrap();
    let list = house.get("/api/v1/payment-events", &token).await.json();
    let event = &list["events"][0];
    assert_eq!((&event["reference"], &event["provider"]), (&json!("T-1"), &json!("PAYSTACK")));
    assert_eq!(event["claimed"]["amount_minor"], 5_000);
    assert_eq!(house.get("/api/v1/payment-events?outcome=applied", &token).await.json()["events"], json!([]));
    assert_eq!(house.get("/api/v1/payment-events?outcome=lost", &token).await.code(), "QUERY_INVALID");
}

#[tokio::test(flavor = "multi_thread")]
async fn outbound_messages_are_listed_by_state() {
    let house = House::new().await;
    let token = house.log_in(Role::Staff).await;
    let message = OutgoingMessage {
        key: "note:1".into(),
        recipient: Some(Recipient { id: "customer-1".into(), address: Some(address()), language: "en".into() }),
        class: MessageClass::Order.into(),
        message: Some(Message { content: Some(Content::Text(TextContent { body: "Your order is ready.".into() })) }),
        ..OutgoingMessage::default()
    };
    let request = SendRequest { messages: vec![message] };
    NotificationsServiceClient::new(house.peers.notifications.clone()).send(request).await.unwrap();
    let list = house.get("/api/v1/messages?recipient_id=customer-1", &token).await.json();
    let listed = &list["messages"][0];
    assert_eq!((&listed["class"], &listed["message"]["body"]), (&json!("ORDER"), &json!("Your order is ready.")));
    let path = format!("/api/v1/messages/{}", listed["id"].as_str().unwrap());
    assert_eq!(house.get(&path, &token).await.json()["key"], "note:1");
    let alive = house.post(&format!("{path}/redrive"), &token, Value::Null).await;
    assert_eq!((alive.status, alive.code().as_str()), (StatusCode::CONFLICT, "MESSAGE_NOT_DEAD"));
    assert_eq!(house.get("/api/v1/messages?state=dead", &token).await.json()["messages"], json!([]));
    assert_eq!(house.get("/api/v1/messages?state=lost", &token).await.code(), "QUERY_INVALID");
}
