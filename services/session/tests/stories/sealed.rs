//! What customers wrote rests sealed, and what happens when its key is not at hand.

use std::time::Duration;

use chassis::{
    db::Db,
    testing::on_every_database,
    vault::{KEY_BYTES, SETTING, key_text},
};
use proto::session::v1 as wire;
use session::{MIGRATIONS, NAME};

use crate::{
    shop::{KEY, Person, Process, Shop, until},
    wire::Mood,
};

impl Shop {
    /// Starts a process that has another key.
    fn start_with_another_key(&self) -> Process {
        self.start_with(&[("INBOUND_PER_MINUTE", "0"), (SETTING, &key_text([2; KEY_BYTES]))])
    }

    /// Starts a process that seals with the other key and still opens what the shop's own sealed.
    fn start_with_both_keys(&self) -> Process {
        let keys = format!("{},{KEY}", key_text([2; KEY_BYTES]));
        self.start_with(&[("INBOUND_PER_MINUTE", "0"), (SETTING, &keys)])
    }

    /// Waits until a message was given up.
    async fn dead_in(&self, process: &Process) -> wire::DeadMessage {
        // The pool may still hold connections of a process that was killed, which fail once each.
        let dead = async || {
            let request = wire::ListDeadMessagesRequest::default();
            process.client.clone().list_dead_messages(request).await.ok()?.into_inner().messages.pop()
        };
        self.pass_quickly_until(Duration::from_secs(1), dead).await
    }

    async fn redrive(&self, process: &Process, dead: wire::DeadMessage) {
        let request = wire::RedriveDeadMessageRequest { id: dead.id };
        until(async || process.client.clone().redrive_dead_message(request.clone()).await.ok()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_under_another_key_is_no_longer_answered_and_nothing_of_it_is_lost() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let (first, ada) = (shop.start(), Person::with_phone("2348030000001"));
        first.say(&shop, &ada, 1, "2 zobo").await;
        first.retire().await;

        let other = shop.start_with_another_key();
        other.receive(vec![ada.says(&shop.world, "2", "view cart")]).await;
        let dead = shop.dead_in(&other).await;
        assert_eq!(dead.error, "the conversation is sealed with a key that this process does not have");
        let read = shop.graph.wait_for(&ada.phone, 2).await;
        assert!(read[1].contains("could not deal with"), "{read:#?}");
        assert_eq!((other.only_customer().await.state.as_str(), other.dead().await.len()), ("sealed", 1));
        // Others are answered meanwhile.
        other.say(&shop, &Person::with_phone("2348030000002"), 1, "hi").await;
        other.retire().await;

        let process = shop.start_with_both_keys();
        shop.redrive(&process, dead).await;
        assert!(shop.graph.wait_for(&ada.phone, 3).await[2].contains("2 × Zobo"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_under_another_key_waits_as_a_dead_letter_until_its_key_is_back() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        shop.catalog_switch.set(Mood::Away);
        let (first, ada) = (shop.start(), Person::with_phone("2348030000001"));
        first.receive(vec![ada.says(&shop.world, "1", "2 zobo")]).await;
        first.kill();
        shop.catalog_switch.set(Mood::Well);

        let other = shop.start_with_another_key();
        let dead = shop.dead_in(&other).await;
        assert_eq!(dead.error, "the message is sealed with a key that this process does not have");
        other.retire().await;
        let process = shop.start();
        shop.redrive(&process, dead).await;
        assert!(shop.graph.wait_for(&ada.phone, 2).await[1].contains("2 × Zobo"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn replies_under_another_key_wait_as_a_dead_letter_until_their_key_is_back() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let (first, ada) = (shop.start(), Person::with_phone("2348030000001"));
        shop.notifications_switch.set(Mood::Hanging);
        first.receive(vec![ada.says(&shop.world, "1", "2 zobo")]).await;
        until(async || (shop.notifications_switch.calls() > 0).then_some(())).await;
        first.kill();
        shop.notifications_switch.set(Mood::Well);

        let other = shop.start_with_another_key();
        let dead = shop.dead_in(&other).await;
        assert_eq!(dead.error, "the turn is sealed with a key that this process does not have");
        assert!(shop.graph.wait_for(&ada.phone, 1).await[0].contains("could not deal with"));
        other.retire().await;
        let process = shop.start();
        shop.redrive(&process, dead).await;
        assert!(shop.graph.wait_for(&ada.phone, 2).await[1].contains("2 × Zobo"));
        assert_eq!(process.only_customer().await.cart[0].quantity, 2, "it is handed over and not done again");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_key_behind_a_new_one_still_opens_what_it_sealed() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let (first, ada) = (shop.start(), Person::with_phone("2348030000001"));
        first.say(&shop, &ada, 1, "2 zobo").await;
        first.retire().await;
        let process = shop.start_with_both_keys();
        assert!(process.say(&shop, &ada, 2, "view cart").await.contains("2 × Zobo"));
        process.retire().await;
        let other = shop.start_with_another_key();
        assert!(other.say(&shop, &ada, 3, "view cart").await.contains("2 × Zobo"), "it is sealed anew by now");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_whose_key_is_lost_can_begin_anew() {
    on_every_database(NAME, &MIGRATIONS, async |db: Db| {
        let shop = Shop::open(db).await;
        let (first, ada) = (shop.start(), Person::with_phone("2348030000001"));
        first.say(&shop, &ada, 1, "2 zobo").await;
        first.retire().await;
        let other = shop.start_with_another_key();
        let request = wire::ResetSessionRequest { customer_id: other.only_customer().await.id };
        other.client.clone().reset_session(request).await.unwrap();
        assert!(other.say(&shop, &ada, 2, "view cart").await.contains("empty"));
    })
    .await;
}
