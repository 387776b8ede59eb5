//! Products and their fields.

use base::{Currency, Money};
use proto::{
    catalog::v1::{MenuSection, Product as ProductMessage, ProductField, Stock as StockMessage, set_stock_request},
    convert::to_time,
};

use super::given;
use crate::{
    domain::{
        code::{CategoryKey, Sku},
        field::{self, Example, Field, Label},
        menu::Section,
        option::GroupKey,
        product::{self, Description, Product, ProductDraft, ProductName, Unit},
        stock::{Day, Stock, StockChange, StockDraft},
    },
    error::Error,
};

pub(in crate::api) fn draft(message: &ProductMessage, currency: Currency) -> Result<ProductDraft, Error> {
    let groups = message.option_group_ids.iter().map(|key| GroupKey::parse(key));
    Ok(ProductDraft {
        sku: given(&message.sku).map(Sku::parse).transpose()?,
        category: CategoryKey::parse(&message.category_id)?,
        name: ProductName::parse(&message.name).map_err(|_| Error::ProductNameInvalid)?,
        description: Description::parse(&message.description).map_err(|_| Error::DescriptionInvalid)?,
        price: price(message, currency)?,
        unit: Unit::parse(&message.unit).map_err(|_| Error::UnitInvalid)?,
        aliases: product::aliases(&message.aliases)?,
        option_groups: groups.collect::<Result<_, _>>()?,
        fields: field::fields(message.fields.iter().map(to_field).collect::<Result<_, _>>()?)?,
        available: message.available,
        active: message.active,
        position: message.position,
        stock: message
            .stock
            .map(|stock| StockDraft::new(stock.tracked, stock.on_hand, stock.daily_limit))
            .transpose()?,
    })
}

fn price(message: &ProductMessage, currency: Currency) -> Result<Money, Error> {
    let price = message.price.clone().ok_or(Error::PriceInvalid)?;
    product::price(price.try_into().map_err(|_| Error::CurrencyMismatch(currency))?, currency)
}

fn to_field(message: &ProductField) -> Result<Field, Error> {
    Ok(Field {
        key: message.key.clone(),
        label: Label::parse(&message.label).map_err(|_| Error::FieldInvalid)?,
        pattern: message.pattern.clone(),
        example: Example::parse(&message.example).map_err(|_| Error::FieldInvalid)?,
        sensitive: message.sensitive,
        aliases: field::aliases(&message.aliases)?,
    })
}

pub(in crate::api) fn stock_change(change: Option<set_stock_request::Change>) -> Result<StockChange, Error> {
    match change {
        Some(set_stock_request::Change::OnHand(count)) => Ok(StockChange::Count(count)),
        Some(set_stock_request::Change::Add(more)) => Ok(StockChange::Add(more)),
        Some(set_stock_request::Change::Untrack(true)) => Ok(StockChange::Untrack),
        Some(set_stock_request::Change::Untrack(false)) | None => Err(Error::StockChangeRequired),
    }
}

/// A product as the office sees it.
pub(in crate::api) fn show(product: &Product, today: Day) -> ProductMessage {
    ProductMessage { stock: Some(show_stock(&product.stock, today)), ..show_to_customers(product) }
}

/// A product as customers see it: how many there are is the shop's affair.
pub(in crate::api) fn show_to_customers(product: &Product) -> ProductMessage {
    ProductMessage {
        id: product.id.to_string(),
        sku: product.sku.to_string(),
        category_id: product.category_id.to_string(),
        name: product.name.to_string(),
        description: product.description.to_string(),
        price: Some(product.price.into()),
        unit: product.unit.to_string(),
        aliases: product.aliases.iter().map(ToString::to_string).collect(),
        available: product.available,
        active: product.active,
        position: product.position,
        version: product.version,
        update_time: Some(to_time(product.updated_at)),
        option_group_ids: product.option_groups.iter().map(ToString::to_string).collect(),
        fields: product.fields.iter().map(show_field).collect(),
        stock: None,
        reserved: product.stock.is_reserved(),
    }
}

fn show_field(field: &Field) -> ProductField {
    ProductField {
        key: field.key.clone(),
        label: field.label.to_string(),
        pattern: field.pattern.clone(),
        example: field.example.to_string(),
        sensitive: field.sensitive,
        aliases: field.aliases.iter().map(ToString::to_string).collect(),
    }
}

fn show_stock(stock: &Stock, today: Day) -> StockMessage {
    StockMessage {
        tracked: stock.on_hand.is_some(),
        on_hand: stock.on_hand.unwrap_or_default(),
        daily_limit: stock.daily_limit,
        sold_today: i32::try_from(stock.sold_on(today)).unwrap_or(i32::MAX),
    }
}

impl From<&Section> for MenuSection {
    fn from(section: &Section) -> Self {
        Self {
            category: Some((&section.category).into()),
            products: section.products.iter().map(show_to_customers).collect(),
        }
    }
}
