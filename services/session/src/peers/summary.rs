//! Orders as conversations know them, from orders as the contract writes them.

use base::Money;
use dialogue::{
    Amendment, DeliveryAddress, Fulfilment, LineChoice, LineField, OrderLine, OrderStatus, OrderSummary, PaymentPolicy,
    PaymentStatus, Pin, Quote, Sums, Terms,
};
use proto::{common::v1 as common, convert, orders::v1 as wire};

use super::{Trouble, menu, refusal};

pub(super) fn unreadable() -> Trouble {
    Trouble::Fault("an order cannot be read by this version".to_owned())
}

pub(super) fn order(order: Option<wire::Order>) -> Result<OrderSummary, Trouble> {
    let order = order.ok_or_else(unreadable)?;
    let fulfilment = fulfilment(order.fulfilment()).ok_or_else(unreadable)?;
    let sums = sums(&order)?;
    Ok(OrderSummary {
        number: order.number.parse().map_err(|_| unreadable())?,
        status: status(order.status()).ok_or_else(unreadable)?,
        version: order.version,
        payment: menu::policy(order.payment_policy()).unwrap_or(PaymentPolicy::PayOnDelivery),
        payment_status: payment_status(order.payment_status()),
        paid: order.paid.clone().map_or(Ok(Money::zero(sums.total.currency)), |paid| money(Some(paid)))?,
        terms: terms(&order, fulfilment),
        zone: order.zone,
        amendment: order.pending_amendment.map(amendment).transpose()?,
        placed_at: order.create_time.and_then(|time| convert::from_time(time).ok()).ok_or_else(unreadable)?,
        lines: lines(order.lines)?,
        sums,
        fulfilment,
    })
}

fn sums(order: &wire::Order) -> Result<Sums, Trouble> {
    let total = money(order.total.clone())?;
    let part = |sum: &Option<common::Money>| part(sum.clone(), total);
    Ok(Sums {
        subtotal: money(order.subtotal.clone())?,
        discount: part(&order.discount)?,
        delivery_fee: part(&order.delivery_fee)?,
        tax: part(&order.tax)?,
        tax_included: order.tax_included,
        tip: part(&order.tip)?,
        total,
    })
}

/// A part of a total, which may be left out.
fn part(sum: Option<common::Money>, total: Money) -> Result<Money, Trouble> {
    sum.map_or(Ok(Money::zero(total.currency)), |sum| money(Some(sum)))
}

fn terms(order: &wire::Order, fulfilment: Fulfilment) -> Terms {
    let address = order.address.clone().map(|address| DeliveryAddress {
        text: address.text,
        pin: address.location.map(|place| Pin { latitude: place.latitude, longitude: place.longitude }),
    });
    let slot = order.slot.and_then(|slot| convert::from_time(slot.start_time?).ok());
    Terms {
        fulfilment: Some(fulfilment),
        address,
        coupon: Some(order.coupon_code.clone()).filter(|code| !code.is_empty()),
        tip: order.tip.clone().and_then(|tip| money(Some(tip)).ok()).filter(|tip| tip.minor > 0),
        slot,
    }
}

fn amendment(amendment: wire::Amendment) -> Result<Amendment, Trouble> {
    Ok(Amendment {
        revision: amendment.revision,
        lines: lines(amendment.lines)?,
        total: money(amendment.total)?,
        reason: amendment.reason,
    })
}

/// A price. An obstacle that this version does not know is left to placing, which refuses it with words.
pub(super) fn quote(quote: wire::QuoteResponse) -> Result<Quote, Trouble> {
    let total = money(quote.total)?;
    let obstacles = quote.obstacles.iter().filter_map(|obstacle| {
        let detail = |name: &str| obstacle.metadata.get(name).map(String::as_str);
        let known = refusal::obstacle(&obstacle.reason, detail);
        if known.is_none() {
            tracing::error!(reason = obstacle.reason, "an obstacle of a quote is not known");
        }
        known
    });
    let sums = Sums {
        subtotal: money(quote.subtotal)?,
        discount: part(quote.discount, total)?,
        delivery_fee: part(quote.delivery_fee, total)?,
        tax: part(quote.tax, total)?,
        tax_included: quote.tax_included,
        tip: part(quote.tip, total)?,
        total,
    };
    Ok(Quote { obstacles: obstacles.collect(), lines: lines(quote.lines)?, sums, zone: quote.zone })
}

pub(super) fn lines(lines: Vec<wire::OrderLine>) -> Result<Vec<OrderLine>, Trouble> {
    lines.into_iter().map(line).collect()
}

fn line(line: wire::OrderLine) -> Result<OrderLine, Trouble> {
    let choice = |choice: wire::LineChoice| Some(LineChoice { id: choice.choice_id.parse().ok()?, name: choice.name });
    let field = |field: wire::FieldValue| LineField {
        key: field.key,
        label: field.label,
        value: field.value,
        sensitive: field.sensitive,
    };
    Ok(OrderLine {
        product_id: line.product_id.parse().map_err(|_| unreadable())?,
        quantity: u32::try_from(line.quantity).map_err(|_| unreadable())?,
        unit_price: money(line.unit_price)?,
        total: money(line.total)?,
        name: line.name,
        note: line.note,
        choices: line.choices.into_iter().filter_map(choice).collect(),
        fields: line.fields.into_iter().map(field).collect(),
    })
}

pub(super) fn money(money: Option<common::Money>) -> Result<Money, Trouble> {
    money.and_then(|money| money.try_into().ok()).ok_or_else(unreadable)
}

const fn payment_status(status: wire::PaymentStatus) -> PaymentStatus {
    match status {
        wire::PaymentStatus::Unspecified | wire::PaymentStatus::Unpaid => PaymentStatus::Unpaid,
        wire::PaymentStatus::LinkSent => PaymentStatus::LinkSent,
        wire::PaymentStatus::Paid => PaymentStatus::Paid,
        wire::PaymentStatus::PartiallyRefunded => PaymentStatus::PartiallyRefunded,
        wire::PaymentStatus::Refunded => PaymentStatus::Refunded,
        wire::PaymentStatus::Failed => PaymentStatus::Failed,
        wire::PaymentStatus::Overdue => PaymentStatus::Overdue,
        wire::PaymentStatus::PartiallyPaid => PaymentStatus::PartiallyPaid,
    }
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
