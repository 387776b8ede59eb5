//! Requests, checked once and turned into domain types.

pub(super) mod money;

use base::{Id, Money};
use jiff::Timestamp;
use proto::{common::v1 as common, convert::from_time, orders::v1 as wire};

use crate::{
    amending::{Question, Wanted},
    catalog::policy,
    domain::{
        Actor, Address, Customer, CustomerId, Fulfilment, Items, Key, Location, Obstacle, Private, ProductRef,
        Quantity, Status, Step, Wish,
        fields::Value,
        lifecycle::Reason,
        names::{ID_MAX, is_name},
        shop::Destination,
        wish::{CHOICES_MAX, COUPON_CODE_MAX, FIELDS_MAX, Item},
    },
    error::Error,
    placing::Inquiry,
    store::{Filter, OrderRef},
};

/// A request to place an order.
pub(super) struct Placing {
    pub(super) key: Key,
    pub(super) wish: Wish,
    pub(super) expected_total: Option<Money>,
}

/// A request to move an order.
#[derive(Clone)]
pub(super) struct Change {
    pub(super) order: OrderRef,
    pub(super) step: Step,
    pub(super) expected_version: Option<i64>,
    pub(super) key: Option<Key>,
}

pub(super) fn placing(request: wire::PlaceOrderRequest) -> Result<Placing, Error> {
    let wish = Wish {
        customer: customer(request.customer.unwrap_or_default())?,
        items: items(request.lines)?,
        fulfilment: fulfilment(request.fulfilment, request.address)?,
        source: request.source.parse().map_err(|_| Error::SourceInvalid)?,
        coupon_code: coupon_code(&request.coupon_code)?,
        tip: tip(request.tip)?,
        slot_start: slot_start(request.slot_time)?,
        policy: policy(request.payment_policy),
    };
    Ok(Placing {
        key: Key::parse(request.idempotency_key)?,
        wish,
        expected_total: expected_total(request.expected_total)?,
    })
}

pub(super) fn inquiry(request: wire::QuoteRequest) -> Result<Inquiry, Error> {
    Ok(Inquiry {
        items: items(request.lines)?,
        destination: destination(request.fulfilment, request.address)?,
        coupon_code: coupon_code(&request.coupon_code)?,
        customer: CustomerId::parse(request.customer_id),
        tip: tip(request.tip)?,
        slot_start: slot_start(request.slot_time)?,
    })
}

/// The order that is to have the lines, when there is one.
pub(super) fn question(request: &wire::QuoteRequest) -> Result<Option<Question>, Error> {
    if request.order.is_empty() {
        return Ok(None);
    }
    let customer = CustomerId::parse(request.customer_id.clone()).ok_or(Error::OrderNotFound)?;
    Ok(Some(Question { order: order_ref(&request.order)?, customer, items: items(request.lines.clone())? }))
}

pub(super) fn amendment(request: wire::AmendOrderRequest) -> Result<Wanted, Error> {
    let wanted = Wanted {
        order: order_ref(&request.order)?,
        items: items(request.lines)?,
        actor: actor(request.actor.unwrap_or_default()).ok_or(Error::ActorRequired)?,
        reason: Reason::parse(&request.reason).map_err(|_| Error::ReasonTooLong)?,
        expected_version: Some(request.expected_version).filter(|&version| version != 0),
        expected_total: expected_total(request.expected_total)?,
        key: Key::parse(request.idempotency_key)?,
    };
    let says_why = wanted.actor.customer().is_some() || !wanted.reason.is_empty();
    if says_why { Ok(wanted) } else { Err(Error::AmendReasonRequired) }
}

fn expected_total(total: Option<common::Money>) -> Result<Option<Money>, Error> {
    total.map(Money::try_from).transpose().map_err(|_| Error::ExpectedTotalInvalid)
}

fn tip(tip: Option<common::Money>) -> Result<Option<Money>, Error> {
    let tip = tip.map(Money::try_from).transpose().map_err(|_| Error::TipInvalid)?;
    match tip {
        Some(tip) if tip.minor < 0 => Err(Error::TipInvalid),
        tip => Ok(tip),
    }
}

/// A text that cannot be a code names no coupon.
fn coupon_code(text: &str) -> Result<Option<String>, Error> {
    let code = text.trim().to_uppercase();
    match code.is_empty() || is_name(&code, COUPON_CODE_MAX) {
        true => Ok(Some(code).filter(|code| !code.is_empty())),
        false => Err(Error::Hindered(Obstacle::CouponNotFound)),
    }
}

fn slot_start(time: Option<prost_types::Timestamp>) -> Result<Option<Timestamp>, Error> {
    time.map(from_time).transpose().map_err(|_| Error::SlotTimeInvalid)
}

fn destination(number: i32, address: Option<wire::DeliveryAddress>) -> Result<Destination, Error> {
    let pin = address.and_then(|address| address.location);
    let pin = pin.map(|pin| Location::new(pin.latitude, pin.longitude).ok_or(Error::LocationInvalid)).transpose()?;
    match wire::Fulfilment::try_from(number) {
        Ok(wire::Fulfilment::Pickup) => Ok(Destination::Pickup),
        Ok(wire::Fulfilment::Delivery) => Ok(Destination::Delivery(pin)),
        Ok(wire::Fulfilment::Unspecified) => Ok(Destination::Open),
        Err(_) => Err(Error::FulfilmentRequired),
    }
}

pub(super) fn change(request: wire::ChangeOrderStatusRequest) -> Result<Change, Error> {
    let key = Some(request.idempotency_key).filter(|key| !key.is_empty());
    let step = Step {
        to: status(request.to).ok_or(Error::StatusRequired)?,
        actor: actor(request.actor.unwrap_or_default()).ok_or(Error::ActorRequired)?,
        reason: Reason::parse(&request.reason).map_err(|_| Error::ReasonTooLong)?,
    };
    Ok(Change {
        order: order_ref(&request.order)?,
        step,
        expected_version: Some(request.expected_version).filter(|&version| version != 0),
        key: key.map(Key::parse).transpose()?,
    })
}

/// Reads an order's id or number. Whatever is neither names no order.
pub(super) fn order_ref(text: &str) -> Result<OrderRef, Error> {
    let id = text.trim().parse().map(OrderRef::Id).ok();
    id.or_else(|| text.parse().map(OrderRef::Number).ok()).ok_or(Error::NotAnOrderNumber)
}

/// Reads whose order it must be. Nobody's order is that of a customer who cannot be one.
pub(super) fn guard(customer_id: String) -> Result<Option<CustomerId>, Error> {
    Some(customer_id)
        .filter(|id| !id.is_empty())
        .map(|id| CustomerId::parse(id).ok_or(Error::OrderNotFound))
        .transpose()
}

pub(super) fn items(lines: Vec<wire::RequestedLine>) -> Result<Items, Error> {
    let items = lines.into_iter().zip(1..).map(|(line, number)| item(line, number)).collect::<Result<_, _>>()?;
    Items::new(items)
}

fn item(asked: wire::RequestedLine, line: usize) -> Result<Item, Error> {
    Ok(Item {
        product: ProductRef::parse(&asked.product_id).ok_or(Error::ProductUnreadable { line })?,
        quantity: Quantity::new(asked.quantity).ok_or(Error::QuantityInvalid { line })?,
        note: Private::parse(&asked.note).map_err(|_| Error::NoteTooLong { line })?,
        choices: choices(asked.choice_ids, line)?,
        fields: fields(asked.fields, line)?,
    })
}

fn choices(ids: Vec<String>, line: usize) -> Result<Vec<Id>, Error> {
    let choices = ids.iter().take(CHOICES_MAX + 1).map(|id| id.parse()).collect::<Result<Vec<Id>, _>>();
    choices.ok().filter(|choices| choices.len() <= CHOICES_MAX).ok_or(Error::ChoicesUnreadable { line })
}

fn fields(values: Vec<wire::FieldValue>, line: usize) -> Result<Vec<(String, Value)>, Error> {
    if values.len() > FIELDS_MAX {
        return Err(Error::TooManyFields { line });
    }
    let field = |field: wire::FieldValue| {
        Ok((field.key, Private::parse(&field.value).map_err(|_| Error::FieldTooLong { line })?))
    };
    values.into_iter().map(field).collect()
}

fn customer(customer: wire::OrderCustomer) -> Result<Customer, Error> {
    let phone = Some(customer.phone).filter(|phone| !phone.is_empty()).map(|phone| phone.parse()).transpose();
    Ok(Customer {
        id: CustomerId::parse(customer.id).ok_or(Error::CustomerInvalid)?,
        name: Private::cut(&customer.name),
        phone: phone.map_err(|_| Error::CustomerInvalid)?,
    })
}

fn fulfilment(number: i32, address: Option<wire::DeliveryAddress>) -> Result<Fulfilment, Error> {
    match wire::Fulfilment::try_from(number) {
        Ok(wire::Fulfilment::Pickup) => Ok(Fulfilment::Pickup),
        Ok(wire::Fulfilment::Delivery) => Ok(Fulfilment::Delivery(delivery_address(address.unwrap_or_default())?)),
        Ok(wire::Fulfilment::Unspecified) | Err(_) => Err(Error::FulfilmentRequired),
    }
}

fn delivery_address(address: wire::DeliveryAddress) -> Result<Address, Error> {
    let place = |pin: wire::Location| Location::new(pin.latitude, pin.longitude).ok_or(Error::AddressInvalid);
    let location = address.location.map(place).transpose()?;
    let text = Private::parse(&address.text).map_err(|_| Error::AddressInvalid)?;
    if text.is_empty() && location.is_none() { Err(Error::AddressRequired) } else { Ok(Address { text, location }) }
}

fn actor(actor: wire::Actor) -> Option<Actor> {
    let named = |id: String| is_name(&id, ID_MAX).then_some(id);
    match wire::ActorKind::try_from(actor.kind).ok()? {
        wire::ActorKind::Unspecified => None,
        wire::ActorKind::Customer => CustomerId::parse(actor.id).map(Actor::Customer),
        wire::ActorKind::Staff => named(actor.id).map(Actor::Staff),
        wire::ActorKind::Seller => named(actor.id).map(Actor::Seller),
        wire::ActorKind::System => Some(Actor::System),
    }
}

fn status(number: i32) -> Option<Status> {
    Some(match wire::OrderStatus::try_from(number).ok()? {
        wire::OrderStatus::Unspecified => return None,
        wire::OrderStatus::PendingConfirmation => Status::PendingConfirmation,
        wire::OrderStatus::Confirmed => Status::Confirmed,
        wire::OrderStatus::Processing => Status::Processing,
        wire::OrderStatus::Ready => Status::Ready,
        wire::OrderStatus::OutForDelivery => Status::OutForDelivery,
        wire::OrderStatus::Delivered => Status::Delivered,
        wire::OrderStatus::Cancelled => Status::Cancelled,
        wire::OrderStatus::Rejected => Status::Rejected,
    })
}

/// Reads what a list is of. `start` is the key of the last order on the page before.
pub(super) fn filter(request: wire::ListOrdersRequest, start: Option<(Timestamp, Id)>) -> Result<Filter, Error> {
    let statuses: Option<Vec<Status>> = request.statuses.into_iter().map(status).collect();
    let customer = Some(request.customer_id).filter(|id| !id.is_empty()).map(CustomerId::parse);
    if customer == Some(None) {
        return Err(Error::FilterInvalid("customer_id must be a customer's id, or empty."));
    }
    let from = moment(request.created_from)?.unwrap_or(Timestamp::UNIX_EPOCH);
    let to = moment(request.created_to)?.unwrap_or(Timestamp::MAX);
    if from >= to {
        return Err(Error::FilterInvalid("created_from must be before created_to."));
    }
    // The least id makes the end of the time exclusive: no id is below it.
    let end = (to, Id::from_uuid(uuid::Uuid::nil()));
    Ok(Filter {
        customer: customer.flatten(),
        statuses: unique(statuses.ok_or(Error::FilterInvalid("statuses must each be a status of an order."))?),
        from,
        before: start.map_or(end, |start| (start.0.max(Timestamp::UNIX_EPOCH), start.1).min(end)),
    })
}

/// A status named twice must not show its orders twice.
fn unique(statuses: Vec<Status>) -> Vec<Status> {
    Status::ALL.into_iter().filter(|status| statuses.contains(status)).collect()
}

/// No order is older than 1970, and PostgreSQL's times do not reach as far back as ours.
fn moment(time: Option<prost_types::Timestamp>) -> Result<Option<Timestamp>, Error> {
    let moment = time.map(from_time).transpose().map_err(|_| Error::FilterInvalid("A time is out of range."))?;
    Ok(moment.map(|moment| moment.max(Timestamp::UNIX_EPOCH)))
}
