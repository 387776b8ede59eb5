//! People of the shop, who take money and hand it back themselves. What they say they did is done.

use super::{Opened, Opening, PaymentProvider, Refunded, Trouble, Verified};
use crate::domain::Refund;

/// The shop's own hands.
pub(crate) struct Manual;

#[tonic::async_trait]
impl PaymentProvider for Manual {
    /// There is no page for cash.
    async fn open(&self, _: &Opening) -> Result<Opened, Trouble> {
        Ok(Opened::Refused)
    }

    /// Nobody but people know of it, and they have noted all they know.
    async fn verify(&self, _: &str) -> Result<Verified, Trouble> {
        Ok(Verified::NotKnown)
    }

    /// Whoever asks for it hands the money back.
    async fn refund(&self, _: &Refund) -> Result<Refunded, Trouble> {
        Ok(Refunded::Done)
    }

    async fn find_refund(&self, _: &Refund, _: &str) -> Result<Option<Refunded>, Trouble> {
        Ok(None)
    }
}
