//! The pages in a real browser: a newcomer's first minute, by tapping and by keyboard, and a payment by card.
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod common;

use chassis::testing::browser::Browser;
use common::{SECRET_KEY, Stage, stage};
use serde_json::{Value, json};
use tokio::net::TcpListener;

async fn open(stage: &Stage, path: &str, width: u32) -> Option<Browser> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}{path}", listener.local_addr().unwrap());
    let router = stage.emulator.router();
    tokio::spawn(async move { axum::serve(listener, router).await });
    Browser::open(&url, width, 800)
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
    let stage = stage().await;
    let Some(mut browser) = open(&stage, "/", 1200).await else { return };
    browser.run("(await until(() => [...document.querySelectorAll('.welcome button')].find((one) => one.textContent === 'hi'))).click()");
    let said = stage.hook.next_message().await;
    assert_eq!(said["text"]["body"], "hi");
    let rows =
        json!([{"id": "suya", "title": "Chicken Suya", "description": "Spicy"}, {"id": "zobo", "title": "Zobo"}]);
    let list = json!({"type": "list", "body": {"text": "*Welcome* <b>you</b>"}, "action": {"button": "See the menu", "sections": [{"rows": rows}]}});
    reply(&stage, &said, "interactive", list).await;
    let words = browser.run("(await until(() => document.querySelector('.theirs .words'))).innerHTML");
    assert!(words.as_str().unwrap().starts_with("<strong>Welcome</strong> &lt;b&gt;you&lt;/b&gt;"), "{words}");
    browser.run("document.querySelector('.option').click()");
    browser.run("(await until(() => document.querySelectorAll('.row input')[1])).click()");
    browser.run("document.querySelector('.rows').requestSubmit()");
    assert_eq!(stage.hook.next_message().await["interactive"]["list_reply"]["id"], "zobo");
    let quoted = browser.run("(await until(() => document.querySelector('.mine .quote'))).textContent");
    assert_eq!(quoted, "SoukWelcome <b>you</b>");
    browser.run("document.querySelector('.theirs .tools [aria-label^=\"Show the JSON\"]').click()");
    let raw = browser.run("(await until(() => document.querySelector('dialog .json'))).textContent");
    assert_eq!(serde_json::from_str::<Value>(raw.as_str().unwrap()).unwrap()["interactive"]["type"], "list");
    assert_eq!(browser.troubles, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tools_of_a_wide_message_fit_beside_it() {
    for width in [1200, 360] {
        let stage = stage().await;
        let Some(mut browser) = open(&stage, "/", width).await else { return };
        browser.run("(await until(() => document.querySelector('.welcome button'))).click()");
        let said = stage.hook.next_message().await;
        reply(&stage, &said, "text", json!({"body": "as wide as it may be ".repeat(150)})).await;
        browser.run("await until(() => document.querySelector('.theirs'))");
        let log = "document.querySelector('.log')";
        assert_eq!(browser.run(&format!("{log}.scrollHeight > {log}.clientHeight")), true, "it has a scroll bar");
        assert_eq!(browser.run(&format!("{log}.scrollWidth <= {log}.clientWidth")), true, "{width} pixels");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_phone_hides_its_number_and_shares_a_place() {
    let stage = stage().await;
    let Some(mut browser) = open(&stage, "/", 420).await else { return };
    browser.run(
        "(await until(() => document.querySelector('.welcome button') && document.getElementById('add'))).click()",
    );
    browser.run("(await until(() => document.querySelectorAll('.phone')[1].querySelector('[aria-label=\"This phone\"]'))).click()");
    browser.run("(await until(() => document.querySelector('.toggle input'))).click()");
    browser.run("document.querySelector('.form').requestSubmit()");
    browser
        .run("await until(() => document.querySelectorAll('.owner-words')[1].textContent.includes('number hidden'))");
    let typed = "(() => { const box = document.querySelectorAll('.phone')[1].querySelector('textarea'); box.value = 'where are you?'; \
                 box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true })); })()";
    browser.run(typed);
    let said = stage.hook.next_message().await;
    assert_eq!((said.get("from"), &said["text"]["body"]), (None, &json!("where are you?")));
    let ask =
        json!({"type": "location_request_message", "body": {"text": "And you?"}, "action": {"name": "send_location"}});
    reply(&stage, &said, "interactive", ask).await;
    browser.run("(await until(() => document.querySelector('.option'))).click()");
    browser.run("(await until(() => document.querySelector('.pad'))).dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp', bubbles: true }))");
    browser.run("document.querySelector('.form').requestSubmit()");
    let place = &stage.hook.next_message().await["location"];
    assert!(place["latitude"].as_f64().unwrap() > 6.4541, "the pin was moved north: {place}");
    browser.run("await until(() => document.querySelector('.mine .map'))");
    assert_eq!(browser.troubles, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_is_out_before_anything_has_loaded() {
    let stage = stage().await;
    let page = stage.call("GET", "/", Value::Null).await;
    let page = String::from_utf8(page.body.to_vec()).unwrap();
    assert!(page.contains("<section class=\"phone\" id=\"first\""), "{page}");
    let Some(mut browser) = open(&stage, "/", 1200).await else { return };
    browser.run("await until(() => document.querySelector('.welcome button'))");
    let phones = browser.run("document.querySelectorAll('.phone').length");
    assert_eq!(phones, 1, "the customer's phone has taken its place");
}

/// The path of a page where an order can be paid.
async fn checkout(stage: &Stage, email: &str) -> String {
    let wish = json!({"email": email, "amount": 420_000, "reference": "ORD-1-1",
        "callback_url": "https://souk.example/back"});
    let request = http::Request::post("/paystack/transaction/initialize").header("content-type", "application/json");
    let request = request.header("authorization", format!("Bearer {SECRET_KEY}"));
    let begun = stage.request(request.body(axum::body::Body::from(wish.to_string())).unwrap()).await.json();
    format!("/checkout/{}", begun["data"]["access_code"].as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sum_to_pay_is_whole_on_a_narrow_phone() {
    let stage = stage().await;
    let path = checkout(&stage, "019a9e3c-3f80-7000-8000-000000000000@customers.souk.example").await;
    let Some(mut browser) = open(&stage, &path, 390).await else { return };
    let sum = "(await until(() => document.querySelector('.checkout-sum')))";
    assert_eq!(browser.run(&format!("{sum}.textContent")), "₦4,200.00");
    assert_eq!(browser.run(&format!("{sum}.scrollWidth <= {sum}.clientWidth")), true);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_pays_by_card_after_the_bank_declined_once() {
    let stage = stage().await;
    let path = checkout(&stage, "c@customers.souk.example").await;
    let Some(mut browser) = open(&stage, &path, 420).await else { return };
    let pay = browser.run("(await until(() => document.querySelector('.primary'))).textContent");
    assert_eq!(pay, "Pay ₦4,200.00");
    browser.run("[...document.querySelectorAll('.mishaps button')].find((one) => one.textContent === 'The bank declines').click()");
    let said = browser.run("(await until(() => document.querySelector('.notice'))).textContent");
    assert_eq!(said, "Declined. Try again, or use another card.");
    browser.run("document.querySelector('.form').requestSubmit()");
    let back = browser.run("(await until(() => document.querySelector('.receipt a'))).href");
    assert_eq!(back, "https://souk.example/back?trxref=ORD-1-1&reference=ORD-1-1");
    assert_eq!(stage.hook.next().await.json()["event"], "charge.success");
    assert_eq!(browser.troubles, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_and_a_link_to_pay_are_one_tap_away() {
    let stage = stage().await;
    let Some(mut browser) = open(&stage, "/", 1200).await else { return };
    browser.run("(await until(() => document.querySelector('.welcome button'))).click()");
    let said = stage.hook.next_message().await;
    let request = http::Request::post("/control/media").header("content-type", "application/pdf");
    let kept = stage.request(request.body(axum::body::Body::from("%PDF-1.7")).unwrap()).await.json();
    reply(&stage, &said, "document", json!({"id": kept["id"], "filename": "INV-2026-000001.pdf"})).await;
    let parameters = json!({"display_text": "Pay now", "url": "http://127.0.0.1:8090/checkout/1"});
    let link = json!({"type": "cta_url", "body": {"text": "Pay here"}, "action": {"name": "cta_url", "parameters": parameters}});
    reply(&stage, &said, "interactive", link).await;
    let paper = browser.run("(await until(() => document.querySelector('.theirs a.paper'))).pathname");
    assert_eq!(paper, format!("/control/media/{}", kept["id"].as_str().unwrap()));
    let pay = browser.run("(await until(() => document.querySelector('a.option'))).href");
    assert_eq!(pay, "http://127.0.0.1:8090/checkout/1");
    assert_eq!(browser.troubles, Vec::<String>::new());
}
