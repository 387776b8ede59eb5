//! Orders along their life.

use std::time::Duration;

use chassis::Kind;
use orders::domain::{Actor, Fulfilment as Means, Status, StatusChange};
use proto::orders::v1::{ActorKind, ChangeOrderStatusRequest, Fulfilment, Order, OrderStatus, PlaceOrderRequest};

use crate::market::{Market, by, cancel_by, home, on_every_database, reason, to};

/// Moves an order along and expects every step to be allowed.
async fn walk(market: &Market, mut order: Order, path: &[OrderStatus]) -> Order {
    for &status in path {
        assert!(order.allowed_next().any(|next| next == status), "{status:?} from {:?}", order.status());
        market.world.advance(Duration::from_secs(60));
        order = market.change(to(&order, status)).await.unwrap();
        assert_eq!(order.status(), status);
    }
    order
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pickup_goes_from_the_counter_to_the_customer_and_remembers_every_step() {
    use OrderStatus::{Confirmed, Delivered, Processing, Ready};
    on_every_database(async |market: Market| {
        let placed = market.placed("k-1").await;
        let order = walk(&market, placed.clone(), &[Confirmed, Processing, Ready, Delivered]).await;
        assert_eq!((order.version, order.allowed_next.len()), (5, 0));
        assert_eq!(order.history.iter().map(|change| change.version).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
        assert_eq!(replayed(&order), Some(Status::Delivered));
        assert_eq!(order.create_time, placed.create_time);
        assert_eq!(order.update_time, order.history[4].time);
        assert_eq!(market.get(&order.number, "").await.unwrap(), order);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_takes_the_road() {
    use OrderStatus::{Confirmed, Delivered, OutForDelivery, Processing, Ready};
    on_every_database(async |market: Market| {
        let fulfilment = Fulfilment::Delivery.into();
        let wish = PlaceOrderRequest { fulfilment, address: home(), ..market.wish("k-1") };
        let order = market.place(wish).await.unwrap().order.unwrap();
        let ready = walk(&market, order, &[Confirmed, Processing, Ready]).await;
        let refused = market.change(to(&ready, Delivered)).await.unwrap_err();
        assert_eq!((refused.kind, refused.reason.as_str()), (Kind::FailedPrecondition, "TRANSITION_NOT_ALLOWED"));
        assert_eq!(refused.detail("allowed"), Some("OUT_FOR_DELIVERY,CANCELLED"));
        assert_eq!((refused.detail("from"), refused.detail("to")), (Some("READY"), Some("DELIVERED")));
        walk(&market, ready, &[OutForDelivery, Delivered]).await;
    })
    .await;
}

/// The history as the rules see it.
fn replayed(order: &Order) -> Option<Status> {
    let word = |status: OrderStatus| status.as_str_name().trim_start_matches("ORDER_STATUS_").parse::<Status>().ok();
    let history: Vec<StatusChange> = order
        .history
        .iter()
        .map(|change| StatusChange {
            from: word(change.from()),
            to: word(change.to()).unwrap(),
            actor: Actor::System,
            reason: Default::default(),
            time: Default::default(),
            version: change.version,
        })
        .collect();
    Status::replay(&Means::Pickup, &history)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_cancels_an_own_order_until_the_shop_confirms_it() {
    on_every_database(async |market: Market| {
        let order = market.placed("k-1").await;
        let cancelled = market.change(cancel_by("c-1", &order)).await.unwrap();
        assert_eq!(cancelled.status(), OrderStatus::Cancelled);
        let order = market.placed("k-2").await;
        market.change(to(&order, OrderStatus::Confirmed)).await.unwrap();
        let refused = market.change(cancel_by("c-1", &order)).await.unwrap_err();
        assert_eq!((refused.reason.as_str(), refused.detail("status")), ("CANCEL_TOO_LATE", Some("CONFIRMED")));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_sees_or_cancels_a_customers_order() {
    on_every_database(async |market: Market| {
        let order = market.placed("k-1").await;
        assert_eq!(reason(market.get(&order.number, "c-2").await), "ORDER_NOT_FOUND");
        assert_eq!(reason(market.change(cancel_by("c-2", &order)).await), "ORDER_NOT_FOUND");
        assert_eq!(market.get(&order.number, "c-1").await.unwrap(), order);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shop_says_why_it_cancels_or_rejects() {
    on_every_database(async |market: Market| {
        let order = market.placed("k-1").await;
        for status in [OrderStatus::Cancelled, OrderStatus::Rejected] {
            assert_eq!(reason(market.change(to(&order, status)).await), "REASON_REQUIRED");
        }
        let why = ChangeOrderStatusRequest { reason: "Closed today".into(), ..to(&order, OrderStatus::Rejected) };
        let rejected = market.change(why).await.unwrap();
        assert_eq!(rejected.history[1].reason, "Closed today");
        let confirmed = market.change(to(&order, OrderStatus::Confirmed)).await;
        assert_eq!(reason(confirmed), "TRANSITION_NOT_ALLOWED");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_made_on_an_older_version_is_refused() {
    on_every_database(async |market: Market| {
        let order = market.placed("k-1").await;
        let seen = |status| ChangeOrderStatusRequest { expected_version: order.version, ..to(&order, status) };
        market.change(seen(OrderStatus::Confirmed)).await.unwrap();
        let refused = market.change(seen(OrderStatus::Confirmed)).await.unwrap_err();
        assert_eq!((refused.kind, refused.reason.as_str()), (Kind::Aborted, "VERSION_MISMATCH"));
        assert_eq!(refused.detail("version"), Some("2"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_repeated_with_its_key_happens_once() {
    on_every_database(async |market: Market| {
        let (order, other) = (market.placed("k-1").await, market.placed("k-2").await);
        let keyed = |order, status| ChangeOrderStatusRequest {
            idempotency_key: "tap-1".into(),
            expected_version: 1,
            ..to(order, status)
        };
        let confirmed = market.change(keyed(&order, OrderStatus::Confirmed)).await.unwrap();
        let processing = market.change(to(&order, OrderStatus::Processing)).await.unwrap();
        assert_eq!(market.change(keyed(&order, OrderStatus::Confirmed)).await.unwrap(), processing);
        assert_eq!(processing.version, confirmed.version + 1);
        assert_eq!(reason(market.change(keyed(&other, OrderStatus::Confirmed)).await), "KEY_REUSED");
        assert_eq!(reason(market.change(keyed(&order, OrderStatus::Ready)).await), "KEY_REUSED");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seller_confirms_but_does_not_cancel() {
    on_every_database(async |market: Market| {
        let order = market.placed("k-1").await;
        let by_seller = |status| ChangeOrderStatusRequest {
            actor: by(ActorKind::Seller, "s-1"),
            reason: "Busy".into(),
            ..to(&order, status)
        };
        assert_eq!(reason(market.change(by_seller(OrderStatus::Cancelled)).await), "TRANSITION_NOT_ALLOWED");
        market.change(by_seller(OrderStatus::Confirmed)).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_found_however_its_number_is_typed() {
    on_every_database(async |market: Market| {
        let order = market.placed("k-1").await;
        let bare = order.number.trim_start_matches("ORD-").to_lowercase();
        for typed in [order.id.clone(), order.number.clone(), bare.clone(), format!("ord {bare}"), format!(" #{bare} ")]
        {
            assert_eq!(market.get(&typed, "").await.unwrap().id, order.id, "{typed}");
        }
        for (wrong, sentence) in [
            ("ORD-0000000A", "That is no order number"),
            ("my order", "That is no order number"),
            ("", "That is no order number"),
            ("ORD-00000000", "There is no such order."),
            ("0199a5a0-7c11-7000-8000-000000000001", "There is no such order."),
        ] {
            let refused = market.get(wrong, "").await.unwrap_err();
            assert_eq!((refused.kind, refused.reason.as_str()), (Kind::NotFound, "ORDER_NOT_FOUND"));
            assert!(refused.message.starts_with(sentence), "{wrong}: {}", refused.message);
        }
    })
    .await;
}
