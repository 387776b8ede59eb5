//! The page: complete, locked down, and without anything from elsewhere.
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod common;

use common::{Stage, stage};
use serde_json::Value;

async fn get(stage: &Stage, path: &str) -> (u16, String) {
    let answer = stage.call("GET", path, Value::Null).await;
    (answer.status, String::from_utf8(answer.body.to_vec()).unwrap())
}

/// What stands between quotes after a word.
fn quoted_after<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(word).skip(1).filter_map(|rest| rest.split('"').next())
}

#[tokio::test]
async fn every_file_the_page_names_is_served() {
    let stage = stage().await;
    let (status, page) = get(&stage, "/").await;
    assert_eq!(status, 200);
    let mut wanted: Vec<String> =
        ["href=\"", "src=\""].iter().flat_map(|word| quoted_after(&page, word)).map(str::to_owned).collect();
    assert!(wanted.len() >= 5);
    let mut served = Vec::new();
    while let Some(path) = wanted.pop() {
        let (status, text) = get(&stage, &path).await;
        assert_eq!(status, 200, "{path}");
        assert!(!text.is_empty(), "{path}");
        wanted.extend(
            quoted_after(&text, "from \"./").map(|name| format!("/page/{name}")).filter(|name| !served.contains(name)),
        );
        served.push(path);
    }
    assert_eq!(get(&stage, "/page/nothing.js").await.0, 404);
}

#[tokio::test]
async fn the_page_runs_only_its_own_files_and_never_reads_text_as_markup() {
    let stage = stage().await;
    let answer = stage.call("GET", "/", Value::Null).await;
    let policy = answer.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'self';") && !policy.contains("unsafe"));
    let (_, page) = get(&stage, "/").await;
    assert!(!page.contains("<script>") && !page.contains(" style=") && !page.contains(" onclick="));
    for file in
        ["app", "attach", "bubble", "checkout", "dom", "engine", "format", "network", "owner", "phone", "sheets"]
    {
        let (_, script) = get(&stage, &format!("/page/{file}.js")).await;
        for trap in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"] {
            assert!(!script.contains(trap), "{file}.js uses {trap}");
        }
    }
}
