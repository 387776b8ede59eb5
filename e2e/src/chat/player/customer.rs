//! What customers do.

use serde_json::{Value, json};

use super::Stage;
use crate::{
    chat::{
        pattern::fill,
        script::{Act, CartItem, Paying},
    },
    failure::{Failure, Outcome},
    phone::{Link, Phone},
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
            Act::File { kind, caption } => phone.send_file(kind, caption.as_deref()).await.map(drop),
            Act::Pay(paying) => pay(phone, paying).await,
            Act::FailToPay => phone.links().await?.newest()?.act(json!({"type": "fail"})).await,
            Act::LeavePaymentPage => phone.links().await?.newest()?.act(json!({"type": "abandon"})).await,
            Act::OpenFile { name } => phone.open_file(&fill(name, &captures)).await,
            _ => phone.act(body(act, &phone.number)?).await.map(drop),
        }
    }

    /// Lets Paystack tell again of the payment that whoever was last in the scene made.
    pub(super) async fn announce_payment(&mut self) -> Outcome {
        let name = self.last.clone();
        self.transcript.push(format!("Paystack announces the payment of {name} again"));
        self.present(&name)?.links().await?.newest()?.act(json!({"type": "announce"})).await
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
        Act::Contact { name } => json!({"type": "contacts", "name": name, "phone": "+2348055555555"}),
        Act::Unsupported => json!({"type": "unsupported"}),
        Act::React { emoji } => json!({"type": "reaction", "emoji": emoji}),
        Act::ChangeNumber => json!({"type": "change_number", "phone": format!("+{}", other_number(number))}),
        _ => return Err(Failure::new("this is more than a message")),
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

/// Opens the page behind a link and pays there.
async fn pay(phone: &Phone, paying: &Paying) -> Outcome {
    let links = phone.links().await?;
    let link: Link = if paying.is_earlier { links.earlier()? } else { links.newest()? };
    link.open().await?;
    let Paying { amount_minor, currency, is_unnoticed, .. } = paying;
    let pay = json!({"type": "pay", "amount_minor": amount_minor, "currency": currency, "silent": is_unnoticed});
    link.act(pay).await
}
