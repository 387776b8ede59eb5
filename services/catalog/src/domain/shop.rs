//! When, where and on what terms the shop sells.

use base::{
    Money, OpeningHours, TimeZone,
    hours::{Slots, SpecialDay, WeeklyHours},
};
use serde::{Deserialize, Serialize};

use super::{check_version, polygon};
use crate::error::Error;

/// Delivery zones at most.
pub(crate) const ZONES_MAX: usize = 50;
/// Characters of a zone's name at most.
pub(crate) const ZONE_NAME_MAX: usize = 40;
/// The largest circle.
pub(crate) const RADIUS_MAX_METERS: i32 = 1_000_000;
/// The longest lead time: a week.
pub(crate) const LEAD_TIME_MAX_MINUTES: i32 = 10_080;
/// How long a prepaid order may wait for its payment.
pub(crate) const PAYMENT_TIMEOUT_MINUTES: std::ops::RangeInclusive<i32> = 5..=10_080;
/// The longest time to pay an invoice.
pub(crate) const INVOICE_DUE_MAX_DAYS: i32 = 365;
/// Characters of a tax's name at most.
pub(crate) const TAX_NAME_MAX: usize = 20;
/// Characters of the sender on invoices at most.
pub(crate) const SENDER_MAX: usize = 500;

/// The shop's terms with their version.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shop {
    pub(crate) terms: Terms,
    pub(crate) version: i64,
}

/// The version of terms that nobody has changed yet.
pub(crate) const UNTOUCHED: i64 = 1;

/// The terms, checked. A new shop is always open, takes orders at once, delivers everywhere for nothing and adds no tax.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Terms {
    pub(crate) weekly_hours: Vec<WeeklyHours>,
    pub(crate) special_days: Vec<SpecialDay>,
    pub(crate) lead_time_minutes: i32,
    pub(crate) slots: Option<Slots>,
    pub(crate) zones: Vec<Zone>,
    pub(crate) delivery_fee: Option<Money>,
    pub(crate) pin_required: bool,
    pub(crate) subtotal_min: Option<Money>,
    pub(crate) tax_basis_points: i32,
    pub(crate) tax_included: bool,
    pub(crate) tax_name: String,
    pub(crate) tips: bool,
    pub(crate) payment_policies: Vec<PaymentPolicy>,
    pub(crate) invoice_due_days: i32,
    pub(crate) payment_timeout_minutes: i32,
    pub(crate) invoice_sender: String,
}

/// When and how an order is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum PaymentPolicy {
    Prepaid,
    PayOnDelivery,
    Invoice,
}

/// A place goods are brought to, and what that costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Zone {
    pub(crate) name: String,
    pub(crate) shape: Shape,
    pub(crate) fee: Option<Money>,
    pub(crate) free_from: Option<Money>,
    pub(crate) subtotal_min: Option<Money>,
}

/// The shape of a zone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Shape {
    Circle { center: Point, radius_meters: i32 },
    Polygon { corners: Vec<Point> },
}

/// A point on earth, in degrees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Point {
    pub(crate) latitude: f64,
    pub(crate) longitude: f64,
}

impl Point {
    pub(super) fn is_on_earth(&self) -> bool {
        (-90.0..=90.0).contains(&self.latitude) && (-180.0..=180.0).contains(&self.longitude)
    }
}

impl Zone {
    fn check(&self) -> Result<(), Error> {
        let named =
            (1..=ZONE_NAME_MAX).contains(&self.name.chars().count()) && !self.name.chars().any(char::is_control);
        let sums = [self.fee, self.free_from, self.subtotal_min];
        if !named || sums.iter().flatten().any(|sum| sum.minor < 0) {
            return Err(Error::ZoneInvalid);
        }
        match &self.shape {
            Shape::Circle { center, radius_meters } => {
                let is_right = center.is_on_earth() && (1..=RADIUS_MAX_METERS).contains(radius_meters);
                if is_right { Ok(()) } else { Err(Error::ZoneInvalid) }
            }
            Shape::Polygon { corners } => {
                polygon::check(corners).map_err(|fault| Error::PolygonInvalid { zone: self.name.clone(), fault })
            }
        }
    }
}

impl Shop {
    /// The shop with other terms.
    pub(crate) fn replaced(self, terms: Terms, expected_version: i64) -> Result<Self, Error> {
        check_version(self.version, expected_version)?;
        Ok(Self { terms, version: self.version + 1 })
    }
}

impl Terms {
    /// When the shop is open.
    pub(crate) fn hours(&self, time_zone: TimeZone) -> Result<OpeningHours, Error> {
        OpeningHours::new(&self.weekly_hours, &self.special_days, time_zone).map_err(Error::from)
    }

    /// Checks what is not checked by its type.
    pub(crate) fn check(self) -> Result<Self, Error> {
        self.hours(TimeZone::UTC)?;
        self.zones.iter().try_for_each(Zone::check)?;
        let is_line = |text: &str, most: usize| text.chars().count() <= most && !text.chars().any(char::is_control);
        let sender = self.invoice_sender.replace('\n', " ");
        let wait = self.payment_timeout_minutes;
        let due = (0..=INVOICE_DUE_MAX_DAYS).contains(&self.invoice_due_days);
        if !(0..=LEAD_TIME_MAX_MINUTES).contains(&self.lead_time_minutes) {
            Err(Error::LeadTimeInvalid)
        } else if self.zones.len() > ZONES_MAX {
            Err(Error::ZoneInvalid)
        } else if [self.delivery_fee, self.subtotal_min].iter().flatten().any(|sum| sum.minor < 0) {
            Err(Error::SumInvalid)
        } else if !(0..=10_000).contains(&self.tax_basis_points) || !is_line(&self.tax_name, TAX_NAME_MAX) {
            Err(Error::TaxInvalid)
        } else if !due || (wait != 0 && !PAYMENT_TIMEOUT_MINUTES.contains(&wait)) || self.names_a_policy_twice() {
            Err(Error::PaymentInvalid)
        } else if !is_line(&sender, SENDER_MAX) {
            Err(Error::SenderInvalid)
        } else {
            Ok(self)
        }
    }

    fn names_a_policy_twice(&self) -> bool {
        let policies = &self.payment_policies;
        policies.iter().enumerate().any(|(number, policy)| policies[..number].contains(policy))
    }
}
