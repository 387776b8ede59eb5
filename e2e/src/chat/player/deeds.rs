//! What customers and the office do.

use serde_json::{Value, json};

use super::Stage;
use crate::{
    chat::{
        pattern::fill,
        script::{Act, CartItem, Office},
    },
    failure::{Failure, Outcome, ensure},
    office::Answer,
    phone::Phone,
};

/// What a phone's cart says where the scenario says nothing.
const CURRENCY: &str = "NGN";

impl Stage {
    pub(super) async fn acts(&mut self, who: &str, act: &Act) -> Outcome {
        self.transcript.push(format!("{who} does {act:?}"));
        let captures = self.captures.clone();
        let phone = self.phone(who).await?;
        match act {
            Act::HideNumber => phone.change(json!({"identity": "user_id"})).await,
            Act::HasOrdered { sku, times } => order(phone, sku, *times).await,
            Act::Tap { title, is_earlier: true } => tap_earlier(phone, &fill(title, &captures)).await,
            Act::Tap { title, .. } => {
                phone.act(json!({"type": "tap", "title": fill(title, &captures)})).await.map(drop)
            }
            _ => phone.act(body(act, &phone.number)?).await.map(drop),
        }
    }

    pub(super) async fn office(&mut self, deed: &Office) -> Outcome {
        self.transcript.push(format!("Office: {deed:?}"));
        match deed {
            Office::Moves { order, status, because } => {
                let answer = self.moves(order, status, because.as_deref()).await?;
                ensure(answer.status.is_success(), || format!("the office cannot do that: {answer:?}"))
            }
            Office::CannotMove { order, status, because, reason } => {
                let answer = self.moves(order, status, because.as_deref()).await?;
                ensure(answer.reason() == reason, || format!("the office expects {reason}: {answer:?}"))
            }
            Office::Sees { order, facts } => self.sees(order, facts).await,
            Office::Counts(count) => {
                let orders = self.souk.office.orders().await?;
                ensure(orders.len() == *count, || format!("there are {} orders", orders.len()))
            }
            Office::SetsAvailable { sku, available } => self.souk.services.set_available(sku, *available).await,
            Office::Reprices { sku, amount_minor } => self.souk.services.reprice(sku, *amount_minor).await,
        }
    }

    async fn moves(&self, order: &str, status: &str, because: Option<&str>) -> Outcome<Answer> {
        let number = fill(order, &self.captures);
        self.souk.office.move_order(&number, status, because.unwrap_or_default()).await
    }

    async fn sees(&self, order: &str, expected: &[String]) -> Outcome {
        let order = self.souk.office.order(&fill(order, &self.captures)).await?;
        let facts = facts(&order);
        for fact in expected {
            let fact = fill(fact, &self.captures);
            ensure(facts.contains(&fact), || format!("the office does not see {fact} but {facts:?}"))?;
        }
        Ok(())
    }
}

/// The act in the words of the control API.
fn body(act: &Act, number: &str) -> Outcome<Value> {
    Ok(match act {
        Act::Location { latitude, longitude, name, address } => {
            json!({"type": "location", "latitude": latitude, "longitude": longitude, "name": name, "address": address})
        }
        Act::Cart { items, text } => {
            json!({"type": "order", "items": items.iter().map(item).collect::<Vec<_>>(), "text": text})
        }
        Act::File { kind, caption } => json!({"type": kind, "caption": caption}),
        Act::Contact { name } => json!({"type": "contacts", "name": name, "phone": "+2348055555555"}),
        Act::Unsupported => json!({"type": "unsupported"}),
        Act::React { emoji } => json!({"type": "reaction", "emoji": emoji}),
        Act::ChangeNumber => json!({"type": "change_number", "phone": format!("+{}", other_number(number))}),
        Act::Tap { .. } | Act::HideNumber | Act::HasOrdered { .. } => {
            return Err(Failure::new("this is more than a message"));
        }
    })
}

fn item(item: &CartItem) -> Value {
    let CartItem { quantity, sku, price } = item;
    json!({"product_retailer_id": sku, "quantity": quantity, "item_price": price, "currency": CURRENCY})
}

/// A number that nobody has: customers' own end in a counter.
fn other_number(number: &str) -> String {
    let (area, line) = number.split_at(6);
    format!("{area}7{}", &line[1..])
}

/// Places whole orders, with no regard for what is answered.
async fn order(phone: &mut Phone, sku: &str, times: u32) -> Outcome {
    let words = sku.replace('-', " ").to_lowercase();
    for _ in 0..times {
        phone.ask_for(&format!("add {words} 1"), "Added 1").await?;
        phone.ask_for("pickup", "Place this order?").await?;
        phone.ask_for("confirm", "is placed").await?;
    }
    Ok(())
}

/// Taps a choice on the newest message that offers it, save for the very newest that offers anything.
async fn tap_earlier(phone: &mut Phone, title: &str) -> Outcome {
    let replies = phone.replies().await?;
    let mut offers = replies.iter().rev().filter(|reply| !reply.choices().is_empty()).skip(1);
    let offer = offers.find(|reply| reply.choices().iter().any(|choice| choice == title));
    let offer = offer.ok_or_else(|| Failure::new(format!("no earlier message offers \"{title}\"")))?;
    phone.act(json!({"type": "tap", "title": title, "message_id": offer.id})).await.map(drop)
}

/// What the office can see of an order, as scenarios say it.
fn facts(order: &Value) -> Vec<String> {
    let text = |pointer: &str| order.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    let texts = ["/status", "/fulfilment", "/customer/name", "/customer/phone", "/address/text", "/source"];
    let mut facts: Vec<String> = texts.iter().filter_map(|pointer| text(pointer)).collect();
    facts.extend(money(&order["total"]));
    for line in order["lines"].as_array().into_iter().flatten() {
        let name = line["name"].as_str().unwrap_or_default();
        facts.push(format!("{} {name}", line["quantity"]));
        facts.extend(line["note"].as_str().filter(|note| !note.is_empty()).map(str::to_owned));
    }
    let location = &order["address"]["location"];
    if !location.is_null() {
        facts.push(format!("{} {}", location["latitude"], location["longitude"]));
    }
    facts
}

/// "4200.00 NGN".
fn money(money: &Value) -> Option<String> {
    let minor = money["amount_minor"].as_i64()?;
    Some(format!("{}.{:02} {}", minor / 100, minor % 100, money["currency"].as_str()?))
}
