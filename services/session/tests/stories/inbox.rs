//! What happens to messages on their way in.

use chassis::{db::Db, testing::on_every_database};
use proto::session::v1 as wire;
use session::{MIGRATIONS, NAME};

use crate::shop::{Person, Shop, until};

#[tokio::test(flavor = "multi_thread")]
async fn the_same_message_ten_times_at_once_has_one_effect() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let (process, ada) = (shop.start(), Person::with_phone("2348030000001"));
        let message = ada.says(&shop.world, "1", "2 zobo");
        let calls = (0..10).map(|_| {
            let (mut client, message) = (process.client.clone(), message.clone());
            tokio::spawn(async move {
                client.receive(wire::ReceiveRequest { messages: vec![message] }).await.unwrap().into_inner()
            })
        });
        let calls: Vec<_> = calls.collect();
        let (mut accepted, mut duplicates) = (0, 0);
        for call in calls {
            let answer = call.await.unwrap();
            accepted += answer.accepted;
            duplicates += answer.duplicates;
        }
        assert_eq!((accepted, duplicates), (1, 9));
        process.say(&shop, &ada, 2, "view cart").await;
        assert_eq!(process.only_customer().await.cart[0].quantity, 2);
        assert_eq!(shop.graph.read_by(&ada.phone).len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_twice_in_one_call_is_counted_as_a_duplicate() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let (process, ada) = (shop.start(), Person::with_phone("2348030000001"));
        let [first, second] = ["1", "2"].map(|id| ada.says(&shop.world, id, "hi"));
        assert_eq!(process.receive(vec![first.clone(), second.clone(), first]).await, (2, 1));
        assert_eq!(process.receive(vec![second]).await, (0, 1));
        assert_eq!(process.receive(vec![]).await, (0, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_id_on_two_of_our_numbers_is_two_messages() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let (process, ada) = (shop.start(), Person::with_phone("2348030000001"));
        let here = ada.says(&shop.world, "1", "hi");
        let mut there = here.clone();
        there.sender.as_mut().unwrap().address.as_mut().unwrap().account_id = "2".into();
        assert_eq!(process.receive(vec![here, there]).await, (2, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn five_messages_at_once_are_answered_in_their_order() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let (process, ada) = (shop.start(), Person::with_phone("2348030000001"));
        let words = ["1 zobo", "2 zobo", "3 zobo", "4 zobo", "view cart"];
        let messages = words.iter().enumerate().map(|(id, words)| ada.says(&shop.world, &id.to_string(), words));
        assert_eq!(process.receive(messages.collect()).await, (5, 0));
        let customer = process.only_customer().await;
        let turns = process.wait_for_turns(&customer.id, 5).await;
        assert_eq!(turns.iter().map(|turn| turn.heard.as_str()).collect::<Vec<_>>(), words);
        assert_eq!(process.only_customer().await.cart[0].quantity, 10);
        // Waiting texts to one person may be merged; what they say stays in order.
        let all = async || Some(shop.graph.read_by(&ada.phone).join("\n")).filter(|all| all.contains("Your cart:"));
        let all = until(all).await;
        let places: Vec<_> =
            ["• 1 × Zobo", "• 3 × Zobo", "• 6 × Zobo", "Your cart:"].map(|words| all.find(words)).into();
        assert!(places.is_sorted() && places[0].is_some(), "{all}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_earlier_is_heard_earlier() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let (process, ada) = (shop.start(), Person::with_phone("2348030000001"));
        let (mut late, early) = (ada.says(&shop.world, "1", "view cart"), ada.says(&shop.world, "2", "2 zobo"));
        late.sent_time.as_mut().unwrap().seconds -= 1;
        assert_eq!(process.receive(vec![early, late]).await, (2, 0));
        let customer = process.only_customer().await;
        let turns = process.wait_for_turns(&customer.id, 2).await;
        let replied = |heard: &str| format!("{:?}", turns.iter().find(|turn| turn.heard == heard).unwrap().replies);
        assert!(replied("view cart").contains("empty"), "{turns:#?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_stored_is_refused_with_its_place() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let (process, ada) = (shop.start(), Person::with_phone("2348030000001"));
        let good = ada.says(&shop.world, "1", "hi");
        let bad = wire::InboundMessage { sender: None, ..good.clone() };
        let receive = async |messages| {
            let refused = process.client.clone().receive(wire::ReceiveRequest { messages }).await.unwrap_err();
            chassis::Problem::from(refused)
        };
        let problem = receive(vec![good.clone(), bad]).await;
        assert_eq!((problem.reason.as_str(), problem.detail("index")), ("MESSAGE_INVALID", Some("1")));
        assert_eq!(receive(vec![good; 1001]).await.reason, "TOO_MANY_MESSAGES");
        assert!(process.customers().await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_no_database_keeps_are_kept_without_them() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let (process, mut ada) = (shop.start(), Person::with_phone("2348030000001"));
        ada.name = "A\0da \u{202e}🙂".into();
        process.say(&shop, &ada, 1, "h\0i").await;
        assert_eq!(process.only_customer().await.name, "Ada 🙂");
    })
    .await;
}
