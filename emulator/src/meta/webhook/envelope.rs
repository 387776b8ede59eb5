//! The body of a webhook.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{Settings, meta::identity, network::Customer};

/// One thing to tell: the `value` of one change.
#[derive(Debug, Clone)]
pub(crate) struct Update {
    pub(crate) value: Value,
    /// The customer's message that a 200 acknowledges.
    pub(crate) acknowledges: Option<String>,
}

/// How several updates share one post.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Shape {
    /// One entry with many changes.
    #[default]
    Changes,
    /// Many entries of one change.
    Entries,
    /// One change with many messages, and one with many statuses.
    Messages,
}

impl Update {
    /// A customer's message.
    pub(crate) fn message(settings: &Settings, customer: &Customer, message: Value) -> Self {
        let acknowledges = message["id"].as_str().map(str::to_owned);
        let mut value = head(settings);
        // Meta leaves the contacts out where the message is about the contact itself.
        if message["type"] != "system" {
            value["contacts"] = json!([identity::contact(customer)]);
        }
        value["messages"] = json!([message]);
        Self { value, acknowledges }
    }

    /// The status of a message to a customer.
    pub(crate) fn status(settings: &Settings, customer: &Customer, status: Value) -> Self {
        let mut value = head(settings);
        if status["status"] != "failed" {
            value["contacts"] = json!([identity::contact(customer)]);
        }
        value["statuses"] = json!([status]);
        Self { value, acknowledges: None }
    }

    /// Something no receiver can make sense of, to stand among good elements.
    pub(crate) fn broken(settings: &Settings) -> Self {
        let mut value = head(settings);
        value["messages"] = json!([{"id": 7, "type": ["text"], "timestamp": "asdf", "text": "?"}, null]);
        Self { value, acknowledges: None }
    }
}

fn head(settings: &Settings) -> Value {
    json!({
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": settings.business_phone,
            "phone_number_id": settings.phone_number_id,
        },
    })
}

/// Puts updates into one body.
pub(crate) fn envelope(settings: &Settings, updates: &[Update], shape: Shape) -> Value {
    let account = &settings.business_account_id;
    let values: Vec<Value> = match shape {
        Shape::Messages => merged(updates),
        Shape::Changes | Shape::Entries => updates.iter().map(|update| update.value.clone()).collect(),
    };
    let change = |value: Value| json!({"field": "messages", "value": value});
    let entry = |changes: Vec<Value>| json!({"id": account, "changes": changes});
    let entries: Vec<Value> = match shape {
        Shape::Entries => values.into_iter().map(|value| entry(vec![change(value)])).collect(),
        Shape::Changes | Shape::Messages => vec![entry(values.into_iter().map(change).collect())],
    };
    json!({"object": "whatsapp_business_account", "entry": entries})
}

/// All messages in one value and all statuses in another, with every contact once.
fn merged(updates: &[Update]) -> Vec<Value> {
    let mut values = Vec::new();
    for key in ["messages", "statuses"] {
        let mut parts = updates.iter().filter(|update| update.value.get(key).is_some());
        let Some(first) = parts.next() else { continue };
        let mut value = first.value.clone();
        for part in parts {
            extend(&mut value, &part.value, key);
            extend(&mut value, &part.value, "contacts");
        }
        values.push(value);
    }
    values
}

fn extend(value: &mut Value, part: &Value, key: &str) {
    let more = part[key].as_array().cloned().unwrap_or_default();
    if value.get(key).is_none() {
        value[key] = json!([]);
    }
    let Some(list) = value[key].as_array_mut() else { return };
    for element in more {
        if key != "contacts" || !list.contains(&element) {
            list.push(element);
        }
    }
}
