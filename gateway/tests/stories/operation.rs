//! What those who run it look at.

use axum::http::StatusCode;
use chassis::wire;
use serde_json::Value;

use crate::house::{House, NOWHERE};

#[tokio::test(flavor = "multi_thread")]
async fn it_is_ready_while_webhooks_can_be_taken_and_it_is_not_ending() {
    let house = House::new().await;
    let ready = house.get("/readyz", "").await;
    assert_eq!((ready.status, &ready.json()["parts"]["session"]), (StatusCode::OK, &Value::from("up")));
    house.life.end();
    let ending = house.get("/readyz", "").await;
    assert_eq!((ending.status, &ending.json()["status"]), (StatusCode::SERVICE_UNAVAILABLE, &Value::from("ending")));
    assert_eq!(house.get("/livez", "").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_is_away_is_named() {
    let house = House::new().await.with_peers(|peers| peers.session = wire::remote(NOWHERE).unwrap()).await;
    let answer = house.get("/readyz", "").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(
        (&answer.json()["parts"]["session"], &answer.json()["parts"]["catalog"]),
        (&"down".into(), &"up".into())
    );
    let house = house.with_peers(|peers| peers.sellers = wire::remote(NOWHERE).unwrap()).await;
    assert_eq!(house.get("/readyz", "").await.json()["parts"]["sellers"], "down");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_description_covers_every_operation_and_the_page_works_offline() {
    let house = House::new().await;
    let api = house.get("/api/openapi.json", "").await.json();
    assert!(api["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut ids = Vec::new();
    for (path, item) in api["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            ids.push(operation["operationId"].as_str().unwrap_or_else(|| panic!("{method} {path}")).to_owned());
            assert!(operation["responses"]["4XX"].is_object(), "{method} {path}");
        }
    }
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "operation ids are unique");
    assert_eq!(api["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
    assert_eq!(api["paths"]["/api/v1/orders"]["get"]["security"][0]["bearer"], serde_json::json!([]));

    let page = house.get("/api/docs/", "").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text.contains("https://"), "nothing is loaded from elsewhere");
    assert!(page.header("content-security-policy").contains("default-src 'self'"));
    assert_eq!(house.get("/api/docs/swagger-ui-bundle.js", "").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_description_names_the_idempotency_key_wherever_it_is_honoured_and_nowhere_else() {
    let house = House::new().await;
    let api = house.get("/api/openapi.json", "").await.json();
    let shared = &api["components"]["parameters"]["IdempotencyKey"];
    assert_eq!((&shared["name"], &shared["in"]), (&"idempotency-key".into(), &"header".into()));
    for (path, item) in api["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let parameters = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
            let named = parameters.iter().filter(|one| one["$ref"] == "#/components/parameters/IdempotencyKey").count();
            let is_honoured = operation["security"].is_array() && method != "get";
            assert_eq!(named, usize::from(is_honoured), "{method} {path}");
            assert!(parameters.iter().all(|one| one["name"] != "idempotency-key"), "{method} {path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_counted_by_route_and_never_by_path() {
    let house = House::new().await;
    house.get("/api/v1/orders/ORD-SECRET", "").await;
    house.get("/+2348031234567", "").await;
    let text = house.get("/metrics", "").await.text;
    let line = "souk_http_requests_total{route=\"/api/v1/orders/{order}\",method=\"GET\",status=\"401\"} 1\n";
    assert!(text.contains(line), "{text}");
    assert!(text.contains("{route=\"unmatched\",method=\"GET\",status=\"404\"} 1\n"), "{text}");
    assert!(!text.contains("SECRET") && !text.contains("234803"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_office_is_served_whole_and_loads_nothing_from_elsewhere() {
    let house = House::new().await;
    let home = house.get("/", "").await;
    assert_eq!((home.status, home.header("location")), (StatusCode::TEMPORARY_REDIRECT, "/office"));
    let page = house.get("/office", "").await;
    assert!(page.header("content-type").starts_with("text/html"));
    assert_eq!(page.header("content-security-policy").split(';').next(), Some("default-src 'self'"));
    let named = page.text.split('"').filter(|word| word.starts_with("/office/"));
    let files: Vec<_> = named.chain(["/office/api.js", "/office/orders.js"]).collect();
    assert!(files.len() >= 4);
    for file in files {
        assert_eq!(house.get(file, "").await.status, StatusCode::OK, "{file}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_address_of_the_office_that_is_no_file_shows_the_office() {
    let house = House::new().await;
    let page = house.get("/office", "").await;
    for path in ["/office/orders/", "/office/nope", "/office/orders/ORD-7K3M9QXT", "/office/%ff"] {
        let answer = house.get(path, "").await;
        assert_eq!((answer.status, &answer.text), (StatusCode::OK, &page.text), "{path}");
        assert_eq!(answer.header("content-type"), page.header("content-type"));
    }
    let missing = house.get("/office/nope.js", "").await;
    assert_eq!((missing.status, missing.code().as_str()), (StatusCode::NOT_FOUND, "ROUTE_UNKNOWN"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_back_from_paying_is_sent_back_to_the_chat() {
    let house = House::new().await;
    let page = house.get("/payments/done?reference=ORD-1-1&trxref=ORD-1-1", "").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.header("content-security-policy").contains("style-src"));
    assert!(page.text.contains("go back to the chat") && !page.text.contains("ORD-1-1"));
}
