//! Customers who write faster than they are answered.

use std::time::Duration;

use chassis::{db::Db, testing::on_every_database};
use session::{MIGRATIONS, NAME};

use crate::shop::{Person, Shop};

#[tokio::test(flavor = "multi_thread")]
async fn whoever_writes_too_fast_is_told_once_and_nothing_is_lost() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let process = shop.start_with(&[("INBOUND_PER_MINUTE", "3")]);
        let ada = Person::with_phone("2348030000001");
        for count in 1..=3 {
            process.say(&shop, &ada, count, "1 zobo").await;
        }
        assert!(process.say(&shop, &ada, 4, "1 zobo").await.contains("faster"));
        let more = (5..=9).map(|id| ada.says(&shop.world, &id.to_string(), "1 zobo"));
        assert_eq!(process.receive(more.collect()).await, (5, 0));
        let customer = process.only_customer().await;
        let turns = process.wait_for_turns(&customer.id, 9).await;
        assert!(turns[3..].iter().all(|turn| turn.intent == "too_fast" && turn.heard == "1 zobo"));
        assert_eq!(turns.iter().map(|turn| turn.replies.len()).sum::<usize>(), 4);
        assert_eq!(process.only_customer().await.cart[0].quantity, 3);

        shop.world.advance(Duration::from_secs(61));
        assert_eq!(process.receive(vec![ada.says(&shop.world, "10", "1 zobo")]).await, (1, 0));
        let read = shop.graph.wait_for(&ada.phone, 5).await;
        assert!(read[4].contains("Zobo"), "{read:#?}");
        assert_eq!(read.iter().filter(|words| words.contains("faster")).count(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_who_writes_too_fast_does_not_slow_down_the_others() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let process = shop.start_with(&[("INBOUND_PER_MINUTE", "1")]);
        let [ada, bola] = ["2348030000001", "2348030000002"].map(Person::with_phone);
        process.say(&shop, &ada, 1, "hi").await;
        process.say(&shop, &ada, 2, "hi").await;
        assert!(!process.say(&shop, &bola, 1, "hi").await.contains("faster"));
    })
    .await;
}
