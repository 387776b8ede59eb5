//! The catalogue's words as this service understands them.

use base::{
    Currency, Id, Money,
    hours::{Interval, OpeningHours, Slots, SpecialDay, WeeklyHours},
};
use chassis::{Kind, Problem};
use jiff::tz::TimeZone;
use proto::{
    catalog::v1::{self as wire, coupon::Benefit as WireBenefit, delivery_zone},
    common::v1 as common,
    convert::{from_time, to_time},
};
use regex::{Regex, RegexBuilder};

use super::Reserved;
use crate::{
    domain::{
        Coupon, Location, Obstacle, Shelf, Slot,
        coupon::Benefit,
        geo::Shape,
        offer::{Choice, FieldSpec, Offer, OptionGroup},
        placement::Reservation,
        shop::{PAYMENT_TIMEOUT_MINUTES, Shop, Tax, Zone},
        terms::PaymentPolicy,
        wish::QUANTITY_MAX,
    },
    error::Error,
};

/// Bytes that a field's pattern may take once compiled.
const PATTERN_BYTES_MAX: usize = 1 << 20;

pub(super) fn shelf(menu: wire::GetMenuResponse, currency: Currency) -> Result<Shelf, Error> {
    let products = menu.sections.into_iter().flat_map(|section| section.products);
    let offers = products.map(|product| offer(product, currency)).collect::<Result<_, _>>()?;
    let groups = menu.option_groups.into_iter().map(|group| option_group(group, currency)).collect::<Result<_, _>>()?;
    Ok(Shelf::new(offers, groups, shop(menu.shop.unwrap_or_default(), currency)?))
}

fn offer(product: wire::Product, currency: Currency) -> Result<Offer, Error> {
    Ok(Offer {
        id: id(&product.id)?,
        sku: product.sku,
        category: id(&product.category_id)?,
        name: product.name,
        price: money(product.price.unwrap_or_default(), currency)?,
        available: product.available && product.active,
        groups: product.option_group_ids.iter().map(|group| id(group)).collect::<Result<_, _>>()?,
        fields: product.fields.into_iter().map(field).collect::<Result<_, _>>()?,
        reserved: product.reserved,
    })
}

fn field(field: wire::ProductField) -> Result<FieldSpec, Error> {
    let pattern = Some(field.pattern).filter(|pattern| !pattern.is_empty());
    Ok(FieldSpec {
        key: field.key,
        label: field.label,
        pattern: pattern.map(|pattern| whole(&pattern)).transpose()?,
        sensitive: field.sensitive,
    })
}

/// A pattern that the whole value must match.
fn whole(pattern: &str) -> Result<Regex, Error> {
    let anchored = RegexBuilder::new(&format!(r"\A(?:{pattern})\z")).size_limit(PATTERN_BYTES_MAX).build();
    anchored.map_err(|_| unreadable("pattern"))
}

fn option_group(group: wire::OptionGroup, currency: Currency) -> Result<OptionGroup, Error> {
    Ok(OptionGroup {
        id: id(&group.id)?,
        name: group.name,
        choices_min: usize::try_from(group.choices_min).unwrap_or(0),
        choices_max: usize::try_from(group.choices_max).unwrap_or(0),
        choices: group.choices.into_iter().map(|one| choice(one, currency)).collect::<Result<_, _>>()?,
    })
}

fn choice(choice: wire::OptionChoice, currency: Currency) -> Result<Choice, Error> {
    let price = choice.price.map_or(Ok(Money::zero(currency)), |price| money(price, currency))?;
    Ok(Choice { id: id(&choice.id)?, name: choice.name, price, available: choice.available })
}

pub(super) fn coupon(coupon: wire::Coupon, currency: Currency) -> Result<Coupon, Error> {
    let benefit = match coupon.benefit.ok_or_else(|| unreadable("benefit"))? {
        WireBenefit::PercentBasisPoints(points) => {
            let points = u32::try_from(points).ok().filter(|points| *points <= 10_000);
            Benefit::BasisPoints(points.ok_or_else(|| unreadable("percent_basis_points"))?)
        }
        WireBenefit::Amount(amount) => Benefit::Amount(money(amount, currency)?),
    };
    Ok(Coupon {
        code: coupon.code,
        benefit,
        discount_max: maybe_money(coupon.discount_max, currency)?,
        subtotal_min: maybe_money(coupon.subtotal_min, currency)?,
        products: coupon.product_ids.iter().map(|product| id(product)).collect::<Result<_, _>>()?,
        categories: coupon.category_ids.iter().map(|category| id(category)).collect::<Result<_, _>>()?,
    })
}

fn shop(shop: wire::Shop, currency: Currency) -> Result<Shop, Error> {
    let time_zone = TimeZone::get(&shop.time_zone).unwrap_or(TimeZone::UTC);
    Ok(Shop {
        hours: hours(&shop.weekly_hours, &shop.special_days, time_zone)?,
        lead_time_minutes: i64::from(shop.lead_time_minutes.max(0)),
        slots: shop.slots.and_then(slots),
        zones: shop.zones.into_iter().map(|one| zone(one, currency)).collect::<Result<_, _>>()?,
        delivery_fee: maybe_money(shop.delivery_fee, currency)?,
        pin_required: shop.pin_required,
        subtotal_min: maybe_money(shop.subtotal_min, currency)?,
        tax: Tax { basis_points: u32::try_from(shop.tax_basis_points).unwrap_or(0), included: shop.tax_included },
        tax_name: shop.tax_name,
        tips: shop.tips,
        policies: shop.payment_policies.iter().filter_map(|&number| policy(number)).collect(),
        invoice_due_days: u32::try_from(shop.invoice_due_days).unwrap_or(0),
        payment_timeout_minutes: match u32::try_from(shop.payment_timeout_minutes) {
            Ok(0) | Err(_) => PAYMENT_TIMEOUT_MINUTES,
            Ok(minutes) => minutes,
        },
        invoice_sender: shop.invoice_sender,
        time_zone: shop.time_zone,
    })
}

fn hours(
    weekly: &[wire::WeeklyHours],
    special_days: &[wire::SpecialDay],
    time_zone: TimeZone,
) -> Result<OpeningHours, Error> {
    let weekly = weekly.iter().map(weekly_hours).collect::<Option<Vec<_>>>();
    let special = special_days.iter().map(special_day).collect::<Option<Vec<_>>>();
    let both = weekly.zip(special).and_then(|(weekly, special)| OpeningHours::new(&weekly, &special, time_zone).ok());
    both.ok_or_else(|| unreadable("hours"))
}

fn weekly_hours(hours: &wire::WeeklyHours) -> Option<WeeklyHours> {
    Some(WeeklyHours { weekday: hours.weekday.try_into().ok()?, interval: interval(hours)? })
}

fn interval(hours: &wire::WeeklyHours) -> Option<Interval> {
    Interval::new(hours.opens_minute.try_into().ok()?, hours.closes_minute.try_into().ok()?)
}

fn special_day(day: &wire::SpecialDay) -> Option<SpecialDay> {
    let hours = day.hours.iter().map(interval).collect::<Option<_>>()?;
    Some(SpecialDay { date: day.date.parse().ok()?, hours, name: day.name.clone() })
}

fn slots(slots: wire::Slots) -> Option<Slots> {
    let capacity = u32::try_from(slots.capacity).ok()?;
    Slots::new(slots.length_minutes.try_into().ok()?, capacity, slots.days_ahead.try_into().ok()?)
}

fn zone(zone: wire::DeliveryZone, currency: Currency) -> Result<Zone, Error> {
    let shape = match zone.shape.ok_or_else(|| unreadable("shape"))? {
        delivery_zone::Shape::Circle(circle) => Shape::Circle {
            center: location(circle.center.unwrap_or_default())?,
            radius_meters: f64::from(circle.radius_meters),
        },
        delivery_zone::Shape::Polygon(polygon) => {
            Shape::Polygon(polygon.corners.into_iter().map(location).collect::<Result<_, _>>()?)
        }
    };
    Ok(Zone {
        name: zone.name,
        shape,
        fee: maybe_money(zone.fee, currency)?,
        free_from: maybe_money(zone.free_from, currency)?,
        subtotal_min: maybe_money(zone.subtotal_min, currency)?,
    })
}

fn location(point: wire::GeoPoint) -> Result<Location, Error> {
    Location::new(point.latitude, point.longitude).ok_or_else(|| unreadable("location"))
}

/// The way to pay behind a number of the contract.
pub(crate) fn policy(number: i32) -> Option<PaymentPolicy> {
    match wire::PaymentPolicy::try_from(number).ok()? {
        wire::PaymentPolicy::Unspecified => None,
        wire::PaymentPolicy::Prepaid => Some(PaymentPolicy::Prepaid),
        wire::PaymentPolicy::PayOnDelivery => Some(PaymentPolicy::PayOnDelivery),
        wire::PaymentPolicy::Invoice => Some(PaymentPolicy::Invoice),
    }
}

/// How many of a product can be had today, when it is counted.
pub(super) fn left(product: wire::Product) -> Result<Option<(Id, i64)>, Error> {
    let Some(stock) = product.stock.filter(|_| product.reserved) else { return Ok(None) };
    let on_hand = stock.tracked.then_some(stock.on_hand);
    let today = (stock.daily_limit > 0).then(|| i64::from(stock.daily_limit - stock.sold_today).max(0));
    let left = on_hand.into_iter().chain(today).min();
    left.map(|left| Ok((id(&product.id)?, left))).transpose()
}

pub(super) fn slot(slot: wire::Slot) -> Result<Slot, Error> {
    let moment =
        |time: Option<prost_types::Timestamp>| from_time(time.unwrap_or_default()).map_err(|_| unreadable("slot"));
    Ok(Slot { start: moment(slot.start_time)?, end: moment(slot.end_time)? })
}

pub(super) fn reserve_request(reservation: &Reservation) -> wire::ReserveRequest {
    wire::ReserveRequest {
        order_id: reservation.order.to_string(),
        customer_id: reservation.customer.as_str().to_owned(),
        revision: reservation.revision,
        lines: reservation.lines.iter().flat_map(|&(product, quantity)| reserved_lines(product, quantity)).collect(),
        coupon_code: reservation.coupon_code.clone().unwrap_or_default(),
        slot_time: reservation.slot_start.map(to_time),
    }
}

/// Lines of at most as many as the contract takes on one.
fn reserved_lines(product: Id, mut quantity: u32) -> Vec<wire::ReservedLine> {
    let mut lines = Vec::new();
    while quantity > 0 {
        let some = quantity.min(QUANTITY_MAX);
        lines.push(wire::ReservedLine { product_id: product.to_string(), quantity: some.cast_signed() });
        quantity -= some;
    }
    lines
}

pub(super) fn denial(denied: wire::ReservationDenied) -> Result<Reserved, Error> {
    if denied.reason == "RELEASED" {
        return Ok(Reserved::Late);
    }
    let obstacle = match denied.reason.as_str() {
        "OUT_OF_STOCK" => {
            let shortage = denied.shortages.into_iter().next().unwrap_or_default();
            Some(Obstacle::OutOfStock { product: id(&shortage.product_id)?, left: shortage.left })
        }
        "SLOT_FULL" => Some(Obstacle::SlotFull),
        reason => Obstacle::of_coupon(reason),
    };
    obstacle.map(Reserved::Denied).ok_or_else(|| unreadable("reason"))
}

fn maybe_money(sum: Option<common::Money>, currency: Currency) -> Result<Option<Money>, Error> {
    sum.map(|sum| money(sum, currency)).transpose()
}

/// A sum of zero or more in the shop's currency.
fn money(sum: common::Money, currency: Currency) -> Result<Money, Error> {
    let sum = Money::try_from(sum).map_err(|_| unreadable("money"))?;
    match sum {
        Money { currency: other, .. } if other != currency => Err(Error::CurrencyMismatch),
        Money { minor: 0.., .. } => Ok(sum),
        Money { .. } => Err(unreadable("money")),
    }
}

fn id(text: &str) -> Result<Id, Error> {
    text.parse().map_err(|_| unreadable("id"))
}

pub(super) fn unreadable(field: &str) -> Error {
    Error::Catalog(Problem::new(Kind::Internal, "UNREADABLE", format!("{field} cannot be read")))
}
