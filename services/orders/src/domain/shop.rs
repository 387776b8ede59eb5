//! The shop's terms: where it delivers, for how much, with what tax, paid how.

use base::{
    Money,
    hours::{OpeningHours, Slots, Status},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    Fulfilment, Location, Obstacle,
    geo::Shape,
    terms::{PaymentPolicy, Terms},
};
use crate::error::Error;

pub use super::terms::PAYMENT_TIMEOUT_MINUTES;

/// On what terms the shop sells.
#[derive(Debug, Clone)]
pub struct Shop {
    /// When it is open.
    pub hours: OpeningHours,
    /// Minutes between an order and its earliest hand-over.
    pub lead_time_minutes: i64,
    /// How orders can be planned ahead.
    pub slots: Option<Slots>,
    /// Where goods are brought; the first zone that holds the pin counts.
    pub zones: Vec<Zone>,
    /// The fee of a delivery that no zone prices.
    pub delivery_fee: Option<Money>,
    /// Whether, when there are zones, a pin is asked for.
    pub pin_required: bool,
    /// What the goods of any order must cost at least.
    pub subtotal_min: Option<Money>,
    /// The tax.
    pub tax: Tax,
    /// What the tax is called on bills; may be empty.
    pub tax_name: String,
    /// Whether customers may add a tip.
    pub tips: bool,
    /// The ways to pay, the usual one first; empty for on delivery alone.
    pub policies: Vec<PaymentPolicy>,
    /// Days until an invoice is due.
    pub invoice_due_days: u32,
    /// Minutes a prepaid order waits for its payment.
    pub payment_timeout_minutes: u32,
    /// Who stands on invoices.
    pub invoice_sender: String,
    /// IANA name of its time zone.
    pub time_zone: String,
}

/// A place goods are brought to, and what that costs.
#[derive(Debug, Clone)]
pub struct Zone {
    /// What people read.
    pub name: String,
    /// Where it is.
    pub shape: Shape,
    /// What bringing goods there costs.
    pub fee: Option<Money>,
    /// From which subtotal on it is free.
    pub free_from: Option<Money>,
    /// What the goods must cost at least.
    pub subtotal_min: Option<Money>,
}

/// A tax on goods and delivery.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tax {
    /// In hundredths of a percent.
    pub basis_points: u32,
    /// Whether prices contain it already.
    pub included: bool,
}

/// A time an order is planned for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
}

/// Where an order goes, as far as it is known.
#[derive(Debug, Clone, Copy)]
pub enum Destination {
    /// Nobody has said yet.
    Open,
    /// The counter.
    Pickup,
    /// To a pin, or to an address in words.
    Delivery(Option<Location>),
}

impl From<&Fulfilment> for Destination {
    fn from(fulfilment: &Fulfilment) -> Self {
        match fulfilment {
            Fulfilment::Pickup => Self::Pickup,
            Fulfilment::Delivery(address) => Self::Delivery(address.location),
        }
    }
}

/// What bringing an order to its destination takes.
pub(super) struct Way<'a> {
    pub(super) fee: Option<Money>,
    pub(super) zone: Option<&'a Zone>,
    pub(super) obstacle: Option<Obstacle>,
}

impl Shop {
    /// A shop that has set nothing: always open, delivers everywhere for nothing, adds no tax.
    pub fn without_terms(hours: OpeningHours) -> Self {
        let Terms { payment_timeout_minutes, time_zone, .. } = Terms::default();
        Self {
            hours,
            lead_time_minutes: 0,
            slots: None,
            zones: Vec::new(),
            delivery_fee: None,
            pin_required: false,
            subtotal_min: None,
            tax: Tax::default(),
            tax_name: String::new(),
            tips: false,
            policies: Vec::new(),
            invoice_due_days: 0,
            payment_timeout_minutes,
            invoice_sender: String::new(),
            time_zone,
        }
    }

    /// What an order is placed on beside its prices.
    pub fn terms(&self, wished: Option<PaymentPolicy>) -> Result<Terms, Error> {
        Ok(Terms {
            payment_policy: self.policy(wished)?,
            payment_timeout_minutes: self.payment_timeout_minutes,
            invoice_due_days: self.invoice_due_days,
            invoice_sender: self.invoice_sender.clone(),
            tax_name: self.tax_name.clone(),
            time_zone: self.time_zone.clone(),
        })
    }

    /// What keeps an order from being taken now and handed over as soon as possible: the shop is closed, or will be
    /// when the goods are ready.
    pub fn closed(&self, now: Timestamp) -> Option<Obstacle> {
        let lead_time = SignedDuration::from_mins(self.lead_time_minutes);
        let ready = now.saturating_add(lead_time).unwrap_or(Timestamp::MAX);
        // That it is open is known at once; only who finds it closed asks for how long.
        let moment = [now, ready].into_iter().find(|moment| !self.hours.is_open(*moment))?;
        match self.hours.at(moment) {
            Status::Open { .. } => None,
            Status::Closed { opens } => Some(Obstacle::ShopClosed { next_opening: opens }),
        }
    }

    /// Why a slot that begins then is not among the free ones.
    pub fn missing_slot(&self, start: Timestamp) -> Obstacle {
        match self.slots {
            Some(slots) if self.hours.is_slot(slots, start) => Obstacle::SlotFull,
            _ => Obstacle::SlotNotOffered,
        }
    }

    /// The way an order is paid: the one wished, if it is offered, or the usual one.
    fn policy(&self, wished: Option<PaymentPolicy>) -> Result<PaymentPolicy, Error> {
        let usual = self.policies.first().copied().unwrap_or(PaymentPolicy::PayOnDelivery);
        match wished {
            None => Ok(usual),
            Some(policy) if policy == usual || self.policies.contains(&policy) => Ok(policy),
            Some(_) => Err(Error::PolicyNotOffered),
        }
    }

    /// What bringing goods for `subtotal` there takes.
    pub(super) fn way(&self, destination: Destination, subtotal: Money) -> Way<'_> {
        let plain = |fee, obstacle| Way { fee, zone: None, obstacle };
        match destination {
            Destination::Open | Destination::Pickup => plain(None, None),
            Destination::Delivery(_) if self.zones.is_empty() => plain(self.delivery_fee, None),
            Destination::Delivery(None) if self.pin_required => plain(None, Some(Obstacle::PinRequired)),
            Destination::Delivery(None) => plain(self.delivery_fee, None),
            Destination::Delivery(Some(pin)) => match self.zones.iter().find(|zone| zone.shape.contains(pin)) {
                Some(zone) => Way { fee: zone.fee_for(subtotal), zone: Some(zone), obstacle: None },
                None => plain(None, Some(Obstacle::AddressOutsideZones)),
            },
        }
    }
}

impl Zone {
    fn fee_for(&self, subtotal: Money) -> Option<Money> {
        let is_free = self.free_from.is_some_and(|from| subtotal.minor >= from.minor);
        self.fee.filter(|_| !is_free)
    }
}
