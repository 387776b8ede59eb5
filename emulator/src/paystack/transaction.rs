//! One transaction: a link to pay by, and what became of it.

use chassis::world::World;
use jiff::Timestamp;
use serde_json::Value;

/// Where numbers begin: beyond 32 bits, as Paystack's are.
const NUMBER_MIN: u64 = 4_300_000_000;
/// How many numbers there are.
const NUMBERS: u64 = 5_000_000_000;

/// A transaction from its initialisation on.
#[derive(Clone)]
pub(crate) struct Transaction {
    /// Beyond 32 bits, as Paystack's are.
    pub(crate) id: u64,
    pub(crate) reference: String,
    /// Names the payment page.
    pub(crate) access_code: String,
    pub(crate) email: String,
    pub(crate) requested_minor: u64,
    pub(crate) currency: String,
    pub(crate) callback_url: Option<String>,
    pub(crate) metadata: Value,
    pub(crate) created_at: Timestamp,
    pub(crate) stage: Stage,
}

/// How far a transaction has come.
#[derive(Clone)]
pub(crate) enum Stage {
    /// Nobody has looked at the page.
    Created,
    /// The customer has the page open.
    Opened,
    /// The customer left the page.
    Abandoned,
    /// The bank said no; the page can be used again.
    Failed { reason: String },
    /// The money came.
    Paid(Paid),
}

/// Money that came.
#[derive(Clone)]
pub(crate) struct Paid {
    pub(crate) at: Timestamp,
    pub(crate) amount_minor: u64,
    pub(crate) currency: String,
    /// What has gone back or is on its way back.
    pub(crate) refunded_minor: u64,
}

impl Transaction {
    /// Paystack's word. A link that was never used is "abandoned" from the first moment.
    pub(crate) const fn status(&self) -> &'static str {
        match &self.stage {
            Stage::Created | Stage::Abandoned => "abandoned",
            Stage::Opened => "ongoing",
            Stage::Failed { .. } => "failed",
            Stage::Paid(paid) if paid.refunded_minor == paid.amount_minor => "reversed",
            Stage::Paid(_) => "success",
        }
    }

    pub(crate) const fn paid(&self) -> Option<&Paid> {
        match &self.stage {
            Stage::Paid(paid) => Some(paid),
            _ => None,
        }
    }

    pub(crate) const fn paid_mut(&mut self) -> Option<&mut Paid> {
        match &mut self.stage {
            Stage::Paid(paid) => Some(paid),
            _ => None,
        }
    }
}

/// A number for a new transaction or refund.
pub(crate) fn fresh_number(world: &World) -> u64 {
    NUMBER_MIN + world.random_u64() % NUMBERS
}

/// What Paystack keeps of a sum: 1.5 %, and a hundred naira from 2,500 on, at most two thousand.
pub(crate) fn fees(amount_minor: u64, currency: &str) -> u64 {
    let share = amount_minor.saturating_mul(15).div_ceil(1000);
    match currency {
        "NGN" if amount_minor < 250_000 => share,
        "NGN" => (share + 10_000).min(200_000),
        _ => share.saturating_mul(2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fees_are_paystacks_and_never_more_than_two_thousand_naira() {
        let fees = [100_000, 420_000, 100_000_000].map(|amount| fees(amount, "NGN"));
        assert_eq!(fees, [1_500, 16_300, 200_000]);
    }
}
