//! Placing and changing that break off between any two steps: nothing leaks, whoever settles it.

use std::{pin::pin, task::Poll, time::Duration};

use chassis::wire::Wire;
use futures_util::future::poll_fn;
use proto::{
    catalog::v1::Product,
    orders::v1::{
        AmendOrderRequest, ListOrdersRequest, Order, PlaceOrderRequest, orders_service_client::OrdersServiceClient,
    },
};

use crate::market::{Market, line, on_every_database, staff};

/// Steps after which placing is broken off; it is done after fewer.
const STEPS: usize = 16;
/// Steps after which changing is broken off; it is done after fewer.
const CHANGE_STEPS: usize = 40;
/// How often all of that is done where it must break off in the middle at least once: a busy machine takes two steps
/// for one now and then.
const ROUNDS: usize = 4;

/// Follows a call for so many steps and then drops it, as a crash would; `None` when it was not done by then.
async fn broken_off_after<T>(steps: usize, call: impl Future<Output = T>) -> Option<T> {
    let (mut call, mut taken) = (pin!(call), 0);
    poll_fn(|context| {
        if taken == steps {
            return Poll::Ready(None);
        }
        taken += 1;
        call.as_mut().poll(context).map(Some)
    })
    .await
}

/// Breaks one placement off after each number of steps; tells how many were done by then.
async fn break_off(market: &Market, wish: impl Fn(usize) -> PlaceOrderRequest) -> usize {
    let begin = async |steps: usize, mut orders: OrdersServiceClient<Wire>| {
        broken_off_after(steps, orders.place_order(wish(steps))).await.is_some()
    };
    break_each_off(market, STEPS, begin).await
}

/// Begins one call for each number of steps, which tells whether it was done; tells how many were.
async fn break_each_off(
    market: &Market,
    steps_max: usize,
    begin: impl AsyncFn(usize, OrdersServiceClient<Wire>) -> bool,
) -> usize {
    let mut done = 0;
    for steps in 0..steps_max {
        done += usize::from(begin(steps, market.orders.clone()).await);
    }
    assert!(0 < done && done < steps_max, "{done} of {steps_max} were done");
    done
}

/// How many pieces the orders have that are stored.
async fn ordered(market: &Market) -> i64 {
    let page = ListOrdersRequest { page_size: 200, ..Default::default() };
    let orders = market.list(page).await.unwrap().orders;
    orders.iter().flat_map(|order| &order.lines).map(|line| i64::from(line.quantity)).sum()
}

/// Waits until what is left and what is ordered are what there was.
async fn until_even(market: &Market, cement: &Product, there_was: i64) {
    let seen = market.comes(async || ordered(market).await + market.left(cement).await == there_was).await;
    assert!(seen, "{} ordered, {} left of {there_was}", ordered(market).await, market.left(cement).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_call_again_goes_on_where_the_first_broke_off() {
    on_every_database(async |market: Market| {
        let cement = market.cement(100).await;
        let wish = |steps: usize| market.wish_of(&format!("k-{steps}"), &cement, 2);
        break_off(&market, wish).await;
        for steps in 0..STEPS {
            let order = market.place(wish(steps)).await.unwrap().order.unwrap();
            assert_eq!(order.lines[0].quantity, 2);
        }
        assert_eq!(ordered(&market).await, 2 * STEPS as i64);
        assert_eq!(market.left(&cement).await, 100 - 2 * STEPS as i64);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_asks_for_again_is_settled_by_the_sweep() {
    on_every_database(async |market: Market| {
        let cement = market.cement(100).await;
        break_off(&market, |steps| market.wish_of(&format!("k-{steps}"), &cement, 2)).await;
        market.world.advance(Duration::from_secs(30));
        until_even(&market, &cement, 100).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waited_too_long_is_given_up_and_what_it_held_is_released() {
    on_every_database(async |market: Market| {
        let cement = market.cement(1_000).await;
        let wish = |round: usize, steps: usize| market.wish_of(&format!("k-{round}-{steps}"), &cement, 2);
        let mut done = 0;
        for round in 0..ROUNDS {
            done += break_off(&market, |steps| wish(round, steps)).await;
        }
        market.world.advance(Duration::from_secs(600));
        until_even(&market, &cement, 1_000).await;
        let (mut placed, mut expired) = (0, 0);
        for (round, steps) in (0..ROUNDS).flat_map(|round| (0..STEPS).map(move |steps| (round, steps))) {
            match market.place(wish(round, steps)).await {
                Ok(_) => placed += 1,
                Err(problem) => {
                    assert_eq!(problem.reason, "PLACEMENT_EXPIRED");
                    expired += 1;
                }
            }
        }
        assert!(placed >= done && expired > 0, "{placed} placed, {expired} expired");
        until_even(&market, &cement, 1_000).await;
    })
    .await;
}

/// A change of an order by staff, who give the customer so many.
fn change(order: &Order, cement: &Product, key: &str, quantity: i32) -> AmendOrderRequest {
    AmendOrderRequest {
        order: order.id.clone(),
        lines: vec![line(cement, quantity)],
        actor: staff(),
        reason: "Another truck".into(),
        idempotency_key: key.into(),
        ..Default::default()
    }
}

/// Breaks one change off after each number of steps, each of an order of its own.
async fn break_changes_off(market: &Market, cement: &Product, from: i32, to: i32) -> Vec<Order> {
    let mut orders = Vec::new();
    for steps in 0..CHANGE_STEPS {
        orders.push(market.placed_of(&format!("k-{steps}"), cement, from).await);
    }
    let begin = async |steps: usize, mut client: OrdersServiceClient<Wire>| {
        let change = change(&orders[steps], cement, &format!("a-{steps}"), to);
        broken_off_after(steps, client.amend_order(change)).await.is_some()
    };
    break_each_off(market, CHANGE_STEPS, begin).await;
    orders
}

/// How many pieces an order holds while a change of it waits for consent.
async fn held(market: &Market, order: &Order) -> i64 {
    let order = market.get(&order.id, "").await.unwrap();
    let pieces = |lines: &[proto::orders::v1::OrderLine]| i64::from(lines[0].quantity);
    order.pending_amendment.map_or(pieces(&order.lines), |pending| pieces(&pending.lines))
}

/// Waits until what is left and what all orders hold are what there was.
async fn until_held(market: &Market, cement: &Product, orders: &[Order], there_was: i64) {
    let is_even = async || {
        let mut held_by_all = 0;
        for order in orders {
            held_by_all += held(market, order).await;
        }
        held_by_all + market.left(cement).await == there_was
    };
    assert!(market.comes(is_even).await, "{} left of {there_was}", market.left(cement).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_nobody_asks_for_again_is_given_up_or_done_and_holds_exactly_its_goods() {
    on_every_database(async |market: Market| {
        let cement = market.cement(200).await;
        let orders = break_changes_off(&market, &cement, 2, 4).await;
        market.world.advance(Duration::from_secs(30));
        until_held(&market, &cement, &orders, 200).await;
        for order in &orders {
            assert!([2, 4].contains(&held(&market, order).await));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_broke_off_can_be_wished_again_with_its_key() {
    on_every_database(async |market: Market| {
        let cement = market.cement(200).await;
        let orders = break_changes_off(&market, &cement, 4, 2).await;
        market.world.advance(Duration::from_secs(30));
        until_held(&market, &cement, &orders, 200).await;
        for (steps, order) in orders.iter().enumerate() {
            let again = change(order, &cement, &format!("a-{steps}"), 2);
            let changed = market.orders.clone().amend_order(again).await.unwrap().into_inner().order.unwrap();
            assert_eq!(changed.lines[0].quantity, 2);
        }
        market.until_left(&cement, 200 - 2 * CHANGE_STEPS as i64).await;
    })
    .await;
}
