//! Messages of the contract to and from the domain's types.

pub(super) mod coupons;
pub(super) mod options;
pub(super) mod products;
pub(super) mod reservations;
pub(super) mod shop;

use base::{Currency, Money, Timestamp};
use proto::{catalog::v1::Category as CategoryMessage, common::v1::Money as MoneyMessage, convert::from_time};

use crate::{
    domain::{
        category::{Category, CategoryDraft, CategoryName},
        code::Slug,
        product::PRICE_MAX_MINOR,
    },
    error::Error,
};

pub(super) fn category_draft(message: &CategoryMessage) -> Result<CategoryDraft, Error> {
    Ok(CategoryDraft {
        slug: given(&message.slug).map(Slug::parse).transpose()?,
        name: CategoryName::parse(&message.name).map_err(|_| Error::CategoryNameInvalid)?,
        position: message.position,
        active: message.active,
    })
}

/// A sum in the shop's currency.
fn sum(message: &MoneyMessage, currency: Currency) -> Result<Money, Error> {
    let sum = Money::try_from(message.clone()).map_err(|_| Error::CurrencyMismatch(currency))?;
    if sum.currency == currency { Ok(sum) } else { Err(Error::CurrencyMismatch(currency)) }
}

/// A sum that may be left out and is not below zero.
fn optional_sum(message: Option<&MoneyMessage>, currency: Currency) -> Result<Option<Money>, Error> {
    let sum = message.map(|message| sum(message, currency)).transpose()?;
    if sum.is_some_and(|sum| !(0..=PRICE_MAX_MINOR).contains(&sum.minor)) { Err(Error::SumInvalid) } else { Ok(sum) }
}

/// A moment that may be left out.
fn time(message: Option<prost_types::Timestamp>) -> Result<Option<Timestamp>, Error> {
    message.map(from_time).transpose().map_err(|_| Error::TimeInvalid)
}

/// Text that is left out is not wrong: it is made, or stays.
fn given(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

impl From<&Category> for CategoryMessage {
    fn from(category: &Category) -> Self {
        Self {
            id: category.id.to_string(),
            slug: category.slug.to_string(),
            name: category.name.to_string(),
            position: category.position,
            active: category.active,
            version: category.version,
        }
    }
}
