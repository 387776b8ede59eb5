//! The event feed.

use futures_util::{StreamExt as _, TryStreamExt as _};
use proto::orders::v1::{FollowRequest, FollowResponse, OrderEvent, OrderEventKind, OrderStatus};
use tonic::Streaming;

use crate::market::{Market, on_every_database, to};

async fn follow(market: &Market, after: i64, from_now: bool) -> Streaming<FollowResponse> {
    market.orders.clone().follow(FollowRequest { after, from_now }).await.unwrap().into_inner()
}

async fn take(stream: &mut Streaming<FollowResponse>, count: usize) -> Vec<OrderEvent> {
    let events: Vec<_> = stream.take(count).try_collect().await.unwrap();
    events.into_iter().map(|response| response.event.unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follower_hears_what_was_and_what_comes_each_once_and_in_order() {
    on_every_database(async |market: Market| {
        let order = market.placed("k-1").await;
        let mut stream = follow(&market, 0, false).await;
        let placed = take(&mut stream, 1).await.remove(0);
        assert_eq!((placed.position, placed.kind()), (1, OrderEventKind::Placed));
        assert_eq!(placed.change.as_ref(), order.history.first());
        assert_eq!(placed.order.unwrap(), proto::orders::v1::Order { history: Vec::new(), ..order.clone() });
        let confirmed = market.change(to(&order, OrderStatus::Confirmed)).await.unwrap();
        let changed = take(&mut stream, 1).await.remove(0);
        assert_eq!((changed.position, changed.kind()), (2, OrderEventKind::StatusChanged));
        assert_eq!(changed.change.as_ref(), confirmed.history.last());
        assert_eq!(changed.order.unwrap().version, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follower_goes_on_after_the_last_event_it_has() {
    on_every_database(async |market: Market| {
        for number in 0..5 {
            market.placed(&format!("k-{number}")).await;
        }
        let all = take(&mut follow(&market, 0, false).await, 5).await;
        assert_eq!(all.iter().map(|event| event.position).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
        assert_eq!(take(&mut follow(&market, 3, false).await, 2).await, all[3..]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follower_from_now_hears_only_of_what_comes() {
    on_every_database(async |market: Market| {
        market.placed("k-1").await;
        take(&mut follow(&market, 0, false).await, 1).await;
        let mut stream = follow(&market, 0, true).await;
        let later = market.placed("k-2").await;
        assert_eq!(take(&mut stream, 1).await[0].order.as_ref().unwrap().id, later.id);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_did_not_happen_is_not_told() {
    on_every_database(async |market: Market| {
        let order = market.placed("k-1").await;
        market.place(market.wish("k-1")).await.unwrap();
        market.change(to(&order, OrderStatus::Delivered)).await.unwrap_err();
        market.change(to(&order, OrderStatus::Confirmed)).await.unwrap();
        let told = take(&mut follow(&market, 0, false).await, 2).await;
        assert_eq!([told[0].kind(), told[1].kind()], [OrderEventKind::Placed, OrderEventKind::StatusChanged]);
        assert_eq!(told[1].order.as_ref().unwrap().status(), OrderStatus::Confirmed);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_position_before_the_beginning_is_refused() {
    on_every_database(async |market: Market| {
        let refused = market.orders.clone().follow(FollowRequest { after: -1, from_now: false }).await.unwrap_err();
        assert_eq!(chassis::Problem::from(refused).reason, "POSITION_INVALID");
    })
    .await;
}
