//! What a customer asks for, as far as it can be right without asking anybody.

use std::{fmt, str::FromStr};

use base::{Id, Money, Phone};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{CustomerId, Fulfilment, Private, fields::Value, lifecycle::UnknownWord, terms::PaymentPolicy};
use crate::error::Error;

/// Lines of an order at most.
pub const LINES_MAX: usize = 50;
/// Pieces on one line at most.
pub const QUANTITY_MAX: u32 = 999;
/// Characters of a customer's words about a line at most.
pub const NOTE_MAX: usize = 200;
/// Characters of a customer's name that are kept.
pub const NAME_MAX: usize = 100;
/// Choices on one line at most: ten groups of ten.
pub const CHOICES_MAX: usize = 100;
/// Fields on one line at most.
pub const FIELDS_MAX: usize = 10;
/// Characters of a coupon's code at most.
pub const COUPON_CODE_MAX: usize = 30;
/// Characters of a SKU at most.
const SKU_MAX: usize = 64;

/// An order somebody wants to place.
#[derive(Debug, Clone, PartialEq)]
pub struct Wish {
    /// Who orders.
    pub customer: Customer,
    /// What.
    pub items: Items,
    /// How it reaches the customer.
    pub fulfilment: Fulfilment,
    /// Where the wish came from.
    pub source: Source,
    /// The coupon to use.
    pub coupon_code: Option<String>,
    /// The tip.
    pub tip: Option<Money>,
    /// When the slot begins that is wanted; `None` for as soon as possible.
    pub slot_start: Option<Timestamp>,
    /// How it is to be paid; `None` for the usual way.
    pub policy: Option<PaymentPolicy>,
}

impl Wish {
    /// Tells whether two wishes with one key are the same. Names and phone numbers are left out: networks change them
    /// between two tries. What is hashed must not change with the program's version, since it is stored.
    pub fn fingerprint(&self) -> Vec<u8> {
        let extras = (&self.coupon_code, self.tip, self.slot_start, self.policy);
        fingerprint(&(&self.customer.id, &self.items, &self.fulfilment, self.source, extras))
    }
}

/// The digest of plain data.
pub(crate) fn fingerprint(content: &impl Serialize) -> Vec<u8> {
    let json = serde_json::to_vec(content).expect("plain data without maps is always JSON");
    Sha256::digest(json).to_vec()
}

/// The customer of an order, as known when it was placed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// Customer id of the session service.
    pub id: CustomerId,
    /// The name shown to staff; may be empty.
    pub name: Private<NAME_MAX>,
    /// The phone number shown to staff, unless it is hidden.
    pub phone: Option<Phone>,
}

/// Where a wish came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A chat over Meta's Cloud API.
    Whatsapp,
    /// A chat over Twilio.
    Twilio,
    /// The shop's website.
    Website,
    /// Another program.
    Api,
}

impl Source {
    /// The word stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Whatsapp => "whatsapp",
            Self::Twilio => "twilio",
            Self::Website => "website",
            Self::Api => "api",
        }
    }
}

impl FromStr for Source {
    type Err = UnknownWord;
    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        [Self::Whatsapp, Self::Twilio, Self::Website, Self::Api]
            .into_iter()
            .find(|source| source.as_str() == word)
            .ok_or(UnknownWord)
    }
}

/// 1 to [`LINES_MAX`] things asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Items(Vec<Item>);

impl Items {
    /// Takes the items of a request.
    pub fn new(items: Vec<Item>) -> Result<Self, Error> {
        match items.len() {
            0 => Err(Error::NoLines),
            1..=LINES_MAX => Ok(Self(items)),
            _ => Err(Error::TooManyLines),
        }
    }

    /// The items, in the order they were put into the cart.
    pub fn iter(&self) -> impl Iterator<Item = &Item> {
        self.0.iter()
    }
}

/// One thing asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// The product.
    pub product: ProductRef,
    /// How many.
    pub quantity: Quantity,
    /// The customer's words about it.
    pub note: Private<NOTE_MAX>,
    /// The choices made.
    pub choices: Vec<Id>,
    /// Values of the product's fields, by their keys. They are no part of a fingerprint: a digest of a few digits
    /// would tell them.
    #[serde(skip)]
    pub fields: Vec<(String, Value)>,
}

/// How a product is named in a wish.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
pub enum ProductRef {
    /// By its id.
    Id(Id),
    /// By its SKU.
    Sku(String),
}

impl ProductRef {
    /// `None` when the text is neither an id nor shaped like a SKU.
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(id) = text.parse() {
            return Some(Self::Id(id));
        }
        let shaped = (1..=SKU_MAX).contains(&text.len());
        let sku = text.to_ascii_uppercase();
        let legible = sku.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-');
        (shaped && legible).then_some(Self::Sku(sku))
    }
}

impl ProductRef {
    /// Whether it names this product.
    pub fn is(&self, product: Id, product_sku: &str) -> bool {
        match self {
            Self::Id(id) => *id == product,
            Self::Sku(sku) => sku == product_sku,
        }
    }
}

impl fmt::Display for ProductRef {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => id.fmt(formatter),
            Self::Sku(sku) => formatter.write_str(sku),
        }
    }
}

/// How many of one thing: 1 to [`QUANTITY_MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quantity(u32);

impl Quantity {
    /// `None` when it is out of range.
    pub fn new(count: i32) -> Option<Self> {
        u32::try_from(count).ok().filter(|count| (1..=QUANTITY_MAX).contains(count)).map(Self)
    }

    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl From<Quantity> for i32 {
    fn from(quantity: Quantity) -> Self {
        Self::try_from(quantity.0).expect("a quantity is at most 999")
    }
}

#[cfg(test)]
mod tests;
