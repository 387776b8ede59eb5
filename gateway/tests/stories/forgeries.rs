//! Tokens that are not ours.

use axum::http::StatusCode;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use gateway::Role;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::house::House;

fn part(json: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(json.to_string())
}

fn read(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

async fn is_refused(house: &House, token: &str) {
    let answer = house.get("/api/v1/orders", token).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::UNAUTHORIZED, "TOKEN_INVALID"), "{token}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_says_who_it_is_for_and_what_signed_it() {
    let house = House::new().await;
    let token = house.log_in(Role::Admin).await;
    let (header, claims) = (read(&token, 0), read(&token, 1));
    assert_eq!((&header["alg"], &header["typ"]), (&json!("EdDSA"), &json!("at+jwt")));
    for claim in ["iss", "aud", "sub", "sid", "iat", "nbf", "exp"] {
        assert!(!claims[claim].is_null(), "{claim}");
    }
    let keys = house.get("/.well-known/jwks.json", "").await.json();
    let key = &keys["keys"][0];
    assert_eq!((&key["kid"], &key["kty"], &key["crv"]), (&header["kid"], &json!("OKP"), &json!("Ed25519")));
    assert!(key["d"].is_null(), "the private half stays inside");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_without_our_signature_is_refused() {
    let house = House::new().await;
    let tokens = house.log_in_fully(Role::Admin).await;
    let token = tokens["access_token"].as_str().unwrap();
    let parts: Vec<&str> = token.split('.').collect();
    let (header, claims) = (read(token, 0), read(token, 1));
    let with_header = |change: Value| {
        let mut header = header.clone();
        header.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        part(&header)
    };
    let with_claims = |change: Value| {
        let mut claims = claims.clone();
        claims.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        format!("{}.{}.{}", parts[0], part(&claims), parts[2])
    };
    let none = format!("{}.{}.", with_header(json!({"alg": "none"})), parts[1]);
    let hs256 = {
        let keys = house.get("/.well-known/jwks.json", "").await.json();
        let public = BASE64_URL_SAFE_NO_PAD.decode(keys["keys"][0]["x"].as_str().unwrap()).unwrap();
        let signed = format!("{}.{}", with_header(json!({"alg": "HS256"})), parts[1]);
        let mac = Hmac::<Sha256>::new_from_slice(&public).unwrap().chain_update(&signed).finalize();
        format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(mac.into_bytes()))
    };
    let key_of_their_own = format!("{}.{}.{}", with_header(json!({"jku": "http://127.0.0.1:1/"})), parts[1], parts[2]);
    for forged in [
        none,
        hs256,
        key_of_their_own,
        format!("{}.{}.{}", with_header(json!({"alg": "RS256"})), parts[1], parts[2]),
        format!("{}.{}.{}", with_header(json!({"kid": "../../etc/passwd"})), parts[1], parts[2]),
        format!("{}.{}.{}", with_header(json!({"typ": "JWT"})), parts[1], parts[2]),
        format!("{}.{}.{}", with_header(json!({"kid": house.world.id().to_string()})), parts[1], parts[2]),
        with_claims(json!({"sub": house.world.id().to_string()})),
        with_claims(json!({"exp": "never"})),
        with_claims(json!({"aud": "else"})),
        format!("{}.{}.{}", parts[0], parts[1], BASE64_URL_SAFE_NO_PAD.encode([0; 64])),
        tokens["refresh_token"].as_str().unwrap().to_owned(),
        format!("{token}x"),
        "..".to_owned(),
        String::new(),
    ] {
        is_refused(&house, &forged).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_another_market_is_refused() {
    let (ours, theirs) = (House::new().await, House::new().await);
    // Both worlds stand at the same moment with the same dice: only the stored keys tell them apart.
    theirs.world.random::<32>();
    is_refused(&ours, &theirs.log_in(Role::Admin).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_header_must_carry_one_bearer_token() {
    let house = House::new().await;
    let token = house.log_in(Role::Admin).await;
    let bearer = format!("Bearer {token}");
    let send =
        async |headers: &[(&str, &str)]| house.call("GET", "/api/v1/orders", "", Value::Null, headers).await.status;
    assert_eq!(send(&[("authorization", &bearer)]).await, StatusCode::OK);
    assert_eq!(send(&[("authorization", &bearer.replace("Bearer", "bearer"))]).await, StatusCode::OK);
    for headers in [
        &[][..],
        &[("authorization", token.as_str())],
        &[("authorization", "Basic YWRtaW46YWRtaW4=")],
        &[("authorization", &bearer), ("authorization", &bearer)],
        &[("cookie", &bearer)],
    ] {
        assert_eq!(send(headers).await, StatusCode::UNAUTHORIZED, "{headers:?}");
    }
}
