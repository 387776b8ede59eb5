//! The page in a real browser: a newcomer's first minute, by tapping and by keyboard.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails loudly, and says when it has nothing to test with"
)]

mod common;

use common::{Stage, browser::Browser, stage};
use serde_json::{Value, json};
use tokio::net::TcpListener;

async fn open(stage: &Stage, folder: &tempfile::TempDir, width: u32) -> Option<Browser> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let router = stage.emulator.router();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let folder = folder.path().to_owned();
    let browser = tokio::task::spawn_blocking(move || Browser::open(&folder, &url, width, 800)).await.unwrap();
    if browser.is_none() {
        println!("skipped: there is no Chromium; apt-get install chromium");
    }
    browser
}

/// Runs an expression without holding up the emulator.
async fn run(browser: &mut Option<Browser>, expression: &'static str) -> Value {
    let mut own = browser.take().unwrap();
    let (own, value) = tokio::task::spawn_blocking(move || {
        let value = own.run(expression);
        (own, value)
    })
    .await
    .unwrap();
    *browser = Some(own);
    value
}

/// Answers what the customer said, as a shop would.
async fn reply(stage: &Stage, said: &Value, kind: &str, body: Value) {
    let to = said.get("from").map_or_else(|| json!({"recipient": said["from_user_id"]}), |from| json!({"to": from}));
    let mut send = json!({"messaging_product": "whatsapp", "type": kind, kind: body});
    send.as_object_mut().unwrap().extend(to.as_object().unwrap().clone());
    assert_eq!(stage.send(send).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newcomer_taps_through_a_list_and_looks_inside_a_message() {
    let (stage, folder) = (stage().await, tempfile::tempdir().unwrap());
    let mut browser = open(&stage, &folder, 1200).await;
    if browser.is_none() {
        return;
    }
    run(&mut browser, "(await until(() => [...document.querySelectorAll('.welcome button')].find((one) => one.textContent === 'hi'))).click()").await;
    let said = stage.hook.next_message().await;
    assert_eq!(said["text"]["body"], "hi");
    let rows =
        json!([{"id": "suya", "title": "Chicken Suya", "description": "Spicy"}, {"id": "zobo", "title": "Zobo"}]);
    let list = json!({"type": "list", "body": {"text": "*Welcome* <b>you</b>"}, "action": {"button": "See the menu", "sections": [{"rows": rows}]}});
    reply(&stage, &said, "interactive", list).await;
    let words = run(&mut browser, "(await until(() => document.querySelector('.theirs .words'))).innerHTML").await;
    assert!(words.as_str().unwrap().starts_with("<strong>Welcome</strong> &lt;b&gt;you&lt;/b&gt;"), "{words}");
    run(&mut browser, "document.querySelector('.option').click()").await;
    run(&mut browser, "(await until(() => document.querySelectorAll('.row input')[1])).click()").await;
    run(&mut browser, "document.querySelector('.rows').requestSubmit()").await;
    assert_eq!(stage.hook.next_message().await["interactive"]["list_reply"]["id"], "zobo");
    let quoted = run(&mut browser, "(await until(() => document.querySelector('.mine .quote'))).textContent").await;
    assert_eq!(quoted, "SoukWelcome <b>you</b>");
    run(&mut browser, "document.querySelector('.theirs .tools [aria-label^=\"Show the JSON\"]').click()").await;
    let raw = run(&mut browser, "(await until(() => document.querySelector('dialog .json'))).textContent").await;
    assert_eq!(serde_json::from_str::<Value>(raw.as_str().unwrap()).unwrap()["interactive"]["type"], "list");
    assert_eq!(browser.unwrap().troubles, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_phone_hides_its_number_and_shares_a_place() {
    let (stage, folder) = (stage().await, tempfile::tempdir().unwrap());
    let mut browser = open(&stage, &folder, 420).await;
    if browser.is_none() {
        return;
    }
    run(
        &mut browser,
        "(await until(() => document.querySelector('.welcome') && document.getElementById('add'))).click()",
    )
    .await;
    run(&mut browser, "(await until(() => document.querySelectorAll('.phone')[1].querySelector('[aria-label=\"This phone\"]'))).click()").await;
    run(&mut browser, "(await until(() => document.querySelector('.toggle input'))).click()").await;
    run(&mut browser, "document.querySelector('.form').requestSubmit()").await;
    run(
        &mut browser,
        "await until(() => document.querySelectorAll('.owner-words')[1].textContent.includes('number hidden'))",
    )
    .await;
    let typed = "(() => { const box = document.querySelectorAll('.phone')[1].querySelector('textarea'); box.value = 'where are you?'; \
                 box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true })); })()";
    run(&mut browser, typed).await;
    let said = stage.hook.next_message().await;
    assert_eq!((said.get("from"), &said["text"]["body"]), (None, &json!("where are you?")));
    let ask =
        json!({"type": "location_request_message", "body": {"text": "And you?"}, "action": {"name": "send_location"}});
    reply(&stage, &said, "interactive", ask).await;
    run(&mut browser, "(await until(() => document.querySelector('.option'))).click()").await;
    run(&mut browser, "(await until(() => document.querySelector('.pad'))).dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp', bubbles: true }))").await;
    run(&mut browser, "document.querySelector('.form').requestSubmit()").await;
    let place = &stage.hook.next_message().await["location"];
    assert!(place["latitude"].as_f64().unwrap() > 6.4541, "the pin was moved north: {place}");
    run(&mut browser, "await until(() => document.querySelector('.mine .map'))").await;
    assert_eq!(browser.unwrap().troubles, Vec::<String>::new());
}
