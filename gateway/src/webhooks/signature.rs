//! Who signed a webhook.

use axum::http::{HeaderMap, HeaderName};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Sha256, Sha512};

/// Meta's signature: "sha256=" and the digits.
pub(super) const META: Form<32> = Form { header: HeaderName::from_static("x-hub-signature-256"), prefix: b"sha256=" };
/// Paystack's signature: the digits alone.
pub(super) const PAYSTACK: Form<64> = Form { header: HeaderName::from_static("x-paystack-signature"), prefix: b"" };

/// How a network writes its signatures of `N` bytes.
pub(super) struct Form<const N: usize> {
    header: HeaderName,
    prefix: &'static [u8],
}

/// A signature as the caller claims it.
pub(crate) struct Claimed<const N: usize>([u8; N]);

impl<const N: usize> Form<N> {
    /// The one signature of a request; `None` when there is none, more than one, or none that could be right.
    pub(super) fn claimed(&self, headers: &HeaderMap) -> Option<Claimed<N>> {
        let mut values = headers.get_all(&self.header).iter();
        let (Some(value), None) = (values.next(), values.next()) else { return None };
        let mut signature = [0; N];
        hex::decode_to_slice(value.as_bytes().strip_prefix(self.prefix)?, &mut signature).ok()?;
        Some(Claimed(signature))
    }
}

/// Secrets that webhooks are signed with, made ready for use.
pub(crate) struct Signatures<M>(Vec<M>);

/// The app secrets that Meta signs with.
pub(crate) type MetaSignatures = Signatures<Hmac<Sha256>>;
/// The secret keys that Paystack signs with.
pub(crate) type PaystackSignatures = Signatures<Hmac<Sha512>>;

impl<M: Mac + KeyInit + Clone> Signatures<M> {
    pub(crate) fn new<'s>(secrets: impl IntoIterator<Item = &'s SecretString>) -> Self {
        let keyed = |secret: &SecretString| {
            <M as KeyInit>::new_from_slice(secret.expose_secret().as_bytes()).expect("HMAC takes keys of every length")
        };
        Self(secrets.into_iter().map(keyed).collect())
    }

    /// Whether there is nothing to compare with.
    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the raw bytes were signed with one of the secrets. It takes the same time wherever a signature differs.
    pub(crate) fn has_signed<const N: usize>(&self, body: &[u8], Claimed(signature): &Claimed<N>) -> bool {
        self.0.iter().any(|keyed| keyed.clone().chain_update(body).verify_slice(signature).is_ok())
    }
}
