//! The menu as conversations know it, from the menu as the contract writes it.

use std::{collections::HashMap, sync::Arc};

use base::Money;
use dialogue::{Field, Item, Menu, Offers, OptionChoice, OptionGroup, Pattern, PaymentPolicy, Section};
use proto::{catalog::v1 as wire, common::v1 as common};

/// The groups of the menu by their ids as written.
type Groups = HashMap<String, Arc<OptionGroup>>;

/// Reads a menu. What this version cannot read of it is left out, and said so.
pub(super) fn read(answer: wire::GetMenuResponse) -> Menu {
    let groups: Groups = answer.option_groups.into_iter().filter_map(group).collect();
    let sections = answer.sections.into_iter().filter_map(|part| section(part, &groups)).collect();
    Menu::new(answer.revision, sections).offering(answer.shop.map(offers).unwrap_or_default())
}

fn section(section: wire::MenuSection, groups: &Groups) -> Option<Section> {
    let category = section.category?;
    let items = section.products.into_iter().filter_map(|product| item(product, groups)).collect();
    Some(Section { id: category.id.parse().ok()?, name: category.name, items })
}

fn item(product: wire::Product, groups: &Groups) -> Option<Item> {
    let (Ok(id), Some(price)) = (product.id.parse(), money(product.price)) else {
        tracing::error!(product = product.id, "a product of the menu cannot be read");
        return None;
    };
    let group = |id: &String| groups.get(id).cloned();
    Some(Item {
        id,
        sku: product.sku,
        name: product.name,
        description: product.description,
        price,
        unit: product.unit,
        aliases: product.aliases,
        available: product.available,
        groups: product.option_group_ids.iter().filter_map(group).collect(),
        fields: product.fields.into_iter().map(field).collect(),
    })
}

fn group(group: wire::OptionGroup) -> Option<(String, Arc<OptionGroup>)> {
    let choices: Vec<OptionChoice> = group.choices.into_iter().filter_map(choice).collect();
    let limits = (usize::try_from(group.choices_min), usize::try_from(group.choices_max));
    let (Ok(id), (Ok(choices_min), Ok(choices_max)), false) = (group.id.parse(), limits, choices.is_empty()) else {
        tracing::error!(group = group.id, "an option group of the menu cannot be read");
        return None;
    };
    Some((group.id, Arc::new(OptionGroup { id, name: group.name, choices_min, choices_max, choices })))
}

fn choice(choice: wire::OptionChoice) -> Option<OptionChoice> {
    Some(OptionChoice {
        id: choice.id.parse().ok()?,
        name: choice.name,
        aliases: choice.aliases,
        price: money(choice.price)?,
        available: choice.available,
    })
}

/// A pattern that this version cannot check lets every value through: orders checks it again.
fn field(field: wire::ProductField) -> Field {
    let pattern = Pattern::new(&field.pattern).unwrap_or_else(|fault| {
        tracing::error!(field = field.key, %fault, "the pattern of a field cannot be used");
        Pattern::default()
    });
    Field {
        key: field.key,
        label: field.label,
        aliases: field.aliases,
        example: field.example,
        pattern,
        sensitive: field.sensitive,
    }
}

fn offers(shop: wire::Shop) -> Offers {
    let policies = shop.payment_policies().filter_map(policy).collect();
    Offers { slots: shop.slots.is_some(), tips: shop.tips, payments: policies, tax_name: shop.tax_name }
}

/// A way to pay; `None` for the usual one.
pub(super) const fn policy(policy: wire::PaymentPolicy) -> Option<PaymentPolicy> {
    match policy {
        wire::PaymentPolicy::Unspecified => None,
        wire::PaymentPolicy::Prepaid => Some(PaymentPolicy::Prepaid),
        wire::PaymentPolicy::PayOnDelivery => Some(PaymentPolicy::PayOnDelivery),
        wire::PaymentPolicy::Invoice => Some(PaymentPolicy::Invoice),
    }
}

fn money(money: Option<common::Money>) -> Option<Money> {
    money.and_then(|money| money.try_into().ok())
}
