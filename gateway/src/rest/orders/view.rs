//! An order as JSON shows it.

use jiff::Timestamp;
use proto::{
    catalog,
    orders::v1::{self as contract, ActorKind, Fulfilment, OrderStatus, PaymentStatus},
};
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
    /// What the coupon took off.
    discount: Option<Money>,
    /// The coupon's code; empty for none.
    coupon_code: String,
    /// What bringing it costs.
    delivery_fee: Option<Money>,
    tax: Option<Money>,
    /// Whether the tax is contained in the other sums.
    tax_included: bool,
    tip: Option<Money>,
    /// What the customer pays.
    total: Option<Money>,
    /// "PREPAID", "PAY_ON_DELIVERY" or "INVOICE".
    #[schema(example = "PAY_ON_DELIVERY")]
    payment_policy: String,
    /// Where its money stands, apart from `status`.
    #[schema(example = "UNPAID")]
    payment_status: String,
    /// What came, less what went back.
    paid: Option<Money>,
    /// What is still asked for: the total less what was paid and stays.
    outstanding: Option<Money>,
    /// What is to go back and has not gone yet; it is contained in `paid`.
    returning: Option<Money>,
    /// How many payment proofs wait for somebody to approve or reject them.
    proofs_waiting: i32,
    /// "PICKUP" or "DELIVERY".
    #[schema(example = "PICKUP")]
    fulfilment: String,
    /// Where to; for deliveries only.
    address: Option<Address>,
    /// The zone it goes to; empty for none.
    zone: String,
    /// When it is wanted; null for as soon as possible.
    slot: Option<Slot>,
    /// A change that waits for the customer's consent; always null in lists.
    pending_amendment: Option<Amendment>,
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
    /// The choices made.
    choices: Vec<Choice>,
    /// The fields filled; sensitive values are masked.
    fields: Vec<Field>,
}

/// A choice made on a line.
#[derive(Serialize, ToSchema)]
struct Choice {
    choice_id: String,
    #[schema(example = "Protein")]
    group_name: String,
    #[schema(example = "Chicken")]
    name: String,
    /// What it adds to the price of one.
    price: Option<Money>,
}

/// The value of a field of a service.
#[derive(Serialize, ToSchema)]
pub(crate) struct Field {
    key: String,
    label: String,
    value: String,
    /// Whether the value is masked in answers.
    sensitive: bool,
}

/// A time an order is planned for.
#[derive(Serialize, ToSchema)]
struct Slot {
    #[schema(value_type = String, format = DateTime)]
    start_time: Option<Timestamp>,
    #[schema(value_type = String, format = DateTime)]
    end_time: Option<Timestamp>,
}

/// A change of an order's lines that waits for consent.
#[derive(Serialize, ToSchema)]
struct Amendment {
    revision: i32,
    /// The lines as they would be.
    lines: Vec<Line>,
    /// What the customer would pay.
    total: Option<Money>,
    /// Why, in words for the customer.
    reason: String,
    #[schema(value_type = String, format = DateTime)]
    time: Option<Timestamp>,
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
            payment_policy: word(order.payment_policy().as_str_name(), "PAYMENT_POLICY_"),
            payment_status: payment_status_word(order.payment_status()),
            fulfilment: word(order.fulfilment().as_str_name(), "FULFILMENT_"),
            customer: Customer::from(order.customer.unwrap_or_default()),
            id: order.id,
            number: order.number,
            lines: order.lines.into_iter().map(Line::from).collect(),
            subtotal: order.subtotal.map(Money::from),
            discount: order.discount.map(Money::from),
            coupon_code: order.coupon_code,
            delivery_fee: order.delivery_fee.map(Money::from),
            tax: order.tax.map(Money::from),
            tax_included: order.tax_included,
            tip: order.tip.map(Money::from),
            paid: order.paid.map(Money::from),
            outstanding: order.outstanding.map(Money::from),
            returning: order.returning.map(Money::from),
            proofs_waiting: order.proofs_waiting,
            zone: order.zone,
            slot: order.slot.map(Slot::from),
            pending_amendment: order.pending_amendment.map(Amendment::from),
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
            choices: line.choices.into_iter().map(Choice::from).collect(),
            fields: line.fields.into_iter().map(Field::from).collect(),
        }
    }
}

impl From<contract::LineChoice> for Choice {
    fn from(choice: contract::LineChoice) -> Self {
        let contract::LineChoice { choice_id, group_name, name, price } = choice;
        Self { choice_id, group_name, name, price: price.map(Money::from) }
    }
}

impl From<contract::FieldValue> for Field {
    fn from(field: contract::FieldValue) -> Self {
        let contract::FieldValue { key, value, label, sensitive } = field;
        Self { key, label, value, sensitive }
    }
}

impl From<catalog::v1::Slot> for Slot {
    fn from(slot: catalog::v1::Slot) -> Self {
        Self { start_time: time(slot.start_time), end_time: time(slot.end_time) }
    }
}

impl From<contract::Amendment> for Amendment {
    fn from(amendment: contract::Amendment) -> Self {
        Self {
            revision: amendment.revision,
            lines: amendment.lines.into_iter().map(Line::from).collect(),
            total: amendment.total.map(Money::from),
            reason: amendment.reason,
            time: time(amendment.time),
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

pub(crate) fn payment_status_word(status: PaymentStatus) -> String {
    word(status.as_str_name(), "PAYMENT_STATUS_")
}
