//! Dice that decide when something dies.

use std::hash::{BuildHasher as _, RandomState};

/// Numbers that look random and can be thrown again.
pub(crate) struct Dice {
    seed: u64,
    state: u64,
}

impl Dice {
    /// Dice with the seed that `E2E_SEED` names, else with a new one.
    pub(crate) fn new() -> Self {
        let named = std::env::var("E2E_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = named.unwrap_or_else(|| RandomState::new().hash_one(0));
        Self { seed, state: seed }
    }

    pub(crate) const fn seed(&self) -> u64 {
        self.seed
    }

    /// A number below this one, by SplitMix64.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % limit as u64).unwrap_or_default()
    }
}
