//! Who may do what, for every operation there is.

use axum::http::StatusCode;
use gateway::Role;
use serde_json::{Value, json};

use crate::house::House;

/// Every operation of the description: method, path, whether it asks for a token.
async fn operations(house: &House) -> Vec<(String, String, bool)> {
    let api = house.get("/api/openapi.json", "").await.json();
    let mut operations = Vec::new();
    for (path, item) in api["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            operations.push((method.to_uppercase(), path.clone(), !operation["security"].is_null()));
        }
    }
    operations
}

/// A path of that form about something there is not.
fn filled(path: &str) -> String {
    let part = |part: &str| if part.starts_with('{') { "00000000".to_owned() } else { part.to_owned() };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

async fn knock(house: &House, method: &str, path: &str, token: &str) -> StatusCode {
    // A body that no operation understands: whoever may pass the door is sent away behind it.
    let body = if ["GET", "DELETE"].contains(&method) { Value::Null } else { json!({"nonsense": true}) };
    house.call(method, &filled(path), token, body, &[]).await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_passes_without_a_token_but_where_the_description_says_so() {
    let house = House::new().await;
    let open: Vec<_> = operations(&house).await.into_iter().filter(|(.., guarded)| !guarded).collect();
    let mut paths: Vec<_> = open.iter().map(|(_, path, _)| path.as_str()).collect();
    paths.sort_unstable();
    let expected = [
        "/.well-known/jwks.json",
        "/api/v1/auth/login",
        "/api/v1/auth/refresh",
        "/livez",
        "/metrics",
        "/readyz",
        "/whatsapp/health",
    ];
    assert_eq!(paths, expected);
    for (method, path, guarded) in operations(&house).await {
        let status = knock(&house, &method, &path, "").await;
        assert_eq!(status == StatusCode::UNAUTHORIZED, guarded, "{method} {path}: {status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_viewer_looks_at_everything_but_hidden_values_and_changes_nothing() {
    let house = House::new().await;
    let (viewer, staff) = (house.log_in(Role::Viewer).await, house.log_in(Role::Staff).await);
    let guarded =
        operations(&house).await.into_iter().filter(|(_, path, guarded)| *guarded && !path.ends_with("logout"));
    for (method, path, _) in guarded {
        let (as_viewer, as_staff) =
            (knock(&house, &method, &path, &viewer).await, knock(&house, &method, &path, &staff).await);
        let hidden = method != "GET" || path == "/api/v1/orders/{order}/fields";
        assert_eq!(as_viewer == StatusCode::FORBIDDEN, hidden, "{method} {path} as viewer: {as_viewer}");
        let for_admins = method == "PUT" && path == "/api/v1/shop";
        assert_eq!(as_staff == StatusCode::FORBIDDEN, for_admins, "{method} {path} as staff");
        assert!(as_staff.as_u16() < 500, "{method} {path} as staff: {as_staff}");
    }
}
