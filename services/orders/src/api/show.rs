//! Orders as the contract shows them.

use chassis::events::Event;
use proto::{convert::to_time, orders::v1 as wire};

use crate::domain::{
    Actor, Address, Customer, EventKind, Fulfilment, Line, Order, OrderEvent, Priced, Status, StatusChange,
};

/// An order without its history.
pub(super) fn order(order: Order) -> wire::Order {
    let next = order.status.next(&order.fulfilment);
    let (fulfilment, address) = fulfilment(order.fulfilment);
    wire::Order {
        id: order.id.to_string(),
        number: order.number.to_string(),
        status: status(order.status).into(),
        customer: Some(customer(order.customer)),
        lines: order.lines.into_iter().map(line).collect(),
        subtotal: Some(order.subtotal.into()),
        total: Some(order.total.into()),
        fulfilment: fulfilment.into(),
        address: address.map(delivery_address),
        source: order.source.as_str().to_owned(),
        version: order.version,
        history: Vec::new(),
        create_time: Some(to_time(order.created_at)),
        update_time: Some(to_time(order.updated_at)),
        allowed_next: next.iter().map(|&next| status(next).into()).collect(),
    }
}

/// An order with its history.
pub(super) fn order_with(of: Order, history: Vec<StatusChange>) -> wire::Order {
    wire::Order { history: history.into_iter().map(change).collect(), ..order(of) }
}

pub(super) fn quote(priced: Priced) -> wire::QuoteResponse {
    wire::QuoteResponse {
        lines: priced.lines.into_iter().map(line).collect(),
        subtotal: Some(priced.subtotal.into()),
        total: Some(priced.total.into()),
    }
}

pub(super) fn event(event: Event<OrderEvent>) -> wire::OrderEvent {
    let kind = match event.payload.kind {
        EventKind::Placed => wire::OrderEventKind::Placed,
        EventKind::StatusChanged => wire::OrderEventKind::StatusChanged,
    };
    wire::OrderEvent {
        position: event.position,
        id: event.id.to_string(),
        kind: kind.into(),
        order: Some(order(event.payload.order)),
        change: Some(change(event.payload.change)),
        time: Some(to_time(event.time)),
        traceparent: event.traceparent.unwrap_or_default(),
    }
}

fn change(change: StatusChange) -> wire::StatusChange {
    wire::StatusChange {
        from: change.from.map_or(wire::OrderStatus::Unspecified, status).into(),
        to: status(change.to).into(),
        actor: Some(actor(change.actor)),
        reason: change.reason.into(),
        time: Some(to_time(change.time)),
        version: change.version,
    }
}

const fn status(status: Status) -> wire::OrderStatus {
    match status {
        Status::PendingConfirmation => wire::OrderStatus::PendingConfirmation,
        Status::Confirmed => wire::OrderStatus::Confirmed,
        Status::Processing => wire::OrderStatus::Processing,
        Status::Ready => wire::OrderStatus::Ready,
        Status::OutForDelivery => wire::OrderStatus::OutForDelivery,
        Status::Delivered => wire::OrderStatus::Delivered,
        Status::Cancelled => wire::OrderStatus::Cancelled,
        Status::Rejected => wire::OrderStatus::Rejected,
    }
}

fn actor(actor: Actor) -> wire::Actor {
    let (kind, id) = match actor {
        Actor::Customer(id) => (wire::ActorKind::Customer, id.into()),
        Actor::Staff(id) => (wire::ActorKind::Staff, id),
        Actor::Seller(id) => (wire::ActorKind::Seller, id),
        Actor::System => (wire::ActorKind::System, String::new()),
    };
    wire::Actor { kind: kind.into(), id }
}

fn customer(customer: Customer) -> wire::OrderCustomer {
    wire::OrderCustomer {
        id: customer.id.into(),
        name: customer.name.into(),
        phone: customer.phone.map(String::from).unwrap_or_default(),
    }
}

fn line(line: Line) -> wire::OrderLine {
    wire::OrderLine {
        product_id: line.product_id.to_string(),
        sku: line.sku,
        name: line.name,
        quantity: line.quantity.into(),
        unit_price: Some(line.unit_price.into()),
        total: Some(line.total.into()),
        note: line.note.into(),
    }
}

fn fulfilment(fulfilment: Fulfilment) -> (wire::Fulfilment, Option<Address>) {
    match fulfilment {
        Fulfilment::Pickup => (wire::Fulfilment::Pickup, None),
        Fulfilment::Delivery(address) => (wire::Fulfilment::Delivery, Some(address)),
    }
}

fn delivery_address(address: Address) -> wire::DeliveryAddress {
    let location =
        address.location.map(|place| wire::Location { latitude: place.latitude, longitude: place.longitude });
    wire::DeliveryAddress { text: address.text.into(), location }
}
