//! Where a conversation stands.

use base::{Id, OrderNumber, Timestamp};
use serde::{Deserialize, Serialize};

/// What the shop asked last, which decides what a bare number, "yes" or an address means.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nothing is under way.
    #[default]
    Idle,
    /// The categories are shown.
    Categories {
        /// Which page of them, from zero.
        page: u16,
    },
    /// The items of a category are shown.
    Items {
        /// The category.
        category: Id,
        /// Which page of it, from zero.
        page: u16,
    },
    /// "How many?"
    Quantity {
        /// Of what.
        item: Id,
    },
    /// "Did you mean ...?"
    Clarifying {
        /// What is still unclear, the present question first.
        open: Vec<Unclear>,
    },
    /// "Which protein?", "What is your name?": the first unfinished line is asked about.
    Choosing,
    /// "Order this?"
    Proposed,
    /// "Which coupon?"
    Coupon,
    /// "Only so many are left. Take them?"
    Shortage {
        /// Of what.
        product: Id,
        /// How many.
        left: u32,
    },
    /// Times to choose from are shown.
    Slots {
        /// Where those after them begin.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next: Option<Timestamp>,
    },
    /// "Delivery or pick-up?"
    Fulfilment,
    /// "Where to?"
    Address,
    /// "Place this order?"
    Confirming {
        /// The total that was shown.
        total_minor: i64,
        /// Products orders would not sell when it was asked.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        left_out: Vec<Id>,
    },
    /// The customer's orders are shown.
    Orders {
        /// Asks for the next page.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next: Option<String>,
    },
    /// "Cancel this order?"
    CancelOrder {
        /// Which.
        number: OrderNumber,
    },
    /// "Do you agree with this change?"
    Consent {
        /// The order.
        number: OrderNumber,
        /// Which change.
        revision: i32,
    },
    /// "What are these files for?", or for which order.
    Filing {
        /// The order, once that is clear.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<OrderNumber>,
    },
}

/// Words that may mean several products.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unclear {
    /// The customer's words.
    pub words: String,
    /// How many of it; `None` when that is to be asked next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u32>,
    /// The customer's note to it; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// What it may be, best first.
    pub candidates: Vec<Id>,
}

impl State {
    /// Whether no question is open: at most something is shown to choose from.
    pub(crate) const fn asks_nothing(&self) -> bool {
        matches!(self, Self::Idle | Self::Categories { .. } | Self::Items { .. } | Self::Orders { .. })
    }

    /// The state in a word, for people who read a conversation.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Categories { .. } => "categories",
            Self::Items { .. } => "items",
            Self::Quantity { .. } => "quantity",
            Self::Clarifying { .. } => "clarifying",
            Self::Choosing => "choosing",
            Self::Proposed => "proposed",
            Self::Coupon => "coupon",
            Self::Shortage { .. } => "shortage",
            Self::Slots { .. } => "slots",
            Self::Fulfilment => "fulfilment",
            Self::Address => "address",
            Self::Confirming { .. } => "confirming",
            Self::Orders { .. } => "orders",
            Self::CancelOrder { .. } => "cancel_order",
            Self::Consent { .. } => "consent",
            Self::Filing { .. } => "filing",
        }
    }
}
