//! Orders as conversations know them, from orders as the contract writes them.

use base::Money;
use dialogue::{Fulfilment, OrderLine, OrderStatus, OrderSummary};
use proto::{common::v1 as common, convert, orders::v1 as wire};

use super::Trouble;

fn unreadable() -> Trouble {
    Trouble::Fault("an order cannot be read by this version".to_owned())
}

pub(super) fn order(order: Option<wire::Order>) -> Result<OrderSummary, Trouble> {
    let order = order.ok_or_else(unreadable)?;
    Ok(OrderSummary {
        number: order.number.parse().map_err(|_| unreadable())?,
        status: status(order.status()).ok_or_else(unreadable)?,
        fulfilment: fulfilment(order.fulfilment()).ok_or_else(unreadable)?,
        total: money(order.total)?,
        placed_at: order.create_time.and_then(|time| convert::from_time(time).ok()).ok_or_else(unreadable)?,
        lines: lines(order.lines)?,
    })
}

pub(super) fn lines(lines: Vec<wire::OrderLine>) -> Result<Vec<OrderLine>, Trouble> {
    lines.into_iter().map(line).collect()
}

fn line(line: wire::OrderLine) -> Result<OrderLine, Trouble> {
    Ok(OrderLine {
        product_id: line.product_id.parse().map_err(|_| unreadable())?,
        quantity: u32::try_from(line.quantity).map_err(|_| unreadable())?,
        unit_price: money(line.unit_price)?,
        total: money(line.total)?,
        name: line.name,
        note: line.note,
    })
}

pub(super) fn money(money: Option<common::Money>) -> Result<Money, Trouble> {
    money.and_then(|money| money.try_into().ok()).ok_or_else(unreadable)
}

fn status(status: wire::OrderStatus) -> Option<OrderStatus> {
    Some(match status {
        wire::OrderStatus::Unspecified => return None,
        wire::OrderStatus::PendingConfirmation => OrderStatus::PendingConfirmation,
        wire::OrderStatus::Confirmed => OrderStatus::Confirmed,
        wire::OrderStatus::Processing => OrderStatus::Processing,
        wire::OrderStatus::Ready => OrderStatus::Ready,
        wire::OrderStatus::OutForDelivery => OrderStatus::OutForDelivery,
        wire::OrderStatus::Delivered => OrderStatus::Delivered,
        wire::OrderStatus::Cancelled => OrderStatus::Cancelled,
        wire::OrderStatus::Rejected => OrderStatus::Rejected,
    })
}

/// A status by the word that details of errors use, such as "CONFIRMED".
pub(super) fn status_named(word: &str) -> Option<OrderStatus> {
    status(wire::OrderStatus::from_str_name(&format!("ORDER_STATUS_{word}"))?)
}

fn fulfilment(fulfilment: wire::Fulfilment) -> Option<Fulfilment> {
    match fulfilment {
        wire::Fulfilment::Unspecified => None,
        wire::Fulfilment::Pickup => Some(Fulfilment::Pickup),
        wire::Fulfilment::Delivery => Some(Fulfilment::Delivery),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_read_by_its_word() {
        assert_eq!(status_named("OUT_FOR_DELIVERY"), Some(OrderStatus::OutForDelivery));
        assert_eq!((status_named("UNSPECIFIED"), status_named("dancing")), (None, None));
    }
}
