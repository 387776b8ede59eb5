//! What an order would be with other lines, at today's prices.

use std::collections::HashMap;

use base::Id;

use super::{Change, Wanted};
use crate::{
    Api,
    domain::{
        Actor, Amendment, Basket, Coupon, Items, Line, Obstacle, Order, Priced, Shelf, Vault,
        fields::{FieldValue, Value},
        shop::Destination,
        wish::Item,
    },
    error::Error,
};

pub(super) async fn draft(api: &Api, order: &Order, wanted: &Wanted) -> Result<Change, Error> {
    let shelf = api.catalog.shelf().await?;
    // What is counted is asked for when it is reserved.
    let priced = priced(api, order, (&wanted.items, &wanted.actor), &shelf, &HashMap::new())?;
    let priced = priced.unhindered()?.agreed(wanted.expected_total)?;
    if are_alike(&api.vault, order, &priced.lines)? {
        return Err(Error::NothingChanged);
    }
    let reserved = order.reserved || priced.counted;
    let lines = api.vault.seal_lines(order.id, priced.lines, || api.world.random())?;
    let priced = Priced { lines, ..priced };
    let tax_name = Some(shelf.shop.tax_name.clone());
    let amendment = Amendment::of(order, priced, wanted.reason.clone(), wanted.actor.clone(), api.world.now());
    let amendment = Amendment { tax_name, ..amendment };
    Ok(Change { order_id: order.id, amendment, reserved })
}

/// What an order would cost with the lines somebody wants, and what keeps them from being its lines.
pub(super) fn priced(
    api: &Api,
    order: &Order,
    (items, actor): (&Items, &Actor),
    shelf: &Shelf,
    stock: &HashMap<Id, i64>,
) -> Result<Priced, Error> {
    let items = unmasked(&api.vault, order, items)?;
    let coupon = order.deal.coupon.clone().map(|coupon| terms_for(coupon, actor));
    let basket = Basket {
        items: &items,
        destination: Destination::from(&order.fulfilment),
        coupon: coupon.as_ref(),
        tip: order.deal.charges.tip,
        stock,
        changed: Some(order),
    };
    Ok(binding(Priced::new(&basket, shelf)?, order, actor))
}

/// A coupon stays with its order. When the shop takes something out, the customer does not lose it for that.
fn terms_for(coupon: Coupon, actor: &Actor) -> Coupon {
    match actor {
        Actor::Customer(_) => coupon,
        Actor::Staff(_) | Actor::Seller(_) | Actor::System => Coupon { subtotal_min: None, ..coupon },
    }
}

/// Only what still counts for a placed order is in the way of a change.
fn binding(mut priced: Priced, order: &Order, actor: &Actor) -> Priced {
    let is_customer = actor.customer().is_some();
    priced.obstacles.retain(|obstacle| match obstacle {
        Obstacle::ChoiceUnavailable { product, choice } if has_choice(order, *product, *choice) => false,
        _ if is_customer => obstacle.binds_a_change(),
        _ => obstacle.binds_the_shop(),
    });
    priced
}

/// Whether the customer was promised this choice.
fn has_choice(order: &Order, product: Id, choice: Id) -> bool {
    let mut lines = order.lines.iter().filter(|line| line.product_id == product);
    lines.any(|line| line.choices.iter().any(|made| made.choice_id == choice))
}

/// Puts the values back that the caller saw only masked and sent unchanged.
fn unmasked(vault: &Vault, order: &Order, items: &Items) -> Result<Items, Error> {
    let unmask = |(place, item): (usize, &Item)| {
        let fields = item.fields.iter().map(|(key, value)| {
            let kept = kept(vault, order, items.iter().count(), (place, item), (key, value.as_str()))?;
            Ok((key.clone(), kept.unwrap_or_else(|| value.clone())))
        });
        Ok(Item { fields: fields.collect::<Result<_, Error>>()?, ..item.clone() })
    };
    Items::new(items.iter().enumerate().map(unmask).collect::<Result<_, Error>>()?)
}

/// The value behind a mask. Different secrets can look the same: then it is that of the line that says the same
/// otherwise, and at last, when no line was taken out, that of the line in the same place. Nothing is guessed.
fn kept(
    vault: &Vault,
    order: &Order,
    lines_wanted: usize,
    (place, item): (usize, &Item),
    (key, shown): (&String, &str),
) -> Result<Option<Value>, Error> {
    let is_shown = |field: &&FieldValue| field.key == *key && field.is_sensitive() && field.shown() == shown;
    let lines = order.lines.iter().enumerate().filter(|(_, line)| item.product.is(line.product_id, &line.sku));
    let behind: Vec<(usize, &Line, &FieldValue)> =
        lines.filter_map(|(at, line)| Some((at, line, line.fields.iter().find(is_shown)?))).collect();
    let alike = behind.iter().copied().filter(|(_, line, _)| says_the_same(item, line)).collect::<Vec<_>>();
    let stays = lines_wanted >= order.lines.len();
    let in_place = alike.iter().copied().filter(|(at, _, _)| stays && *at == place).collect::<Vec<_>>();
    let is_masked = !behind.is_empty();
    for candidates in [behind, alike, in_place] {
        let values = candidates.into_iter().map(|(_, _, field)| vault.open(order.id, field));
        if let Some(value) = only(values.collect::<Result<_, Error>>()?) {
            return Ok(Some(value));
        }
    }
    if is_masked { Err(Error::SecretUnclear { field: key.clone() }) } else { Ok(None) }
}

/// The value that all of them are.
fn only(mut values: Vec<Value>) -> Option<Value> {
    let is_one = values.windows(2).all(|pair| pair[0] == pair[1]);
    values.pop().filter(|_| is_one)
}

/// Whether a line has the note and the plain values of what is wanted.
fn says_the_same(item: &Item, line: &Line) -> bool {
    let mut plain = line.fields.iter().filter(|field| !field.is_sensitive());
    item.note == line.note
        && plain
            .all(|field| item.fields.iter().any(|(key, value)| *key == field.key && value.as_str() == field.shown()))
}

/// Whether lines ask for what the order has already, whatever it costs today.
fn are_alike(vault: &Vault, order: &Order, lines: &[Line]) -> Result<bool, Error> {
    if lines.len() != order.lines.len() {
        return Ok(false);
    }
    for (new, old) in lines.iter().zip(&order.lines) {
        let choices = |line: &Line| line.choices.iter().map(|choice| choice.choice_id).collect::<Vec<_>>();
        let is_same = new.product_id == old.product_id
            && new.quantity == old.quantity
            && new.note == old.note
            && choices(new) == choices(old);
        if !is_same || values(vault, order, &new.fields)? != values(vault, order, &old.fields)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn values(vault: &Vault, order: &Order, fields: &[FieldValue]) -> Result<Vec<(String, String)>, Error> {
    fields.iter().map(|field| Ok((field.key.clone(), vault.open(order.id, field)?.into()))).collect()
}
