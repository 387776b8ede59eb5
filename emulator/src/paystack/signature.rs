//! How Paystack signs a webhook: an HMAC over the body as it is.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha512;

/// The value of `x-paystack-signature` for these exact bytes.
pub fn sign(secret_key: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha512>::new_from_slice(secret_key.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(body);
    hex::encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_paystacks_on_a_known_body() {
        let body = r#"{"event":"charge.success","data":{"reference":"ord_1-a","amount":250000,"currency":"NGN","status":"success"}}"#;
        let expected = "16852f61930b35df72224dc864fe53ad23e01d6b232e0ba715deabbfd03b99ec9c727fc91b46f29d3f5cf0d5b036626cc2f82de819f90c205b8a97959378b133";
        assert_eq!(sign("sk_test_abc", body.as_bytes()), expected);
    }
}
