//! Orders over REST.

use axum::http::StatusCode;
use chassis::{
    db::{Conn, Db, Error},
    wire,
};
use gateway::Role;
use serde_json::{Value, json};

use crate::house::{House, on_every_database};

const ORDERS: &str = "/api/v1/orders";

fn status_path(order: &proto::orders::v1::Order) -> String {
    format!("{ORDERS}/{}/status", order.number)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_read_by_number_and_by_id() {
    let house = House::new().await;
    let token = house.log_in(Role::Viewer).await;
    let order = house.place_order("order-1").await;
    let answer = house.get(&format!("{ORDERS}/{}", order.number), &token).await;
    assert_eq!((answer.status, answer.header("etag")), (StatusCode::OK, "\"1\""));
    let shown = answer.json();
    assert_eq!(shown["status"], "PENDING_CONFIRMATION");
    assert_eq!(shown["fulfilment"], "PICKUP");
    assert_eq!(shown["total"], json!({"amount_minor": 120_000, "currency": "NGN"}));
    assert_eq!(shown["lines"][0]["name"], "Zobo");
    assert_eq!(shown["history"][0]["to"], "PENDING_CONFIRMATION");
    assert!(shown["create_time"].as_str().unwrap().starts_with("2026-11-20T11:00"));
    for name in [order.id.clone(), order.number.to_lowercase(), order.number.replace("ORD-", "")] {
        assert_eq!(house.get(&format!("{ORDERS}/{name}"), &token).await.json()["number"], order.number.as_str());
    }
    let known = [("if-none-match", "\"1\"")];
    let unchanged = house.call("GET", &format!("{ORDERS}/{}", order.id), &token, Value::Null, &known).await;
    assert_eq!((unchanged.status, unchanged.text.as_str()), (StatusCode::NOT_MODIFIED, ""));
    let missing = house.get(&format!("{ORDERS}/ORD-00000000"), &token).await;
    assert_eq!((missing.status, missing.code().as_str()), (StatusCode::NOT_FOUND, "ORDER_NOT_FOUND"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_paged_and_filtered() {
    let house = House::new().await;
    let token = house.log_in(Role::Staff).await;
    let customer = house.world.id().to_string();
    for count in 0..5 {
        house.place_order_of(&format!("order-{count}"), &customer).await;
    }
    let other = house.place_order("order-other").await;
    house.post(&status_path(&other), &token, json!({"status": "CONFIRMED"})).await;

    let mut path = format!("{ORDERS}?customer_id={customer}&page_size=2");
    let mut numbers = Vec::new();
    loop {
        let answer = house.get(&path, &token).await;
        let page = answer.json();
        numbers.extend(page["orders"].as_array().unwrap().iter().map(|order| order["number"].to_string()));
        if page["next_page_token"] == "" {
            assert_eq!(answer.header("link"), "");
            break;
        }
        let link = answer.header("link");
        assert!(link.contains("page_size=2") && link.ends_with("rel=\"next\""), "{link}");
        link.trim_start_matches('<').split('>').next().unwrap().clone_into(&mut path);
    }
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), 5);

    let confirmed = house.get(&format!("{ORDERS}?status=confirmed,SHIPPED"), &token).await.json();
    assert_eq!(confirmed["orders"].as_array().unwrap().len(), 1);
    let early = house.get(&format!("{ORDERS}?created_to=2026-11-20T11:00:03Z"), &token).await.json();
    assert_eq!(early["orders"].as_array().unwrap().len(), 2);
    let late = house.get(&format!("{ORDERS}?created_from=2026-11-20T11:00:06Z"), &token).await.json();
    assert_eq!(late["orders"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_filter_is_named() {
    let house = House::new().await;
    let token = house.log_in(Role::Viewer).await;
    for (query, code) in [
        ("status=SOON", "QUERY_INVALID"),
        ("colour=red", "QUERY_INVALID"),
        ("page_size=many", "QUERY_INVALID"),
        ("created_from=yesterday", "QUERY_INVALID"),
        ("page_size=-1", "PAGE_SIZE_INVALID"),
        ("page_token=nonsense", "PAGE_TOKEN_INVALID"),
    ] {
        let answer = house.get(&format!("{ORDERS}?{query}"), &token).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::BAD_REQUEST, code), "{query}");
    }
    let answer = house.get(&format!("{ORDERS}?status=SOON"), &token).await.json();
    assert_eq!(answer["errors"][0]["parameter"], "status");
    assert!(answer["errors"][0]["detail"].as_str().unwrap().contains("PENDING_CONFIRMATION, CONFIRMED"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_moves_on_in_anybodys_words() {
    let house = House::new().await;
    let token = house.log_in(Role::Staff).await;
    let order = house.place_order("order-1").await;
    for (theirs, ours) in
        [("confirmed", "CONFIRMED"), ("PREPARING", "PROCESSING"), ("READY", "READY"), ("COMPLETED", "DELIVERED")]
    {
        let answer = house.post(&status_path(&order), &token, json!({"status": theirs})).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        assert_eq!(answer.json()["status"], ours);
    }
    let answer = house.post(&status_path(&order), &token, json!({"status": "PENDING CONFIRMATION"})).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::CONFLICT, "TRANSITION_NOT_ALLOWED"));
    let last = house.get(&format!("{ORDERS}/{}", order.id), &token).await.json();
    let change = last["history"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&change["from"], &change["to"], &change["actor_kind"]),
        (&json!("READY"), &json!("DELIVERED"), &json!("STAFF"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_needs_the_version_it_saw() {
    let house = House::new().await;
    let token = house.log_in(Role::Staff).await;
    let order = house.place_order("order-1").await;
    let path = format!("{ORDERS}/{}", order.id);
    let patch = async |status: &str, tag: &str| {
        house.call("PATCH", &path, &token, json!({"status": status}), &[("if-match", tag)]).await
    };
    let confirmed = patch("CONFIRMED", "\"1\"").await;
    assert_eq!((confirmed.status, confirmed.header("etag")), (StatusCode::OK, "\"2\""));
    let stale = patch("PROCESSING", "\"1\"").await;
    assert_eq!((stale.status, stale.code().as_str()), (StatusCode::PRECONDITION_FAILED, "VERSION_MISMATCH"));
    assert_eq!(patch("PROCESSING", "W/\"2\"").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(patch("PROCESSING", "*").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_but_status_and_reason_can_be_changed() {
    let house = House::new().await;
    let token = house.log_in(Role::Admin).await;
    let order = house.place_order("order-1").await;
    let path = format!("{ORDERS}/{}", order.id);
    let answer = house.call("PATCH", &path, &token, json!({"total": 1, "status": "CONFIRMED"}), &[]).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "BODY_INVALID"));
    assert_eq!(answer.json()["errors"][0]["pointer"], "#/total");
    let answer = house.post(&status_path(&order), &token, json!({"status": "SOON"})).await;
    assert_eq!(
        (answer.status, &answer.json()["errors"][0]["pointer"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("#/status"))
    );
    let answer = house.post(&status_path(&order), &token, json!({"status": "CANCELLED"})).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::BAD_REQUEST, "REASON_REQUIRED"));
    let reason = json!({"status": "CANCELLED", "reason": "sold out"});
    assert_eq!(house.post(&status_path(&order), &token, reason).await.json()["status"], "CANCELLED");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_asked_for_twice_with_one_key_happens_once() {
    on_every_database(async |house| {
        let token = house.log_in(Role::Staff).await;
        let order = house.place_order("order-1").await;
        let ask = async |status: &str, key: &str| {
            house
                .call("POST", &status_path(&order), &token, json!({"status": status}), &[("idempotency-key", key)])
                .await
        };
        let first = ask("CONFIRMED", "k-1").await;
        assert_eq!(first.status, StatusCode::OK, "{first:?}");
        ask("PROCESSING", "k-2").await;
        let again = ask("CONFIRMED", "k-1").await;
        assert_eq!(
            (again.status, &again.text, again.header("etag")),
            (first.status, &first.text, first.header("etag"))
        );
        assert_eq!(again.header("idempotency-replayed"), "true");
        let other = ask("READY", "k-1").await;
        assert_eq!((other.status, other.code().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "IDEMPOTENCY_KEY_REUSED"));

        assert_eq!(ask("PENDING", "k-3").await.status, StatusCode::CONFLICT);
        assert_eq!(ask("READY", "k-3").await.status, StatusCode::OK, "a refusal leaves its key free");
        for key in ["", &"k".repeat(129)] {
            assert_eq!(ask("DELIVERED", key).await.code(), "IDEMPOTENCY_KEY_INVALID");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_key_at_many_hands_changes_an_order_once() {
    on_every_database(async |house| {
        let token = house.log_in(Role::Staff).await;
        let order = house.place_order("order-1").await;
        let path = status_path(&order);
        let headers = [("idempotency-key", "k-1")];
        let tries = (0..8).map(|_| house.call("POST", &path, &token, json!({"status": "CONFIRMED"}), &headers));
        for answer in futures_util::future::join_all(tries).await {
            let in_use = answer.status == StatusCode::CONFLICT && answer.code() == "IDEMPOTENCY_KEY_IN_USE";
            assert!(answer.status == StatusCode::OK || in_use, "{answer:?}");
        }
        let order = house.get(&format!("{ORDERS}/{}", order.id), &token).await.json();
        assert_eq!(order["history"].as_array().unwrap().len(), 2);
    })
    .await;
}

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    count: i64,
}

async fn claimed_keys(db: &Db) -> i64 {
    let count = db.read(async move |conn: &mut Conn| -> Result<Vec<Count>, Error> {
        conn.all(diesel::sql_query("SELECT count(*) AS count FROM idempotency_keys")).await
    });
    count.await.unwrap()[0].count
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_whose_request_never_ended_may_be_tried_again_after_a_minute() {
    on_every_database(async |house| {
        let token = house.log_in(Role::Staff).await;
        let order = house.place_order("order-1").await;
        let (path, orders) = (status_path(&order), house.peers.orders.clone());
        let body = || json!({"status": "CONFIRMED"});
        let headers = [("idempotency-key", "k-1")];
        // A server that takes the connection and never says a word.
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", silent.local_addr().unwrap());
        let house = house.with_peers(|peers| peers.orders = wire::remote(&address).unwrap()).await;
        tokio::select! {
            _ = house.call("POST", &path, &token, body(), &headers) => panic!("nobody answered"),
            () = async { while claimed_keys(&house.db).await == 0 { tokio::task::yield_now().await } } => {}
        }
        let house = house.with_peers(|peers| peers.orders = orders.clone()).await;
        assert_eq!(house.call("POST", &path, &token, body(), &headers).await.code(), "IDEMPOTENCY_KEY_IN_USE");
        house.world.advance(std::time::Duration::from_secs(60));
        assert_eq!(house.call("POST", &path, &token, body(), &headers).await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_original_systems_addresses_still_work() {
    let house = House::new().await;
    let token = house.log_in(Role::Staff).await;
    let order = house.place_order("order-1").await;
    let list = house.get("/whatsapp-orders", &token).await.json();
    assert_eq!(list["orders"][0]["number"], order.number.as_str());
    for path in [format!("/whatsapp-orders/{}", order.number), format!("/whatsapp/orders/{}", order.id)] {
        assert_eq!(house.get(&path, &token).await.json()["number"], order.number.as_str());
        assert_eq!(house.get(&path, "").await.status, StatusCode::UNAUTHORIZED);
    }
    let path = format!("/whatsapp-orders/{}/status", order.number);
    let moved = house.call("PATCH", &path, &token, json!({"status": "CONFIRMED"}), &[]).await;
    assert_eq!(moved.json()["status"], "CONFIRMED");
    assert_eq!(house.get("/whatsapp/health", "").await.status, StatusCode::OK);
}
