//! What Paystack's answers mean.

use base::Money;
use serde::Deserialize;
use serde_json::Value;

use crate::provider::{Opened, Refunded, Trouble, Verified};

/// Characters of a payment page's address.
const URL_MAX: usize = 2_000;
/// What an answer is about, in words for staff.
const PAGE: &str = "page to pay on";
const TRANSACTION: &str = "payment";
const REFUND: &str = "refund";

/// An answer that is Paystack's: yes with data, or no with a reason.
#[derive(Debug)]
pub(super) struct Answer {
    status: u16,
    body: Body,
}

#[derive(Debug, Deserialize)]
struct Body {
    status: bool,
    #[serde(default)]
    message: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    data: Value,
}

#[derive(Deserialize)]
struct Page {
    authorization_url: String,
    reference: String,
}

#[derive(Deserialize)]
struct Transaction {
    status: String,
    reference: String,
    amount: i64,
    /// This and the fees only help to understand the amount, so they are taken as they come.
    #[serde(default)]
    requested_amount: Value,
    #[serde(default)]
    fees: Value,
    currency: String,
}

#[derive(Deserialize)]
struct RefundData {
    id: Value,
    status: String,
    #[serde(default)]
    merchant_note: Option<String>,
}

impl Answer {
    /// Reads an answer. Trouble on their side leaves open what happened.
    pub(super) fn new(status: u16, body: &[u8]) -> Result<Self, Trouble> {
        match (status, serde_json::from_slice(body)) {
            (200..=499, Ok(body)) => Ok(Self { status, body }),
            (429, _) => Err(Trouble::Away(None)),
            _ => Err(Trouble::Unknown),
        }
    }

    /// A key that is refused or a call that comes too often is no answer to what was asked.
    pub(super) fn heard(self) -> Result<Self, Trouble> {
        match self.status {
            401 | 403 => {
                tracing::error!(status = self.status, "Paystack refuses PAYSTACK_SECRET_KEY");
                Err(Trouble::Away(None))
            }
            429 => Err(Trouble::Away(None)),
            _ => Ok(self),
        }
    }

    pub(super) fn opened(self, reference: &str) -> Result<Opened, Trouble> {
        if !self.body.status {
            return Ok(if self.is_known_reference() { Opened::Before } else { self.refused(Opened::Refused) });
        }
        let page: Page = self.data(PAGE)?;
        let is_web_address =
            page.authorization_url.starts_with("https://") || page.authorization_url.starts_with("http://");
        let fits = page.reference == reference && is_web_address && page.authorization_url.len() <= URL_MAX;
        if fits { Ok(Opened::At(page.authorization_url)) } else { Err(Trouble::Unreadable(PAGE)) }
    }

    pub(super) fn verified(self, reference: &str) -> Result<Verified, Trouble> {
        if !self.body.status {
            let refused = Trouble::Unreadable(TRANSACTION);
            return if self.is_not_found() { Ok(Verified::NotKnown) } else { Err(self.refused(refused)) };
        }
        let transaction: Transaction = self.data(TRANSACTION)?;
        if transaction.reference != reference {
            return Err(Trouble::Unreadable(TRANSACTION));
        }
        match transaction.status.as_str() {
            "success" => transaction.paid().map(Verified::Paid).ok_or(Trouble::Unreadable(TRANSACTION)),
            "failed" | "reversed" => Ok(Verified::Failed),
            // abandoned, ongoing, pending, processing, queued: whatever is not success has not been paid yet.
            _ => Ok(Verified::NotYet),
        }
    }

    pub(super) fn refunded(self) -> Result<Refunded, Trouble> {
        if !self.body.status {
            return Ok(self.refused(Refunded::Failed));
        }
        self.data::<RefundData>(REFUND)?.state()
    }

    /// A refund that was asked for before. That nothing is said about it does not mean that it failed.
    pub(super) fn refund_read(self) -> Result<Refunded, Trouble> {
        if !self.body.status {
            return Err(self.refused(Trouble::Unreadable(REFUND)));
        }
        self.data::<RefundData>(REFUND)?.state()
    }

    /// The refund that carries our note.
    pub(super) fn refund_noted(self, note: &str) -> Result<Option<Refunded>, Trouble> {
        if !self.body.status {
            let refused = Trouble::Unreadable(REFUND);
            return if self.is_not_found() { Ok(None) } else { Err(self.refused(refused)) };
        }
        let refunds: Vec<RefundData> = self.data(REFUND)?;
        let ours = refunds.into_iter().find(|refund| refund.merchant_note.as_deref() == Some(note));
        ours.map(|refund| refund.state()).transpose()
    }

    fn data<T: serde::de::DeserializeOwned>(self, what: &'static str) -> Result<T, Trouble> {
        serde_json::from_value(self.body.data).map_err(|_| Trouble::Unreadable(what))
    }

    fn is_known_reference(&self) -> bool {
        self.body.code == "duplicate_reference"
            || self.body.message.to_ascii_lowercase().contains("duplicate transaction reference")
    }

    fn is_not_found(&self) -> bool {
        self.status == 404 || self.body.code == "transaction_not_found"
    }

    /// Paystack's codes name no customer; its messages may.
    fn refused<T>(&self, outcome: T) -> T {
        tracing::warn!(status = self.status, code = self.body.code, "Paystack refuses");
        outcome
    }
}

impl Transaction {
    /// What the shop got. Where the customer bears the fees, they are part of the amount and no overpayment.
    fn paid(&self) -> Option<Money> {
        let (requested, fees) = (whole(&self.requested_amount), whole(&self.fees));
        let with_fees = requested.zip(fees).map(|(requested, fees)| requested.saturating_add(fees));
        let minor = match requested {
            Some(requested) if with_fees == Some(self.amount) => requested,
            _ => self.amount,
        };
        let currency = self.currency.parse().ok()?;
        (minor > 0).then(|| Money::new(minor, currency))
    }
}

/// A whole number, however it is written.
fn whole(value: &Value) -> Option<i64> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        _ => return None,
    };
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    rest.bytes().all(|digit| digit == b'0').then(|| whole.parse().ok()).flatten()
}

impl RefundData {
    fn state(self) -> Result<Refunded, Trouble> {
        let id = match self.id {
            Value::Number(number) => number.to_string(),
            Value::String(text) => text,
            _ => return Err(Trouble::Unreadable(REFUND)),
        };
        Ok(match self.status.as_str() {
            "processed" => Refunded::Done,
            "failed" => Refunded::Failed,
            // Once somebody gives Paystack the customer's bank details there, it goes on.
            "needs-attention" => Refunded::NeedsAttention(id),
            _ => Refunded::Pending(id),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        Answer::new(status, body.as_bytes()).unwrap()
    }

    fn verified(data: &str) -> Result<Verified, Trouble> {
        answer(200, &format!(r#"{{"status":true,"message":"Verification successful","data":{data}}}"#)).verified("R-1")
    }

    fn naira(minor: i64) -> Money {
        Money::new(minor, base::Currency::NGN)
    }

    #[test]
    fn only_success_is_money() {
        let data = |status: &str| format!(r#"{{"status":"{status}","reference":"R-1","amount":500,"currency":"NGN"}}"#);
        assert_eq!(verified(&data("success")), Ok(Verified::Paid(naira(500))));
        for waiting in ["abandoned", "ongoing", "pending", "processing", "queued", "something new"] {
            assert_eq!(verified(&data(waiting)), Ok(Verified::NotYet), "{waiting}");
        }
        assert_eq!(verified(&data("failed")), Ok(Verified::Failed));
        for wrong in [("R-1", "R-2"), ("NGN", "cowries"), ("500", "0"), ("500", "\"500\"")] {
            let answer = data("success").replace(wrong.0, wrong.1);
            assert_eq!(verified(&answer), Err(Trouble::Unreadable(TRANSACTION)), "{answer}");
        }
    }

    #[test]
    fn fees_that_the_customer_bears_are_no_overpayment() {
        let paid = |amount: i64, fees: &str| {
            verified(&format!(
                r#"{{"status":"success","reference":"R-1","amount":{amount},"requested_amount":30050,"fees":{fees},"currency":"NGN"}}"#
            ))
        };
        for fees in ["10283", "10283.0", "\"10283\"", "\"10283.00\""] {
            assert_eq!(paid(40_333, fees), Ok(Verified::Paid(naira(30_050))), "{fees}");
        }
        for fees in ["null", "10282.5", "\"some\"", "[1]"] {
            assert_eq!(paid(40_333, fees), Ok(Verified::Paid(naira(40_333))), "{fees}");
        }
        assert_eq!(paid(20_000, "300"), Ok(Verified::Paid(naira(20_000))));
    }

    #[test]
    fn a_reference_used_before_is_told_from_a_refusal() {
        let twice = r#"{"status":false,"message":"Duplicate Transaction Reference","code":"duplicate_reference"}"#;
        assert_eq!(answer(400, twice).opened("R-1"), Ok(Opened::Before));
        let wrong = r#"{"status":false,"message":"Invalid Amount","code":"invalid_amount"}"#;
        assert_eq!(answer(400, wrong).opened("R-1"), Ok(Opened::Refused));
    }

    #[test]
    fn an_answer_that_is_not_paystacks_leaves_open_what_happened() {
        for (status, body) in [(200, "<html>"), (502, "{}"), (500, r#"{"status":false}"#), (302, "")] {
            assert_eq!(Answer::new(status, body.as_bytes()).unwrap_err(), Trouble::Unknown, "{status}");
        }
        assert_eq!(Answer::new(429, b"").unwrap_err(), Trouble::Away(None));
        assert_eq!(
            answer(401, r#"{"status":false,"message":"Invalid key"}"#).heard().unwrap_err(),
            Trouble::Away(None)
        );
    }

    #[test]
    fn only_a_refund_that_is_refused_or_has_failed_is_a_failed_one() {
        let refund = |status: &str| answer(200, &format!(r#"{{"status":true,"data":{{"id":7,"status":"{status}"}}}}"#));
        assert_eq!(refund("failed").refund_read(), Ok(Refunded::Failed));
        assert_eq!(refund("needs-attention").refund_read(), Ok(Refunded::NeedsAttention("7".to_owned())));
        for under_way in ["pending", "processing", "something new"] {
            assert_eq!(refund(under_way).refund_read(), Ok(Refunded::Pending("7".to_owned())), "{under_way}");
        }
        let refused = || answer(400, r#"{"status":false,"message":"no","code":"invalid_params"}"#);
        assert_eq!(refused().refunded(), Ok(Refunded::Failed));
        assert_eq!(refused().refund_read(), Err(Trouble::Unreadable(REFUND)));
    }

    #[test]
    fn a_refund_is_found_by_our_note() {
        let list = r#"{"status":true,"data":[
            {"id":7,"status":"processed","merchant_note":"other"},
            {"id":8,"status":"pending","merchant_note":"mine"}]}"#;
        assert_eq!(answer(200, list).refund_noted("mine"), Ok(Some(Refunded::Pending("8".to_owned()))));
        assert_eq!(answer(200, list).refund_noted("nobody's"), Ok(None));
    }
}
