//! Ordering.

use std::time::Duration;

use chassis::{db::Db, testing::on_every_database};
use session::{MIGRATIONS, NAME};

use crate::shop::{Person, Shop};

/// What a new customer writes to order for 4,200.00.
pub(crate) const CONVERSATION: [&str; 8] =
    ["hi", "menu", "add chicken suya 2", "add zobo 1", "view cart", "done", "pickup", "confirm"];

#[tokio::test(flavor = "multi_thread")]
async fn eight_messages_make_an_order_and_each_is_answered_once() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let (process, ada) = (shop.start(), Person::with_phone("2348030000001"));
        let mut answers = Vec::new();
        for (count, words) in (1..).zip(CONVERSATION) {
            answers.push(process.say(&shop, &ada, count, words).await);
        }

        let [order] = &shop.all_orders().await[..] else { panic!("one order: {answers:#?}") };
        assert_eq!(order.total.as_ref().unwrap().amount_minor, 420_000);
        let customer = order.customer.as_ref().unwrap();
        assert_eq!((customer.name.as_str(), customer.phone.as_str()), ("Ada", "2348030000001"));
        assert_eq!(order.source, "whatsapp");
        assert!(answers[7].contains(&order.number), "{answers:#?}");
        assert_eq!(shop.graph.read_by(&ada.phone).len(), 8);

        let turns = process.turns(&customer.id).await;
        let heard: Vec<&str> = turns.iter().map(|turn| turn.heard.as_str()).collect();
        assert_eq!(heard, CONVERSATION);
        assert_eq!((turns[7].intent.as_str(), turns[7].state_before.as_str()), ("confirm", "confirming"));
        assert_eq!(turns[7].replies.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_half_an_hour_the_cart_is_still_there_and_is_shown() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let (process, ada) = (shop.start(), Person::with_phone("2348030000001"));
        process.say(&shop, &ada, 1, "2 zobo").await;
        process.say(&shop, &ada, 2, "done").await;
        shop.world.advance(Duration::from_secs(31 * 60));
        let answer = process.say(&shop, &ada, 3, "confirm").await;
        assert!(answer.contains("2 × Zobo"), "{answer}");
        assert!(shop.all_orders().await.is_empty());
        assert_eq!(process.only_customer().await.cart[0].quantity, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_that_was_long_under_way_is_asked_for_again() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let (process, ada) = (shop.start(), Person::with_phone("2348030000001"));
        for (count, words) in (1..).zip(&CONVERSATION[..7]) {
            process.say(&shop, &ada, count, words).await;
        }
        let mut late = ada.says(&shop.world, "8", "confirm");
        late.sent_time.as_mut().unwrap().seconds -= 11 * 60;
        process.receive(vec![late]).await;
        let read = shop.graph.wait_for(&ada.phone, 8).await;
        assert!(shop.all_orders().await.is_empty(), "{read:#?}");
        let mut count = 8;
        for answer in ["pickup", "confirm"] {
            count += 1;
            process.say(&shop, &ada, count, answer).await;
        }
        assert_eq!(shop.all_orders().await.len(), 1, "{:#?}", shop.graph.read_by(&ada.phone));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_follows_and_cancels_an_order() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let (process, ada) = (shop.start(), Person::with_phone("2348030000001"));
        for (count, words) in (1..).zip(CONVERSATION) {
            process.say(&shop, &ada, count, words).await;
        }
        let number = shop.all_orders().await[0].number.clone();
        assert!(process.say(&shop, &ada, 9, &format!("status {number}")).await.contains(&number));
        assert!(process.say(&shop, &ada, 10, "order history").await.contains(&number));

        let bola = Person::with_phone("2348030000002");
        let answer = process.say(&shop, &bola, 1, &format!("cancel order {number}")).await;
        assert!(!answer.contains("is cancelled"), "{answer}");
        let answer = process.say(&shop, &ada, 11, &format!("cancel order {number}")).await;
        assert!(answer.contains("is cancelled"), "{answer}");
        assert_eq!(shop.all_orders().await[0].status(), proto::orders::v1::OrderStatus::Cancelled);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_price_holds_from_the_next_message_on() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let (process, ada) = (shop.start(), Person::with_phone("2348030000001"));
        assert!(process.say(&shop, &ada, 1, "2 zobo").await.contains("1,200.00"));
        let mut catalog = shop.catalog.clone();
        let request = proto::catalog::v1::GetProductRequest { product: "ZOBO".into() };
        let mut zobo = catalog.get_product(request).await.unwrap().into_inner().product.unwrap();
        zobo.price.as_mut().unwrap().amount_minor = 70_000;
        catalog.update_product(proto::catalog::v1::UpdateProductRequest { product: Some(zobo) }).await.unwrap();
        assert!(process.say(&shop, &ada, 2, "view cart").await.contains("1,400.00"));
    })
    .await;
}
