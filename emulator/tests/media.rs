//! Files both ways: what customers send is fetched by id, what the business sends is uploaded first.
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod common;

use axum::body::Body;
use common::{Answer, PHONE, Stage, TOKEN, message, stage_with_customer};
use http::Request;
use serde_json::{Value, json};

const PDF: &[u8] = b"%PDF-1.7 an invoice";

/// A part of a form: its headers and its content.
fn part(headers: &str, content: &[u8]) -> Vec<u8> {
    let head = format!("--edge\r\nContent-Disposition: form-data; {headers}\r\n\r\n");
    [head.as_bytes(), content, b"\r\n"].concat()
}

fn file(kind: &str, content: &[u8]) -> Vec<u8> {
    part(&format!("name=\"file\"; filename=\"INV-1.pdf\"\r\nContent-Type: {kind}"), content)
}

async fn upload(stage: &Stage, parts: &[Vec<u8>]) -> Answer {
    let body = [parts.concat(), b"--edge--\r\n".to_vec()].concat();
    let request = Request::post("/v25.0/100000000000001/media").header("authorization", format!("Bearer {TOKEN}"));
    let request = request.header("content-type", "multipart/form-data; boundary=edge");
    stage.request(request.body(Body::from(body)).unwrap()).await
}

fn product() -> Vec<u8> {
    part("name=\"messaging_product\"", b"whatsapp")
}

async fn get(stage: &Stage, path: &str, token: &str) -> Answer {
    let request = Request::get(path).header("host", "graph.test").header("authorization", format!("Bearer {token}"));
    stage.request(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn an_uploaded_document_arrives_on_the_phone_and_can_be_opened_there() {
    let stage = stage_with_customer().await;
    let kind = part("name=\"type\"", b"application/pdf");
    let uploaded = upload(&stage, &[product(), kind, file("application/pdf", PDF)]).await;
    assert_eq!(uploaded.status, 200, "{}", uploaded.json());
    let id = uploaded.json()["id"].as_str().unwrap().to_owned();
    let document = json!({"id": id, "filename": "INV-2026-000001.pdf", "caption": "Your invoice"});
    assert_eq!(stage.send(message("document", document)).await.status, 200);
    let shown = stage.conversation(PHONE).await.pop().unwrap();
    assert_eq!((&shown["kind"], &shown["text"]), (&json!("document"), &json!("Your invoice")));
    let opened = stage.call("GET", &format!("/control/media/{id}"), Value::Null).await;
    assert_eq!((&opened.headers["content-type"], opened.body.as_ref()), (&"application/pdf".parse().unwrap(), PDF));
}

#[tokio::test]
async fn an_upload_that_meta_would_not_take_is_refused() {
    let stage = stage_with_customer().await;
    let too_large = [b"\x89PNG".as_slice(), &vec![0; 5 * 1024 * 1024]].concat();
    let cases = [
        (vec![file("application/pdf", PDF)], 100),
        (vec![product()], 100),
        (vec![product(), file("image/gif", b"GIF89a")], 100),
        (vec![product(), part("name=\"file\"", PDF)], 100),
        (vec![product(), part("name=\"folder\"", b"x"), file("application/pdf", PDF)], 100),
        (vec![product(), part("name=\"type\"", b"image/png"), file("application/pdf", PDF)], 100),
        (vec![product(), file("application/pdf", b"not a paper")], 131_053),
        (vec![product(), file("application/pdf", b"")], 131_053),
        (vec![product(), file("image/png", &too_large)], 131_053),
    ];
    for (count, (parts, code)) in cases.iter().enumerate() {
        let answer = upload(&stage, parts).await;
        assert_eq!((answer.status, answer.code()), (400, *code), "case {count}");
    }
    let json = stage.call("POST", "/v25.0/100000000000001/media", json!({"file": "x"})).await;
    assert_eq!(json.code(), 100);
    let elsewhere = stage.call("POST", "/v25.0/999/media", json!({})).await;
    assert_eq!(elsewhere.json()["error"]["error_subcode"], 33);
    assert_eq!(stage.control("GET", "refused", Value::Null).await["total"], 11);
}

#[tokio::test]
async fn a_message_carries_files_of_its_own_kind_only() {
    let stage = stage_with_customer().await;
    let id = upload(&stage, &[product(), file("application/pdf", PDF)]).await.json()["id"].clone();
    assert_eq!(stage.send(message("image", json!({"id": id}))).await.code(), 131_053);
    assert_eq!(stage.send(message("document", json!({"id": "1"}))).await.code(), 131_009);
}

#[tokio::test]
async fn what_a_customer_sends_is_fetched_by_its_id_for_five_minutes() {
    let stage = stage_with_customer().await;
    let request = Request::post("/control/media").header("content-type", "application/pdf");
    let kept = stage.request(request.body(Body::from(PDF)).unwrap()).await.json();
    let act = json!({"type": "document", "media_id": kept["id"], "filename": "proof.pdf", "caption": "paid"});
    stage.act(PHONE, act).await;
    let document = stage.hook.next_message().await["document"].clone();
    assert_eq!((&document["id"], &document["mime_type"]), (&kept["id"], &json!("application/pdf")));
    let path = format!("/v25.0/{}", kept["id"].as_str().unwrap());
    assert_eq!(get(&stage, &path, "someone").await.status, 401);
    let address = get(&stage, &path, TOKEN).await.json();
    assert_eq!(address["file_size"], PDF.len());
    let url = address["url"].as_str().unwrap().strip_prefix("http://graph.test").unwrap();
    assert_eq!(get(&stage, url, "someone").await.status, 401);
    assert_eq!(get(&stage, url, TOKEN).await.body.as_ref(), PDF);
    stage.advance(5 * 60);
    assert_eq!(get(&stage, url, TOKEN).await.status, 404, "the address has ended");
    get(&stage, &path, TOKEN).await;
    assert_eq!(get(&stage, url, TOKEN).await.status, 200, "and is made good again");
}
