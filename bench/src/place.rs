//! Orders placed through gRPC, against the same rows written by hand.
//!
//! Each order has two lines of counted products and a coupon, so placing is: quote, store the placement, reserve two
//! stocks and claim the coupon, store the order with its history and its event. The script of pgbench writes the same
//! rows into tables of the same form, in one transaction. Both have the same number of clients and the same time, one
//! after the other, twice over.

use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use proto::{
    catalog::v1::{
        Category, Coupon, ImportMarketRequest, Product, Stock, catalog_service_client::CatalogServiceClient,
        coupon::Benefit,
    },
    common::v1::Money,
    orders::v1::{
        Fulfilment, OrderCustomer, PlaceOrderRequest, RequestedLine, orders_service_client::OrdersServiceClient,
    },
};
use serde_json::{Value, json};
use tonic::transport::{Channel, Endpoint};

use crate::{
    converse::record,
    meter::{self, quantiles_ms},
    psql,
    server::Server,
};

/// Products and coupons that the orders are about: enough that two orders seldom wait for each other.
const GOODS: usize = 100;
/// How many there are of each product.
const ON_HAND: i64 = 1_000_000_000;
/// How often both are measured.
const ROUNDS: usize = 2;
/// The rows written by hand, once per transaction.
const SCRIPT: &str = include_str!("place.sql");

pub(crate) async fn run(server: &Server, clients: usize, time: Duration) -> Value {
    stock_up(server).await;
    let orders = OrdersServiceClient::new(channel(server.orders).await);
    orders.clone().place_order(wish(0, 0)).await.expect("an order can be placed");
    let script = script().await;
    let (mut ours, mut by_hand, mut times) = (Vec::new(), Vec::new(), meter::histogram());
    let cpu = server.cpu_seconds();
    for round in 1..=ROUNDS {
        ours.push(place(server, clients, round, time / 2, &mut times).await);
        by_hand.push(psql::bench(&script, clients, time.as_secs().div_ceil(2)).await);
    }
    let mean = |rates: &[f64]| rates.iter().sum::<f64>() / rates.len() as f64;
    json!({
        "what": "place", "clients": clients, "orders_per_second": ours, "by_hand_per_second": by_hand,
        "ratio": mean(&ours) / mean(&by_hand), "placed": quantiles_ms(&times),
        "cpu_s_with_pgbench": server.cpu_seconds() - cpu,
    })
}

pub(crate) async fn channel(address: std::net::SocketAddr) -> Channel {
    let endpoint = Endpoint::from_shared(format!("http://{address}")).expect("an address is a URL");
    endpoint.tcp_nodelay(true).connect().await.expect("the server is ready")
}

/// Adds the goods and the coupons.
pub(crate) async fn stock_up(server: &Server) {
    let shelf = Category { slug: "bench".into(), name: "Bench".into(), active: true, ..Category::default() };
    let product = |number| Product {
        sku: format!("BENCH-{number}"),
        category_id: "bench".into(),
        name: format!("Bench {number}"),
        price: Some(naira(100_000)),
        available: true,
        active: true,
        stock: Some(Stock { tracked: true, on_hand: ON_HAND, ..Stock::default() }),
        ..Product::default()
    };
    let coupon = |number| Coupon {
        code: format!("BENCH-{number}"),
        benefit: Some(Benefit::PercentBasisPoints(1_000)),
        active: true,
        ..Coupon::default()
    };
    let market = ImportMarketRequest {
        categories: vec![shelf],
        products: (0..GOODS).map(product).collect(),
        coupons: (0..GOODS).map(coupon).collect(),
        ..Default::default()
    };
    let mut catalog = CatalogServiceClient::new(channel(server.catalog).await);
    catalog.import_market(market).await.expect("the market can be loaded");
}

fn naira(amount_minor: i64) -> Money {
    Money { amount_minor, currency: "NGN".to_owned() }
}

/// An order that no other is like.
pub(crate) fn wish(client: usize, number: usize) -> PlaceOrderRequest {
    // Two products and a coupon, spread over all of them.
    let place = client * 7_919 + number * 104_729;
    let line = |place: usize| RequestedLine {
        product_id: format!("BENCH-{}", place % GOODS),
        quantity: 1,
        ..RequestedLine::default()
    };
    let id = format!("c-{client}-{number}");
    PlaceOrderRequest {
        idempotency_key: format!("bench-{client}-{number}"),
        customer: Some(OrderCustomer { id, name: "Ada".to_owned(), phone: "2348031234567".to_owned() }),
        lines: vec![line(place), line(place + 37)],
        fulfilment: Fulfilment::Pickup.into(),
        source: "api".to_owned(),
        coupon_code: format!("BENCH-{}", place % GOODS),
        ..PlaceOrderRequest::default()
    }
}

/// Orders a second that all clients together place, each waiting for its answer.
async fn place(server: &Server, clients: usize, round: usize, time: Duration, times: &mut Histogram<u64>) -> f64 {
    let began = Instant::now();
    let mut placing = Vec::new();
    for client in 0..clients {
        let orders = OrdersServiceClient::new(channel(server.orders).await);
        placing.push(tokio::spawn(place_for(orders, round * 10_000 + client, began + time)));
    }
    let mut placed = 0;
    for client in placing {
        let seen = client.await.expect("a client does not panic");
        placed += seen.len();
        times.add(&seen).expect("both have the same bounds");
    }
    placed as f64 / began.elapsed().as_secs_f64()
}

async fn place_for(mut orders: OrdersServiceClient<Channel>, client: usize, end: Instant) -> Histogram<u64> {
    let mut times = meter::histogram();
    for number in 1.. {
        let began = Instant::now();
        if began >= end {
            break;
        }
        orders.place_order(wish(client, number)).await.expect("an order can be placed");
        record(&mut times, began.elapsed());
    }
    times
}

/// Makes tables of the same form beside the server's own, and writes the script with the rows of a real order.
async fn script() -> String {
    let tables = [
        ("orders", "placements"),
        ("orders", "orders"),
        ("orders", "status_changes"),
        ("orders", "events"),
        ("catalog", "stock"),
        ("catalog", "coupons"),
        ("catalog", "coupon_uses"),
        ("catalog", "reservations"),
    ];
    let mut sql = "DROP SCHEMA IF EXISTS hand CASCADE; CREATE SCHEMA hand;".to_owned();
    for (schema, table) in tables {
        sql += &format!("CREATE TABLE hand.{table} (LIKE {schema}.{table} INCLUDING ALL);");
    }
    sql += "ALTER TABLE hand.stock ADD number serial; ALTER TABLE hand.coupons ADD number serial;
            INSERT INTO hand.stock SELECT * FROM catalog.stock; INSERT INTO hand.coupons SELECT * FROM catalog.coupons;
            CREATE UNIQUE INDEX ON hand.stock (number); CREATE UNIQUE INDEX ON hand.coupons (number); ANALYZE;";
    psql::run(&sql).await;
    let mut script = SCRIPT.to_owned();
    for (name, query) in [
        ("{lines}", "SELECT lines FROM orders.orders LIMIT 1"),
        ("{deal}", "SELECT deal FROM orders.orders LIMIT 1"),
        ("{terms}", "SELECT terms FROM orders.orders LIMIT 1"),
        ("{payload}", "SELECT payload FROM orders.events LIMIT 1"),
        ("{content}", "SELECT content FROM catalog.reservations LIMIT 1"),
    ] {
        script = script.replace(name, &psql::run(query).await.replace('\'', "''"));
    }
    script
}
