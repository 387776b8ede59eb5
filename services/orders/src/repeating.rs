//! An earlier order as it can be had today.

use std::collections::HashMap;

use base::Money;

use crate::{
    Api,
    domain::{Basket, Items, Line, Order, Priced, ProductRef, Shelf, fields::Content, shop::Destination, wish::Item},
    error::Error,
};

/// The lines that can be bought today, with today's prices, and the names of what cannot.
pub(crate) async fn repeat(api: &Api, order: &Order) -> Result<(Vec<Line>, Vec<String>), Error> {
    let shelf = api.catalog.shelf().await?;
    let (items, missing) = split(&shelf, order);
    if items.is_empty() {
        return Ok((Vec::new(), missing));
    }
    let basket = Basket {
        items: &Items::new(items)?,
        destination: Destination::Open,
        coupon: None,
        tip: Money::zero(api.currency),
        stock: &HashMap::new(),
        changed: None,
    };
    Ok((Priced::new(&basket, &shelf)?.lines, missing))
}

fn split(shelf: &Shelf, order: &Order) -> (Vec<Item>, Vec<String>) {
    let (mut items, mut missing) = (Vec::new(), Vec::new());
    for line in &order.lines {
        match item(shelf, line) {
            Some(item) => items.push(item),
            None => missing.push(line.name.clone()),
        }
    }
    (items, missing)
}

/// The same thing today. Choices that are gone and sensitive fields are left out, so that the customer is asked anew.
fn item(shelf: &Shelf, line: &Line) -> Option<Item> {
    let offer = shelf.offer(&ProductRef::Id(line.product_id)).filter(|offer| offer.available)?;
    let offered = |id: &base::Id| {
        let mut choices = shelf.groups(offer).flat_map(|group| &group.choices);
        choices.any(|choice| choice.id == *id && choice.available)
    };
    let is_asked = |key: &str| offer.fields.iter().any(|spec| spec.key == key && !spec.sensitive);
    let plain = line.fields.iter().filter_map(|field| match &field.content {
        Content::Plain(value) if is_asked(&field.key) => Some((field.key.clone(), value.clone())),
        _ => None,
    });
    Some(Item {
        product: ProductRef::Id(offer.id),
        quantity: line.quantity,
        note: line.note.clone(),
        choices: line.choices.iter().map(|choice| choice.choice_id).filter(offered).collect(),
        fields: plain.collect(),
    })
}
