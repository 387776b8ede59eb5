//! Orders as conversations ask about them: a request goes out, an answer comes back.

use base::{Address, Id, Money, OrderNumber};
use chassis::{Problem, wire::Wire};
use dialogue::{
    Answer, CancelRefusal, DeliveryAddress, Fulfilment, Line, OrderPage, OrderSummary, PlacedOrder, Quote, Refusal,
    Request,
};
use proto::orders::v1::{self as wire, orders_service_client::OrdersServiceClient};

use super::{Trouble, is_answer, opened, summary, within_limit};

/// What the history of an order says when the customer cancels it.
const CANCEL_REASON: &str = "Cancelled by the customer in the chat";

/// Who asks.
pub(crate) struct Asker<'a> {
    pub(crate) customer_id: Id,
    pub(crate) name: &'a str,
    pub(crate) address: &'a Address,
}

/// What customers ordered.
pub(crate) struct Orders(Wire);

impl Orders {
    pub(crate) const fn new(wire: Wire) -> Self {
        Self(wire)
    }

    /// Asks orders. The same key with the same request has one effect, however often it is asked.
    pub(crate) async fn ask(&self, asker: &Asker<'_>, request: Request, key: String) -> Result<Answer, Trouble> {
        match request {
            Request::Quote { lines, fulfilment } => self.quote(lines, fulfilment).await,
            Request::Place { lines, fulfilment, address, expected_total } => {
                let order = placing(asker, lines, fulfilment, address, expected_total, key);
                self.place(order).await
            }
            Request::FindOrder { number } => self.find(asker, &number).await,
            Request::ListOrders { limit, after } => self.list(asker, limit, after).await,
            Request::CancelOrder { number } => self.cancel(asker, &number, key).await,
        }
    }

    fn client(&self) -> OrdersServiceClient<Wire> {
        OrdersServiceClient::new(self.0.clone())
    }

    async fn quote(&self, lines: Vec<Line>, fulfilment: Fulfilment) -> Result<Answer, Trouble> {
        let request = wire::QuoteRequest { lines: requested(lines), fulfilment: to_wire(fulfilment) };
        match opened(self.client().quote(within_limit(request)).await) {
            Ok(quote) => Ok(Answer::Quote(Ok(priced(quote)?))),
            Err(problem) => Ok(Answer::Quote(Err(refusal(problem)?))),
        }
    }

    async fn place(&self, request: wire::PlaceOrderRequest) -> Result<Answer, Trouble> {
        match opened(self.client().place_order(within_limit(request)).await) {
            Ok(answer) => {
                let OrderSummary { number, total, .. } = summary::order(answer.order)?;
                Ok(Answer::Placed(Ok(PlacedOrder { number, total })))
            }
            Err(problem) => Ok(Answer::Placed(Err(refusal(problem)?))),
        }
    }

    async fn find(&self, asker: &Asker<'_>, number: &OrderNumber) -> Result<Answer, Trouble> {
        let request = wire::GetOrderRequest { order: number.to_string(), customer_id: asker.customer_id.to_string() };
        match opened(self.client().get_order(within_limit(request)).await) {
            Ok(answer) => Ok(Answer::Order(Some(summary::order(answer.order)?))),
            Err(problem) if problem.reason == "ORDER_NOT_FOUND" => Ok(Answer::Order(None)),
            Err(problem) => Err(problem.into()),
        }
    }

    async fn list(&self, asker: &Asker<'_>, limit: u32, after: Option<String>) -> Result<Answer, Trouble> {
        let request = wire::ListOrdersRequest {
            page_size: i32::try_from(limit).unwrap_or(i32::MAX),
            page_token: after.unwrap_or_default(),
            customer_id: asker.customer_id.to_string(),
            ..wire::ListOrdersRequest::default()
        };
        let page = match opened(self.client().list_orders(within_limit(request)).await) {
            Ok(page) => page,
            // The page was offered by a release that cut its lists otherwise.
            Err(problem) if problem.reason == "PAGE_TOKEN_INVALID" => wire::ListOrdersResponse::default(),
            Err(problem) => return Err(problem.into()),
        };
        let orders = page.orders.into_iter().map(|order| summary::order(Some(order))).collect::<Result<_, _>>()?;
        let next = Some(page.next_page_token).filter(|token| !token.is_empty());
        Ok(Answer::Orders(OrderPage { orders, next }))
    }

    async fn cancel(&self, asker: &Asker<'_>, number: &OrderNumber, key: String) -> Result<Answer, Trouble> {
        let actor = wire::Actor { kind: wire::ActorKind::Customer.into(), id: asker.customer_id.to_string() };
        let request = wire::ChangeOrderStatusRequest {
            order: number.to_string(),
            to: wire::OrderStatus::Cancelled.into(),
            actor: Some(actor),
            reason: CANCEL_REASON.to_owned(),
            expected_version: 0,
            idempotency_key: key,
        };
        let refused = match opened(self.client().change_order_status(within_limit(request)).await) {
            Ok(answer) => return Ok(Answer::Cancelled(Ok(summary::order(answer.order)?))),
            Err(problem) => problem,
        };
        let too_late = |status: Option<&str>| CancelRefusal::TooLate { status: status.and_then(summary::status_named) };
        Ok(Answer::Cancelled(Err(match refused.reason.as_str() {
            "ORDER_NOT_FOUND" => CancelRefusal::NotFound,
            "CANCEL_TOO_LATE" => too_late(refused.detail("status")),
            "TRANSITION_NOT_ALLOWED" => too_late(refused.detail("from")),
            _ => return Err(refused.into()),
        })))
    }
}

fn placing(
    asker: &Asker<'_>,
    lines: Vec<Line>,
    fulfilment: Fulfilment,
    address: Option<DeliveryAddress>,
    expected_total: Money,
    idempotency_key: String,
) -> wire::PlaceOrderRequest {
    let phone = asker.address.handle.phone().map(|phone| phone.digits().to_owned());
    let customer = wire::OrderCustomer {
        id: asker.customer_id.to_string(),
        name: asker.name.to_owned(),
        phone: phone.unwrap_or_default(),
    };
    wire::PlaceOrderRequest {
        idempotency_key,
        customer: Some(customer),
        lines: requested(lines),
        fulfilment: to_wire(fulfilment),
        address: address.map(delivery),
        source: asker.address.channel.as_str().to_owned(),
        expected_total: Some(expected_total.into()),
    }
}

fn requested(lines: Vec<Line>) -> Vec<wire::RequestedLine> {
    let line = |line: Line| wire::RequestedLine {
        product_id: line.product_id.to_string(),
        quantity: i32::try_from(line.quantity).unwrap_or(i32::MAX),
        note: line.note,
    };
    lines.into_iter().map(line).collect()
}

fn to_wire(fulfilment: Fulfilment) -> i32 {
    match fulfilment {
        Fulfilment::Pickup => wire::Fulfilment::Pickup.into(),
        Fulfilment::Delivery => wire::Fulfilment::Delivery.into(),
    }
}

fn delivery(address: DeliveryAddress) -> wire::DeliveryAddress {
    let location = address.pin.map(|pin| wire::Location { latitude: pin.latitude, longitude: pin.longitude });
    wire::DeliveryAddress { text: address.text, location }
}

fn priced(quote: wire::QuoteResponse) -> Result<Quote, Trouble> {
    Ok(Quote {
        lines: summary::lines(quote.lines)?,
        subtotal: summary::money(quote.subtotal)?,
        total: summary::money(quote.total)?,
    })
}

/// Why orders does not price or place a cart; a failure stays a failure.
fn refusal(problem: Problem) -> Result<Refusal, Trouble> {
    if !is_answer(&problem) {
        return Err(problem.into());
    }
    let total =
        || Some(Money::new(problem.detail("total_minor")?.parse().ok()?, problem.detail("currency")?.parse().ok()?));
    Ok(match (problem.reason.as_str(), total()) {
        ("PRICE_CHANGED", Some(total)) => Refusal::PriceChanged { total },
        ("PRODUCT_UNAVAILABLE" | "PRODUCT_NOT_FOUND", _) => {
            let products = problem.detail("products").unwrap_or_default().split(',');
            Refusal::SoldOut { products: products.filter_map(|id| id.trim().parse().ok()).collect() }
        }
        _ => Refusal::Other { reason: problem.reason },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Currency;
    use chassis::Kind;

    #[test]
    fn a_changed_price_carries_the_new_total() {
        let problem = Problem::new(Kind::FailedPrecondition, "PRICE_CHANGED", "")
            .with("total_minor", 450_000)
            .with("currency", "NGN");
        assert_eq!(refusal(problem), Ok(Refusal::PriceChanged { total: Money::new(450_000, Currency::NGN) }));
    }

    #[test]
    fn sold_out_products_are_named_as_far_as_they_can_be_read() {
        let id: Id = "018f0000-0000-7000-8000-000000000001".parse().unwrap();
        let problem =
            Problem::new(Kind::FailedPrecondition, "PRODUCT_UNAVAILABLE", "").with("products", format!("{id},ZOBO"));
        assert_eq!(refusal(problem), Ok(Refusal::SoldOut { products: vec![id] }));
    }

    #[test]
    fn a_failure_is_no_refusal() {
        assert_eq!(refusal(Problem::unavailable()), Err(Trouble::Away));
        assert!(matches!(refusal(Problem::internal()), Err(Trouble::Fault(_))));
    }
}
