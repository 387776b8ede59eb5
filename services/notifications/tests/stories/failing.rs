//! What happens when Meta says no, is in trouble, or says nothing at all.

use crate::graph::Answer;
use crate::stand::{Stand, on_every_database, said};
use proto::notifications::v1::{MessageClass, MessageState, RecordStatusesResponse, RedriveMessageRequest};

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_final_and_names_metas_code() {
    on_every_database(
        |_| {},
        async |stand| {
            stand.graph.fails(400, 131_026);
            stand.sends(stand.order_news("k1", "hi")).await;
            assert_eq!(stand.becomes("k1", MessageState::Failed).await.reason, "PROVIDER_131026");
            stand.later(3600);
            stand.sends(stand.message("k2", "bisi", MessageClass::Reply, "hi")).await;
            stand.becomes("k2", MessageState::Accepted).await;
            assert_eq!(stand.graph.received().len(), 2);
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn trouble_is_tried_again_later_and_each_try_is_counted() {
    on_every_database(
        |_| {},
        async |stand| {
            stand.graph.fails(500, 131_000);
            stand.graph.fails(503, 2);
            stand.sends(stand.reply("k1", "hi")).await;
            for (tries, pause) in [(1, 2), (2, 4)] {
                stand.graph.has_received(tries).await;
                let queued = stand.becomes("k1", MessageState::Queued).await;
                assert_eq!(queued.attempts, i32::try_from(tries).unwrap());
                stand.later(pause + 2);
            }
            assert_eq!(stand.becomes("k1", MessageState::Accepted).await.attempts, 3);
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pair_limit_holds_one_person_only() {
    on_every_database(
        |_| {},
        async |stand| {
            stand.graph.fails(400, 131_056);
            stand.sends(stand.reply("k1", "hi")).await;
            assert_eq!(stand.becomes("k1", MessageState::Queued).await.reason, "PROVIDER_131056");
            stand.sends(stand.message("k2", "bisi", MessageClass::Reply, "hi")).await;
            stand.becomes("k2", MessageState::Accepted).await;
            stand.becomes_in_time("k1", MessageState::Accepted).await;
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_token_holds_the_account_and_costs_no_message_its_tries() {
    on_every_database(
        |_| {},
        async |stand| {
            stand.graph.answers([Answer::Error { status: 401, code: 190 }; 20]);
            stand.sends(stand.order_news("k1", "hi")).await;
            for tries in 1..=20 {
                stand.graph.has_received(tries).await;
                stand.becomes("k1", MessageState::Queued).await;
                stand.later(60);
            }
            stand.becomes("k1", MessageState::Accepted).await;
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn five_failures_open_the_breaker_and_one_probe_closes_it() {
    on_every_database(
        |_| {},
        async |stand| {
            stand.graph.answers([Answer::Error { status: 500, code: 131_016 }; 5]);
            for number in 0..5 {
                send_to_someone(&stand, number).await;
                stand.becomes(&format!("k{number}"), MessageState::Queued).await;
            }
            stand.graph.has_received(5).await;
            for number in 5..10 {
                send_to_someone(&stand, number).await;
            }
            stand.later(2);
            assert_eq!(stand.graph.received().len(), 5);
            assert!(stand.list().await.iter().all(|message| message.attempts <= 1));
            for number in 0..10 {
                stand.becomes_in_time(&format!("k{number}"), MessageState::Accepted).await;
            }
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there_is_certain_not_to_have_sent_anything() {
    let closed = |settings: &mut notifications::Settings| settings.api_url = "http://127.0.0.1:1/v25.0".to_owned();
    on_every_database(closed, async |stand| {
        stand.sends(stand.reply("k1", "hi")).await;
        let queued = crate::stand::until("it was tried", async || {
            Some(stand.find("k1").await).filter(|message| message.reason == "NOT_REACHED")
        });
        assert_eq!(queued.await.state(), MessageState::Queued);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_fails_eight_times_is_a_dead_letter_that_can_be_redriven() {
    on_every_database(
        |_| {},
        async |stand| {
            for tries in 1..=8 {
                stand.graph.answers([Answer::Error { status: 400, code: 1 }]);
                if tries == 1 {
                    stand.sends(stand.order_news("k1", "hi")).await;
                }
                stand.graph.has_received(tries).await;
                if tries < 8 {
                    stand.becomes("k1", MessageState::Queued).await;
                }
                stand.later(600);
            }
            let dead = stand.becomes("k1", MessageState::Dead).await;
            assert_eq!((dead.reason.as_str(), dead.attempts), ("PROVIDER_1", 8));
            let redrive = async |id: &str| {
                let redriven = stand.client.clone().redrive_message(RedriveMessageRequest { id: id.to_owned() }).await;
                redriven.map_err(|status| chassis::Problem::from(status).reason)
            };
            let redriven = redrive(&dead.id).await.unwrap().into_inner().message.unwrap();
            assert_eq!(redriven.state(), MessageState::Queued);
            stand.later(10);
            stand.becomes("k1", MessageState::Accepted).await;
            assert_eq!(redrive(&dead.id).await.unwrap_err(), "MESSAGE_NOT_DEAD");
            assert_eq!(redrive("nonsense").await.unwrap_err(), "MESSAGE_NOT_FOUND");
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn order_news_without_an_outcome_are_resent_once_and_then_given_up() {
    on_every_database(
        |_| {},
        async |stand| {
            stand.graph.answers([Answer::Page(502), Answer::Cut]);
            stand.sends(stand.order_news("k1", "ready")).await;
            stand.becomes("k1", MessageState::Ambiguous).await;
            stand.later(89);
            assert_eq!(stand.graph.received().len(), 1);
            stand.later(3);
            stand.graph.has_received(2).await;
            let ambiguous = stand.becomes("k1", MessageState::Ambiguous).await;
            assert_eq!(ambiguous.attempts, 2);
            stand.later(92);
            assert_eq!(stand.becomes("k1", MessageState::Failed).await.reason, "OUTCOME_UNKNOWN");
            assert_eq!(stand.graph.received().len(), 2);
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_without_an_outcome_is_never_resent_and_holds_nobody_up() {
    on_every_database(
        |_| {},
        async |stand| {
            stand.graph.answers([Answer::Cut]);
            stand.sends(stand.reply("k1", "menu")).await;
            stand.becomes("k1", MessageState::Ambiguous).await;
            stand.sends(stand.reply("k2", "cart")).await;
            stand.becomes("k2", MessageState::Accepted).await;
            stand.later(92);
            assert_eq!(stand.becomes("k1", MessageState::Failed).await.reason, "OUTCOME_UNKNOWN");
            assert_eq!(stand.graph.texts(), ["menu", "cart"]);
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_status_with_our_id_settles_what_nobody_knew() {
    on_every_database(
        |_| {},
        async |stand| {
            stand.graph.answers([Answer::Cut]);
            stand.sends(stand.order_news("k1", "ready")).await;
            let ambiguous = stand.becomes("k1", MessageState::Ambiguous).await;
            stand.status(said(&ambiguous, "sent")).await;
            assert_eq!(stand.find("k1").await.state(), MessageState::Sent);
            stand.later(200);
            stand.sends(stand.reply("k2", "cart")).await;
            stand.becomes("k2", MessageState::Accepted).await;
            assert_eq!(stand.graph.texts(), ["ready", "cart"]);
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_dies_while_sending_leaves_an_ambiguous_message_and_nothing_else() {
    on_every_database(
        |_| {},
        async |stand| {
            stand.graph.answers([Answer::Silence]);
            stand.sends(stand.order_news("k1", "ready")).await;
            stand.graph.has_received(1).await;
            stand.sends(stand.order_news("k2", "waits")).await;
            let stand = stand.restarted();
            stand.later(31);
            stand.becomes("k2", MessageState::Accepted).await;
            stand.becomes("k1", MessageState::Ambiguous).await;
            stand.later(92);
            assert_eq!(stand.becomes("k1", MessageState::Accepted).await.attempts, 2);
            assert_eq!(stand.graph.texts(), ["ready", "waits", "ready"]);
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_an_embedded_database_nobody_waits_for_a_sender_that_died_with_its_process() {
    on_every_database(
        |_| {},
        async |stand| {
            stand.graph.answers([Answer::Silence]);
            stand.sends(stand.order_news("k1", "ready")).await;
            stand.graph.has_received(1).await;
            stand.sends(stand.order_news("k2", "waits")).await;
            stand.later(1);
            let is_embedded = stand.db.is_embedded();
            let stand = stand.restarted();
            if !is_embedded {
                // Another replica may still be sending.
                stand.later(31);
            }
            stand.becomes("k1", MessageState::Ambiguous).await;
            stand.becomes("k2", MessageState::Accepted).await;
            assert_eq!(stand.graph.texts(), ["ready", "waits"]);
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waited_when_a_process_died_is_sent_by_the_next_one() {
    on_every_database(
        |_| {},
        async |stand| {
            stand.graph.fails(401, 190);
            stand.sends(stand.order_news("k1", "ready")).await;
            stand.becomes("k1", MessageState::Queued).await;
            let stand = stand.restarted();
            stand.later(60);
            stand.becomes("k1", MessageState::Accepted).await;
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_replicas_send_one_message_once() {
    on_every_database(
        |_| {},
        async |stand| {
            let Stand { db, world, graph, settings, orders, .. } = &stand;
            let twin = Stand::start(db.clone(), world.clone(), graph.clone(), settings.clone(), orders.clone());
            stand.graph.answers([Answer::Error { status: 500, code: 131_000 }; 4]);
            for number in 0..20 {
                let sender = if number % 2 == 0 { &stand } else { &twin };
                send_to_someone(sender, number).await;
            }
            stand.graph.has_received(20).await;
            for number in 0..20 {
                stand.becomes_in_time(&format!("k{number}"), MessageState::Accepted).await;
            }
            let mut texts = stand.graph.texts();
            texts.sort();
            texts.dedup();
            assert_eq!((texts.len(), stand.graph.received().len()), (20, 24));
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_failure_that_may_pass_goes_back_to_the_queue_a_limited_number_of_times() {
    on_every_database(
        |_| {},
        async |stand| {
            stand.sends(stand.order_news("k1", "ready")).await;
            for tries in 1..=8 {
                let message = stand.becomes("k1", MessageState::Accepted).await;
                assert_eq!(message.attempts, tries);
                let failed =
                    proto::notifications::v1::DeliveryStatus { error_code: 131_000, ..said(&message, "failed") };
                let noted = stand.status(failed.clone()).await;
                assert_eq!(noted, RecordStatusesResponse { applied: 1, ignored: 0 });
                assert_eq!(stand.status(failed).await.applied, 0);
                stand.later(600);
            }
            assert_eq!(stand.becomes("k1", MessageState::Dead).await.reason, "PROVIDER_131000");
        },
    )
    .await;
}

async fn send_to_someone(stand: &Stand, number: usize) {
    let key = format!("k{number}");
    stand.sends(stand.message(&key, &key, MessageClass::Order, &key)).await;
}
