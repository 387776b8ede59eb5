//! Processes that die, and several at once.

use chassis::{
    db::Db,
    testing::{on_every_database, postgres},
};
use session::{MIGRATIONS, NAME};

use crate::{
    ordering::CONVERSATION,
    shop::{Person, Shop, until},
    wire::Mood,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_between_commit_and_delivery_is_answered_exactly_once() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let mut process = shop.start();
        for (mood, phone) in [(Mood::Hanging, "2348030000001"), (Mood::Mute, "2348030000002")] {
            let ada = Person::with_phone(phone);
            process.say(&shop, &ada, 1, "hi").await;
            shop.notifications_switch.set(mood);
            let calls = shop.notifications_switch.calls();
            process.receive(vec![ada.says(&shop.world, "2", "2 zobo")]).await;
            until(async || (shop.notifications_switch.calls() > calls).then_some(())).await;
            process.kill();

            shop.notifications_switch.set(Mood::Well);
            process = shop.start();
            assert!(process.say(&shop, &ada, 3, "view cart").await.contains("2 × Zobo"));
            let read = shop.graph.read_by(&ada.phone);
            assert_eq!(read.len(), 3, "{read:#?}");
            assert!(read[1].contains("Order this?"), "{read:#?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_after_the_order_was_placed_neither_loses_nor_doubles_it() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let (process, ada) = (shop.start(), Person::with_phone("2348030000001"));
        for (count, words) in (1..).zip(&CONVERSATION[..7]) {
            process.say(&shop, &ada, count, words).await;
        }
        shop.orders_switch.set(Mood::Mute);
        process.receive(vec![ada.says(&shop.world, "8", "confirm")]).await;
        until(async || Some(shop.all_orders().await).filter(|orders| orders.len() == 1)).await;
        process.kill();
        // The next process begins much later: what the customer confirmed is still what was confirmed.
        shop.world.advance(std::time::Duration::from_secs(14 * 60));
        shop.orders_switch.set(Mood::Well);
        let _process = shop.start();
        let read = shop.pass_until(async || Some(shop.graph.read_by(&ada.phone)).filter(|read| read.len() == 8)).await;
        let [order] = &shop.all_orders().await[..] else { panic!("one order") };
        assert!(read[7].contains(&order.number), "{read:#?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_on_one_database_double_nothing() {
    let Some(db) = postgres(NAME, &MIGRATIONS).await else { return };
    let shop = Shop::open(db).await;
    let processes = [shop.start(), shop.start()];
    let people: Vec<Person> = (0..20).map(|n| Person::with_phone(&format!("23480300004{n:02}"))).collect();
    let order = async |person: &Person| {
        for (count, words) in (1..).zip(CONVERSATION) {
            let message = person.says(&shop.world, &count.to_string(), words);
            let [first, second] = &processes;
            let (one, other) = tokio::join!(first.receive(vec![message.clone()]), second.receive(vec![message]));
            assert_eq!((one.0 + other.0, one.1 + other.1), (1, 1));
            shop.graph.wait_for(&person.phone, count).await;
        }
    };
    futures_util::future::join_all(people.iter().map(order)).await;
    assert_eq!(shop.all_orders().await.len(), 20);
    assert_eq!(processes[0].customers().await.len(), 20);
    assert!(people.iter().all(|person| shop.graph.read_by(&person.phone).len() == 8));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_takes_over_what_another_left_behind() {
    let Some(db) = postgres(NAME, &MIGRATIONS).await else { return };
    let shop = Shop::open(db).await;
    let (dying, living, ada) = (shop.start(), shop.start(), Person::with_phone("2348030000001"));
    shop.orders_switch.set(Mood::Hanging);
    let calls = shop.orders_switch.calls();
    dying.receive(vec![ada.says(&shop.world, "1", "order history")]).await;
    until(async || (shop.orders_switch.calls() > calls).then_some(())).await;
    dying.kill();
    shop.orders_switch.set(Mood::Well);
    let read = shop.pass_until(async || Some(shop.graph.read_by(&ada.phone)).filter(|read| !read.is_empty())).await;
    assert_eq!(read.len(), 1);
    drop(living);
}
