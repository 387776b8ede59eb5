//! What holds however many come at once.

use std::collections::BTreeMap;

use chassis::{Problem, testing, wire::Wire};
use futures_util::future::join_all;
use proto::orders::v1::{
    ListOrdersRequest, Order, OrderStatus, PlaceOrderRequest, orders_service_client::OrdersServiceClient,
};

use crate::market::{Market, cancel_by, line, naira, on_every_database, to};

async fn place(orders: OrdersServiceClient<Wire>, wish: PlaceOrderRequest) -> Result<Order, Problem> {
    let ask = || {
        let (mut orders, wish) = (orders.clone(), wish.clone());
        async move { orders.place_order(wish).await }
    };
    Ok(testing::at_last(ask).await?.into_inner().order.unwrap())
}

/// Places all of them at once, each on a task of its own: the orders, and how often each reason was given.
async fn all_at_once(market: &Market, wishes: Vec<PlaceOrderRequest>) -> (Vec<Order>, BTreeMap<String, usize>) {
    let placing = wishes.into_iter().map(|wish| tokio::spawn(place(market.orders.clone(), wish)));
    let (mut orders, mut reasons) = (Vec::new(), BTreeMap::new());
    for answer in join_all(placing).await {
        match answer.unwrap() {
            Ok(order) => orders.push(order),
            Err(problem) => *reasons.entry(problem.reason).or_default() += 1,
        }
    }
    (orders, reasons)
}

async fn stored(market: &Market) -> usize {
    market.list(ListOrdersRequest { page_size: 200, ..Default::default() }).await.unwrap().orders.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_hundred_customers_who_claim_a_coupon_for_fifty_exactly_fifty_get_it() {
    on_every_database(async |market: Market| {
        market.coupon("ILK50", |coupon| coupon.customers_max = 50).await;
        let wish = |number: i32| PlaceOrderRequest {
            coupon_code: "ILK50".into(),
            ..market.wish_of(&format!("k-{number}"), &market.suya, 1)
        };
        let (orders, reasons) = all_at_once(&market, (0..200).map(wish).collect()).await;
        assert_eq!((orders.len(), stored(&market).await), (50, 50));
        assert_eq!(reasons, BTreeMap::from([("COUPON_USED_UP".to_owned(), 150)]));
        assert!(orders.iter().all(|order| order.discount == Some(naira(90_000)) && order.coupon_code == "ILK50"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_hundred_customers_who_race_for_the_last_ten_exactly_ten_get_one() {
    on_every_database(async |market: Market| {
        let cement = market.cement(10).await;
        let wish = |number: i32| market.wish_of(&format!("k-{number}"), &cement, 1);
        let (orders, reasons) = all_at_once(&market, (0..100).map(wish).collect()).await;
        assert_eq!((orders.len(), stored(&market).await, market.left(&cement).await), (10, 10, 0));
        // Who came when the last was gone is told that it is sold out.
        let refused = ["OUT_OF_STOCK", "PRODUCT_UNAVAILABLE"].map(|reason| reasons.get(reason).copied().unwrap_or(0));
        assert_eq!(refused.iter().sum::<usize>(), 90, "{reasons:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_who_cancels_while_the_shop_confirms_leaves_one_outcome_and_the_stock_agrees() {
    on_every_database(async |market: Market| {
        let cement = market.cement(60).await;
        let mut held = 0;
        for number in 0..20 {
            let order = market.placed_of(&format!("k-{number}"), &cement, 3).await;
            let (mut customer, mut shop) = (market.orders.clone(), market.orders.clone());
            let cancel = cancel_by(&format!("c-k-{number}"), &order);
            let confirm = to(&order, OrderStatus::Confirmed);
            let (cancelled, confirmed) = tokio::join!(
                tokio::spawn(async move { customer.change_order_status(cancel).await.is_ok() }),
                tokio::spawn(async move { shop.change_order_status(confirm).await.is_ok() }),
            );
            let ended = market.get(&order.id, "").await.unwrap();
            assert_eq!(
                (cancelled.unwrap(), confirmed.unwrap()),
                match ended.status() {
                    OrderStatus::Cancelled => (true, false),
                    OrderStatus::Confirmed => (false, true),
                    other => panic!("{other:?}"),
                }
            );
            assert_eq!(ended.history.len(), 2);
            held += if ended.status() == OrderStatus::Confirmed { 3 } else { 0 };
        }
        market.until_left(&cement, 60 - held).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_key_sent_many_times_at_once_reserves_once() {
    on_every_database(async |market: Market| {
        let cement = market.cement(10).await;
        let wishes = (0..30).map(|_| market.wish_of("k-1", &cement, 2)).collect();
        let (orders, reasons) = all_at_once(&market, wishes).await;
        assert!(reasons.is_empty(), "{reasons:?}");
        assert!(orders.iter().all(|order| order.id == orders[0].id));
        assert_eq!((stored(&market).await, market.left(&cement).await), (1, 8));
        let other = PlaceOrderRequest { lines: vec![line(&cement, 3)], ..market.wish_of("k-1", &cement, 2) };
        assert_eq!(crate::market::reason(market.place(other).await), "KEY_REUSED");
    })
    .await;
}
