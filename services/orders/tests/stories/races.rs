//! Many at once.

use futures_util::future::join_all;
use proto::orders::v1::{ChangeOrderStatusRequest, ListOrdersRequest, OrderStatus};

use crate::market::{Market, on_every_database, to};

/// Runs the same call many times at once, each on a task of its own.
async fn at_once<T>(count: usize, call: impl Fn(usize) -> T) -> Vec<T::Output>
where
    T: Future<Output: Send + 'static> + Send + 'static,
{
    let calls: Vec<_> = (0..count).map(|number| tokio::spawn(call(number))).collect();
    join_all(calls).await.into_iter().map(Result::unwrap).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_placements_with_one_key_make_one_order() {
    on_every_database(async |market: Market| {
        let answers = at_once(50, |_| {
            let (mut orders, wish) = (market.orders.clone(), market.wish("k-1"));
            async move { orders.place_order(wish).await.unwrap().into_inner() }
        })
        .await;
        assert_eq!(answers.iter().filter(|answer| !answer.replayed).count(), 1);
        assert!(answers.iter().all(|answer| answer.order == answers[0].order));
        assert_eq!(market.list(ListOrdersRequest::default()).await.unwrap().orders.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_who_change_one_version_one_wins() {
    on_every_database(async |market: Market| {
        let order = market.placed("k-1").await;
        let seen = ChangeOrderStatusRequest { expected_version: 1, ..to(&order, OrderStatus::Confirmed) };
        let reasons = race(&market, |_| seen.clone()).await;
        assert_eq!(reasons.iter().filter(|reason| *reason == "won").count(), 1);
        assert_eq!(reasons.iter().filter(|reason| *reason == "VERSION_MISMATCH").count(), 19);
        assert_eq!(market.get(&order.id, "").await.unwrap().history.len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_who_confirm_one_order_one_wins_and_the_others_hear_where_it_stands() {
    on_every_database(async |market: Market| {
        let order = market.placed("k-1").await;
        let reasons = race(&market, |_| to(&order, OrderStatus::Confirmed)).await;
        assert_eq!(reasons.iter().filter(|reason| *reason == "won").count(), 1);
        assert_eq!(reasons.iter().filter(|reason| *reason == "TRANSITION_NOT_ALLOWED").count(), 19);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_sent_twenty_times_with_one_key_happens_once_and_succeeds_everywhere() {
    on_every_database(async |market: Market| {
        let order = market.placed("k-1").await;
        let keyed = ChangeOrderStatusRequest { idempotency_key: "tap-1".into(), ..to(&order, OrderStatus::Confirmed) };
        let reasons = race(&market, |_| keyed.clone()).await;
        assert!(reasons.iter().all(|reason| reason == "won"), "{reasons:?}");
        assert_eq!(market.get(&order.id, "").await.unwrap().history.len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_key_for_many_orders_at_once_changes_one_of_them() {
    on_every_database(async |market: Market| {
        let mut placed = Vec::new();
        for number in 0..20 {
            placed.push(market.placed(&format!("k-{number}")).await);
        }
        let keyed = |number: usize| ChangeOrderStatusRequest {
            idempotency_key: "tap-1".into(),
            ..to(&placed[number], OrderStatus::Confirmed)
        };
        let reasons = race(&market, keyed).await;
        assert_eq!(reasons.iter().filter(|reason| *reason == "won").count(), 1);
        assert_eq!(reasons.iter().filter(|reason| *reason == "KEY_REUSED").count(), 19);
    })
    .await;
}

/// Twenty changes at once: "won", or the reason why not.
async fn race(market: &Market, change: impl Fn(usize) -> ChangeOrderStatusRequest) -> Vec<String> {
    at_once(20, |number| {
        let (mut orders, change) = (market.orders.clone(), change(number));
        async move {
            match orders.change_order_status(change).await {
                Ok(_) => "won".to_owned(),
                Err(status) => chassis::Problem::from(status).reason,
            }
        }
    })
    .await
}
