//! Every rule of Meta's send endpoint, one line each: a message that just keeps it, and one that breaks it.
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod common;

use common::{PHONE, Stage, message, stage_with_customer};
use serde_json::{Value, json};

fn buttons(buttons: Value) -> Value {
    message("interactive", json!({"type": "button", "body": {"text": "Choose"}, "action": {"buttons": buttons}}))
}

fn button(id: &str, title: &str) -> Value {
    json!({"type": "reply", "reply": {"id": id, "title": title}})
}

fn list(sections: Value) -> Value {
    message(
        "interactive",
        json!({"type": "list", "body": {"text": "Choose"}, "action": {"button": "Open", "sections": sections}}),
    )
}

fn rows(count: usize) -> Value {
    (0..count).map(|place| json!({"id": format!("row-{place}"), "title": format!("Row {place}")})).collect()
}

fn row(id: &str, title: &str, description: &str) -> Value {
    list(json!([{"rows": [{"id": id, "title": title, "description": description}]}]))
}

fn with(mut body: Value, pointer: &str, value: Value) -> Value {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap()[key] = value;
    body
}

fn without(mut body: Value, pointer: &str) -> Value {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(key);
    body
}

fn text(body: &str) -> Value {
    message("text", json!({"body": body}))
}

fn link(label: &str, url: &str) -> Value {
    let action = json!({"name": "cta_url", "parameters": {"display_text": label, "url": url}});
    message("interactive", json!({"type": "cta_url", "body": {"text": "Look"}, "action": action}))
}

fn long(length: usize) -> String {
    "é".repeat(length)
}

async fn accepts(stage: &Stage, cases: Vec<(&str, Value)>) {
    for (rule, body) in cases {
        let answer = stage.send(body).await;
        assert_eq!(answer.status, 200, "{rule}: {}", answer.json());
    }
}

async fn refuses(stage: &Stage, cases: Vec<(&str, u64, Value)>) {
    let count = cases.len();
    for (rule, code, body) in cases {
        let answer = stage.send(body).await;
        assert_eq!((answer.code(), answer.status), (code, 400), "{rule}: {}", answer.json());
    }
    let refused = stage.control("GET", "refused", Value::Null).await;
    assert_eq!(refused["total"], count, "every refusal is on the list");
}

#[tokio::test]
async fn texts_have_one_to_4096_characters() {
    let stage = stage_with_customer().await;
    accepts(&stage, vec![("4096 characters", text(&long(4096))), ("an emoji", text("👍"))]).await;
    let cases = vec![
        ("4097 characters", 100, text(&long(4097))),
        ("no characters", 131_008, text("")),
        ("blanks alone", 131_008, text(" \n ")),
        ("no body", 131_008, message("text", json!({"preview_url": true}))),
        ("a body that is no string", 100, message("text", json!({"body": 7}))),
        ("a preview that is no boolean", 100, with(text("hi"), "/text/preview_url", json!("yes"))),
    ];
    refuses(&stage, cases).await;
}

#[tokio::test]
async fn the_envelope_is_complete_and_holds_nothing_unknown() {
    let stage = stage_with_customer().await;
    accepts(
        &stage,
        vec![
            ("type is text by default", without(text("hi"), "/type")),
            ("a number without plus", with(text("hi"), "/to", json!(PHONE))),
            ("a number with spaces and dashes", with(text("hi"), "/to", json!("+234 801-234 5678"))),
            ("a JSON number", with(text("hi"), "/to", json!(2_348_012_345_678_u64))),
            ("a quote", with(text("hi"), "/context", json!({"message_id": "wamid.X"}))),
            ("512 characters of our own data", with(text("hi"), "/biz_opaque_callback_data", json!("d".repeat(512)))),
        ],
    )
    .await;
    let cases = vec![
        ("no product", 100, without(text("hi"), "/messaging_product")),
        ("another product", 100, with(text("hi"), "/messaging_product", json!("telegram"))),
        ("no recipient", 100, without(text("hi"), "/to")),
        ("a name for a number", 131_009, with(text("hi"), "/to", json!("Ada"))),
        ("a number that is too short", 131_009, with(text("hi"), "/to", json!("+23"))),
        ("an unknown kind", 131_051, with(text("hi"), "/type", json!("hologram"))),
        ("another kind's object", 131_008, with(without(text("hi"), "/text"), "/type", json!("image"))),
        ("an unknown parameter", 100, with(text("hi"), "/priority", json!("high"))),
        ("an unknown key inside", 100, with(text("hi"), "/text/color", json!("red"))),
        ("two kinds at once", 100, with(text("hi"), "/image", json!({"link": "https://x.example/a.png"}))),
        (
            "513 characters of our own data",
            131_009,
            with(text("hi"), "/biz_opaque_callback_data", json!("d".repeat(513))),
        ),
        (
            "a quote with more than an id",
            100,
            with(text("hi"), "/context", json!({"message_id": "wamid.X", "from": "1"})),
        ),
        ("the business itself", 131_021, with(text("hi"), "/to", json!("+2348000000000"))),
        ("an unknown recipient type", 100, with(text("hi"), "/recipient_type", json!("crowd"))),
    ];
    refuses(&stage, cases).await;
}

#[tokio::test]
async fn there_are_one_to_three_buttons_with_short_titles_that_differ() {
    let stage = stage_with_customer().await;
    let three = json!([button("a", "One"), button("b", "Two"), button("c", "Three")]);
    accepts(
        &stage,
        vec![
            ("three buttons", buttons(three.clone())),
            ("a title of 20 characters", buttons(json!([button("a", &long(20))]))),
            ("an id of 256 characters", buttons(json!([button(&"i".repeat(256), "One")]))),
            ("a body of 1024 characters", with(buttons(three.clone()), "/interactive/body/text", json!(long(1024)))),
            ("a footer of 60", with(buttons(three.clone()), "/interactive/footer", json!({"text": long(60)}))),
            (
                "a header of 60",
                with(buttons(three.clone()), "/interactive/header", json!({"type": "text", "text": long(60)})),
            ),
        ],
    )
    .await;
    let four = json!([button("a", "1"), button("b", "2"), button("c", "3"), button("d", "4")]);
    let picture = json!({"type": "image", "image": {"link": "ftp://x.example/a.png"}});
    let cases = vec![
        ("no buttons", 131_009, buttons(json!([]))),
        ("four buttons", 131_009, buttons(four)),
        ("a title of 21 characters", 131_009, buttons(json!([button("a", &long(21))]))),
        ("an empty title", 131_009, buttons(json!([button("a", "")]))),
        ("an id of 257 characters", 131_009, buttons(json!([button(&"i".repeat(257), "One")]))),
        ("two equal ids", 131_009, buttons(json!([button("a", "One"), button("a", "Two")]))),
        ("two equal titles", 131_009, buttons(json!([button("a", "One"), button("b", "One")]))),
        ("another type of button", 100, buttons(json!([{"type": "url", "reply": {"id": "a", "title": "One"}}]))),
        (
            "a body of 1025 characters",
            131_009,
            with(buttons(three.clone()), "/interactive/body/text", json!(long(1025))),
        ),
        ("no body", 131_008, without(buttons(three.clone()), "/interactive/body")),
        ("a footer of 61", 131_009, with(buttons(three.clone()), "/interactive/footer", json!({"text": long(61)}))),
        (
            "a header of 61",
            131_009,
            with(buttons(three.clone()), "/interactive/header", json!({"type": "text", "text": long(61)})),
        ),
        ("a picture that is no web address", 131_009, with(buttons(three), "/interactive/header", picture)),
        ("buttons that are no array", 100, buttons(json!({"a": "One"}))),
    ];
    refuses(&stage, cases).await;
}

#[tokio::test]
async fn a_list_has_ten_rows_over_all_its_sections() {
    let stage = stage_with_customer().await;
    let two = json!([{"title": "A", "rows": rows(1)}, {"title": "B", "rows": [{"id": "x", "title": "X"}]}]);
    accepts(
        &stage,
        vec![
            ("ten rows", list(json!([{"rows": rows(10)}]))),
            ("two sections with titles", list(two.clone())),
            ("a title of 24", row("a", &long(24), "")),
            ("a description of 72", row("a", "A", &long(72))),
            ("an id of 200", row(&"i".repeat(200), "A", "")),
            ("a body of 4096", with(row("a", "A", ""), "/interactive/body/text", json!(long(4096)))),
        ],
    )
    .await;
    let picture = json!({"type": "image", "image": {"link": "https://x.example/a.png"}});
    let cases = vec![
        ("eleven rows", 131_009, list(json!([{"rows": rows(11)}]))),
        (
            "eleven rows in two sections",
            131_009,
            list(json!([{"title": "A", "rows": rows(10)}, {"title": "B", "rows": [{"id": "x", "title": "X"}]}])),
        ),
        ("no sections", 131_009, list(json!([]))),
        ("a section without rows", 131_008, list(json!([{"rows": []}]))),
        ("a second section without title", 131_008, without(list(two), "/interactive/action/sections/1/title")),
        ("a section title of 25", 131_009, list(json!([{"title": long(25), "rows": rows(1)}]))),
        ("a title of 25", 131_009, row("a", &long(25), "")),
        ("a description of 73", 131_009, row("a", "A", &long(73))),
        ("an id of 201", 131_009, row(&"i".repeat(201), "A", "")),
        ("a row without id", 131_008, list(json!([{"rows": [{"title": "A"}]}]))),
        ("two equal ids", 131_009, list(json!([{"rows": [{"id": "a", "title": "A"}, {"id": "a", "title": "B"}]}]))),
        ("a body of 4097", 131_009, with(row("a", "A", ""), "/interactive/body/text", json!(long(4097)))),
        ("a label of 21", 131_009, with(row("a", "A", ""), "/interactive/action/button", json!(long(21)))),
        ("no label", 131_008, without(row("a", "A", ""), "/interactive/action/button")),
        ("a picture over it", 100, with(row("a", "A", ""), "/interactive/header", picture)),
        ("an unknown key in a row", 100, list(json!([{"rows": [{"id": "a", "title": "A", "price": 5}]}]))),
    ];
    refuses(&stage, cases).await;
}

#[tokio::test]
async fn links_and_location_requests_have_their_own_form() {
    let stage = stage_with_customer().await;
    let ask = message(
        "interactive",
        json!({"type": "location_request_message", "body": {"text": "Where?"}, "action": {"name": "send_location"}}),
    );
    accepts(
        &stage,
        vec![("a link", link("Open", "https://souk.example/pay?x=1")), ("a location request", ask.clone())],
    )
    .await;
    let cases = vec![
        ("a label of 21", 131_009, link(&long(21), "https://souk.example")),
        ("no web address", 131_009, link("Open", "souk.example")),
        ("a script for an address", 131_009, link("Open", "javascript:alert(1)")),
        ("another action", 100, with(ask.clone(), "/interactive/action/name", json!("take_location"))),
        ("a body of 1025", 131_009, with(ask.clone(), "/interactive/body/text", json!(long(1025)))),
        ("a header over it", 100, with(ask, "/interactive/header", json!({"type": "text", "text": "x"}))),
        (
            "an unknown interactive type",
            131_051,
            message("interactive", json!({"type": "poll", "body": {"text": "x"}, "action": {}})),
        ),
    ];
    refuses(&stage, cases).await;
}

#[tokio::test]
async fn places_pictures_and_cards_are_checked_too() {
    let stage = stage_with_customer().await;
    let place =
        message("location", json!({"latitude": 6.45, "longitude": 3.39, "name": "Shop", "address": "Broad Street"}));
    let card = json!([{"name": {"formatted_name": "Ada L", "first_name": "Ada"}, "phones": [{"phone": "+234801"}]}]);
    accepts(
        &stage,
        vec![
            ("a place", place.clone()),
            ("a picture", message("image", json!({"link": "https://x.example/a.png", "caption": long(1024)}))),
            ("a document", message("document", json!({"link": "https://x.example/a.pdf", "filename": "a.pdf"}))),
            ("a reaction", message("reaction", json!({"message_id": "wamid.X", "emoji": "👍"}))),
            ("a reaction taken back", message("reaction", json!({"message_id": "wamid.X", "emoji": ""}))),
            ("a card", message("contacts", card)),
        ],
    )
    .await;
    let cases = vec![
        ("a latitude beyond the pole", 131_009, with(place.clone(), "/location/latitude", json!(91))),
        ("no longitude", 131_008, without(place, "/location/longitude")),
        ("neither id nor link", 131_008, message("image", json!({"caption": "x"}))),
        ("both id and link", 100, message("image", json!({"id": "1", "link": "https://x.example/a.png"}))),
        ("a file nobody uploaded", 131_009, message("image", json!({"id": "12345"}))),
        (
            "a caption of 1025",
            131_009,
            message("image", json!({"link": "https://x.example/a.png", "caption": long(1025)})),
        ),
        ("a caption on a sound", 100, message("audio", json!({"link": "https://x.example/a.mp3", "caption": "x"}))),
        ("a reaction to nothing", 131_008, message("reaction", json!({"emoji": "👍"}))),
        ("no cards", 131_009, message("contacts", json!([]))),
        ("a card without a name", 131_008, message("contacts", json!([{"phones": []}]))),
    ];
    refuses(&stage, cases).await;
}

#[tokio::test]
async fn a_template_must_exist_and_get_as_many_parameters_as_it_has() {
    let stage = stage_with_customer().await;
    let body = json!({"type": "BODY", "text": "Order {{1}} is ready, {{2}}."});
    let replies = json!({"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Thanks"}]});
    let template =
        json!({"name": "order_ready", "language": "en", "category": "UTILITY", "components": [body, replies]});
    let created = stage.call("POST", "/v25.0/200000000000001/message_templates", template).await;
    assert_eq!((created.status, &created.json()["status"]), (200, &json!("APPROVED")));
    let parameters = |texts: &[&str]| {
        let parameters: Vec<Value> = texts.iter().map(|text| json!({"type": "text", "text": text})).collect();
        message(
            "template",
            json!({"name": "order_ready", "language": {"code": "en"}, "components": [{"type": "body", "parameters": parameters}]}),
        )
    };
    accepts(&stage, vec![("two parameters", parameters(&["ORD-1", "Ada"]))]).await;
    let shown = stage.conversation(PHONE).await.pop().unwrap();
    assert_eq!(shown["text"], "Order ORD-1 is ready, Ada.");
    assert_eq!(shown["choices"][0]["title"], "Thanks");
    let answer = stage.send(with(parameters(&["a", "b"]), "/template/name", json!("order_late"))).await;
    assert_eq!((answer.status, answer.code()), (404, 132_001));
    stage.control("DELETE", "refused", Value::Null).await;
    let cases = vec![
        ("one parameter", 132_000, parameters(&["ORD-1"])),
        ("a parameter of two lines", 100, parameters(&["ORD-1", "a\nb"])),
        ("an unknown component", 131_009, with(parameters(&["a", "b"]), "/template/components/0/type", json!("tail"))),
        ("no language", 131_008, without(parameters(&["a", "b"]), "/template/language")),
    ];
    refuses(&stage, cases).await;
}
