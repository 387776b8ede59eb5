//! What customers notice when something is wrong.

use std::time::Duration;

use chassis::{db::Db, testing::on_every_database};
use proto::session::v1 as wire;
use session::{MIGRATIONS, NAME};

use crate::{
    ordering::CONVERSATION,
    shop::{Person, Process, Shop},
    wire::Mood,
};

/// Brings a customer to the last question: "Place this order?"
async fn to_the_summary(shop: &Shop, process: &Process, person: &Person) {
    for (count, words) in (1..).zip(&CONVERSATION[..7]) {
        process.say(shop, person, count, words).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_orders_is_away_customers_get_words_and_lose_nothing() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let (process, ada) = (shop.start(), Person::with_phone("2348030000001"));
        process.say(&shop, &ada, 1, "2 zobo").await;
        process.say(&shop, &ada, 2, "done").await;
        shop.orders_switch.set(Mood::Away);
        process.receive(vec![ada.says(&shop.world, "3", "pickup")]).await;
        let read = shop.pass_until(async || Some(shop.graph.read_by(&ada.phone)).filter(|read| read.len() == 3)).await;
        assert!(read[2].contains("Nothing is lost"), "{read:#?}");
        assert_eq!(process.only_customer().await.cart[0].quantity, 2);

        shop.orders_switch.set(Mood::Well);
        process.say(&shop, &ada, 4, "pickup").await;
        let answer = process.say(&shop, &ada, 5, "confirm").await;
        assert!(answer.contains(&shop.all_orders().await[0].number), "{answer}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_whose_answer_was_lost_is_placed_once_and_told_when_orders_is_back() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let (process, ada) = (shop.start(), Person::with_phone("2348030000001"));
        to_the_summary(&shop, &process, &ada).await;
        shop.orders_switch.set(Mood::Mute);
        process.receive(vec![ada.says(&shop.world, "8", "confirm")]).await;
        let read = shop.pass_until(async || Some(shop.graph.read_by(&ada.phone)).filter(|read| read.len() == 8)).await;
        assert!(read[7].contains("I answer as soon as I can"), "{read:#?}");

        shop.orders_switch.set(Mood::Well);
        let read = shop.pass_until(async || Some(shop.graph.read_by(&ada.phone)).filter(|read| read.len() == 9)).await;
        let [order] = &shop.all_orders().await[..] else { panic!("one order") };
        assert!(read[8].contains(&order.number), "{read:#?}");
        assert!(process.only_customer().await.cart.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_menu_customers_get_words_and_with_an_old_one_they_go_on() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        shop.catalog_switch.set(Mood::Away);
        let (process, ada) = (shop.start(), Person::with_phone("2348030000001"));
        process.receive(vec![ada.says(&shop.world, "1", "hi")]).await;
        let read = shop.pass_until(async || Some(shop.graph.read_by(&ada.phone)).filter(|read| read.len() == 1)).await;
        assert!(read[0].contains("cannot reach"), "{read:#?}");

        shop.catalog_switch.set(Mood::Well);
        process.say(&shop, &ada, 2, "hi").await;
        shop.catalog_switch.set(Mood::Away);
        assert!(process.say(&shop, &ada, 3, "2 zobo").await.contains("Zobo"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn replies_wait_for_notifications_and_leave_in_order() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let (process, ada) = (shop.start(), Person::with_phone("2348030000001"));
        shop.notifications_switch.set(Mood::Mute);
        let messages = [("1", "hi"), ("2", "2 zobo")].map(|(id, words)| ada.says(&shop.world, id, words));
        process.receive(messages.into()).await;
        let customer = process.only_customer().await;
        process.wait_for_turns(&customer.id, 1).await;
        shop.notifications_switch.set(Mood::Well);
        let read = shop.pass_until(async || Some(shop.graph.read_by(&ada.phone)).filter(|read| read.len() >= 2)).await;
        assert!(read[0].contains("Welcome") && read[1].contains("Zobo"), "{read:#?}");
        assert_eq!(read.len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_fails_again_and_again_is_given_up_and_can_be_put_back() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let (process, ada) = (shop.start(), Person::with_phone("2348030000001"));
        shop.orders_switch.set(Mood::Ill);
        process.receive(vec![ada.says(&shop.world, "1", "order history"), ada.says(&shop.world, "2", "2 zobo")]).await;
        let read = shop.pass_until(async || Some(shop.graph.read_by(&ada.phone)).filter(|read| read.len() == 2)).await;
        assert!(read[0].contains("could not deal with") && read[1].contains("Zobo"), "{read:#?}");

        let [message] = &process.dead().await[..] else { panic!("one dead message") };
        assert_eq!((message.attempts, message.customer_id.as_str()), (5, process.only_customer().await.id.as_str()));
        assert!(message.error.contains("INTERNAL"), "{}", message.error);

        let mut client = process.client.clone();
        shop.orders_switch.set(Mood::Well);
        let redrive = wire::RedriveDeadMessageRequest { id: message.id.clone() };
        client.redrive_dead_message(redrive.clone()).await.unwrap();
        let read = shop.graph.wait_for(&ada.phone, 3).await;
        assert!(read[2].contains("no orders yet"), "{read:#?}");
        let turns = process.turns(&message.customer_id).await;
        let said: Vec<&str> = turns.iter().map(|turn| turn.heard.as_str()).collect();
        assert_eq!(said, ["order history", "2 zobo"], "each once, where it was said");
        let again = chassis::Problem::from(client.redrive_dead_message(redrive).await.unwrap_err());
        assert_eq!(again.reason, "MESSAGE_NOT_DEAD");
        let unknown = wire::RedriveDeadMessageRequest { id: "nobody".into() };
        let unknown = chassis::Problem::from(client.redrive_dead_message(unknown).await.unwrap_err());
        assert_eq!(unknown.reason, "MESSAGE_NOT_FOUND");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_cannot_be_placed_for_long_is_given_up_with_an_apology() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let (process, ada) = (shop.start(), Person::with_phone("2348030000001"));
        to_the_summary(&shop, &process, &ada).await;
        shop.orders_switch.set(Mood::Away);
        process.receive(vec![ada.says(&shop.world, "8", "confirm")]).await;
        let dead = async || process.dead().await.pop();
        let dead = shop.pass_quickly_until(Duration::from_secs(2), dead).await;
        assert_eq!((dead.attempts, dead.error.as_str()), (0, "a peer was away for too long"));
        let told = async || shop.graph.read_by(&ada.phone).pop().filter(|words| words.contains("could not deal with"));
        shop.pass_until(told).await;
        assert_eq!(process.only_customer().await.cart.len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_ends_every_process_is_given_up_and_the_others_are_answered() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let [ada, bola] = ["2348030000001", "2348030000002"].map(Person::with_phone);
        let mut process = shop.start();
        shop.orders_switch.set(Mood::Hanging);
        process.receive(vec![ada.says(&shop.world, "1", "order history")]).await;
        for calls in 1..=6 {
            shop.pass_until(async || (shop.orders_switch.calls() == calls).then_some(())).await;
            process.kill();
            process = shop.start();
        }
        let read = shop.pass_until(async || Some(shop.graph.read_by(&ada.phone)).filter(|read| read.len() == 1)).await;
        assert!(read[0].contains("could not deal with"), "{read:#?}");
        assert!(process.say(&shop, &bola, 1, "2 zobo").await.contains("Zobo"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_stops_a_process_and_no_message_is_lost() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let process = shop.start();
        let people: Vec<Person> = (0..20).map(|n| Person::with_phone(&format!("23480300003{n:02}"))).collect();
        let messages = people.iter().map(|person| person.says(&shop.world, "1", "hi")).collect();
        assert_eq!(process.receive(messages).await, (20, 0));
        process.stop().await;
        let _next = shop.start();
        for person in &people {
            shop.graph.wait_for(&person.phone, 1).await;
        }
        assert!(people.iter().all(|person| shop.graph.read_by(&person.phone).len() == 1));
    })
    .await;
}
