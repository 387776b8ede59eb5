//! Webhooks made and signed by hand, where the emulator is too well-behaved.

use std::{net::SocketAddr, time::Duration};

use hmac::{Hmac, KeyInit as _, Mac as _};
use reqwest::StatusCode;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::failure::Outcome;

/// The key of `X-Hub-Signature-256`.
pub const APP_SECRET: &str = "e2e-app-secret-a41f";
/// What the handshake must know.
pub const VERIFY_TOKEN: &str = "e2e-verify-token-77c0";
/// The business number's id.
pub const PHONE_NUMBER_ID: &str = "100000000000001";
/// The WhatsApp Business Account's id.
pub const BUSINESS_ACCOUNT_ID: &str = "200000000000001";
const REQUEST_MAX: Duration = Duration::from_secs(30);

/// The value of `X-Hub-Signature-256` for these bytes.
pub fn signature(body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(APP_SECRET.as_bytes()).expect("a key may have any length");
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

/// A post with these messages of one customer, as Meta puts it.
pub fn envelope(number: &str, name: &str, messages: &[Value]) -> Value {
    let value = json!({
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "2348000000000", "phone_number_id": PHONE_NUMBER_ID},
        "contacts": [{"profile": {"name": name}, "wa_id": number}],
        "messages": messages,
    });
    let change = json!({"field": "messages", "value": value});
    json!({"object": "whatsapp_business_account", "entry": [{"id": BUSINESS_ACCOUNT_ID, "changes": [change]}]})
}

/// Where webhooks go. Cheap to clone.
#[derive(Clone)]
pub struct Webhook {
    http: reqwest::Client,
    url: String,
}

impl Webhook {
    /// The webhook of the gateway at this address.
    pub fn at(gateway: SocketAddr) -> Self {
        let http = reqwest::Client::builder().no_proxy().timeout(REQUEST_MAX).build();
        let http = http.expect("a client without files to read is always built");
        Self { http, url: format!("http://{gateway}/webhooks/whatsapp") }
    }

    /// Posts JSON with the right signature.
    pub async fn post(&self, body: &Value) -> Outcome<StatusCode> {
        let bytes = body.to_string().into_bytes();
        let signature = signature(&bytes);
        self.post_bytes(bytes, Some(&signature)).await
    }

    /// Posts any bytes with any signature or none.
    pub async fn post_bytes(&self, body: Vec<u8>, signature: Option<&str>) -> Outcome<StatusCode> {
        let mut request = self.http.post(&self.url).header("content-type", "application/json").body(body);
        if let Some(signature) = signature {
            request = request.header("x-hub-signature-256", signature);
        }
        Ok(request.send().await?.status())
    }

    /// The handshake by which Meta makes sure that the address is ours; the status and the body.
    pub async fn shake_hands(&self, token: &str, challenge: &str) -> Outcome<(StatusCode, String)> {
        let query = [("hub.mode", "subscribe"), ("hub.verify_token", token), ("hub.challenge", challenge)];
        let query: Vec<String> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let answer = self.http.get(format!("{}?{}", self.url, query.join("&"))).send().await?;
        Ok((answer.status(), answer.text().await?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_the_hex_of_an_hmac() {
        let signature = signature(b"{}");
        assert_eq!(signature.len(), "sha256=".len() + 64);
        assert!(signature.starts_with("sha256="));
    }
}
