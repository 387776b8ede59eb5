//! What Meta says later about messages.

use crate::graph::Answer;
use crate::stand::{on_every_database, said};
use proto::{
    common::v1::Channel,
    notifications::v1::{
        AccountEvent, DeliveryStatus, MessageState, RecordAccountEventsRequest, RecordStatusesRequest,
        RecordStatusesResponse,
    },
};

#[tokio::test(flavor = "multi_thread")]
async fn statuses_move_a_message_only_forward_in_whatever_order_they_come() {
    on_every_database(
        |_| {},
        async |stand| {
            for (number, (words, expected)) in [
                (["sent", "delivered", "read"], MessageState::Read),
                (["read", "sent", "delivered"], MessageState::Read),
                (["delivered", "sent", "failed"], MessageState::Delivered),
                (["failed", "sent", "sent"], MessageState::Failed),
                (["failed", "delivered", "sent"], MessageState::Delivered),
                (["sent", "in_orbit", "played"], MessageState::Read),
            ]
            .into_iter()
            .enumerate()
            {
                let key = format!("k{number}");
                stand.sends(stand.reply(&key, &key)).await;
                let message = stand.becomes(&key, MessageState::Accepted).await;
                for word in words {
                    stand.status(DeliveryStatus { error_code: 131_026, ..said(&message, word) }).await;
                }
                assert_eq!(stand.find(&key).await.state(), expected, "{words:?}");
            }
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_status_may_come_before_the_answer_to_the_send() {
    on_every_database(
        |_| {},
        async |stand| {
            stand.graph.answers([Answer::Silence]);
            stand.sends(stand.reply("k1", "hi")).await;
            stand.graph.has_received(1).await;
            let sending = stand.find("k1").await;
            assert_eq!(sending.state(), MessageState::Sending);
            let early = DeliveryStatus { provider_message_id: "wamid.early".to_owned(), ..said(&sending, "delivered") };
            assert_eq!(stand.status(early).await, RecordStatusesResponse { applied: 1, ignored: 0 });
            assert_eq!(stand.find("k1").await.state(), MessageState::Delivered);
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_status_without_our_id_is_matched_by_metas() {
    on_every_database(
        |_| {},
        async |stand| {
            stand.sends(stand.reply("k1", "hi")).await;
            let message = stand.becomes("k1", MessageState::Accepted).await;
            let by_provider_id = DeliveryStatus { callback_data: String::new(), ..said(&message, "read") };
            stand.status(by_provider_id).await;
            assert_eq!(stand.find("k1").await.state(), MessageState::Read);
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_counts_what_was_news() {
    on_every_database(
        |_| {},
        async |stand| {
            let mut statuses = Vec::new();
            for number in 0..3 {
                let key = format!("k{number}");
                stand.sends(stand.reply(&key, &key)).await;
                let message = stand.becomes(&key, MessageState::Accepted).await;
                statuses.extend(["sent", "delivered", "warning"].map(|word| said(&message, word)));
            }
            let unknown = DeliveryStatus {
                provider_message_id: "wamid.unknown".to_owned(),
                status: "read".to_owned(),
                ..Default::default()
            };
            statuses.extend([unknown.clone(), DeliveryStatus { callback_data: "order-8812".to_owned(), ..unknown }]);
            let record = async |statuses| {
                let noted = stand.client.clone().record_statuses(RecordStatusesRequest { statuses }).await;
                noted.map(tonic::Response::into_inner)
            };
            assert_eq!(record(statuses.clone()).await.unwrap(), RecordStatusesResponse { applied: 6, ignored: 5 });
            assert_eq!(record(statuses).await.unwrap(), RecordStatusesResponse { applied: 0, ignored: 11 });
            assert_eq!(record(vec![]).await.unwrap(), RecordStatusesResponse { applied: 0, ignored: 0 });
            let many = vec![DeliveryStatus::default(); 1_001];
            assert_eq!(chassis::Problem::from(record(many).await.unwrap_err()).reason, "TOO_MANY_STATUSES");
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_network_says_about_our_account_is_kept() {
    on_every_database(
        |_| {},
        async |stand| {
            let event = AccountEvent {
                channel: Channel::Whatsapp.into(),
                account_id: "102290129340398".to_owned(),
                field: "message_template_status_update".to_owned(),
                raw_json: r#"{"event":"APPROVED"}"#.to_owned(),
            };
            let record = async |events| {
                let recorded = stand.client.clone().record_account_events(RecordAccountEventsRequest { events }).await;
                recorded.map(drop).map_err(|status| chassis::Problem::from(status).reason)
            };
            assert_eq!(
                record(vec![event.clone(), AccountEvent { raw_json: "not\0json".to_owned(), ..event.clone() }]).await,
                Ok(())
            );
            let large = AccountEvent { raw_json: "x".repeat(64 * 1024 + 1), ..event.clone() };
            assert_eq!(record(vec![large]).await, Err("EVENT_INVALID".to_owned()));
            assert_eq!(record(vec![event; 1_001]).await, Err("TOO_MANY_EVENTS".to_owned()));
        },
    )
    .await;
}
