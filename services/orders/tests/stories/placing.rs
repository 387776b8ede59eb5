//! Quoting and placing.

use chassis::Problem;
use proto::{
    catalog::v1::{SetStockRequest, set_stock_request::Change},
    orders::v1::{
        ActorKind, DeliveryAddress, Fulfilment, ListOrdersRequest, Location, OrderStatus, PlaceOrderRequest,
        QuoteRequest, RequestedLine,
    },
};

use crate::market::{Market, home, line, naira, on_every_database, reason};

#[tokio::test(flavor = "multi_thread")]
async fn a_quote_tells_the_price_and_stores_nothing() {
    on_every_database(async |market: Market| {
        let request = QuoteRequest {
            lines: market.wish("-").lines,
            fulfilment: Fulfilment::Unspecified.into(),
            ..Default::default()
        };
        let quote = market.orders.clone().quote(request).await.unwrap().into_inner();
        assert_eq!((quote.subtotal, quote.total), (Some(naira(420_000)), Some(naira(420_000))));
        assert_eq!(quote.lines[0].name, "Chicken Suya");
        assert!(market.list(ListOrdersRequest::default()).await.unwrap().orders.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_placed_order_waits_for_the_shop_and_is_found_by_its_number() {
    on_every_database(async |market: Market| {
        let order = market.placed("k-1").await;
        assert_eq!(order.status(), OrderStatus::PendingConfirmation);
        assert_eq!((order.total.clone(), order.version), (Some(naira(420_000)), 1));
        assert_eq!(order.lines.iter().map(|line| line.quantity).collect::<Vec<_>>(), [2, 1]);
        let first = &order.history[0];
        assert_eq!((first.from(), first.to()), (OrderStatus::Unspecified, OrderStatus::PendingConfirmation));
        assert_eq!(first.actor.as_ref().unwrap().kind(), ActorKind::Customer);
        let next: Vec<_> = order.allowed_next().collect();
        assert_eq!(next, [OrderStatus::Confirmed, OrderStatus::Rejected, OrderStatus::Cancelled]);
        assert_eq!(market.get(&order.number, "").await.unwrap(), order);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_keeps_the_prices_of_its_day() {
    on_every_database(async |mut market: Market| {
        let order = market.placed("k-1").await;
        market.reprice(999_900).await;
        assert_eq!(market.get(&order.id, "").await.unwrap(), order);
        assert_eq!(market.placed("k-2").await.lines[0].unit_price, Some(naira(999_900)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_returns_the_same_order_whatever_became_of_the_catalogue() {
    on_every_database(async |mut market: Market| {
        let wish = market.wish("k-1");
        let order = market.placed("k-1").await;
        market.reprice(999_900).await;
        market.sell_out_zobo().await;
        let again = market.place(wish.clone()).await.unwrap();
        assert!(again.replayed);
        assert_eq!(again.order, Some(order.clone()));
        let elsewhere = market.without_catalogue().place_order(wish).await.unwrap().into_inner();
        assert_eq!(elsewhere.order, Some(order));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_named_another_wish_is_refused() {
    on_every_database(async |market: Market| {
        market.placed("k-1").await;
        let other = PlaceOrderRequest { lines: vec![line(&market.suya, 3)], ..market.wish("k-1") };
        assert_eq!(reason(market.place(other).await), "KEY_REUSED");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_total_the_customer_did_not_agree_to_is_refused_with_the_new_one() {
    on_every_database(async |mut market: Market| {
        let agreed = PlaceOrderRequest { expected_total: Some(naira(420_000)), ..market.wish("k-1") };
        market.reprice(200_000).await;
        let refused = market.place(agreed.clone()).await.unwrap_err();
        assert_eq!((refused.reason.as_str(), refused.detail("total_minor")), ("PRICE_CHANGED", Some("460000")));
        assert_eq!(refused.detail("currency"), Some("NGN"));
        // The customer agrees to the new total; the wish, and so its key, is still the same.
        let anew = PlaceOrderRequest { expected_total: Some(naira(460_000)), ..agreed };
        assert!(!market.place(anew).await.unwrap().replayed);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn products_are_named_by_id_or_sku() {
    on_every_database(async |market: Market| {
        let by_sku =
            RequestedLine { product_id: "zobo".into(), quantity: 1, note: "cold, please".into(), ..Default::default() };
        let wish = PlaceOrderRequest { lines: vec![line(&market.suya, 1), by_sku], ..market.wish("k-1") };
        let order = market.place(wish).await.unwrap().order.unwrap();
        assert_eq!(order.total, Some(naira(240_000)));
        assert_eq!(
            (order.lines[1].product_id.as_str(), order.lines[1].note.as_str()),
            (&*market.zobo.id, "cold, please")
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sold_out_or_unknown_is_named_and_nothing_is_placed() {
    on_every_database(async |mut market: Market| {
        market.sell_out_zobo().await;
        let sold_out = market.place(market.wish("k-1")).await.unwrap_err();
        assert_eq!(
            (sold_out.reason.as_str(), sold_out.detail("products")),
            ("PRODUCT_UNAVAILABLE", Some(&*market.zobo.id))
        );
        assert!(sold_out.message.contains("Zobo"));
        for unknown in ["0199a5a0-7c11-7000-8000-000000000001", "NO-SUCH-THING"] {
            let lines = vec![RequestedLine {
                product_id: unknown.into(),
                quantity: 1,
                note: String::new(),
                ..Default::default()
            }];
            let missing = market.place(PlaceOrderRequest { lines, ..market.wish("k-1") }).await.unwrap_err();
            assert_eq!((missing.reason.as_str(), missing.detail("products")), ("PRODUCT_NOT_FOUND", Some(unknown)));
        }
        assert!(market.list(ListOrdersRequest::default()).await.unwrap().orders.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_goes_to_an_address_or_to_a_pin() {
    on_every_database(async |market: Market| {
        let pin =
            DeliveryAddress { text: String::new(), location: Some(Location { latitude: 6.6018, longitude: 3.3515 }) };
        for (key, address) in [("k-1", home()), ("k-2", Some(pin))] {
            let fulfilment = Fulfilment::Delivery.into();
            let wish = PlaceOrderRequest { fulfilment, address: address.clone(), ..market.wish(key) };
            let order = market.place(wish).await.unwrap().order.unwrap();
            assert_eq!((order.fulfilment(), order.address.clone()), (Fulfilment::Delivery, address));
            assert_eq!(market.get(&order.id, "").await.unwrap(), order);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_catalogue_nothing_is_placed_and_the_caller_may_try_again() {
    on_every_database(async |market: Market| {
        let refused: Problem = market.without_catalogue().place_order(market.wish("k-1")).await.unwrap_err().into();
        assert_eq!(refused.reason, "UNAVAILABLE");
        assert!(refused.is_passing());
        assert!(!market.place(market.wish("k-1")).await.unwrap().replayed);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_is_taken_is_drawn_again() {
    on_every_database(async |market: Market| {
        let order = market.placed("k-1").await;
        // A twin's dice fall the same, so its first number and id are taken.
        let other = market.twin().place_order(market.wish("k-2")).await.unwrap().into_inner().order.unwrap();
        assert_ne!((&other.id, &other.number), (&order.id, &order.number));
        assert_eq!(market.get(&other.number, "").await.unwrap(), other);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wish_that_was_granted_is_not_refused_when_its_goods_are_counted_later() {
    on_every_database(async |market: Market| {
        let order = market.placed_of("k-1", &market.zobo, 3).await;
        let one = SetStockRequest { product: market.zobo.id.clone(), change: Some(Change::OnHand(1)), version: 0 };
        market.catalog.clone().set_stock(one).await.unwrap();
        let again = market.place(market.wish_of("k-1", &market.zobo, 3)).await.unwrap();
        assert_eq!((again.replayed, again.order.unwrap()), (true, order));
        let other = market.wish_of("k-1", &market.zobo, 2);
        assert_eq!(reason(market.place(other).await), "KEY_REUSED");
    })
    .await;
}
