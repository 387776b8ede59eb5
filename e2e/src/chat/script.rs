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
    },
    /// Everything is answered and nothing more came, for somebody or for everybody.
    Silence {
        who: Option<String>,
    },
    Passes(Duration),
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
}
