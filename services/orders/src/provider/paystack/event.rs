//! What Paystack's webhooks are about. They are hints: what they say is asked for again before anything is done.

use base::Money;
use serde::Deserialize;
use serde_json::Value;

use crate::domain::{PaymentEvent, Subject, names::is_name};

/// Characters of an event's name or subject that are kept.
const NAME_MAX: usize = 200;

#[derive(Deserialize)]
struct Body {
    event: String,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    #[serde(default)]
    id: Value,
    #[serde(default)]
    reference: Option<String>,
    #[serde(default)]
    transaction_reference: Option<String>,
    #[serde(default)]
    refund_reference: Option<String>,
    #[serde(default)]
    amount: Value,
    #[serde(default)]
    currency: Value,
}

/// Reads a webhook's body; `None` when it is no event.
pub(crate) fn read(body: &[u8]) -> Option<PaymentEvent> {
    let Body { event, data } = serde_json::from_slice(body).ok()?;
    let id = match &data.id {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        _ => None,
    };
    let (subject, claimed) = (subject(&event, &data), claimed(&data));
    let named = data.refund_reference.or(data.reference).or(id).or(data.transaction_reference).unwrap_or_default();
    let is_short = [&event, &named].iter().all(|name| name.chars().count() <= NAME_MAX);
    let is_plain = !event.is_empty() && !event.contains(char::is_control) && !named.contains(char::is_control);
    (is_short && is_plain).then(|| PaymentEvent { key: format!("{event}:{named}"), subject, claimed })
}

fn claimed(data: &Data) -> Option<Money> {
    Some(Money::new(data.amount.as_i64()?, data.currency.as_str()?.parse().ok()?))
}

fn subject(event: &str, data: &Data) -> Subject {
    let known = |reference: &Option<String>| reference.clone().filter(|reference| is_name(reference, NAME_MAX));
    match event {
        "charge.success" => known(&data.reference).map_or(Subject::Other, Subject::Payment),
        event if event.starts_with("refund.") => {
            known(&data.transaction_reference).map_or(Subject::Other, Subject::Refund)
        }
        _ => Subject::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Option<PaymentEvent> {
        super::read(body.as_bytes())
    }

    #[test]
    fn a_payment_is_named_by_its_reference_and_a_refund_by_its_own() {
        let paid = read(r#"{"event":"charge.success","data":{"id":4099260516,"reference":"ORD-7K3M9XQ2-1"}}"#).unwrap();
        assert_eq!(paid.key, "charge.success:ORD-7K3M9XQ2-1");
        assert_eq!(paid.subject, Subject::Payment("ORD-7K3M9XQ2-1".to_owned()));
        let back = r#"{"event":"refund.processed","data":{"transaction_reference":"R-1","refund_reference":"TRF_1"}}"#;
        let back = read(back).unwrap();
        assert_eq!((back.key.as_str(), back.subject), ("refund.processed:TRF_1", Subject::Refund("R-1".to_owned())));
    }

    #[test]
    fn two_refunds_of_one_payment_are_two_events_while_they_have_no_reference() {
        let pending = |id: u8| {
            let body = format!(
                r#"{{"event":"refund.pending","data":{{"id":{id},"transaction_reference":"R-1","refund_reference":null}}}}"#
            );
            read(&body).unwrap().key
        };
        assert_ne!(pending(1), pending(2));
    }

    #[test]
    fn what_is_no_event_is_refused_and_what_does_not_matter_is_known_as_such() {
        for body in ["", "[]", "{}", r#"{"event":"","data":{}}"#, r#"{"event":"charge.success"}"#] {
            assert_eq!(read(body), None, "{body}");
        }
        let other = read(r#"{"event":"transfer.success","data":{"id":1,"amount":"x"}}"#).unwrap();
        assert_eq!((other.subject, other.claimed), (Subject::Other, None));
        let endless = format!(r#"{{"event":"refund.pending","data":{{"id":1,"transaction_reference":"{:0201}"}}}}"#, 1);
        assert_eq!(read(&endless).unwrap().subject, Subject::Other);
    }
}
