//! Request bodies from Meta's published examples are accepted, once their placeholders are filled in.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails loudly, and says when it has nothing to test with"
)]

mod common;

use std::path::Path;

use common::{PHONE, stage_with_customer};
use serde_json::{Value, json};

const FOLDER: &str = "/work/shared/fixtures/meta-openapi/api_request";

#[tokio::test]
async fn metas_own_examples_are_accepted() {
    let folder = std::env::var("META_EXAMPLES").unwrap_or_else(|_| FOLDER.into());
    let Ok(files) = std::fs::read_dir(Path::new(&folder)) else {
        println!("skipped: no examples of Meta's in {folder}");
        return;
    };
    let stage = stage_with_customer().await;
    let incoming = stage.conversation(PHONE).await[0]["id"].clone();
    let body = json!({"type": "BODY", "text": "{{1}} {{2}} {{3}}"});
    let template = json!({"name": "template-name", "language": "language-and-locale-code", "category": "UTILITY", "components": [body]});
    stage.call("POST", "/v25.0/200000000000001/message_templates", template).await;
    let upload = http::Request::post("/control/media").header("content-type", "image/png").body("x".into()).unwrap();
    let media = stage.request(upload).await.json()["id"].clone();
    let mut count = 0;
    for file in files {
        let path = file.unwrap().path();
        let mut example: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        if example.get("to").is_some() {
            example["to"] = json!(format!("+{PHONE}"));
        }
        if example.get("status").is_some() {
            example["message_id"] = incoming.clone();
        }
        if example["image"].is_object() {
            example["image"]["id"] = media.clone();
        }
        let answer = stage.send(example).await;
        assert_eq!(answer.status, 200, "{}: {}", path.display(), answer.json());
        count += 1;
    }
    assert!(count > 0, "the folder has examples");
}
