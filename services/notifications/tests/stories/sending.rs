//! What is sent, to whom, in which order and how often.

use crate::stand::{Stand, address, on_every_database, recipient_at, text, until};
use chassis::db::Conn;
use diesel::{QueryableByName, sql_types::BigInt};
use proto::{
    common::v1::{self as common_words, Channel},
    notifications::v1::{ListMessagesRequest, MessageClass, MessageState, OutgoingMessage, Recipient, SendResponse},
};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_message_reaches_meta_with_our_id_and_its_own_comes_back() {
    on_every_database(
        |_| {},
        async |stand| {
            stand.sends(stand.reply("k1", "Welcome!")).await;
            let received = stand.graph.has_received(1).await.remove(0);
            let message = stand.becomes("k1", MessageState::Accepted).await;
            assert_eq!(received.account_id, "106540352242922");
            assert_eq!(received.authorization, "Bearer test-token");
            assert_eq!(
                received.body,
                json!({"messaging_product": "whatsapp", "recipient_type": "individual", "to": "+2348031234567",
                "type": "text", "text": {"body": "Welcome!", "preview_url": false},
                "biz_opaque_callback_data": message.id})
            );
            assert_eq!((message.provider_message_id.as_str(), message.attempts), ("wamid.1", 1));
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_has_one_effect_alone_and_among_others() {
    on_every_database(
        |_| {},
        async |stand| {
            stand.sends(stand.reply("k1", "one")).await;
            stand.becomes("k1", MessageState::Accepted).await;
            let again = stand.send(vec![stand.reply("k1", "one")]).await.unwrap();
            assert_eq!(again, SendResponse { accepted: 0, duplicates: 1 });
            let mixed = stand.send(vec![stand.reply("k1", "one"), stand.reply("k2", "two")]).await.unwrap();
            assert_eq!(mixed, SendResponse { accepted: 1, duplicates: 1 });
            stand.becomes("k2", MessageState::Accepted).await;
            assert_eq!(stand.graph.texts(), ["one", "two"]);
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_persons_messages_leave_in_order_and_nobody_waits_for_another() {
    on_every_database(
        |_| {},
        async |stand| {
            stand.graph.answers([crate::graph::Answer::Silence]);
            stand.sends(stand.reply("slow", "never answered")).await;
            stand.graph.has_received(1).await;
            stand.sends(stand.reply("behind", "waits")).await;
            for number in 0..20 {
                let key = format!("other {number}");
                stand.sends(stand.message(&key, &key, MessageClass::Reply, &key)).await;
                stand.becomes(&key, MessageState::Accepted).await;
            }
            assert_eq!(stand.find("slow").await.state(), MessageState::Sending);
            assert_eq!(stand.find("behind").await.state(), MessageState::Queued);
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_messages_in_a_row_keep_their_order() {
    on_every_database(
        |_| {},
        async |stand| {
            for number in 0..100 {
                stand.sends(buttons(&stand, &format!("k{number}"), &format!("{number:03}"))).await;
            }
            stand.graph.has_received(100).await;
            assert!(stand.graph.texts().is_sorted());
            stand.becomes("k99", MessageState::Accepted).await;
            assert_eq!(stand.list().await.iter().map(|message| message.attempts).sum::<i32>(), 100);
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_texts_leave_as_one_and_buttons_take_them_along() {
    on_every_database(
        |_| {},
        async |stand| {
            let batch = vec![
                stand.reply("k1", "Added."),
                stand.reply("k2", "Now 2 things."),
                buttons(&stand, "k3", "Order?"),
                stand.reply("k4", "Bye."),
            ];
            assert_eq!(stand.send(batch).await.unwrap().accepted, 4);
            stand.becomes("k4", MessageState::Accepted).await;
            assert_eq!(stand.graph.texts(), ["Added.\n\nNow 2 things.\n\nOrder?", "Bye."]);
            assert_eq!(stand.graph.received()[0].body["interactive"]["type"], "button");
            for merged in ["k2", "k3"] {
                assert_eq!(stand.find(merged).await.state(), MessageState::Merged);
            }
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn order_news_overtakes_what_waits() {
    on_every_database(
        |_| {},
        async |stand| {
            stand.graph.fails(401, 190);
            stand.sends(buttons(&stand, "k0", "first")).await;
            stand.becomes("k0", MessageState::Queued).await;
            let advert = stand.message("k1", "ada", MessageClass::Marketing, "Sale!");
            stand.send(vec![advert, stand.reply("k2", "reply"), stand.order_news("k3", "ready")]).await.unwrap();
            stand.later(60);
            stand.becomes("k1", MessageState::Accepted).await;
            assert_eq!(stand.graph.texts(), ["first", "ready", "first", "reply", "Sale!"]);
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn someone_with_a_hidden_number_is_reached_by_user_id() {
    on_every_database(
        |_| {},
        async |stand| {
            let hidden = common_words::Address { phone: String::new(), user_id: "NG.1349".to_owned(), ..address("1") };
            let message = OutgoingMessage { recipient: Some(recipient_at("bisi", hidden)), ..stand.reply("k1", "hi") };
            stand.sends(message).await;
            let body = stand.graph.has_received(1).await.remove(0).body;
            assert_eq!((&body["recipient"], &body["to"]), (&json!("NG.1349"), &json!(null)));
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_told_once_is_known() {
    on_every_database(
        |_| {},
        async |stand| {
            stand.sends(stand.reply("k1", "one")).await;
            stand.becomes("k1", MessageState::Accepted).await;
            let recipient = Recipient { id: "ada".to_owned(), ..Default::default() };
            stand
                .sends(OutgoingMessage { recipient: Some(recipient), heard_time: None, ..stand.reply("k2", "two") })
                .await;
            stand.becomes("k2", MessageState::Accepted).await;
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_without_a_client_is_said_so() {
    on_every_database(
        |_| {},
        async |stand| {
            let elsewhere = common_words::Address { channel: Channel::Twilio.into(), ..address("2348031234567") };
            let recipient = Some(recipient_at("ada", elsewhere));
            stand.sends(OutgoingMessage { recipient, ..stand.reply("k1", "hi") }).await;
            assert_eq!(stand.becomes("k1", MessageState::Dropped).await.reason, "CHANNEL_UNAVAILABLE");
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_refused_with_a_reason_and_nothing_is_stored() {
    on_every_database(
        |_| {},
        async |stand| {
            let good = || stand.reply("k1", "hi");
            let nowhere = Recipient { id: "nobody".to_owned(), ..Default::default() };
            for (reason, bad) in [
                ("KEY_REQUIRED", OutgoingMessage { key: String::new(), ..good() }),
                ("KEY_REQUIRED", OutgoingMessage { key: "k".repeat(201), ..good() }),
                ("RECIPIENT_REQUIRED", OutgoingMessage { recipient: None, ..good() }),
                ("ADDRESS_REQUIRED", OutgoingMessage { recipient: Some(nowhere), ..good() }),
                ("ADDRESS_REQUIRED", OutgoingMessage { recipient: Some(recipient_at("ada", address("x"))), ..good() }),
                ("MESSAGE_INVALID", OutgoingMessage { class: 0, ..good() }),
                ("MESSAGE_INVALID", OutgoingMessage { message: None, ..good() }),
                ("MESSAGE_INVALID", OutgoingMessage { message: Some(text("a\0b")), ..good() }),
            ] {
                let problem = chassis::Problem::from(stand.send(vec![good(), bad]).await.unwrap_err());
                assert_eq!(problem.reason, reason);
            }
            let many = (0..201).map(|number| stand.reply(&format!("k{number}"), "hi")).collect();
            let problem = chassis::Problem::from(stand.send(many).await.unwrap_err());
            assert_eq!(problem.reason, "TOO_MANY_MESSAGES");
            assert_eq!((stand.list().await.len(), stand.graph.received().len()), (0, 0));
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_paged_and_filtered() {
    on_every_database(
        |_| {},
        async |stand| {
            for number in 0..5 {
                let recipient = ["ada", "bisi"][number % 2];
                let key = format!("k{number}");
                stand.sends(stand.message(&key, recipient, MessageClass::Reply, &key)).await;
                stand.becomes(&key, MessageState::Accepted).await;
            }
            let keys = async |request: ListMessagesRequest| {
                let page = stand.client.clone().list_messages(request).await.unwrap().into_inner();
                (page.messages.into_iter().map(|message| message.key).collect::<Vec<_>>(), page.next_page_token)
            };
            let (first, page_token) = keys(ListMessagesRequest { page_size: 3, ..Default::default() }).await;
            assert_eq!(first, ["k4", "k3", "k2"]);
            let rest = keys(ListMessagesRequest { page_size: 3, page_token, ..Default::default() }).await;
            assert_eq!(rest, (vec!["k1".to_owned(), "k0".to_owned()], String::new()));
            let recipient_id = "bisi".to_owned();
            assert_eq!(keys(ListMessagesRequest { recipient_id, ..Default::default() }).await.0, ["k3", "k1"]);
            let dead = ListMessagesRequest { state: MessageState::Dead.into(), ..Default::default() };
            assert_eq!(keys(dead).await.0.len(), 0);
            let accepted = ListMessagesRequest { state: MessageState::Accepted.into(), ..Default::default() };
            assert_eq!(keys(accepted).await.0.len(), 5);
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_persons_messages_are_listed_in_order_whether_they_are_registered_or_new() {
    on_every_database(
        |_| {},
        async |stand| {
            for key in ["k1", "k2", "k3"] {
                stand.sends(stand.reply(key, key)).await;
                stand.becomes(key, MessageState::Accepted).await;
            }
            stand.sends(stand.message("other", "bisi", MessageClass::Reply, "hi")).await;
            assert_eq!(registered(&stand).await, 0);
            stand.later(61);
            until("all are registered", async || (registered(&stand).await == 4).then_some(())).await;
            stand.sends(stand.reply("k4", "k4")).await;
            stand.becomes("k4", MessageState::Accepted).await;
            let page = async |page_token| {
                let recipient_id = "ada".to_owned();
                let request = ListMessagesRequest { recipient_id, page_size: 2, page_token, ..Default::default() };
                let page = stand.client.clone().list_messages(request).await.unwrap().into_inner();
                (page.messages.into_iter().map(|message| message.key).collect::<Vec<_>>(), page.next_page_token)
            };
            let (newest, token) = page(String::new()).await;
            assert_eq!((newest, page(token).await.0), (vec!["k4".into(), "k3".into()], vec!["k2".into(), "k1".into()]));
        },
    )
    .await;
}

/// How many messages stand in the register.
async fn registered(stand: &Stand) -> i64 {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    let count = diesel::sql_query("SELECT count(*) AS count FROM register");
    stand.db.read(async move |conn: &mut Conn| conn.one::<Count>(count).await).await.unwrap().count
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_loses_nothing_that_was_accepted() {
    on_every_database(
        |_| {},
        async |stand| {
            for number in 0..50 {
                let key = format!("k{number}");
                stand.sends(stand.message(&key, &key, MessageClass::Reply, &key)).await;
            }
            stand.stopped().await;
            assert_eq!(stand.graph.received().len(), 50);
            assert!(stand.list().await.iter().all(|message| message.state() == MessageState::Accepted));
        },
    )
    .await;
}

/// A message that is never merged.
fn buttons(stand: &Stand, key: &str, body: &str) -> OutgoingMessage {
    let choices = ["Yes", "No"].map(|title| base::message::Choice::new(title, title));
    let message = common_words::Message::from(base::Message::ask(body, "See", &choices));
    OutgoingMessage { message: Some(message), ..stand.reply(key, body) }
}
