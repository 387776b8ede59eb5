//! The shop's terms as JSON shows them.

use proto::catalog::v1::{self as contract, PaymentPolicy, delivery_zone::Shape};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    error::Error,
    rest::view::{Money, word},
};

/// When, where and on what terms the shop sells.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Shop {
    /// Opening hours of the week; empty for always open.
    weekly_hours: Vec<WeeklyHours>,
    /// Days that differ from the week.
    special_days: Vec<SpecialDay>,
    /// Minutes between an order and its earliest hand-over.
    lead_time_minutes: i32,
    /// How orders can be planned ahead; null when they cannot.
    slots: Option<Slots>,
    /// Where goods are brought: the first zone that holds the pin counts. Empty to deliver everywhere.
    zones: Vec<Zone>,
    /// The fee of a delivery that no zone prices; null for free.
    delivery_fee: Option<Money>,
    /// Whether a pin is asked for when there are zones.
    pin_required: bool,
    /// What the goods of any order must cost at least.
    subtotal_min: Option<Money>,
    /// Tax in hundredths of a percent.
    #[schema(example = 750)]
    tax_basis_points: i32,
    /// Whether prices contain the tax already.
    tax_included: bool,
    #[schema(example = "VAT")]
    tax_name: String,
    /// Whether customers may add a tip.
    tips: bool,
    /// "PREPAID", "PAY_ON_DELIVERY" and "INVOICE", the usual one first; empty for PAY_ON_DELIVERY alone.
    payment_policies: Vec<String>,
    /// Days until an invoice is due.
    invoice_due_days: i32,
    /// Minutes a prepaid order waits for its payment.
    payment_timeout_minutes: i32,
    /// Who stands on invoices, one line each.
    invoice_sender: String,
    /// Grows with every change; also the ETag.
    version: i64,
    /// Set by SOUK_TIME_ZONE; ignored in requests.
    #[schema(example = "Africa/Lagos")]
    time_zone: String,
}

/// A time when the shop is open, every week.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WeeklyHours {
    /// The day it begins on: 1 is Monday, 7 is Sunday. Ignored in special days.
    #[serde(default)]
    weekday: i32,
    /// When it opens, in minutes from midnight.
    #[schema(example = 540)]
    opens_minute: i32,
    /// When it closes, in minutes from that same midnight; 1560 is two in the morning of the next day.
    #[schema(example = 1260)]
    closes_minute: i32,
}

/// A day that differs from the week.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SpecialDay {
    #[schema(example = "2026-12-25")]
    date: String,
    /// When the shop is open that day; empty for closed.
    #[serde(default)]
    hours: Vec<WeeklyHours>,
    /// Why, in words for customers.
    #[serde(default)]
    name: String,
}

/// How orders can be planned ahead.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Slots {
    length_minutes: i32,
    /// Orders a slot takes; 0 for no limit.
    #[serde(default)]
    capacity: i32,
    days_ahead: i32,
}

/// A place goods are brought to: a `circle` or a `polygon`.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Zone {
    name: String,
    circle: Option<Circle>,
    /// 3 to 200 corners.
    polygon: Option<Vec<Point>>,
    /// What bringing goods there costs; null for free.
    fee: Option<Money>,
    /// From which subtotal on it is free.
    free_from: Option<Money>,
    /// What the goods must cost at least.
    subtotal_min: Option<Money>,
}

/// All within a distance of a point.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Circle {
    center: Point,
    radius_meters: i32,
}

/// A point on earth, WGS 84.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Point {
    latitude: f64,
    longitude: f64,
}

const POLICY_PREFIX: &str = "PAYMENT_POLICY_";

impl Shop {
    pub(super) fn into_contract(self) -> Result<contract::Shop, Error> {
        let policies = self.payment_policies.iter().enumerate().map(|(place, word)| policy(place, word));
        Ok(contract::Shop {
            payment_policies: policies.collect::<Result<_, _>>()?,
            zones: self.zones.into_iter().enumerate().map(zone).collect::<Result<_, _>>()?,
            weekly_hours: self.weekly_hours.into_iter().map(hours).collect(),
            special_days: self.special_days.into_iter().map(special_day).collect(),
            lead_time_minutes: self.lead_time_minutes,
            slots: self.slots.map(|Slots { length_minutes, capacity, days_ahead }| contract::Slots {
                length_minutes,
                capacity,
                days_ahead,
            }),
            delivery_fee: self.delivery_fee.map(Money::into),
            pin_required: self.pin_required,
            subtotal_min: self.subtotal_min.map(Money::into),
            tax_basis_points: self.tax_basis_points,
            tax_included: self.tax_included,
            tax_name: self.tax_name,
            tips: self.tips,
            invoice_due_days: self.invoice_due_days,
            payment_timeout_minutes: self.payment_timeout_minutes,
            invoice_sender: self.invoice_sender,
            version: self.version,
            time_zone: String::new(),
        })
    }
}

fn policy(place: usize, word: &str) -> Result<i32, Error> {
    let policy = PaymentPolicy::from_str_name(&format!("{POLICY_PREFIX}{}", word.to_uppercase()));
    policy.filter(|policy| *policy != PaymentPolicy::Unspecified).map(i32::from).ok_or_else(|| Error::BodyInvalid {
        pointer: format!("#/payment_policies/{place}"),
        detail: "a policy is PREPAID, PAY_ON_DELIVERY or INVOICE".to_owned(),
    })
}

fn zone((place, zone): (usize, Zone)) -> Result<contract::DeliveryZone, Error> {
    let shape = match (zone.circle, zone.polygon) {
        (Some(Circle { center, radius_meters }), None) => {
            Shape::Circle(contract::Circle { center: Some(point(center)), radius_meters })
        }
        (None, Some(corners)) => {
            Shape::Polygon(contract::Polygon { corners: corners.into_iter().map(point).collect() })
        }
        _ => {
            let detail = "a zone has either a circle or a polygon".to_owned();
            return Err(Error::BodyInvalid { pointer: format!("#/zones/{place}"), detail });
        }
    };
    Ok(contract::DeliveryZone {
        name: zone.name,
        shape: Some(shape),
        fee: zone.fee.map(Money::into),
        free_from: zone.free_from.map(Money::into),
        subtotal_min: zone.subtotal_min.map(Money::into),
    })
}

const fn point(Point { latitude, longitude }: Point) -> contract::GeoPoint {
    contract::GeoPoint { latitude, longitude }
}

const fn hours(WeeklyHours { weekday, opens_minute, closes_minute }: WeeklyHours) -> contract::WeeklyHours {
    contract::WeeklyHours { weekday, opens_minute, closes_minute }
}

fn special_day(day: SpecialDay) -> contract::SpecialDay {
    contract::SpecialDay { date: day.date, hours: day.hours.into_iter().map(hours).collect(), name: day.name }
}

impl From<contract::Shop> for Shop {
    fn from(shop: contract::Shop) -> Self {
        let policies = shop.payment_policies().map(|policy| word(policy.as_str_name(), POLICY_PREFIX)).collect();
        Self {
            payment_policies: policies,
            weekly_hours: shop.weekly_hours.into_iter().map(WeeklyHours::from).collect(),
            special_days: shop.special_days.into_iter().map(SpecialDay::from).collect(),
            lead_time_minutes: shop.lead_time_minutes,
            slots: shop.slots.map(Slots::from),
            zones: shop.zones.into_iter().map(Zone::from).collect(),
            delivery_fee: shop.delivery_fee.map(Money::from),
            pin_required: shop.pin_required,
            subtotal_min: shop.subtotal_min.map(Money::from),
            tax_basis_points: shop.tax_basis_points,
            tax_included: shop.tax_included,
            tax_name: shop.tax_name,
            tips: shop.tips,
            invoice_due_days: shop.invoice_due_days,
            payment_timeout_minutes: shop.payment_timeout_minutes,
            invoice_sender: shop.invoice_sender,
            version: shop.version,
            time_zone: shop.time_zone,
        }
    }
}

impl From<contract::WeeklyHours> for WeeklyHours {
    fn from(hours: contract::WeeklyHours) -> Self {
        let contract::WeeklyHours { weekday, opens_minute, closes_minute } = hours;
        Self { weekday, opens_minute, closes_minute }
    }
}

impl From<contract::SpecialDay> for SpecialDay {
    fn from(day: contract::SpecialDay) -> Self {
        Self { date: day.date, hours: day.hours.into_iter().map(WeeklyHours::from).collect(), name: day.name }
    }
}

impl From<contract::Slots> for Slots {
    fn from(contract::Slots { length_minutes, capacity, days_ahead }: contract::Slots) -> Self {
        Self { length_minutes, capacity, days_ahead }
    }
}

impl From<contract::DeliveryZone> for Zone {
    fn from(zone: contract::DeliveryZone) -> Self {
        let (circle, polygon) = match zone.shape {
            Some(Shape::Circle(circle)) => (Some(Circle::from(circle)), None),
            Some(Shape::Polygon(polygon)) => (None, Some(polygon.corners.into_iter().map(Point::from).collect())),
            None => (None, None),
        };
        Self {
            name: zone.name,
            circle,
            polygon,
            fee: zone.fee.map(Money::from),
            free_from: zone.free_from.map(Money::from),
            subtotal_min: zone.subtotal_min.map(Money::from),
        }
    }
}

impl From<contract::Circle> for Circle {
    fn from(circle: contract::Circle) -> Self {
        Self { center: circle.center.unwrap_or_default().into(), radius_meters: circle.radius_meters }
    }
}

impl From<contract::GeoPoint> for Point {
    fn from(contract::GeoPoint { latitude, longitude }: contract::GeoPoint) -> Self {
        Self { latitude, longitude }
    }
}
