//! How the gateway says no.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use chassis::wire;
use gateway::Role;
use serde_json::{Value, json};

use crate::house::{Answer, House, NOWHERE};

fn assert_problem(answer: &Answer, status: u16, code: &str, path: &str) {
    let body = answer.json();
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!((answer.status.as_u16(), &body["status"], &body["code"]), (status, &json!(status), &json!(code)));
    assert_eq!((&body["type"], &body["instance"]), (&json!("about:blank"), &json!(path)));
    assert_eq!(body["request_id"], answer.header("x-request-id"));
    assert!(!body["title"].as_str().unwrap().is_empty() && !body["detail"].as_str().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_refusal_is_a_problem_document() {
    let house = House::new().await;
    let login = "/api/v1/auth/login";
    assert_problem(&house.get("/nothing/here", "").await, 404, "ROUTE_UNKNOWN", "/nothing/here");
    let wrong_method = house.call("DELETE", login, "", Value::Null, &[]).await;
    assert_problem(&wrong_method, 405, "METHOD_NOT_ALLOWED", login);
    assert_eq!(wrong_method.header("allow"), "POST");
    assert_problem(&house.get("/api/v1/orders", "").await, 401, "TOKEN_INVALID", "/api/v1/orders");
    assert_problem(&house.post(login, "", json!({"email": "x"})).await, 422, "BODY_INVALID", login);
    assert_problem(&house.post(login, "", Value::Null).await, 415, "BODY_NOT_JSON", login);
    let send = async |body: Vec<u8>| {
        let request = Request::post(login).header("content-type", "application/json").body(Body::from(body));
        house.send(request.unwrap()).await
    };
    assert_problem(&send(b"{".to_vec()).await, 400, "BODY_MALFORMED", login);
    assert_problem(&send(vec![b' '; 1024 * 1024 + 1]).await, 413, "BODY_TOO_LARGE", login);
    let trace = house.call("TRACE", "/api/v1/orders", "", Value::Null, &[]).await;
    assert_eq!(trace.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_cannot_be_read_is_refused_like_anything_else() {
    let house = House::new().await;
    let token = house.log_in(Role::Admin).await;
    for path in
        ["/api/v1/orders/%ff", "/api/v1/orders/%ff/attachments/1/content", "/api/v1/products/%c3", "/sellers/%80"]
    {
        let answer = house.get(path, &token).await;
        assert_problem(&answer, 400, "PATH_INVALID", path);
        assert!(answer.json()["errors"][0]["detail"].as_str().unwrap().ends_with("must be percent-encoded UTF-8"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_says_which_methods_it_knows() {
    let house = House::new().await;
    for (path, allowed) in [("/webhooks/whatsapp", "GET,HEAD,POST"), ("/webhooks/paystack/", "POST")] {
        let answer = house.call("DELETE", path, "", Value::Null, &[]).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED"));
        assert_eq!((answer.header("content-type"), answer.header("allow")), ("application/problem+json", allowed));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_of_ours_tells_no_secrets() {
    let house = House::new().await.with_peers(|peers| peers.orders = wire::remote(NOWHERE).unwrap()).await;
    let token = house.log_in(Role::Viewer).await;
    let answer = house.get("/api/v1/orders", &token).await;
    assert_problem(&answer, 503, "UNAVAILABLE", "/api/v1/orders");
    assert!(answer.header("retry-after").parse::<u32>().is_ok());
    for word in ["127.0.0.1", "tcp", "connect", "transport"] {
        assert!(!answer.text.contains(word), "{}", answer.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_keeps_the_id_its_caller_gave_it() {
    let house = House::new().await;
    let ask = async |id: &str| {
        house.call("GET", "/livez", "", Value::Null, &[("x-request-id", id)]).await.header("x-request-id").to_owned()
    };
    assert_eq!(ask("trace-42.a_b").await, "trace-42.a_b");
    for odd in ["<script>", &"x".repeat(65), "a b"] {
        assert_ne!(ask(odd).await, odd);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_tell_browsers_to_be_careful() {
    let house = House::new().await;
    let answer = house.get("/api/v1/orders", "").await;
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.header("content-security-policy").starts_with("default-src 'none'"));
    assert!(answer.header("strict-transport-security").starts_with("max-age="));
}
