//! What the emulator is told when it starts, and the limits that can be moved while it runs.

use base::Phone;
use serde::{Deserialize, Serialize};

/// Both ends of the connection: how Souk finds and signs in to this Graph server, and where its webhook is.
#[derive(Clone)]
pub struct Settings {
    /// Where webhooks are posted.
    pub webhook_url: String,
    /// The key of `X-Hub-Signature-256`.
    pub app_secret: String,
    /// What the webhook must know to be verified.
    pub verify_token: String,
    /// The Bearer token a sender must show.
    pub access_token: String,
    /// The id of the business number, part of every send's path.
    pub phone_number_id: String,
    /// The id of the WhatsApp Business Account.
    pub business_account_id: String,
    /// The business number itself.
    pub business_phone: Phone,
    /// The name over the chat.
    pub business_name: String,
    /// Pacing and reach.
    pub limits: Limits,
    /// The account at the payment provider; without one no payment can be begun.
    pub paystack: Option<PaystackAccount>,
}

/// Both ends of the connection to the stand-in for Paystack.
#[derive(Clone)]
pub struct PaystackAccount {
    /// What a caller must show, and the key of `x-paystack-signature`.
    pub secret_key: String,
    /// Where events are posted.
    pub webhook_url: String,
    /// Where people reach the payment page, without a slash at the end; left out for where the caller reached us.
    pub page_url: Option<String>,
}

impl Settings {
    /// Settings for one machine, with names where Meta has numbers nobody remembers. The two secrets are the caller's
    /// to make up, since whoever knows them speaks for Meta or for Souk.
    pub fn local(
        webhook_url: impl Into<String>,
        app_secret: impl Into<String>,
        access_token: impl Into<String>,
    ) -> Self {
        Self {
            webhook_url: webhook_url.into(),
            app_secret: app_secret.into(),
            access_token: access_token.into(),
            verify_token: "souk".into(),
            phone_number_id: "100000000000001".into(),
            business_account_id: "200000000000001".into(),
            business_phone: "2348000000000".parse().expect("a constant number of thirteen digits"),
            business_name: "Souk".into(),
            limits: Limits::default(),
            paystack: None,
        }
    }
}

/// What Meta allows. The first three mean the same as Souk's settings of these names; 0 is no limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Sends per second over all customers, as `WHATSAPP_MESSAGES_PER_SECOND`.
    pub messages_per_second: u32,
    /// The pace to one customer, as `WHATSAPP_PAIR_INTERVAL_MS`.
    pub pair_interval_ms: u64,
    /// How many messages to one customer may be borrowed from the future, as `WHATSAPP_PAIR_BURST`.
    pub pair_burst: u32,
    /// How long every send takes to be answered.
    pub latency_ms: u64,
    /// The only numbers that may be written to, as with Meta's test numbers; empty means all.
    pub allowed_recipients: Vec<Phone>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            messages_per_second: 80,
            pair_interval_ms: 6_000,
            pair_burst: 45,
            latency_ms: 0,
            allowed_recipients: Vec::new(),
        }
    }
}
