//! How Meta signs a webhook: an HMAC over the body in its escaped form.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// The value of `X-Hub-Signature-256` for these exact bytes.
pub fn sign(app_secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(app_secret.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

/// JSON text the way Meta writes it: slashes as `\/`, everything beyond ASCII as lower-case `\uXXXX`.
pub fn escape(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len() + json.len() / 8);
    for character in json.chars() {
        match character {
            '/' => escaped.push_str("\\/"),
            ascii if ascii.is_ascii() => escaped.push(ascii),
            wide => {
                for unit in wide.encode_utf16(&mut [0; 2]) {
                    escaped.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_beyond_ascii_and_every_slash_is_escaped_and_means_the_same() {
        let json = r#"{"body":"café a/b 😀 \"quoted\""}"#;
        let escaped = escape(json);
        assert_eq!(escaped, r#"{"body":"caf\u00e9 a\/b \ud83d\ude00 \"quoted\""}"#);
        let meanings = [json, &escaped].map(|text| serde_json::from_str::<serde_json::Value>(text).unwrap());
        assert_eq!(meanings[0], meanings[1]);
    }
}
