//! Who may post a webhook.

use axum::http::StatusCode;
use proto::session::v1::{ListCustomersRequest, session_service_client::SessionServiceClient};

use crate::house::{House, OLD_SECRET, SECRET, VERIFY_TOKEN, sign};

/// The body and signature of Meta's escaping: lower-case \u escapes, and slashes escaped too.
const ESCAPED: &str = r#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":"106540352242922"},"contacts":[{"profile":{"name":"Zo\u00eb"},"wa_id":"16505551234"}],"messages":[{"from":"16505551234","id":"wamid.A","timestamp":"1750000000","type":"text","text":{"body":"caf\u00e9 a\/b"}}]}}]}]}"#;
const ESCAPED_SIGNATURE: &str = "sha256=f51e3ea0aa0a4d51392c6dd9013556c149632af67cd1a10c0a55e37d53ab71cb";
const HEADER: &str = "x-hub-signature-256";

async fn customers(house: &House) -> usize {
    let mut session = SessionServiceClient::new(house.peers.session.clone());
    session.list_customers(ListCustomersRequest::default()).await.unwrap().into_inner().customers.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_in_metas_escaping_is_taken() {
    let house = House::new().await;
    let answer = house.webhook_with(ESCAPED, &[(HEADER, ESCAPED_SIGNATURE)]).await;
    assert_eq!((answer.status, answer.text.as_str()), (StatusCode::OK, ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_signature_is_over_the_raw_bytes() {
    let house = House::new().await;
    let rewritten = serde_json::from_str::<serde_json::Value>(ESCAPED).unwrap().to_string();
    let answer = house.webhook_with(rewritten, &[(HEADER, ESCAPED_SIGNATURE)]).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::UNAUTHORIZED, "SIGNATURE_WRONG"));
    for body in [format!(" {ESCAPED}\n"), ESCAPED.replace(r"caf\u00e9", "🍛 <%@>"), ESCAPED.replace(r"\/", "/")] {
        assert_eq!(house.webhook(&body).await.status, StatusCode::OK, "{body}");
        assert_eq!(house.webhook_with(&body, &[(HEADER, ESCAPED_SIGNATURE)]).await.status, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_not_signed_right_stores_nothing() {
    let house = House::new().await;
    let right = sign(SECRET, ESCAPED.as_bytes());
    let digits = right.strip_prefix("sha256=").unwrap();
    let one_off = format!("{}{}", &right[..right.len() - 1], if right.ends_with('0') { '1' } else { '0' });
    let (wrong_secret, cut, long) =
        (sign("app-secret-2", ESCAPED.as_bytes()), right[..right.len() - 2].to_owned(), format!("{right}00"));
    let (sha1, upper_prefix, spaced) =
        (format!("sha1={digits}"), format!("SHA256={digits}"), format!("sha256= {digits}"));
    let (not_hex, listed) = (format!("sha256={}", "g".repeat(64)), format!("{right},{right}"));
    let variants: [&[(&str, &str)]; 14] = [
        &[],
        &[(HEADER, "")],
        &[(HEADER, "sha256=")],
        &[(HEADER, digits)],
        &[(HEADER, &sha1)],
        &[(HEADER, &upper_prefix)],
        &[(HEADER, &spaced)],
        &[(HEADER, &cut)],
        &[(HEADER, &long)],
        &[(HEADER, &not_hex)],
        &[(HEADER, &wrong_secret)],
        &[(HEADER, &one_off)],
        &[(HEADER, &listed)],
        &[(HEADER, &right), (HEADER, &right)],
    ];
    for headers in variants {
        let answer = house.webhook_with(ESCAPED, headers).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{headers:?}");
    }
    assert_eq!(customers(&house).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_is_changed_without_losing_a_webhook() {
    let house = House::new().await;
    let signed_with = async |secret| {
        let signature = sign(secret, ESCAPED.as_bytes());
        house.webhook_with(ESCAPED, &[(HEADER, &signature)]).await.status
    };
    assert_eq!(signed_with(SECRET).await, StatusCode::OK);
    assert_eq!(signed_with(OLD_SECRET).await, StatusCode::OK);
    assert_eq!(signed_with("app-secret-retired").await, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_is_echoed_as_plain_text_to_whoever_knows_the_token() {
    let house = House::new().await;
    let ask = async |query: &str| house.get(&format!("/webhooks/whatsapp?{query}"), "").await;
    let right = format!("hub.mode=subscribe&hub.verify_token={VERIFY_TOKEN}&hub.challenge=1158201444");
    let answer = ask(&right).await;
    assert_eq!((answer.status, answer.text.as_str()), (StatusCode::OK, "1158201444"));
    assert!(answer.header("content-type").starts_with("text/plain"));
    for wrong in [
        right.replace(VERIFY_TOKEN, "let-me-on"),
        right.replace(VERIFY_TOKEN, ""),
        right.replace("subscribe", "unsubscribe"),
        right.replace("1158201444", "%3Cscript%3E"),
        right.replace("1158201444", ""),
        right.replace("&hub.challenge=1158201444", ""),
        String::new(),
    ] {
        assert_eq!(ask(&wrong).await.status, StatusCode::FORBIDDEN, "{wrong}");
    }
}
