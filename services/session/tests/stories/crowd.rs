//! Many customers at once.

use chassis::{db::Db, testing::on_every_database};
use session::{MIGRATIONS, NAME};

use crate::{
    ordering::CONVERSATION,
    shop::{Person, Shop},
    wire::Mood,
};

#[tokio::test(flavor = "multi_thread")]
async fn fifty_customers_order_at_the_same_time() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let process = shop.start();
        let people: Vec<Person> = (0..50).map(|n| Person::with_phone(&format!("23480300001{n:02}"))).collect();
        let order = async |person: &Person| {
            for (count, words) in (1..).zip(CONVERSATION) {
                process.say(&shop, person, count, words).await;
            }
        };
        futures_util::future::join_all(people.iter().map(order)).await;
        let orders = shop.all_orders().await;
        assert_eq!(orders.len(), 50);
        assert!(orders.iter().all(|order| order.total.as_ref().unwrap().amount_minor == 420_000));
        assert!(people.iter().all(|person| shop.graph.read_by(&person.phone).len() == 8));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_waits_for_orders_does_not_hold_up_the_others() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let process = shop.start();
        shop.orders_switch.set(Mood::Hanging);
        let waiting =
            (0..40).map(|n| Person::with_phone(&format!("23480300002{n:02}")).says(&shop.world, "1", "order history"));
        assert_eq!(process.receive(waiting.collect()).await, (40, 0));
        let ada = Person::with_phone("2348030000001");
        assert!(process.say(&shop, &ada, 1, "2 zobo").await.contains("Zobo"));
    })
    .await;
}
