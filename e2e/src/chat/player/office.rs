//! What the office does, and what it sees.

use reqwest::Method;
use serde_json::{Value, json};

use super::Stage;
use crate::{
    chat::{pattern::fill, script::Office},
    failure::{Failure, Outcome, ensure},
    office::Answer,
};

/// What sums of the office are in.
const CURRENCY: &str = "NGN";

impl Stage {
    pub(super) async fn office(&mut self, deed: &Office) -> Outcome {
        self.transcript.push(format!("Office: {deed:?}"));
        match deed {
            Office::Moves { order, status, because } => done(&self.moves(order, status, because.as_deref()).await?),
            Office::CannotMove { order, status, because, reason } => {
                let answer = self.moves(order, status, because.as_deref()).await?;
                ensure(answer.reason() == reason, || format!("the office expects {reason}: {answer:?}"))
            }
            Office::Sees { order, facts } => self.sees(facts, &facts_of_order(&self.read(order, "").await?)),
            Office::SeesMoney { order, facts } => {
                self.sees(facts, &facts_of_money(&self.read(order, "/payments").await?))
            }
            Office::Counts(count) => {
                let orders = self.souk.office.orders().await?;
                ensure(orders.len() == *count, || format!("there are {} orders", orders.len()))
            }
            Office::SetsAvailable { sku, available } => self.souk.services.set_available(sku, *available).await,
            Office::Reprices { sku, amount_minor } => self.souk.services.reprice(sku, *amount_minor).await,
            Office::Changes { order, lines, because } => {
                let line = |(quantity, sku): &(u32, String)| json!({"product_id": sku, "quantity": quantity});
                let lines: Vec<Value> = lines.iter().map(line).collect();
                self.write(Method::PUT, order, "/lines", json!({"lines": lines, "reason": because})).await
            }
            Office::Reviews { order, is_approved, because } => {
                self.review(order, *is_approved, because.as_deref()).await
            }
            Office::TakesMoney { order, amount_minor } => {
                let amount = json!({"amount_minor": amount_minor, "currency": CURRENCY});
                self.write(Method::POST, order, "/payments", json!({"amount": amount, "note": "cash"})).await
            }
            Office::Refunds { order, because } => {
                self.write(Method::POST, order, "/refunds", json!({"reason": because})).await
            }
        }
    }

    async fn moves(&self, order: &str, status: &str, because: Option<&str>) -> Outcome<Answer> {
        let number = fill(order, &self.captures);
        self.souk.office.move_order(&number, status, because.unwrap_or_default()).await
    }

    /// Decides about the payment proof that came last.
    async fn review(&self, order: &str, is_approved: bool, because: Option<&str>) -> Outcome {
        let files = self.read(order, "/attachments").await?;
        let mut proofs = files["attachments"].as_array().into_iter().flatten().rev();
        let proof = proofs.find(|file| file["purpose"] == "PAYMENT_PROOF");
        let proof = proof.ok_or_else(|| Failure::new("the order has no payment proof"))?;
        let place = format!("/attachments/{}/review", proof["id"].as_str().unwrap_or_default());
        let outstanding = self.read(order, "").await?["outstanding"].clone();
        let review = json!({"approve": is_approved, "outstanding": outstanding, "reason": because.unwrap_or_default()});
        self.write(Method::POST, order, &place, review).await
    }

    /// Reads an order, or what is at this place below it.
    async fn read(&self, order: &str, place: &str) -> Outcome<Value> {
        self.souk.office.get(&self.path(order, place)).await
    }

    /// Does something to an order, which must succeed.
    async fn write(&self, method: Method, order: &str, place: &str, body: Value) -> Outcome {
        done(&self.souk.office.request(method, &self.path(order, place), &body).await?)
    }

    fn path(&self, order: &str, place: &str) -> String {
        format!("/api/v1/orders/{}{place}", fill(order, &self.captures))
    }

    fn sees(&self, expected: &[String], facts: &[String]) -> Outcome {
        for fact in expected {
            let fact = fill(fact, &self.captures);
            ensure(facts.contains(&fact), || format!("the office does not see {fact} but {facts:?}"))?;
        }
        Ok(())
    }
}

fn done(answer: &Answer) -> Outcome {
    ensure(answer.status.is_success(), || format!("the office cannot do that: {answer:?}"))
}

/// Texts of an order that are facts as they are.
const TEXTS: [&str; 9] = [
    "/status",
    "/fulfilment",
    "/customer/name",
    "/customer/phone",
    "/address/text",
    "/zone",
    "/source",
    "/payment_status",
    "/coupon_code",
];

/// What the office can see of an order, as scenarios say it.
fn facts_of_order(order: &Value) -> Vec<String> {
    let text = |pointer: &str| order.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    let mut facts: Vec<String> = TEXTS.iter().filter_map(|pointer| text(pointer)).collect();
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

/// "SUCCEEDED 4200.00 NGN" for a payment, "refund DONE 100.00 NGN" for money that goes back, "3 payments".
fn facts_of_money(all: &Value) -> Vec<String> {
    let list = |name: &str| all[name].as_array().cloned().unwrap_or_default();
    let word = |entry: &Value| entry["state"].as_str().unwrap_or_default().to_owned();
    let payment = |entry: &Value| {
        let sum = money(&entry["received"]).or_else(|| money(&entry["amount"]));
        format!("{} {}", word(entry), sum.unwrap_or_default())
    };
    let refund = |entry: &Value| format!("refund {} {}", word(entry), money(&entry["amount"]).unwrap_or_default());
    let (payments, refunds) = (list("payments"), list("refunds"));
    let mut facts: Vec<String> = payments.iter().map(payment).chain(refunds.iter().map(refund)).collect();
    let counted = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    facts.extend([counted(payments.len(), "payment"), counted(refunds.len(), "refund")]);
    facts
}

/// "4200.00 NGN".
fn money(money: &Value) -> Option<String> {
    let minor = money["amount_minor"].as_i64()?;
    Some(format!("{}.{:02} {}", minor / 100, minor % 100, money["currency"].as_str()?))
}
