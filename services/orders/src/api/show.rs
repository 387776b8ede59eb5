//! Orders as the contract shows them.

pub(super) mod money;

use chassis::events::Event;
use proto::{catalog::v1 as catalog, convert::to_time, orders::v1 as wire};

use crate::domain::{
    Actor, Address, Amendment, Customer, Fulfilment, Line, News, Obstacle, Order, OrderEvent, Priced, Slot, Status,
    StatusChange, fields::FieldValue, line::LineChoice,
};

/// An order without its history.
pub(super) fn order(order: Order) -> wire::Order {
    let next = order.status.next(&order.fulfilment);
    let (paid, asked, returning) = (order.paid(), order.asked(), order.returning());
    let charges = order.deal.charges;
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
        payment_policy: money::policy(order.terms.payment_policy).into(),
        payment_status: money::status(order.payment_status).into(),
        paid: Some(paid.into()),
        outstanding: Some(asked.into()),
        returning: Some(returning.into()),
        proofs_waiting: order.proofs_waiting,
        discount: Some(charges.discount.into()),
        coupon_code: order.deal.coupon.map(|coupon| coupon.code).unwrap_or_default(),
        delivery_fee: Some(charges.delivery_fee.into()),
        tax: Some(charges.tax.into()),
        tax_included: charges.tax_included,
        tip: Some(charges.tip.into()),
        slot: order.deal.slot.map(slot),
        zone: order.deal.zone.unwrap_or_default(),
        pending_amendment: order.pending.map(|pending| amendment(*pending)),
    }
}

fn slot(slot: Slot) -> catalog::Slot {
    catalog::Slot { start_time: Some(to_time(slot.start)), end_time: Some(to_time(slot.end)), left: 0 }
}

fn amendment(amendment: Amendment) -> wire::Amendment {
    wire::Amendment {
        revision: amendment.revision,
        lines: amendment.lines.into_iter().map(line).collect(),
        total: Some(amendment.total.into()),
        reason: amendment.reason.into(),
        actor: Some(actor(amendment.actor)),
        time: Some(to_time(amendment.time)),
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
        discount: Some(priced.charges.discount.into()),
        delivery_fee: Some(priced.charges.delivery_fee.into()),
        tax: Some(priced.charges.tax.into()),
        tax_included: priced.charges.tax_included,
        tip: Some(priced.charges.tip.into()),
        zone: priced.zone.unwrap_or_default(),
        obstacles: priced.obstacles.iter().map(obstacle).collect(),
    }
}

fn obstacle(obstacle: &Obstacle) -> wire::Obstacle {
    let metadata = obstacle.metadata().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    wire::Obstacle { reason: obstacle.reason().to_owned(), metadata }
}

pub(super) fn event(event: Event<OrderEvent>) -> wire::OrderEvent {
    let OrderEvent { news, order: after } = event.payload;
    wire::OrderEvent {
        position: event.position,
        id: event.id.to_string(),
        order: Some(order(after)),
        time: Some(to_time(event.time)),
        traceparent: event.traceparent.unwrap_or_default(),
        ..told(news)
    }
}

/// What happened, and what it is about.
fn told(news: News) -> wire::OrderEvent {
    use wire::OrderEventKind as Kind;
    let of = |kind: Kind| wire::OrderEvent { kind: kind.into(), ..Default::default() };
    match news {
        News::Placed { change: it } => wire::OrderEvent { change: Some(change(it)), ..of(Kind::Placed) },
        News::StatusChanged { change: it } => wire::OrderEvent { change: Some(change(it)), ..of(Kind::StatusChanged) },
        News::PaymentOpened { payment } => {
            wire::OrderEvent { payment: Some(money::payment(payment)), ..of(Kind::PaymentOpened) }
        }
        News::PaymentChanged { payment } => {
            wire::OrderEvent { payment: Some(money::payment(payment)), ..of(Kind::PaymentChanged) }
        }
        News::RefundChanged { refund } => {
            wire::OrderEvent { refund: Some(money::refund(refund)), ..of(Kind::RefundChanged) }
        }
        News::AmendmentProposed { reason } => wire::OrderEvent { reason: reason.into(), ..of(Kind::AmendmentProposed) },
        News::Amended { reason } => wire::OrderEvent { reason: reason.into(), ..of(Kind::Amended) },
        News::AmendmentDeclined => of(Kind::AmendmentDeclined),
        News::InvoiceChanged { invoice } => {
            wire::OrderEvent { invoice: Some(money::invoice(*invoice)), ..of(Kind::InvoiceChanged) }
        }
        News::ProofRejected { reason } => wire::OrderEvent { reason: reason.into(), ..of(Kind::ProofRejected) },
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

pub(super) fn line(line: Line) -> wire::OrderLine {
    wire::OrderLine {
        product_id: line.product_id.to_string(),
        sku: line.sku,
        name: line.name,
        quantity: line.quantity.into(),
        unit_price: Some(line.unit_price.into()),
        total: Some(line.total.into()),
        note: line.note.into(),
        choices: line.choices.into_iter().map(choice).collect(),
        fields: line.fields.iter().map(field).collect(),
    }
}

fn choice(choice: LineChoice) -> wire::LineChoice {
    wire::LineChoice {
        choice_id: choice.choice_id.to_string(),
        group_name: choice.group_name,
        name: choice.name,
        price: Some(choice.price.into()),
    }
}

fn field(field: &FieldValue) -> wire::FieldValue {
    wire::FieldValue {
        key: field.key.clone(),
        value: field.shown(),
        label: field.label.clone(),
        sensitive: field.is_sensitive(),
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
