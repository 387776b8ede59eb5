//! Quoting, placing, and ordering again.

use chassis::db::Conn;
use proto::orders::v1 as wire;

use super::{Api, parse, show};
use crate::{
    amending,
    domain::{CustomerId, Order},
    error::Error,
    placing, repeating,
    store::{self, OrderRef},
};

pub(super) async fn quote(api: &Api, request: wire::QuoteRequest) -> Result<wire::QuoteResponse, Error> {
    let priced = match parse::question(&request)? {
        Some(question) => amending::quote(api, question).await?,
        None => placing::quote(api, &parse::inquiry(request)?).await?,
    };
    Ok(show::quote(priced))
}

pub(super) async fn place_order(
    api: &Api,
    request: wire::PlaceOrderRequest,
) -> Result<wire::PlaceOrderResponse, Error> {
    let parse::Placing { key, wish, expected_total } = parse::placing(request)?;
    let placing::Outcome { order, history, replayed } = placing::place(api, key, wish, expected_total).await?;
    Ok(wire::PlaceOrderResponse { order: Some(show::order_with(order, history)), replayed })
}

pub(super) async fn repeat_order(
    api: &Api,
    request: wire::RepeatOrderRequest,
) -> Result<wire::RepeatOrderResponse, Error> {
    let customer = CustomerId::parse(request.customer_id).ok_or(Error::OrderNotFound)?;
    let wanted = Some(request.order).filter(|order| !order.is_empty());
    let wanted = wanted.map(|order| parse::order_ref(&order)).transpose()?;
    let order = api.db.read(async move |conn: &mut Conn| earlier(conn, &customer, wanted).await).await?;
    let (lines, missing) = repeating::repeat(api, &order).await?;
    let lines = lines.into_iter().map(show::line).collect();
    Ok(wire::RepeatOrderResponse { order_number: order.number.to_string(), lines, missing })
}

async fn earlier(conn: &mut Conn, customer: &CustomerId, wanted: Option<OrderRef>) -> Result<Order, Error> {
    match wanted {
        Some(order) => store::find(conn, order).await?.of(Some(customer)),
        None => store::last_of(conn, customer).await,
    }
}
