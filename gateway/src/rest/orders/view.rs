//! An order as JSON shows it.

use jiff::Timestamp;
use proto::orders::v1::{self as contract, ActorKind, Fulfilment, OrderStatus};
use serde::Serialize;
use utoipa::ToSchema;

use crate::rest::view::{Money, time, word};

/// An order.
#[derive(Serialize, ToSchema)]
pub(crate) struct Order {
    id: String,
    /// What people say.
    #[schema(example = "ORD-7K3M9QXT")]
    number: String,
    /// Where it stands.
    #[schema(example = "PENDING_CONFIRMATION")]
    status: String,
    /// The statuses it may move to next by hand of staff.
    allowed_next: Vec<String>,
    customer: Customer,
    /// In the order they were put into the cart.
    lines: Vec<Line>,
    subtotal: Option<Money>,
    /// What the customer pays.
    total: Option<Money>,
    /// "PICKUP" or "DELIVERY".
    #[schema(example = "PICKUP")]
    fulfilment: String,
    /// Where to; for deliveries only.
    address: Option<Address>,
    /// "whatsapp", "twilio", "website" or "api".
    #[schema(example = "whatsapp")]
    source: String,
    /// Grows with every change; also the ETag.
    version: i64,
    #[schema(value_type = String, format = DateTime)]
    create_time: Option<Timestamp>,
    #[schema(value_type = String, format = DateTime)]
    update_time: Option<Timestamp>,
    /// Every change of status, oldest first; empty in lists.
    history: Vec<Change>,
}

/// Who ordered.
#[derive(Serialize, ToSchema)]
struct Customer {
    id: String,
    /// May be empty.
    name: String,
    /// Digits only; empty when the customer hides it.
    phone: String,
}

/// What was ordered, at the price it was given.
#[derive(Serialize, ToSchema)]
struct Line {
    product_id: String,
    sku: String,
    name: String,
    quantity: i32,
    unit_price: Option<Money>,
    total: Option<Money>,
    /// The customer's words about it.
    note: String,
}

/// Where goods are brought.
#[derive(Serialize, ToSchema)]
struct Address {
    /// As the customer wrote it.
    text: String,
    /// The pin the customer sent.
    location: Option<Location>,
}

/// A place, WGS 84.
#[derive(Serialize, ToSchema)]
struct Location {
    latitude: f64,
    longitude: f64,
}

/// A change of status.
#[derive(Serialize, ToSchema)]
struct Change {
    /// Absent for the first.
    from: Option<String>,
    to: String,
    /// "CUSTOMER", "STAFF", "SELLER" or "SYSTEM".
    actor_kind: String,
    actor_id: String,
    reason: String,
    #[schema(value_type = String, format = DateTime)]
    time: Option<Timestamp>,
    version: i64,
}

impl From<contract::Order> for Order {
    fn from(order: contract::Order) -> Self {
        Self {
            status: status_word(order.status()),
            allowed_next: order.allowed_next().map(status_word).collect(),
            fulfilment: word(order.fulfilment().as_str_name(), "FULFILMENT_"),
            customer: Customer::from(order.customer.unwrap_or_default()),
            id: order.id,
            number: order.number,
            lines: order.lines.into_iter().map(Line::from).collect(),
            subtotal: order.subtotal.map(Money::from),
            total: order.total.map(Money::from),
            address: order.address.filter(|_| order.fulfilment == i32::from(Fulfilment::Delivery)).map(Address::from),
            source: order.source,
            version: order.version,
            create_time: time(order.create_time),
            update_time: time(order.update_time),
            history: order.history.into_iter().map(Change::from).collect(),
        }
    }
}

impl From<contract::OrderCustomer> for Customer {
    fn from(customer: contract::OrderCustomer) -> Self {
        Self { id: customer.id, name: customer.name, phone: customer.phone }
    }
}

impl From<contract::OrderLine> for Line {
    fn from(line: contract::OrderLine) -> Self {
        Self {
            product_id: line.product_id,
            sku: line.sku,
            name: line.name,
            quantity: line.quantity,
            unit_price: line.unit_price.map(Money::from),
            total: line.total.map(Money::from),
            note: line.note,
        }
    }
}

impl From<contract::DeliveryAddress> for Address {
    fn from(address: contract::DeliveryAddress) -> Self {
        let location =
            address.location.map(|contract::Location { latitude, longitude }| Location { latitude, longitude });
        Self { text: address.text, location }
    }
}

impl From<contract::StatusChange> for Change {
    fn from(change: contract::StatusChange) -> Self {
        let from = Some(change.from()).filter(|from| *from != OrderStatus::Unspecified).map(status_word);
        let (to, actor) = (status_word(change.to()), change.actor.clone().unwrap_or_default());
        let actor_kind = word(ActorKind::as_str_name(&actor.kind()), "ACTOR_KIND_");
        let (reason, time, version) = (change.reason, time(change.time), change.version);
        Self { from, to, actor_kind, actor_id: actor.id, reason, time, version }
    }
}

pub(super) fn status_word(status: OrderStatus) -> String {
    word(status.as_str_name(), "ORDER_STATUS_")
}
