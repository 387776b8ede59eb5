//! A page of 50 orders out of few and out of many.
//!
//! One real order is copied until there are enough, each copy a second older and of another customer. Pages are asked
//! for at places all over the list, by three questions: all orders, those of one status, those of one customer.

use std::{
    fmt::Write as _,
    time::{Duration, Instant},
};

use base::OrderNumber;
use hdrhistogram::Histogram;
use proto::orders::v1::{
    ListOrdersRequest, OrderStatus, PlaceOrderRequest, orders_service_client::OrdersServiceClient,
};
use serde_json::{Value, json};
use tonic::transport::Channel;

use crate::{
    converse::record,
    meter::{self, quantiles_ms},
    place, psql,
    server::Server,
};

/// Orders of a page.
const PAGE: i32 = 50;
/// Pages asked for by each question, and before that to warm up.
const PAGES: u64 = 1_000;
const WARM_UP: u64 = 200;
/// Customers among whom the orders are spread.
const CUSTOMERS: u64 = 100;

pub(crate) async fn run(server: &Server, few: u64, many: u64) -> Value {
    let orders = OrdersServiceClient::new(place::channel(server.orders).await);
    let wish = PlaceOrderRequest { coupon_code: String::new(), ..place::wish(0, 0) };
    place::stock_up(server).await;
    orders.clone().place_order(wish).await.expect("an order can be placed");
    copy(1, few).await;
    let with_few = measure(orders.clone(), few).await;
    copy(few, many).await;
    let with_many = measure(orders, many).await;
    let mean = |times: &Histogram<u64>| times.mean();
    json!({
        "what": "list", "few": few, "many": many, "with_few": quantiles_ms(&with_few),
        "with_many": quantiles_ms(&with_many), "ratio": mean(&with_many) / mean(&with_few),
        "ratio_of_medians": with_many.value_at_quantile(0.5) as f64 / with_few.value_at_quantile(0.5) as f64,
    })
}

/// Copies the first order until there are so many.
async fn copy(from: u64, to: u64) {
    let mut script = "CREATE TEMPORARY TABLE numbers (n bigint, number text);\nCOPY numbers FROM STDIN;\n".to_owned();
    for n in from..to {
        // Writing to a string cannot fail.
        let _ = writeln!(script, "{n}\t{}", OrderNumber::from_random(n));
    }
    script += "\\.\n";
    script += &format!(
        "INSERT INTO orders.orders (id, number, idempotency_key, fingerprint, status, version, customer_id, \
         customer_name, customer_phone, lines, currency, subtotal_minor, total_minor, deal, fulfilment, source, terms, \
         payment_status, paid_minor, returning_minor, proofs_waiting, revision, reserved, pending, created_at, \
         updated_at) \
         SELECT (lpad(to_hex(n), 12, '0') || substr(md5(n::text), 1, 20))::uuid, numbers.number, 'copy-' || n, \
         o.fingerprint, o.status, o.version, 'c-' || n % {CUSTOMERS}, o.customer_name, o.customer_phone, o.lines, \
         o.currency, o.subtotal_minor, o.total_minor, o.deal, o.fulfilment, o.source, o.terms, o.payment_status, \
         o.paid_minor, o.returning_minor, o.proofs_waiting, o.revision, o.reserved, o.pending, \
         o.created_at - n * interval '1 second', o.updated_at \
         FROM numbers, (SELECT * FROM orders.orders WHERE idempotency_key = 'bench-0-0') o;\nVACUUM ANALYZE orders.orders;\n"
    );
    psql::run_file(&script).await;
}

/// How long a page takes, over all questions.
async fn measure(mut orders: OrdersServiceClient<Channel>, stored: u64) -> Histogram<u64> {
    let newest = orders.list_orders(ListOrdersRequest::default()).await.expect("orders can be listed").into_inner();
    let newest = newest.orders[0].create_time.expect("an order has its time");
    let mut times = meter::histogram();
    for number in 0..WARM_UP + PAGES {
        // Spread over the newest quarter, so that every page is full.
        let back = number * 7_919 % (stored / 4).max(1);
        let mut created_to = newest;
        created_to.seconds -= i64::try_from(back).unwrap_or(i64::MAX);
        let took = page(&mut orders, number, created_to).await;
        if number >= WARM_UP {
            record(&mut times, took);
        }
    }
    times
}

async fn page(orders: &mut OrdersServiceClient<Channel>, number: u64, created_to: prost_types::Timestamp) -> Duration {
    let all = ListOrdersRequest { page_size: PAGE, created_to: Some(created_to), ..ListOrdersRequest::default() };
    let request = match number % 3 {
        0 => all,
        1 => ListOrdersRequest { statuses: vec![OrderStatus::PendingConfirmation.into()], ..all },
        _ => ListOrdersRequest { customer_id: format!("c-{}", number % CUSTOMERS), ..all },
    };
    let began = Instant::now();
    let page = orders.list_orders(request).await.expect("orders can be listed").into_inner();
    assert_eq!(page.orders.len(), PAGE as usize, "a page is full");
    began.elapsed()
}
