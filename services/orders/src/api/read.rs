//! One order, and pages of orders.

use base::Id;
use chassis::{db::Conn, page};
use jiff::Timestamp;
use proto::orders::v1 as wire;

use super::{Api, parse, show};
use crate::{
    domain::{CustomerId, Order, StatusChange},
    error::Error,
    store::{self, OrderRef},
};

pub(super) async fn get_order(api: &Api, request: wire::GetOrderRequest) -> Result<wire::GetOrderResponse, Error> {
    let wanted = parse::order_ref(&request.order)?;
    let customer = parse::guard(request.customer_id)?;
    let (order, history) = api.db.read(async move |conn: &mut Conn| load(conn, wanted, customer).await).await?;
    Ok(wire::GetOrderResponse { order: Some(show::order_with(order, history)) })
}

async fn load(
    conn: &mut Conn,
    wanted: OrderRef,
    customer: Option<CustomerId>,
) -> Result<(Order, Vec<StatusChange>), Error> {
    let order = store::find(conn, wanted).await?.of(customer.as_ref())?;
    let history = store::history(conn, order.id).await?;
    Ok((order, history))
}

pub(super) async fn list_orders(
    api: &Api,
    request: wire::ListOrdersRequest,
) -> Result<wire::ListOrdersResponse, Error> {
    let size = page::size(request.page_size)?;
    let start: Option<(Timestamp, Id)> = page::start(&request.page_token)?;
    let filter = parse::filter(request, start)?;
    let mut orders = api.db.read(async move |conn: &mut Conn| store::list(conn, filter, size + 1).await).await?;
    let next_page_token = page::next(&mut orders, size, |order| (order.created_at, order.id));
    Ok(wire::ListOrdersResponse { orders: orders.into_iter().map(listed).collect(), next_page_token })
}

/// Lists leave out what only one order's page shows.
fn listed(order: Order) -> wire::Order {
    show::order(Order { pending: None, ..order })
}
