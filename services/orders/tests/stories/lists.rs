//! Lists of orders.

use std::time::Duration;

use proto::orders::v1::{ListOrdersRequest, Order, OrderStatus, PlaceOrderRequest};

use crate::market::{Market, customer, on_every_database, to};

/// Twelve orders of three customers, two of them at every moment; every third is confirmed.
async fn twelve(market: &Market) -> Vec<Order> {
    let mut placed = Vec::new();
    for number in 0..12 {
        let customer = Some(customer(&format!("c-{}", number % 3)));
        let wish = PlaceOrderRequest { customer, ..market.wish(&format!("k-{number}")) };
        placed.push(market.place(wish).await.unwrap().order.unwrap());
        if number % 2 == 1 {
            market.world.advance(Duration::from_secs(1));
        }
    }
    for order in placed.iter().step_by(3) {
        market.change(to(order, OrderStatus::Confirmed)).await.unwrap();
    }
    placed.sort_by_key(|order| std::cmp::Reverse((order.create_time.unwrap().seconds, order.id.clone())));
    placed
}

/// All pages of a list, five orders each.
async fn pages(market: &Market, filter: ListOrdersRequest) -> Vec<Order> {
    let mut request = ListOrdersRequest { page_size: 5, ..filter };
    let mut listed = Vec::new();
    loop {
        let page = market.list(request.clone()).await.unwrap();
        assert!(page.orders.len() <= 5);
        listed.extend(page.orders);
        if page.next_page_token.is_empty() {
            return listed;
        }
        request.page_token = page.next_page_token;
    }
}

fn ids<'a>(orders: impl IntoIterator<Item = &'a Order>) -> Vec<&'a str> {
    orders.into_iter().map(|order| order.id.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_lead_through_all_orders_newest_first() {
    on_every_database(async |market: Market| {
        let placed = twelve(&market).await;
        let listed = pages(&market, ListOrdersRequest::default()).await;
        assert_eq!(ids(&listed), ids(&placed));
        assert!(listed.iter().all(|order| order.history.is_empty() && order.lines.len() == 2));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_placed_meanwhile_moves_no_page() {
    on_every_database(async |market: Market| {
        let placed = twelve(&market).await;
        let first = market.list(ListOrdersRequest { page_size: 5, ..Default::default() }).await.unwrap();
        market.placed("k-late").await;
        let rest = ListOrdersRequest { page_token: first.next_page_token, ..Default::default() };
        assert_eq!(ids(&market.list(rest).await.unwrap().orders), ids(&placed[5..]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_of_one_customer_of_some_statuses_or_of_both() {
    on_every_database(async |market: Market| {
        use OrderStatus::{Confirmed, Delivered, PendingConfirmation};
        let placed = twelve(&market).await;
        let of = async |customer: &str, statuses: &[OrderStatus]| {
            let statuses = statuses.iter().map(|&status| status.into()).collect();
            pages(&market, ListOrdersRequest { customer_id: customer.into(), statuses, ..Default::default() }).await
        };
        let expected = |wanted: &dyn Fn(&Order) -> bool| {
            ids(placed.iter().filter(|order| wanted(order)).collect::<Vec<_>>()).join(" ")
        };
        let theirs = |id: &'static str| move |order: &Order| order.customer.as_ref().unwrap().id == id;
        // Every third order was confirmed, and those are all of customer c-0.
        assert_eq!(ids(&of("c-1", &[]).await).join(" "), expected(&theirs("c-1")));
        assert_eq!(ids(&of("", &[Confirmed]).await).join(" "), expected(&theirs("c-0")));
        assert_eq!(ids(&of("", &[PendingConfirmation, Confirmed, Confirmed]).await).join(" "), expected(&|_| true));
        assert_eq!(
            ids(&of("", &[PendingConfirmation, Delivered]).await).join(" "),
            expected(&|order| !theirs("c-0")(order))
        );
        assert_eq!(ids(&of("c-0", &[Confirmed, Delivered]).await).join(" "), expected(&theirs("c-0")));
        assert!(of("c-0", &[PendingConfirmation]).await.is_empty());
        assert!(of("c-9", &[]).await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_of_a_time_that_includes_its_beginning_and_not_its_end() {
    on_every_database(async |market: Market| {
        let placed = twelve(&market).await;
        // Two orders each second: the newest two are at the sixth.
        let (created_from, created_to) = (placed[9].create_time, placed[2].create_time);
        let filter = ListOrdersRequest { created_from, created_to, ..Default::default() };
        assert_eq!(ids(&pages(&market, filter.clone()).await), ids(&placed[4..10]));
        let open = ListOrdersRequest { created_to: None, ..filter };
        assert_eq!(ids(&pages(&market, open).await), ids(&placed[..10]));
    })
    .await;
}
