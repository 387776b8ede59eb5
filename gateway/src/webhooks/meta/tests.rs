mod public_payloads;

use proptest::prelude::*;
use proto::{
    common::v1::{Address, Channel},
    session::v1::{InboundChoice, InboundIdentityChange, InboundMessage, inbound_message::Content},
};
use serde_json::{Value, json};

use super::{Delivery, parse};

const NUMBER: &str = "106540352242922";
const PHONE: &str = "16505551234";

fn text(id: &str, body: &str) -> Value {
    json!({"from": PHONE, "id": id, "timestamp": "1750000000", "type": "text", "text": {"body": body}})
}

fn of_type(kind: &str, body: Value) -> Value {
    let mut message = json!({"from": PHONE, "id": "wamid.A", "timestamp": "1750000000", "type": kind});
    message[kind] = body;
    message
}

fn value(key: &str, items: Value) -> Value {
    json!({"messaging_product": "whatsapp", "metadata": {"phone_number_id": NUMBER}, key: items})
}

fn change(value: Value) -> Value {
    json!({"field": "messages", "value": value})
}

fn envelope(changes: Value) -> Value {
    json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": changes}]})
}

fn read(body: &Value) -> Delivery {
    parse(body.to_string().as_bytes(), None)
}

fn read_messages(messages: Value) -> Delivery {
    read(&envelope(json!([change(value("messages", messages))])))
}

fn only_message(message: Value) -> InboundMessage {
    let delivery = read_messages(json!([message]));
    assert_eq!((delivery.messages.len(), delivery.events.len()), (1, 0), "{delivery:?}");
    delivery.messages.into_iter().next().unwrap()
}

fn only_content(message: Value) -> Content {
    only_message(message).content.unwrap()
}

fn other_type(message: Value) -> String {
    match only_content(message) {
        Content::Other(other) => other.r#type,
        content => panic!("read as {content:?}"),
    }
}

#[test]
fn names_that_people_choose_come_in_on_one_line_and_turn_nothing_around() {
    let mut value =
        value("messages", json!([of_type("document", json!({"id": "m1", "filename": "in\u{202e}fdp.bat\r\n"}))]));
    value["contacts"] =
        json!([{"wa_id": PHONE, "profile": {"name": "Ada\u{202e}\r\nX: y", "username": "@a\u{2066}da"}}]);
    let message = read(&envelope(json!([change(value)]))).messages.into_iter().next().unwrap();
    let sender = message.sender.unwrap();
    assert_eq!((sender.profile_name.as_str(), sender.username.as_str()), ("Ada X: y", "ada"));
    let Some(Content::Media(file)) = message.content else { panic!("it was a file") };
    assert_eq!(file.filename, "infdp.bat");
}

#[test]
fn typed_words_are_read_with_their_escapes() {
    let body = br#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":"106540352242922"},"contacts":[{"profile":{"name":"Zo\u00eb","username":"@zoe"},"wa_id":"16505551234","user_id":"US.1"}],"messages":[{"from":"16505551234","id":"wamid.A","timestamp":"1750000000","type":"text","context":{"id":"wamid.B"},"text":{"body":"caf\u00e9 a\/b \ud83c\udf5b"}}]}}]}]}"#;
    let delivery = parse(body, Some(NUMBER));
    let message = &delivery.messages[0];
    let sender = message.sender.as_ref().unwrap();
    let Some(Content::Text(text)) = &message.content else { panic!("{message:?}") };
    assert_eq!(text.body, "café a/b 🍛");
    assert_eq!((sender.profile_name.as_str(), sender.username.as_str()), ("Zoë", "zoe"));
    assert_eq!(message.replied_to_id, "wamid.B");
    assert_eq!(message.sent_time.unwrap().seconds, 1_750_000_000);
    let address = Address {
        channel: Channel::Whatsapp.into(),
        account_id: NUMBER.into(),
        phone: PHONE.into(),
        user_id: "US.1".into(),
    };
    assert_eq!(sender.address.as_ref(), Some(&address));
}

#[test]
fn taps_on_buttons_and_rows_come_with_the_id_we_gave() {
    let tapped = |id: &str| Content::Choice(InboundChoice { id: id.into(), title: "Zobo".into() });
    let button =
        of_type("interactive", json!({"type": "button_reply", "button_reply": {"id": "item:zobo", "title": "Zobo"}}));
    let row = of_type(
        "interactive",
        json!({"type": "list_reply", "list_reply": {"id": "item:zobo", "title": "Zobo", "description": "cold"}}),
    );
    assert_eq!(only_content(button), tapped("item:zobo"));
    assert_eq!(only_content(row), tapped("item:zobo"));
    assert_eq!(only_content(of_type("button", json!({"payload": "CONFIRM:1", "text": "Zobo"}))), tapped("CONFIRM:1"));
    assert_eq!(only_content(of_type("button", json!({"text": "Zobo"}))), tapped("Zobo"));
}

#[test]
fn a_native_cart_keeps_its_items_and_leaves_its_prices_behind() {
    let items = json!([
        {"product_retailer_id": "JOLLOF-L", "quantity": 2, "item_price": 599.9, "currency": "NGN"},
        {"product_retailer_id": "ZOBO", "quantity": "3", "item_price": "30", "currency": "NGN"}
    ]);
    let cart = of_type("order", json!({"catalog_id": "354", "text": "no pepper", "product_items": items}));
    let Content::Cart(cart) = only_content(cart) else { panic!("not a cart") };
    let read: Vec<_> = cart.items.iter().map(|item| (item.sku.as_str(), item.quantity)).collect();
    assert_eq!((cart.text.as_str(), read), ("no pepper", vec![("JOLLOF-L", 2), ("ZOBO", 3)]));
}

#[test]
fn a_cart_with_an_unreadable_line_is_not_half_read() {
    let items =
        json!([{"product_retailer_id": "ZOBO", "quantity": 1}, {"product_retailer_id": "X", "quantity": "lots"}]);
    assert_eq!(other_type(of_type("order", json!({"product_items": items}))), "order");
}

#[test]
fn pins_files_and_reactions_are_read() {
    let pin = of_type("location", json!({"latitude": 6.5244, "longitude": "3.3792", "name": "Yaba"}));
    let Content::Location(pin) = only_content(pin) else { panic!("not a pin") };
    assert_eq!((pin.latitude, pin.longitude, pin.name.as_str()), (6.5244, 3.3792, "Yaba"));
    for kind in ["image", "video", "audio", "document", "sticker"] {
        let file = of_type(kind, json!({"id": "m1", "mime_type": "x/y", "caption": "here", "filename": "a.pdf"}));
        let Content::Media(file) = only_content(file) else { panic!("not a file") };
        assert_eq!((file.kind.as_str(), file.media_id.as_str(), file.caption.as_str()), (kind, "m1", "here"));
    }
    let Content::Reaction(gone) = only_content(of_type("reaction", json!({"message_id": "wamid.OUT"}))) else {
        panic!("not a reaction")
    };
    assert_eq!((gone.message_id.as_str(), gone.emoji.as_str()), ("wamid.OUT", ""));
    let nowhere = only_content(of_type("location", json!({"latitude": 91, "longitude": 0})));
    assert!(matches!(nowhere, Content::Location(pin) if pin.latitude == 91.0));
    assert_eq!(other_type(of_type("location", json!({"latitude": "north", "longitude": 0}))), "location");
}

#[test]
fn a_type_or_body_we_cannot_read_is_kept_as_it_came() {
    for kind in ["unsupported", "contacts", "request_welcome", "edit", "revoke", "ad", "hologram"] {
        assert_eq!(other_type(of_type(kind, json!({"anything": [1, 2]}))), kind);
    }
    let form = json!({"type": "nfm_reply", "nfm_reply": {"name": "flow", "response_json": "{\"qty\":\"2\"}"}});
    assert_eq!(other_type(of_type("interactive", form)), "interactive");
    assert_eq!(other_type(json!({"from": PHONE, "id": "wamid.A", "type": "interactive"})), "interactive");
    assert_eq!(other_type(json!({"from": PHONE, "id": "wamid.A"})), "unknown");
    assert_eq!(other_type(of_type("text", json!("not an object"))), "text");
}

#[test]
fn what_is_said_in_a_group_is_kept_as_it_came() {
    let mut message = text("wamid.A", "hello all");
    message["group_id"] = json!("120363418770915618@g.us");
    assert_eq!(other_type(message), "group");
}

#[test]
fn a_sender_without_a_phone_number_is_known_by_the_user_id() {
    let hidden = json!({"from_user_id": "NG.7", "id": "wamid.A", "type": "text", "text": {"body": "hi"}});
    let address = only_message(hidden).sender.unwrap().address.unwrap();
    assert_eq!((address.phone.as_str(), address.user_id.as_str()), ("", "NG.7"));
}

#[test]
fn two_senders_in_one_batch_are_never_mixed_up() {
    let messages = json!([
        {"from": "2348000000001", "id": "a", "type": "text", "text": {"body": "one"}},
        {"from": "2348000000002", "id": "b", "type": "text", "text": {"body": "two"}}
    ]);
    let contacts = json!([{"wa_id": "2348000000002", "user_id": "NG.2", "profile": {"name": "Bola"}}]);
    let mut value = value("messages", messages);
    value["contacts"] = contacts;
    let delivery = read(&envelope(json!([change(value)])));
    let senders: Vec<_> = delivery.messages.iter().map(|message| message.sender.clone().unwrap()).collect();
    assert_eq!((senders[0].profile_name.as_str(), senders[1].profile_name.as_str()), ("", "Bola"));
    assert_eq!(senders[0].address.as_ref().unwrap().user_id, "");
    assert_eq!(senders[1].address.as_ref().unwrap().user_id, "NG.2");
}

#[test]
fn an_only_contact_belongs_to_an_only_message_even_in_another_number_form() {
    let mut value =
        value("messages", json!([{"from": "5511987654321", "id": "a", "type": "text", "text": {"body": "x"}}]));
    value["contacts"] = json!([{"wa_id": "551187654321", "user_id": "BR.1", "profile": {"name": "Ana"}}]);
    let delivery = read(&envelope(json!([change(value)])));
    let sender = delivery.messages[0].sender.clone().unwrap();
    let address = sender.address.unwrap();
    assert_eq!((address.phone.as_str(), address.user_id.as_str()), ("5511987654321", "BR.1"));
}

#[test]
fn a_changed_number_or_user_id_relinks_the_customer() {
    let number = of_type("system", json!({"type": "user_changed_number", "wa_id": "16505550000", "body": "changed"}));
    let changed = only_message(number);
    assert_eq!(changed.sender.unwrap().address.unwrap().phone, PHONE);
    let expected = InboundIdentityChange { new_phone: "16505550000".into(), ..InboundIdentityChange::default() };
    assert_eq!(changed.content, Some(Content::IdentityChange(expected)));

    let system = json!({"type": "user_changed_user_id", "user_id": "NG.new", "previous_user_id": "NG.old"});
    let changed = only_message(json!({"id": "wamid.S", "type": "system", "system": system}));
    assert_eq!(changed.sender.unwrap().address.unwrap().user_id, "NG.old");
    assert!(matches!(changed.content, Some(Content::IdentityChange(change)) if change.new_user_id == "NG.new"));

    assert_eq!(other_type(of_type("system", json!({"type": "customer_identity_changed"}))), "system");
}

#[test]
fn statuses_are_read_in_old_and_new_shapes() {
    let statuses = json!([
        {"id": "wamid.1", "status": "sent", "timestamp": "1750000001", "recipient_id": PHONE},
        {"id": "wamid.2", "status": "failed", "timestamp": 1_750_000_002, "biz_opaque_callback_data": "our-id",
         "errors": [{"code": 131_047, "title": "Re-engagement message"}]},
        {"id": "wamid.3", "status": "in_orbit"},
        {"id": "wamid.4", "status": "captured", "type": "payment"},
        {"status": "sent"}
    ]);
    let delivery = read(&envelope(json!([change(value("statuses", statuses))])));
    let read: Vec<_> = delivery
        .statuses
        .iter()
        .map(|status| (status.provider_message_id.as_str(), status.status.as_str(), status.error_code))
        .collect();
    assert_eq!(read, [("wamid.1", "sent", 0), ("wamid.2", "failed", 131_047), ("wamid.3", "in_orbit", 0)]);
    assert_eq!(delivery.statuses[1].callback_data, "our-id");
    assert_eq!(delivery.statuses[1].time.unwrap().seconds, 1_750_000_002);
    let kept: Vec<_> = delivery.events.iter().map(|event| event.field.as_str()).collect();
    assert_eq!(kept, ["statuses", "statuses"]);
}

#[test]
fn other_fields_are_news_about_the_account() {
    for field in ["account_update", "message_template_status_update", "user_preferences", "smb_message_echoes", "calls"]
    {
        let echo =
            json!([{"from": "15550783881", "to": PHONE, "id": "wamid.E", "type": "text", "text": {"body": "x"}}]);
        let mut change = change(value("messages", echo));
        change["field"] = json!(field);
        let delivery = read(&envelope(json!([change])));
        assert_eq!((delivery.messages.len(), delivery.events.len()), (0, 1), "{field}");
        assert_eq!((delivery.events[0].field.as_str(), delivery.events[0].account_id.as_str()), (field, "1"));
    }
}

#[test]
fn messages_for_another_number_are_kept_and_not_answered() {
    let body = envelope(json!([change(value("messages", json!([text("wamid.A", "hi")])))]));
    let delivery = parse(body.to_string().as_bytes(), Some("somebody else's"));
    assert!(delivery.messages.is_empty());
    assert_eq!((delivery.events[0].account_id.as_str(), delivery.events[0].field.as_str()), (NUMBER, "messages"));
}

#[test]
fn errors_of_the_account_are_kept_beside_the_messages() {
    let mut value = value("messages", json!([text("wamid.A", "hi")]));
    value["errors"] = json!([{"code": 130_429, "title": "Rate limit hit"}]);
    let delivery = read(&envelope(json!([change(value)])));
    assert_eq!((delivery.messages.len(), delivery.events.len()), (1, 1));
}

#[test]
fn a_body_that_is_no_webhook_is_kept_within_its_limit() {
    for body in
        ["", "{", "[]", "null", "\"x\"", r#"{"object":"page","entry":[]}"#, r#"{"entry":3}"#, r#"{"entry":[[]]}"#]
    {
        let delivery = parse(body.as_bytes(), None);
        assert_eq!((delivery.messages.len(), delivery.events.len()), (0, 1), "{body}");
        assert!(serde_json::from_str::<Value>(&delivery.events[0].raw_json).is_ok(), "{body}");
    }
    let endless = "\u{1}\"\\€".repeat(1_000_000);
    let kept = &parse(endless.as_bytes(), None).events[0].raw_json;
    assert!(kept.len() <= 64 * 1024 && serde_json::from_str::<Value>(kept).is_ok());
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(parse(deep.as_bytes(), None).events.len(), 1);
}

#[test]
fn deep_nesting_inside_a_message_harms_no_other() {
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    let body = format!(
        r#"{{"entry":[{{"changes":[{{"field":"messages","value":{{"metadata":{{"phone_number_id":"1"}},"messages":[
        {{"from":"{PHONE}","id":"a","type":"text","text":{deep}}},{}]}}}}]}}]}}"#,
        text("b", "hi")
    );
    let delivery = parse(body.as_bytes(), None);
    let ids: Vec<_> = delivery.messages.iter().map(|message| message.message_id.as_str()).collect();
    assert_eq!(ids, ["a", "b"]);
}

#[test]
fn a_message_without_an_id_is_the_same_message_when_it_comes_again() {
    let nameless = || only_message(json!({"from": PHONE, "type": "text", "text": {"body": "hi"}})).message_id;
    assert_eq!(nameless(), nameless());
    assert!(nameless().starts_with("sha256:"));
}

#[test]
fn an_empty_delivery_brings_nothing() {
    for body in [json!({"entry": []}), json!({"entry": [{"id": "1"}]}), envelope(json!([]))] {
        assert_eq!(read(&body), Delivery::default());
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-z0-9@.+]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 6, |inner| {
        let key = prop_oneof![
            Just("from"),
            Just("id"),
            Just("type"),
            Just("text"),
            Just("body"),
            Just("order"),
            Just("messages"),
            Just("contacts"),
            Just("statuses"),
            Just("metadata"),
            Just("system"),
            Just("interactive"),
            Just("value"),
            Just("changes"),
            Just("entry"),
            Just("errors"),
            Just("profile"),
            Just("timestamp"),
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(key.prop_map(str::to_owned), inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn no_body_makes_the_reader_panic(body in any_json(), bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        read(&body);
        parse(&bytes, Some(NUMBER));
        read(&json!({"entry": [{"id": "1", "changes": [{"field": "messages", "value": body}]}]}));
    }

    #[test]
    fn the_good_neighbours_of_a_bad_element_are_read(bad in any_json(), contacts in any_json(), at in 0_usize..3) {
        let mut messages = vec![text("good-1", "hi"), text("good-2", "menu")];
        messages.insert(at, bad.clone());
        let mut full = value("messages", json!(messages));
        full["contacts"] = contacts;
        let mut changes = vec![change(full), change(value("messages", json!([text("good-3", "cart")])))];
        changes.insert(at, bad.clone());
        let entry = json!({"id": "1", "changes": changes});
        let delivery = read(&json!({"object": "whatsapp_business_account", "entry": [bad, entry]}));
        let good = delivery.messages.iter().filter(|message| message.message_id.starts_with("good-"));
        let bodies: Vec<_> = good.map(|message| matches!(message.content, Some(Content::Text(_)))).collect();
        prop_assert_eq!(bodies, vec![true; 3]);
    }
}
