//! Who signed a webhook.

use axum::http::{HeaderMap, HeaderName};
use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;

const HEADER: HeaderName = HeaderName::from_static("x-hub-signature-256");

/// A signature as the caller claims it.
pub(crate) struct Claimed([u8; 32]);

/// The one signature of a request; `None` when there is none, more than one, or none that could be right.
pub(crate) fn claimed(headers: &HeaderMap) -> Option<Claimed> {
    let mut values = headers.get_all(HEADER).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return None };
    let mut signature = [0; 32];
    hex::decode_to_slice(value.as_bytes().strip_prefix(b"sha256=")?, &mut signature).ok()?;
    Some(Claimed(signature))
}

/// The app secrets, made ready for use.
pub(crate) struct Signatures(Vec<Hmac<Sha256>>);

impl Signatures {
    pub(crate) fn new(secrets: &[SecretString]) -> Self {
        let keyed = |secret: &SecretString| {
            Hmac::new_from_slice(secret.expose_secret().as_bytes()).expect("HMAC takes keys of every length")
        };
        Self(secrets.iter().map(keyed).collect())
    }

    /// Whether the raw bytes were signed with one of the secrets. It takes the same time wherever a signature differs.
    pub(crate) fn has_signed(&self, body: &[u8], Claimed(signature): &Claimed) -> bool {
        self.0.iter().any(|keyed| keyed.clone().chain_update(body).verify_slice(signature).is_ok())
    }
}
