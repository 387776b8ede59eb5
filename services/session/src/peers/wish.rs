//! What customers want of orders, as the contract writes it.

use base::{Money, OrderNumber};
use dialogue::{DeliveryAddress, Fulfilment, Line, PaymentPolicy, Terms};
use proto::{catalog::v1 as catalog, convert, orders::v1 as wire};

use super::orders::Asker;

pub(super) fn quote(
    asker: &Asker<'_>,
    lines: Vec<Line>,
    terms: Terms,
    order: Option<OrderNumber>,
) -> wire::QuoteRequest {
    wire::QuoteRequest {
        lines: requested(lines),
        fulfilment: terms.fulfilment.map(fulfilment).unwrap_or_default(),
        address: terms.address.map(delivery),
        coupon_code: terms.coupon.unwrap_or_default(),
        customer_id: asker.customer_id.to_string(),
        tip: terms.tip.map(Into::into),
        slot_time: terms.slot.map(convert::to_time),
        order: order.map(String::from).unwrap_or_default(),
    }
}

pub(super) fn placing(
    asker: &Asker<'_>,
    lines: Vec<Line>,
    terms: Terms,
    payment: Option<PaymentPolicy>,
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
        fulfilment: terms.fulfilment.map(fulfilment).unwrap_or_default(),
        address: terms.address.map(delivery),
        source: asker.address.channel.as_str().to_owned(),
        expected_total: Some(expected_total.into()),
        coupon_code: terms.coupon.unwrap_or_default(),
        tip: terms.tip.map(Into::into),
        slot_time: terms.slot.map(convert::to_time),
        payment_policy: payment.map(policy).unwrap_or_default(),
    }
}

pub(super) fn amending(
    asker: &Asker<'_>,
    number: &OrderNumber,
    version: i64,
    lines: Vec<Line>,
    expected_total: Money,
    idempotency_key: String,
) -> wire::AmendOrderRequest {
    wire::AmendOrderRequest {
        order: number.to_string(),
        lines: requested(lines),
        actor: Some(actor(asker)),
        reason: String::new(),
        expected_version: version,
        idempotency_key,
        expected_total: Some(expected_total.into()),
    }
}

/// The customer who asks.
pub(super) fn actor(asker: &Asker<'_>) -> wire::Actor {
    wire::Actor { kind: wire::ActorKind::Customer.into(), id: asker.customer_id.to_string() }
}

fn requested(lines: Vec<Line>) -> Vec<wire::RequestedLine> {
    let field = |field: dialogue::FieldValue| wire::FieldValue {
        key: field.key,
        value: field.value,
        ..wire::FieldValue::default()
    };
    let line = |line: Line| wire::RequestedLine {
        product_id: line.product_id.to_string(),
        quantity: i32::try_from(line.quantity).unwrap_or(i32::MAX),
        note: line.note,
        choice_ids: line.choices.iter().map(ToString::to_string).collect(),
        fields: line.fields.into_iter().map(field).collect(),
    };
    lines.into_iter().map(line).collect()
}

fn fulfilment(fulfilment: Fulfilment) -> i32 {
    match fulfilment {
        Fulfilment::Pickup => wire::Fulfilment::Pickup.into(),
        Fulfilment::Delivery => wire::Fulfilment::Delivery.into(),
    }
}

fn policy(policy: PaymentPolicy) -> i32 {
    match policy {
        PaymentPolicy::Prepaid => catalog::PaymentPolicy::Prepaid.into(),
        PaymentPolicy::PayOnDelivery => catalog::PaymentPolicy::PayOnDelivery.into(),
        PaymentPolicy::Invoice => catalog::PaymentPolicy::Invoice.into(),
    }
}

fn delivery(address: DeliveryAddress) -> wire::DeliveryAddress {
    let location = address.pin.map(|pin| wire::Location { latitude: pin.latitude, longitude: pin.longitude });
    wire::DeliveryAddress { text: address.text, location }
}
