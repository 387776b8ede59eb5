//! The shop's terms that an order was placed on. They stay with it, whatever the shop changes later.

use serde::{Deserialize, Serialize};

/// When and how an order is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PaymentPolicy {
    /// By link, before the shop begins.
    Prepaid,
    /// When the goods are handed over.
    #[default]
    PayOnDelivery,
    /// By invoice, some days later.
    Invoice,
}

/// What an order was placed on, beside its prices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Terms {
    /// When and how it is paid.
    pub payment_policy: PaymentPolicy,
    /// How long a prepaid order waits for its money.
    pub payment_timeout_minutes: u32,
    /// Days until its invoice is due, when it is paid by invoice.
    pub invoice_due_days: u32,
    /// Who stands on its invoice, one line each; may be empty.
    pub invoice_sender: String,
    /// What its tax is called, with the rate: "VAT 7.5%"; may be empty.
    pub tax_name: String,
    /// IANA name of the shop's time zone.
    pub time_zone: String,
}

/// Minutes a prepaid order waits for its money when the shop does not say.
pub const PAYMENT_TIMEOUT_MINUTES: u32 = 30;

impl Default for Terms {
    fn default() -> Self {
        Self {
            payment_policy: PaymentPolicy::default(),
            payment_timeout_minutes: PAYMENT_TIMEOUT_MINUTES,
            invoice_due_days: 0,
            invoice_sender: String::new(),
            tax_name: String::new(),
            time_zone: "Africa/Lagos".to_owned(),
        }
    }
}
