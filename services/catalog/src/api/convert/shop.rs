//! The shop's terms.

use base::{Currency, TimeZone};
use proto::{
    catalog::v1::{self as wire, delivery_zone},
    convert,
};

use super::optional_sum;
use crate::{
    domain::{
        polygon,
        shop::{PaymentPolicy, Point, Shape, Shop, Terms, Zone},
    },
    error::Error,
};

pub(in crate::api) fn terms(message: &wire::Shop, currency: Currency) -> Result<Terms, Error> {
    let slots = message.slots.map(|slots| convert::slots(&slots).ok_or(Error::SlotsInvalid)).transpose()?;
    let zones = message.zones.iter().map(|zone| to_zone(zone, currency));
    let policies = message.payment_policies.iter().map(|number| policy(*number));
    let terms = Terms {
        weekly_hours: convert::weekly_hours(&message.weekly_hours)?,
        special_days: convert::special_days(&message.special_days)?,
        lead_time_minutes: message.lead_time_minutes,
        slots,
        zones: zones.collect::<Result<_, _>>()?,
        delivery_fee: optional_sum(message.delivery_fee.as_ref(), currency)?,
        pin_required: message.pin_required,
        subtotal_min: optional_sum(message.subtotal_min.as_ref(), currency)?,
        tax_basis_points: message.tax_basis_points,
        tax_included: message.tax_included,
        tax_name: message.tax_name.trim().to_owned(),
        tips: message.tips,
        payment_policies: policies.collect::<Result<_, _>>()?,
        invoice_due_days: message.invoice_due_days,
        payment_timeout_minutes: message.payment_timeout_minutes,
        invoice_sender: message.invoice_sender.trim().to_owned(),
    };
    terms.check()
}

fn policy(number: i32) -> Result<PaymentPolicy, Error> {
    match wire::PaymentPolicy::try_from(number) {
        Ok(wire::PaymentPolicy::Prepaid) => Ok(PaymentPolicy::Prepaid),
        Ok(wire::PaymentPolicy::PayOnDelivery) => Ok(PaymentPolicy::PayOnDelivery),
        Ok(wire::PaymentPolicy::Invoice) => Ok(PaymentPolicy::Invoice),
        Ok(wire::PaymentPolicy::Unspecified) | Err(_) => Err(Error::PaymentInvalid),
    }
}

fn to_zone(message: &wire::DeliveryZone, currency: Currency) -> Result<Zone, Error> {
    let shape = match message.shape.as_ref().ok_or(Error::ZoneInvalid)? {
        delivery_zone::Shape::Circle(circle) => {
            let center = to_point(&circle.center.ok_or(Error::ZoneInvalid)?);
            Shape::Circle { center, radius_meters: circle.radius_meters }
        }
        delivery_zone::Shape::Polygon(given) => {
            Shape::Polygon { corners: polygon::opened(given.corners.iter().map(to_point).collect()) }
        }
    };
    Ok(Zone {
        name: message.name.trim().to_owned(),
        shape,
        fee: optional_sum(message.fee.as_ref(), currency)?,
        free_from: optional_sum(message.free_from.as_ref(), currency)?,
        subtotal_min: optional_sum(message.subtotal_min.as_ref(), currency)?,
    })
}

const fn to_point(point: &wire::GeoPoint) -> Point {
    Point { latitude: point.latitude, longitude: point.longitude }
}

/// The shop's terms, in its time zone.
pub(in crate::api) fn show(shop: &Shop, time_zone: &TimeZone) -> wire::Shop {
    let terms = &shop.terms;
    wire::Shop {
        weekly_hours: terms.weekly_hours.iter().map(Into::into).collect(),
        special_days: terms.special_days.iter().map(Into::into).collect(),
        lead_time_minutes: terms.lead_time_minutes,
        slots: terms.slots.map(Into::into),
        zones: terms.zones.iter().map(show_zone).collect(),
        delivery_fee: terms.delivery_fee.map(Into::into),
        pin_required: terms.pin_required,
        subtotal_min: terms.subtotal_min.map(Into::into),
        tax_basis_points: terms.tax_basis_points,
        tax_included: terms.tax_included,
        tax_name: terms.tax_name.clone(),
        tips: terms.tips,
        payment_policies: terms.payment_policies.iter().map(|policy| show_policy(*policy).into()).collect(),
        invoice_due_days: terms.invoice_due_days,
        payment_timeout_minutes: terms.payment_timeout_minutes,
        invoice_sender: terms.invoice_sender.clone(),
        version: shop.version,
        time_zone: time_zone.iana_name().unwrap_or("UTC").to_owned(),
    }
}

const fn show_policy(policy: PaymentPolicy) -> wire::PaymentPolicy {
    match policy {
        PaymentPolicy::Prepaid => wire::PaymentPolicy::Prepaid,
        PaymentPolicy::PayOnDelivery => wire::PaymentPolicy::PayOnDelivery,
        PaymentPolicy::Invoice => wire::PaymentPolicy::Invoice,
    }
}

fn show_zone(zone: &Zone) -> wire::DeliveryZone {
    let shape = match &zone.shape {
        Shape::Circle { center, radius_meters } => {
            let center = Some(show_point(center));
            delivery_zone::Shape::Circle(wire::Circle { center, radius_meters: *radius_meters })
        }
        Shape::Polygon { corners } => {
            delivery_zone::Shape::Polygon(wire::Polygon { corners: corners.iter().map(show_point).collect() })
        }
    };
    wire::DeliveryZone {
        name: zone.name.clone(),
        shape: Some(shape),
        fee: zone.fee.map(Into::into),
        free_from: zone.free_from.map(Into::into),
        subtotal_min: zone.subtotal_min.map(Into::into),
    }
}

const fn show_point(point: &Point) -> wire::GeoPoint {
    wire::GeoPoint { latitude: point.latitude, longitude: point.longitude }
}
