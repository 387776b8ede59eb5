//! The shop's terms.

use base::Currency;
use chassis::settings::SettingError;
use proto::catalog::v1::{
    Circle, DeliveryZone, GeoPoint, PaymentPolicy, Polygon, Shop, Slots, SpecialDay, WeeklyHours, delivery_zone::Shape,
};
use serde::Deserialize;

use super::price;

/// What is left out is as in a new shop.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ShopEntry {
    hours: Vec<HoursEntry>,
    special_days: Vec<SpecialDayEntry>,
    lead_time_minutes: i32,
    slots: Option<SlotsEntry>,
    #[serde(rename = "zone")]
    zones: Vec<ZoneEntry>,
    delivery_fee: Option<String>,
    pin_required: bool,
    subtotal_min: Option<String>,
    tax_basis_points: i32,
    tax_included: bool,
    tax_name: String,
    tips: bool,
    payment_policies: Vec<PolicyEntry>,
    invoice_due_days: i32,
    payment_timeout_minutes: i32,
    invoice_sender: String,
}

/// Hours of some days of the week: 1 is Monday.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HoursEntry {
    days: Vec<i32>,
    opens: String,
    closes: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SpecialDayEntry {
    date: String,
    #[serde(default)]
    name: String,
    /// Pairs of opening and closing; none for closed.
    #[serde(default)]
    hours: Vec<(String, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SlotsEntry {
    length_minutes: i32,
    #[serde(default)]
    capacity: i32,
    days_ahead: i32,
}

/// Either a circle or a polygon must be given.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ZoneEntry {
    name: String,
    circle: Option<CircleEntry>,
    /// Corners: degrees north and east.
    polygon: Option<Vec<(f64, f64)>>,
    fee: Option<String>,
    free_from: Option<String>,
    subtotal_min: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CircleEntry {
    latitude: f64,
    longitude: f64,
    radius_meters: i32,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum PolicyEntry {
    Prepaid,
    PayOnDelivery,
    Invoice,
}

impl ShopEntry {
    pub(super) fn shop(self, currency: Currency) -> Result<Shop, SettingError> {
        let weekly = self.hours.iter().flat_map(HoursEntry::weekly);
        let zones = self.zones.into_iter().map(|entry| entry.zone(currency));
        Ok(Shop {
            weekly_hours: super::all(weekly)?,
            special_days: super::all(self.special_days.into_iter().map(SpecialDayEntry::day))?,
            lead_time_minutes: self.lead_time_minutes,
            slots: self.slots.map(Slots::from),
            zones: super::all(zones)?,
            delivery_fee: price::optional(self.delivery_fee.as_ref(), currency, "delivery_fee of the shop")?,
            pin_required: self.pin_required,
            subtotal_min: price::optional(self.subtotal_min.as_ref(), currency, "subtotal_min of the shop")?,
            tax_basis_points: self.tax_basis_points,
            tax_included: self.tax_included,
            tax_name: self.tax_name,
            tips: self.tips,
            payment_policies: self
                .payment_policies
                .into_iter()
                .map(|entry| PaymentPolicy::from(entry).into())
                .collect(),
            invoice_due_days: self.invoice_due_days,
            payment_timeout_minutes: self.payment_timeout_minutes,
            invoice_sender: self.invoice_sender,
            ..Shop::default()
        })
    }
}

impl HoursEntry {
    fn weekly(&self) -> impl Iterator<Item = Result<WeeklyHours, SettingError>> {
        self.days.iter().map(|&weekday| Ok(WeeklyHours { weekday, ..hours(&self.opens, &self.closes)? }))
    }
}

impl SpecialDayEntry {
    fn day(self) -> Result<SpecialDay, SettingError> {
        let hours = super::all(self.hours.iter().map(|(opens, closes)| hours(opens, closes)))?;
        Ok(SpecialDay { date: self.date, name: self.name, hours })
    }
}

fn hours(opens: &str, closes: &str) -> Result<WeeklyHours, SettingError> {
    let minute = |text: &str| {
        let wrong =
            || SettingError::new(format!("\"{text}\" must be a time such as 08:30, or 26:00 for two at night."));
        minutes(text).ok_or_else(wrong)
    };
    Ok(WeeklyHours { weekday: 0, opens_minute: minute(opens)?, closes_minute: minute(closes)? })
}

fn minutes(text: &str) -> Option<i32> {
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute): (u8, u8) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour <= 48 && minute < 60).then(|| i32::from(hour) * 60 + i32::from(minute))
}

impl ZoneEntry {
    fn zone(self, currency: Currency) -> Result<DeliveryZone, SettingError> {
        let shape = match (self.circle, self.polygon) {
            (Some(circle), None) => Shape::Circle(circle.into()),
            (None, Some(corners)) => {
                let corners = corners.into_iter().map(|(latitude, longitude)| GeoPoint { latitude, longitude });
                Shape::Polygon(Polygon { corners: corners.collect() })
            }
            _ => {
                let words = format!("The zone {} must have a circle or a polygon, not both.", self.name);
                return Err(SettingError::new(words));
            }
        };
        let sum = |text: &Option<String>, of: &str| {
            price::optional(text.as_ref(), currency, &format!("{of} of the zone {}", self.name))
        };
        Ok(DeliveryZone {
            fee: sum(&self.fee, "fee")?,
            free_from: sum(&self.free_from, "free_from")?,
            subtotal_min: sum(&self.subtotal_min, "subtotal_min")?,
            shape: Some(shape),
            name: self.name,
        })
    }
}

impl From<CircleEntry> for Circle {
    fn from(CircleEntry { latitude, longitude, radius_meters }: CircleEntry) -> Self {
        Self { center: Some(GeoPoint { latitude, longitude }), radius_meters }
    }
}

impl From<SlotsEntry> for Slots {
    fn from(SlotsEntry { length_minutes, capacity, days_ahead }: SlotsEntry) -> Self {
        Self { length_minutes, capacity, days_ahead }
    }
}

impl From<PolicyEntry> for PaymentPolicy {
    fn from(entry: PolicyEntry) -> Self {
        match entry {
            PolicyEntry::Prepaid => Self::Prepaid,
            PolicyEntry::PayOnDelivery => Self::PayOnDelivery,
            PolicyEntry::Invoice => Self::Invoice,
        }
    }
}
