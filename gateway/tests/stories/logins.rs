//! Logging in, staying in, getting out.

use std::time::Duration;

use axum::http::StatusCode;
use chassis::db::Conn;
use gateway::Role;
use serde_json::{Value, json};

use crate::house::{House, PASSWORD, on_every_database};

const ORDERS: &str = "/api/v1/orders";

async fn refresh(house: &House, token: &Value) -> (StatusCode, Value) {
    let answer = house.post("/api/v1/auth/refresh", "", json!({"refresh_token": token})).await;
    (answer.status, answer.json())
}

fn access(tokens: &Value) -> &str {
    tokens["access_token"].as_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_opens_the_api_for_ten_minutes() {
    on_every_database(async |house| {
        let tokens = house.log_in_fully(Role::Admin).await;
        assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(600)));
        assert_eq!(tokens["role"], "admin");
        assert_eq!(house.get(ORDERS, access(&tokens)).await.status, StatusCode::OK);
        house.world.advance(Duration::from_secs(600));
        let late = house.get(ORDERS, access(&tokens)).await;
        assert_eq!((late.status, late.code().as_str()), (StatusCode::UNAUTHORIZED, "TOKEN_INVALID"));
        assert_eq!(late.header("www-authenticate"), "Bearer");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_works_once_and_betrays_its_thief() {
    on_every_database(async |house| {
        let first = house.log_in_fully(Role::Staff).await;
        house.world.advance(Duration::from_secs(700));
        let (status, second) = refresh(&house, &first["refresh_token"]).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(house.get(ORDERS, access(&second)).await.status, StatusCode::OK);

        let (status, refused) = refresh(&house, &first["refresh_token"]).await;
        assert_eq!((status, &refused["code"]), (StatusCode::UNAUTHORIZED, &json!("REFRESH_TOKEN_INVALID")));
        assert_eq!(house.get(ORDERS, access(&second)).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(refresh(&house, &second["refresh_token"]).await.0, StatusCode::UNAUTHORIZED);
        assert_eq!(refresh(&house, &json!("made-up")).await.0, StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_logout_counts_at_once() {
    on_every_database(async |house| {
        let tokens = house.log_in_fully(Role::Viewer).await;
        let answer = house.post("/api/v1/auth/logout", access(&tokens), Value::Null).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
        assert_eq!(house.get(ORDERS, access(&tokens)).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(refresh(&house, &tokens["refresh_token"]).await.0, StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_role_counts_from_the_next_request_on() {
    on_every_database(async |house| {
        let token = house.log_in(Role::Staff).await;
        let order = house.place_order("order-1").await;
        let path = format!("{ORDERS}/{}/status", order.number);
        gateway::set_role(&house.db, "staff@souk.test", Role::Viewer).await.unwrap();
        let answer = house.post(&path, &token, json!({"status": "CONFIRMED"})).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::FORBIDDEN, "FORBIDDEN"));
        assert_eq!(house.get(ORDERS, &token).await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_after_a_month_however_often_it_is_refreshed() {
    let house = House::new().await;
    let mut tokens = house.log_in_fully(Role::Admin).await;
    for _ in 0..2 {
        house.world.advance(Duration::from_secs(14 * 86_400));
        tokens = refresh(&house, &tokens["refresh_token"]).await.1;
    }
    assert_eq!(house.get(ORDERS, access(&tokens)).await.status, StatusCode::OK);
    house.world.advance(Duration::from_secs(3 * 86_400));
    assert_eq!(refresh(&house, &tokens["refresh_token"]).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_slows_down_after_five_failures_and_never_closes_for_good() {
    on_every_database(async |house| {
        house.log_in(Role::Admin).await;
        let wrong = async || house.try_login("Admin@Souk.test", "wrong").await;
        for _ in 0..5 {
            let answer = wrong().await;
            assert_eq!((answer.status, answer.code().as_str()), (StatusCode::UNAUTHORIZED, "LOGIN_WRONG"));
        }
        let closed = house.try_login("admin@souk.test", PASSWORD).await;
        assert_eq!((closed.status, closed.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "1"));
        for seconds in [1, 2, 4, 8] {
            house.world.advance(Duration::from_secs(seconds));
            assert_eq!(wrong().await.status, StatusCode::UNAUTHORIZED, "after {seconds} s");
            assert_eq!(wrong().await.status, StatusCode::TOO_MANY_REQUESTS, "after {seconds} s");
        }
        house.world.advance(Duration::from_secs(15 * 60));
        assert_eq!(house.try_login("admin@souk.test", PASSWORD).await.status, StatusCode::OK);
        assert_eq!(wrong().await.status, StatusCode::UNAUTHORIZED, "the count starts over");
        assert_eq!(wrong().await.status, StatusCode::UNAUTHORIZED, "the count starts over");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_tries_at_once_are_counted_one_by_one() {
    on_every_database(async |house| {
        let tries = (0..24).map(|_| house.try_login("nobody@souk.test", "wrong"));
        let answers = futures_util::future::join_all(tries).await;
        let evaluated = answers.iter().filter(|answer| answer.status == StatusCode::UNAUTHORIZED).count();
        assert!((1..=5).contains(&evaluated), "{evaluated}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_learns_which_accounts_exist() {
    let house = House::new().await;
    house.log_in(Role::Admin).await;
    let shape = async |email: &str| {
        let mut answer = house.try_login(email, "wrong").await.json();
        answer.as_object_mut().unwrap().remove("request_id");
        answer
    };
    assert_eq!(shape("admin@souk.test").await, shape("nobody@souk.test").await);
    for (email, password) in [("admin", "admin"), ("admin@souk.test", "admin"), ("", ""), ("root", "password")] {
        assert_eq!(house.try_login(email, password).await.status, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn passwords_and_tokens_are_stored_as_hashes_only() {
    let house = House::new().await;
    let tokens = house.log_in_fully(Role::Admin).await;
    let secret = tokens["refresh_token"].as_str().unwrap().to_owned();
    let rows = house.db.read(async move |conn: &mut Conn| -> Result<_, chassis::db::Error> {
        let password: Vec<Text> = conn.all(diesel::sql_query("SELECT password_hash AS text FROM users")).await?;
        let token: Vec<Text> = conn.all(diesel::sql_query("SELECT hash AS text FROM refresh_tokens")).await?;
        Ok((password[0].text.clone(), token[0].text.clone()))
    });
    let (password, token) = rows.await.unwrap();
    assert!(password.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    assert!(token != secret && token.len() == 64);
}

#[derive(diesel::QueryableByName)]
struct Text {
    #[diesel(sql_type = diesel::sql_types::Text)]
    text: String,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_needs_an_email_of_their_own_and_a_password_worth_the_name() {
    on_every_database(async |house| {
        let add = async |email: &str, password: &str| {
            let added = gateway::add_user(&house.db, &house.world, email, Role::Staff, password).await;
            added.err().map(|error| error.to_string()).unwrap_or_default()
        };
        assert!(!gateway::has_users(&house.db).await.unwrap());
        assert_eq!(add("ada@souk.test", PASSWORD).await, "");
        assert!(add(" ADA@souk.test ", PASSWORD).await.starts_with("EMAIL_TAKEN"));
        assert!(add("ada", PASSWORD).await.starts_with("EMAIL_INVALID"));
        assert!(add("eve@souk.test", "short").await.starts_with("PASSWORD_INVALID"));
        assert!(gateway::has_users(&house.db).await.unwrap());
    })
    .await;
}
