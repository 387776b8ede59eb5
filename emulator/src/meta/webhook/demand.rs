//! What can be asked of the courier, and what it tells of itself.

use serde::{Deserialize, Serialize};

use super::Shape;

/// Updates in one post.
pub(crate) const BATCH_MAX: usize = 1_000;
/// Copies of one post.
pub(crate) const COPIES_MAX: u32 = 100;

/// How a post is signed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SignatureMode {
    #[default]
    Right,
    Missing,
    Wrong,
    /// Right, with the hexadecimal digits in capitals.
    UpperCase,
}

/// Faults of the way to the webhook.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct WebhookFaults {
    /// Share of posts that come again after their 200.
    pub(crate) duplicate_share: f64,
    /// Share of posts that come `late_ms` late, overtaken by others.
    pub(crate) late_share: f64,
    pub(crate) late_ms: u64,
    /// Share of statuses that never come.
    pub(crate) lost_status_share: f64,
    /// Share of posts with a broken element among the good ones.
    pub(crate) bad_element_share: f64,
    /// How posts are signed.
    pub(crate) signature: SignatureMode,
}

/// How held updates are let go.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Release {
    /// Updates in one post.
    pub(crate) per_post: usize,
    pub(crate) shape: Shape,
    pub(crate) order: Order,
    /// How often every post is made.
    pub(crate) copies: u32,
    /// Whether a broken element stands first in every post.
    pub(crate) bad_element: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Order {
    #[default]
    Given,
    Reversed,
    Shuffled,
}

impl Default for Release {
    fn default() -> Self {
        Self { per_post: BATCH_MAX, shape: Shape::default(), order: Order::default(), copies: 1, bad_element: false }
    }
}

/// How the way to the webhook looks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct CourierView {
    pub(crate) url: String,
    pub(crate) held: Option<usize>,
    pub(crate) waiting: usize,
    pub(crate) delivered: u64,
    pub(crate) failed_posts: u64,
    pub(crate) dropped: u64,
    /// What the newest post met when it failed.
    pub(crate) problem: Option<String>,
}
