//! Messages of the contract to and from the domain's types.

use base::{Currency, Money};
use proto::{
    catalog::v1::{Category as CategoryMessage, MenuSection, Product as ProductMessage},
    convert::to_time,
};

use crate::{
    domain::{
        category::{Category, CategoryDraft, CategoryName},
        code::{CategoryKey, Sku, Slug},
        menu::Section,
        product::{self, Description, Product, ProductDraft, ProductName, Unit},
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

pub(super) fn product_draft(message: &ProductMessage, currency: Currency) -> Result<ProductDraft, Error> {
    Ok(ProductDraft {
        sku: given(&message.sku).map(Sku::parse).transpose()?,
        category: CategoryKey::parse(&message.category_id)?,
        name: ProductName::parse(&message.name).map_err(|_| Error::ProductNameInvalid)?,
        description: Description::parse(&message.description).map_err(|_| Error::DescriptionInvalid)?,
        price: price(message, currency)?,
        unit: Unit::parse(&message.unit).map_err(|_| Error::UnitInvalid)?,
        aliases: product::aliases(&message.aliases)?,
        available: message.available,
        active: message.active,
        position: message.position,
    })
}

fn price(message: &ProductMessage, currency: Currency) -> Result<Money, Error> {
    let price = message.price.clone().ok_or(Error::PriceInvalid)?;
    product::price(price.try_into().map_err(|_| Error::CurrencyMismatch(currency))?, currency)
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

impl From<&Product> for ProductMessage {
    fn from(product: &Product) -> Self {
        Self {
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
        }
    }
}

impl From<&Section> for MenuSection {
    fn from(section: &Section) -> Self {
        Self {
            category: Some((&section.category).into()),
            products: section.products.iter().map(ProductMessage::from).collect(),
        }
    }
}
