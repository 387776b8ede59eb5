//! What is held back, and what is not sent at all.

use std::time::Duration;

use crate::stand::{Stand, on_every_database};
use notifications::Settings;
use proto::{
    convert::to_time,
    notifications::v1::{MessageClass, MessageState, OutgoingMessage, Recipient, RecordHeardRequest},
};

fn paced(settings: &mut Settings) {
    (settings.pair_interval, settings.pair_burst) = (Duration::from_secs(6), 3);
}

/// Sends replies one after the other until one is held; tells how many left.
async fn sends_until_held(stand: &Stand, prefix: &str) -> usize {
    for number in 0..50 {
        let key = format!("{prefix}{number}");
        stand.sends(stand.reply(&key, &key)).await;
        let state = crate::stand::until("the message left or is held", async || {
            let state = stand.find(&key).await.state();
            let is_held = state == MessageState::Queued && stand.graph.received().len() <= number;
            (state == MessageState::Accepted || is_held).then_some(state)
        });
        if state.await == MessageState::Queued {
            return number;
        }
    }
    panic!("nothing is ever held")
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_burst_one_message_leaves_every_six_seconds() {
    on_every_database(paced, async |stand| {
        assert_eq!(sends_until_held(&stand, "k").await, 3);
        stand.later(5);
        stand.sends(stand.message("other", "bisi", MessageClass::Reply, "hi")).await;
        stand.becomes("other", MessageState::Accepted).await;
        assert_eq!(stand.find("k3").await.state(), MessageState::Queued);
        let sent = stand.becomes_in_time("k3", MessageState::Accepted).await;
        let waited = sent.update_time.unwrap().seconds - sent.create_time.unwrap().seconds;
        assert!((6..60).contains(&waited), "{waited} s");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_the_pace_leaves_as_one_message() {
    on_every_database(paced, async |stand| {
        sends_until_held(&stand, "k").await;
        stand.send(vec![stand.reply("a", "and"), stand.reply("b", "more")]).await.unwrap();
        stand.becomes_in_time("k3", MessageState::Accepted).await;
        assert_eq!(stand.graph.texts().last().unwrap(), "k3\n\nand\n\nmore");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_does_not_forget_the_pace() {
    on_every_database(paced, async |stand| {
        for number in 0..3 {
            let key = format!("k{number}");
            stand.sends(stand.reply(&key, &key)).await;
            stand.becomes(&key, MessageState::Accepted).await;
        }
        let stand = stand.restarted();
        stand.sends(stand.reply("held", "held")).await;
        stand.sends(stand.message("other", "bisi", MessageClass::Reply, "hi")).await;
        stand.becomes("other", MessageState::Accepted).await;
        assert_eq!(stand.find("held").await.state(), MessageState::Queued);
        stand.becomes_in_time("held", MessageState::Accepted).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_accounts_throughput_is_kept_and_orders_come_through_before_advertising() {
    on_every_database(
        |settings| settings.messages_per_second = 10,
        async |stand| {
            for number in 0..6 {
                let key = format!("advert{number}");
                stand.sends(stand.message(&key, &key, MessageClass::Marketing, &key)).await;
            }
            stand.graph.has_received(3).await;
            for number in 0..7 {
                let key = format!("order{number}");
                stand.sends(stand.message(&key, &key, MessageClass::Order, &key)).await;
                stand.becomes(&key, MessageState::Accepted).await;
            }
            assert_eq!(stand.graph.received().len(), 10);
            stand.sends(stand.message("order7", "order7", MessageClass::Order, "one too many")).await;
            assert_eq!(stand.find("order7").await.state(), MessageState::Queued);
            stand.becomes_in_time("order7", MessageState::Accepted).await;
            for number in 0..6 {
                stand.becomes_in_time(&format!("advert{number}"), MessageState::Accepted).await;
            }
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_to_someone_who_never_wrote_or_not_for_a_day() {
    on_every_database(
        |_| {},
        async |stand| {
            let unheard = |key: &str| OutgoingMessage { heard_time: None, ..stand.order_news(key, key) };
            stand.sends(unheard("never")).await;
            assert_eq!(stand.becomes("never", MessageState::Dropped).await.reason, "WINDOW_CLOSED");
            stand.sends(stand.order_news("heard", "heard")).await;
            stand.becomes("heard", MessageState::Accepted).await;
            stand.later(24 * 3600 - 1);
            stand.sends(unheard("just")).await;
            stand.becomes("just", MessageState::Accepted).await;
            stand.later(1);
            stand.sends(unheard("late")).await;
            assert_eq!(stand.becomes("late", MessageState::Dropped).await.reason, "WINDOW_CLOSED");
            assert_eq!(stand.graph.texts(), ["heard", "just"]);
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hearing_from_someone_opens_the_window_again() {
    on_every_database(
        |_| {},
        async |stand| {
            let recipient = stand.reply("k", "").recipient;
            let heard_time = Some(to_time(stand.world.now()));
            stand.client.clone().record_heard(RecordHeardRequest { recipient, heard_time }).await.unwrap();
            let recipient = Some(Recipient { id: "ada".to_owned(), ..Default::default() });
            stand.sends(OutgoingMessage { recipient, heard_time: None, ..stand.reply("k1", "hi") }).await;
            stand.becomes("k1", MessageState::Accepted).await;
            let missing = RecordHeardRequest { recipient: stand.reply("k", "").recipient, heard_time: None };
            let problem = chassis::Problem::from(stand.client.clone().record_heard(missing).await.unwrap_err());
            assert_eq!(problem.reason, "HEARD_TIME_REQUIRED");
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_waited_five_minutes_is_dropped_and_order_news_are_not() {
    on_every_database(
        |_| {},
        async |stand| {
            stand.graph.fails(401, 190);
            stand.sends(stand.reply("first", "first")).await;
            stand.becomes("first", MessageState::Queued).await;
            stand.sends(stand.reply("reply", "reply")).await;
            stand.sends(stand.order_news("order", "order")).await;
            stand.later(300);
            stand.becomes("order", MessageState::Accepted).await;
            assert_eq!(stand.becomes("reply", MessageState::Dropped).await.reason, "EXPIRED");
            assert_eq!(stand.becomes("first", MessageState::Dropped).await.reason, "EXPIRED");
            assert_eq!(stand.graph.texts(), ["first", "order"]);
        },
    )
    .await;
}
