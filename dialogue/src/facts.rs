//! What is true about the shop at this moment.

use base::{Currency, TimeZone, Timestamp};

use crate::{Language, Menu};

/// Everything a turn may know besides the session and the customer's words.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The shop's settings.
    pub shop: &'a Shop,
    /// What it sells.
    pub menu: &'a Menu,
    /// The present moment.
    pub now: Timestamp,
    /// The customer's profile name; may be empty.
    pub customer_name: &'a str,
}

/// The shop's settings.
#[derive(Debug, Clone)]
pub struct Shop {
    /// What customers call it.
    pub name: String,
    /// The currency of every price.
    pub currency: Currency,
    /// The language of customers who have not chosen one.
    pub language: Language,
    /// Where the shop's days begin and end.
    pub time_zone: TimeZone,
    /// How a person of the shop can be reached, in words a customer can use; empty when nothing is known.
    pub contact: String,
    /// Whether customers can fetch their goods.
    pub offers_pickup: bool,
    /// Whether goods are brought to customers.
    pub offers_delivery: bool,
}

impl Shop {
    /// A shop that offers delivery and pick-up, with no other contact than this chat.
    pub fn new(name: impl Into<String>, currency: Currency, language: Language, time_zone: TimeZone) -> Self {
        let (name, contact) = (name.into(), String::new());
        Self { name, currency, language, time_zone, contact, offers_pickup: true, offers_delivery: true }
    }
}
