//! What a scenario consists of.

use std::{path::PathBuf, time::Duration};

use super::pattern::Pattern;

/// A scenario.
#[derive(Debug, PartialEq)]
pub struct Script {
    /// The file it was read from.
    pub file: PathBuf,
    /// Whether it is played in every form of the product.
    pub everywhere: bool,
    /// Settings for every process.
    pub settings: Vec<(String, String)>,
    /// A market of its own, as TOML.
    pub market: Option<String>,
    pub(super) scenes: Vec<Scene>,
}

/// One thing that happens, and the line that says so.
#[derive(Debug, PartialEq)]
pub(super) struct Scene {
    pub(super) line: usize,
    pub(super) happens: Happens,
}

impl Scene {
    /// What is said, if it may overtake what is expected before it.
    pub(super) fn may_overtake(&self) -> Option<&Pattern> {
        match &self.happens {
            Happens::Replies { pattern, may_overtake: true, .. } => Some(pattern),
            _ => None,
        }
    }
}

#[derive(Debug, PartialEq)]
pub(super) enum Happens {
    /// A customer writes; `{names}` are filled in.
    Says {
        who: String,
        words: String,
    },
    /// A customer does something else.
    Acts {
        who: String,
        act: Act,
    },
    /// Souk says something to somebody, or to whoever was last in the scene.
    Replies {
        to: Option<String>,
        pattern: Pattern,
        /// Whether it may come before the message that is expected before it.
        may_overtake: bool,
    },
    /// Everything is answered and nothing more came, for somebody or for everybody.
    Silence {
        who: Option<String>,
    },
    Passes(Duration),
    /// Time passes until this moment of the week.
    Becomes(WallClock),
    /// Paystack tells again of the payment made last.
    PaymentAnnounced,
    Office(Office),
}

#[derive(Debug, PartialEq)]
pub(super) enum Act {
    Tap { title: String, is_earlier: bool },
    Location { latitude: f64, longitude: f64, name: Option<String>, address: Option<String> },
    Cart { items: Vec<CartItem>, text: Option<String> },
    File { kind: String, caption: Option<String> },
    Contact { name: String },
    Unsupported,
    React { emoji: String },
    HideNumber,
    ChangeNumber,
    HasOrdered { sku: String, times: u32 },
    Pay(Paying),
    FailToPay,
    LeavePaymentPage,
    OpenFile { name: String },
}

/// A payment on the page behind a link.
#[derive(Debug, PartialEq)]
pub(super) struct Paying {
    /// What the page asks for when left out; so is the currency.
    pub(super) amount_minor: Option<i64>,
    pub(super) currency: Option<String>,
    /// By the link before the newest.
    pub(super) is_earlier: bool,
    /// Whether Paystack's webhook is lost.
    pub(super) is_unnoticed: bool,
}

/// A moment that comes once a week, in the shop's usual time zone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct WallClock {
    /// From Monday, which is zero.
    pub(super) weekday: u8,
    pub(super) hour: u8,
    pub(super) minute: u8,
}

#[derive(Debug, PartialEq)]
pub(super) struct CartItem {
    pub(super) quantity: u32,
    pub(super) sku: String,
    /// What the phone says it costs.
    pub(super) price: String,
}

#[derive(Debug, PartialEq)]
pub(super) enum Office {
    Moves { order: String, status: String, because: Option<String> },
    CannotMove { order: String, status: String, because: Option<String>, reason: String },
    Sees { order: String, facts: Vec<String> },
    Counts(usize),
    SetsAvailable { sku: String, available: bool },
    Reprices { sku: String, amount_minor: i64 },
    Changes { order: String, lines: Vec<(u32, String)>, because: String },
    SeesMoney { order: String, facts: Vec<String> },
    Reviews { order: String, is_approved: bool, because: Option<String> },
    TakesMoney { order: String, amount_minor: i64 },
    Refunds { order: String, because: String },
}

/// Seconds of a week.
const WEEK_S: u64 = 7 * 24 * 3_600;
/// From the beginning of the week to the beginning of the Unix epoch, a Thursday, where it is an hour later than in
/// London's winter: in Lagos, all year round.
const EPOCH_IN_WEEK_S: u64 = 3 * 24 * 3_600 + 3_600;

impl WallClock {
    /// How long after this second of the Unix epoch it comes next.
    pub(super) fn after(self, now_s: u64) -> Duration {
        let wanted_s = (u64::from(self.weekday) * 24 + u64::from(self.hour)) * 3_600 + u64::from(self.minute) * 60;
        let present_s = (now_s + EPOCH_IN_WEEK_S) % WEEK_S;
        Duration::from_secs((wanted_s + WEEK_S - present_s) % WEEK_S)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_moves_on_to_the_next_such_moment_of_the_week() {
        let monday_nine = WallClock { weekday: 0, hour: 9, minute: 0 };
        // Sunday 22 November 2026, 23:00 in Lagos.
        let now_s = 1_795_384_800;
        assert_eq!(monday_nine.after(now_s), Duration::from_secs(10 * 3_600));
        assert_eq!(monday_nine.after(now_s + 10 * 3_600), Duration::ZERO);
        assert_eq!(monday_nine.after(now_s + 11 * 3_600), Duration::from_secs(WEEK_S - 3_600));
    }
}
