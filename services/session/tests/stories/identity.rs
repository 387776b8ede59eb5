//! Who is who.

use chassis::{db::Db, testing::on_every_database};
use proto::session::v1::{self as wire, inbound_message::Content};
use session::{MIGRATIONS, NAME};

use crate::shop::{Person, Shop};

fn changed(new_phone: &str, new_user_id: &str, old_user_id: &str) -> Content {
    Content::IdentityChange(wire::InboundIdentityChange {
        new_phone: new_phone.into(),
        new_user_id: new_user_id.into(),
        old_user_id: old_user_id.into(),
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_without_a_phone_number_is_answered() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let (process, ada) = (shop.start(), Person::with_user_id("NG.13491208655302741918"));
        process.say(&shop, &ada, 1, "hi").await;
        assert!(process.say(&shop, &ada, 2, "2 zobo").await.contains("Zobo"));
        let address = process.only_customer().await.address.unwrap();
        assert_eq!((address.phone.as_str(), address.user_id.as_str()), ("", "NG.13491208655302741918"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn names_seen_together_are_one_customer_ever_after() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let process = shop.start();
        let by_phone = Person::with_phone("2348030000001");
        let by_user_id = Person::with_user_id("NG.1");
        let by_both = Person { user_id: "NG.1".into(), ..by_phone.clone() };
        process.say(&shop, &by_phone, 1, "2 zobo").await;
        process.say(&shop, &by_both, 2, "1 zobo").await;
        process.receive(vec![by_user_id.says(&shop.world, "3", "1 zobo")]).await;
        // Whoever was once reached by a number can still be.
        shop.graph.wait_for(&by_phone.phone, 3).await;
        assert_eq!(process.only_customer().await.cart[0].quantity, 4);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_user_id_joins_two_of_our_numbers() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let process = shop.start();
        let here = Person { parent_user_id: "NG.ENT.1".into(), ..Person::with_user_id("NG.1") };
        let there = Person { user_id: "NG.2".into(), ..here.clone() };
        process.say(&shop, &here, 1, "2 zobo").await;
        process.say(&shop, &there, 1, "view cart").await;
        assert_eq!(process.only_customer().await.cart[0].quantity, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_number_keeps_the_cart_and_frees_the_old_one() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let process = shop.start();
        let [old, new] = ["2348030000001", "2348030000002"].map(Person::with_phone);
        process.say(&shop, &old, 1, "2 zobo").await;
        let change = old.sends(&shop.world, "change", changed(&new.phone, "", ""));
        assert_eq!(process.receive(vec![change.clone()]).await, (1, 0));
        let answer = process.say(&shop, &new, 1, "view cart").await;
        assert!(answer.contains("2 × Zobo"), "{answer}");
        let ada = process.only_customer().await;
        assert_eq!(ada.address.as_ref().unwrap().phone, new.phone);
        assert_eq!(process.turns(&ada.id).await[1].intent, "identity_change");

        // The change again must not take the number from whoever has it now, and the old one is free for others.
        assert_eq!(process.receive(vec![change]).await, (0, 1));
        let answer = process.say(&shop, &old, 2, "view cart").await;
        assert!(!answer.contains("Zobo"), "{answer}");
        assert_eq!(process.customers().await.len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_user_id_keeps_the_cart() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let process = shop.start();
        let [old, new] = ["NG.1", "NG.2"].map(Person::with_user_id);
        process.say(&shop, &old, 1, "2 zobo").await;
        let change = new.sends(&shop.world, "change", changed("", "NG.2", "NG.1"));
        assert_eq!(process.receive(vec![change]).await, (1, 0));
        let answer = process.say(&shop, &new, 1, "view cart").await;
        assert!(answer.contains("2 × Zobo"), "{answer}");
        process.only_customer().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_was_handed_on_does_not_show_the_cart_to_a_stranger() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let process = shop.start();
        let ada = Person { user_id: "NG.1".into(), ..Person::with_phone("2348030000001") };
        let stranger = Person { user_id: "NG.2".into(), name: "Bola".into(), ..ada.clone() };
        process.say(&shop, &ada, 1, "2 zobo").await;
        let answer = process.say(&shop, &stranger, 2, "view cart").await;
        assert!(!answer.contains("Zobo"), "{answer}");
        assert_eq!(process.customers().await.len(), 2);
        assert_eq!(shop.graph.read_by(&ada.phone).len(), 2);
    })
    .await;
}
