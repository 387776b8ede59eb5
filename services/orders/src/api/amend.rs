//! Changing an order's lines.

use proto::orders::v1 as wire;

use super::{Api, parse, show};
use crate::{amending, error::Error};

pub(super) async fn amend_order(
    api: &Api,
    request: wire::AmendOrderRequest,
) -> Result<wire::AmendOrderResponse, Error> {
    let (order, history) = amending::amend(api, parse::amendment(request)?).await?;
    Ok(wire::AmendOrderResponse { order: Some(show::order_with(order, history)) })
}

pub(super) async fn answer_amendment(
    api: &Api,
    request: wire::AnswerAmendmentRequest,
) -> Result<wire::AnswerAmendmentResponse, Error> {
    let order = parse::order_ref(&request.order)?;
    let customer = parse::guard(request.customer_id)?;
    let (order, history) = amending::answer(api, order, customer, request.revision, request.accept).await?;
    Ok(wire::AnswerAmendmentResponse { order: Some(show::order_with(order, history)) })
}
