//! Orders as conversations ask about them: a request goes out, an answer comes back.

use base::{Address, Id, OrderNumber};
use chassis::{Problem, wire::Wire};
use dialogue::{AmendRefusal, Answer, CancelRefusal, OrderPage, PaymentLink, PaymentRefusal, PlacedOrder, Repeated};
use proto::orders::v1::{self as wire, orders_service_client::OrdersServiceClient};

use super::{Trouble, opened, refusal::refusal, summary, wish, within_limit};

/// What the history of an order says when the customer cancels it.
const CANCEL_REASON: &str = "Cancelled by the customer in the chat";

/// Who asks.
pub(crate) struct Asker<'a> {
    pub(crate) customer_id: Id,
    pub(crate) name: &'a str,
    pub(crate) address: &'a Address,
}

/// What customers ordered.
pub(super) struct Orders(Wire);

impl Orders {
    pub(super) const fn new(wire: Wire) -> Self {
        Self(wire)
    }

    pub(super) fn client(&self) -> OrdersServiceClient<Wire> {
        OrdersServiceClient::new(self.0.clone())
    }

    pub(super) async fn quote(&self, request: wire::QuoteRequest) -> Result<Answer, Trouble> {
        match opened(self.client().quote(within_limit(request)).await) {
            Ok(quote) => Ok(Answer::Quote(Ok(summary::quote(quote)?))),
            Err(problem) => Ok(Answer::Quote(Err(refusal(problem)?))),
        }
    }

    pub(super) async fn place(&self, request: wire::PlaceOrderRequest) -> Result<Answer, Trouble> {
        match opened(self.client().place_order(within_limit(request)).await) {
            Ok(answer) => {
                let order = summary::order(answer.order)?;
                Ok(Answer::Placed(Ok(PlacedOrder {
                    number: order.number,
                    total: order.sums.total,
                    payment: order.payment,
                })))
            }
            Err(problem) => Ok(Answer::Placed(Err(refusal(problem)?))),
        }
    }

    pub(super) async fn amend(&self, request: wire::AmendOrderRequest) -> Result<Answer, Trouble> {
        let refused = match opened(self.client().amend_order(within_limit(request)).await) {
            Ok(answer) => return Ok(Answer::Amended(Ok(summary::order(answer.order)?))),
            Err(problem) => problem,
        };
        Ok(Answer::Amended(Err(match refused.reason.as_str() {
            "ORDER_NOT_FOUND" => AmendRefusal::NotFound,
            "AMEND_TOO_LATE" => AmendRefusal::TooLate,
            "VERSION_MISMATCH" | "AMENDMENT_PENDING" => AmendRefusal::Stale,
            "NOTHING_CHANGED" => AmendRefusal::NothingChanged,
            _ => AmendRefusal::Refused(refusal(refused)?),
        })))
    }

    pub(super) async fn answer_amendment(
        &self,
        asker: &Asker<'_>,
        number: &OrderNumber,
        revision: i32,
        accept: bool,
    ) -> Result<Answer, Trouble> {
        let (order, customer_id) = (number.to_string(), asker.customer_id.to_string());
        let request = wire::AnswerAmendmentRequest { order, customer_id, revision, accept };
        let refused = match opened(self.client().answer_amendment(within_limit(request)).await) {
            Ok(answer) => return Ok(Answer::Amended(Ok(summary::order(answer.order)?))),
            Err(problem) => problem,
        };
        Ok(Answer::Amended(Err(match refused.reason.as_str() {
            "ORDER_NOT_FOUND" => AmendRefusal::NotFound,
            "AMEND_TOO_LATE" => AmendRefusal::TooLate,
            "AMENDMENT_NOT_FOUND" => AmendRefusal::Stale,
            _ => AmendRefusal::Refused(refusal(refused)?),
        })))
    }

    pub(super) async fn find(&self, asker: &Asker<'_>, number: &OrderNumber) -> Result<Answer, Trouble> {
        let request = wire::GetOrderRequest { order: number.to_string(), customer_id: asker.customer_id.to_string() };
        match opened(self.client().get_order(within_limit(request)).await) {
            Ok(answer) => Ok(Answer::Order(Some(Box::new(summary::order(answer.order)?)))),
            Err(problem) if problem.reason == "ORDER_NOT_FOUND" => Ok(Answer::Order(None)),
            Err(problem) => Err(problem.into()),
        }
    }

    pub(super) async fn list(&self, asker: &Asker<'_>, limit: u32, after: Option<String>) -> Result<Answer, Trouble> {
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

    pub(super) async fn cancel(&self, asker: &Asker<'_>, number: &OrderNumber, key: String) -> Result<Answer, Trouble> {
        let request = wire::ChangeOrderStatusRequest {
            order: number.to_string(),
            to: wire::OrderStatus::Cancelled.into(),
            actor: Some(wish::actor(asker)),
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

    pub(super) async fn repeat(&self, asker: &Asker<'_>, number: Option<OrderNumber>) -> Result<Answer, Trouble> {
        let request = wire::RepeatOrderRequest {
            customer_id: asker.customer_id.to_string(),
            order: number.map(String::from).unwrap_or_default(),
        };
        match opened(self.client().repeat_order(within_limit(request)).await) {
            Ok(answer) => Ok(Answer::Repeated(Some(Repeated {
                number: answer.order_number.parse().map_err(|_| summary::unreadable())?,
                lines: summary::lines(answer.lines)?,
                missing: answer.missing,
            }))),
            Err(problem) if problem.reason == "ORDER_NOT_FOUND" => Ok(Answer::Repeated(None)),
            Err(problem) => Err(problem.into()),
        }
    }

    pub(super) async fn pay(&self, asker: &Asker<'_>, number: &OrderNumber) -> Result<Answer, Trouble> {
        let request =
            wire::StartPaymentRequest { order: number.to_string(), customer_id: asker.customer_id.to_string() };
        match opened(self.client().start_payment(within_limit(request)).await) {
            Ok(answer) => {
                let payment = answer.payment.ok_or_else(summary::unreadable)?;
                Ok(Answer::Payment(Ok(PaymentLink { amount: summary::money(payment.amount)?, url: payment.url })))
            }
            Err(problem) => Ok(Answer::Payment(Err(payment_refusal(problem)?))),
        }
    }
}

fn payment_refusal(problem: Problem) -> Result<PaymentRefusal, Trouble> {
    Ok(match problem.reason.as_str() {
        "ORDER_NOT_FOUND" => PaymentRefusal::NotFound,
        "ALREADY_PAID" => PaymentRefusal::AlreadyPaid,
        "ORDER_ENDED" => PaymentRefusal::Ended,
        "PAYMENTS_NOT_OFFERED" => PaymentRefusal::NotOffered,
        "TOO_MANY_PAYMENTS" => PaymentRefusal::TooMany,
        _ => return Err(problem.into()),
    })
}

#[cfg(test)]
mod tests {
    use chassis::Kind;

    use super::*;

    #[test]
    fn whatever_the_customer_can_act_on_gets_words_and_no_other_try() {
        for (reason, refusal) in [
            ("ORDER_NOT_FOUND", PaymentRefusal::NotFound),
            ("ALREADY_PAID", PaymentRefusal::AlreadyPaid),
            ("ORDER_ENDED", PaymentRefusal::Ended),
            ("PAYMENTS_NOT_OFFERED", PaymentRefusal::NotOffered),
            ("TOO_MANY_PAYMENTS", PaymentRefusal::TooMany),
        ] {
            let problem = Problem::new(Kind::FailedPrecondition, reason, "no");
            assert_eq!(payment_refusal(problem).ok(), Some(refusal), "{reason}");
        }
        assert!(payment_refusal(Problem::unavailable()).is_err());
    }
}
