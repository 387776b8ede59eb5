//! What a turn may ask of other services.

use base::{Money, OrderNumber, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Line;

/// How goods reach the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fulfilment {
    /// The customer fetches them.
    Pickup,
    /// They are brought to an address.
    Delivery,
}

/// When and how an order is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentPolicy {
    /// By link, before the shop begins.
    Prepaid,
    /// When the goods are handed over.
    PayOnDelivery,
    /// By invoice, some days later.
    Invoice,
}

/// A place on earth, WGS 84.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Pin {
    /// Degrees north, -90 to 90.
    pub latitude: f64,
    /// Degrees east, -180 to 180.
    pub longitude: f64,
}

/// Where goods are brought: words, a pin, or both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeliveryAddress {
    /// As the customer wrote it, at most 500 characters; empty only when there is a pin.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// The pin the customer sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<Pin>,
}

/// How goods are wanted, besides which.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Terms {
    /// How they reach the customer; `None` while that is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fulfilment: Option<Fulfilment>,
    /// Where to; set for delivery once it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<DeliveryAddress>,
    /// The coupon to use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coupon: Option<String>,
    /// The tip.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tip: Option<Money>,
    /// When the slot begins that is wanted; `None` for as soon as possible.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slot: Option<Timestamp>,
}

/// A file that the customer sent and nobody has fetched yet.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct File {
    /// The network's id to fetch it by.
    pub media_id: String,
    /// Its name; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The customer's words under it; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub caption: String,
}

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilePurpose {
    /// It shows that money was sent.
    PaymentProof,
    /// Something the shop should see.
    Other,
}

/// What the driver is to ask of a peer before the turn can end.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    /// What these lines would cost now. Answered by [`crate::Answer::Quote`].
    Quote {
        /// At least one line.
        lines: Vec<Line>,
        /// How they are wanted.
        terms: Terms,
        /// The order that is to have these lines; `None` for a new one.
        order: Option<OrderNumber>,
    },
    /// Place an order. Answered by [`crate::Answer::Placed`].
    Place {
        /// At least one line.
        lines: Vec<Line>,
        /// How they are wanted: the fulfilment is set, and the address for delivery.
        terms: Terms,
        /// How it is paid; `None` for the shop's usual way.
        payment: Option<PaymentPolicy>,
        /// The total the customer agreed to.
        expected_total: Money,
    },
    /// Give one of the customer's own orders these lines. Answered by [`crate::Answer::Amended`].
    Amend {
        /// Its number.
        number: OrderNumber,
        /// The version that was seen.
        version: i64,
        /// At least one line.
        lines: Vec<Line>,
        /// The total the customer agreed to.
        expected_total: Money,
    },
    /// Answer what staff want to change. Answered by [`crate::Answer::Amended`].
    AnswerAmendment {
        /// The order's number.
        number: OrderNumber,
        /// Which change.
        revision: i32,
        /// Whether the customer wants it.
        accept: bool,
    },
    /// One of the customer's own orders. Answered by [`crate::Answer::Order`].
    FindOrder {
        /// Its number.
        number: OrderNumber,
    },
    /// The customer's own orders, newest first. Answered by [`crate::Answer::Orders`].
    ListOrders {
        /// How many.
        limit: u32,
        /// [`crate::OrderPage::next`] of the page before.
        after: Option<String>,
    },
    /// Cancel one of the customer's own orders. Answered by [`crate::Answer::Cancelled`].
    CancelOrder {
        /// Its number.
        number: OrderNumber,
    },
    /// An earlier order as it can be had today. Answered by [`crate::Answer::Repeated`].
    RepeatOrder {
        /// Its number; `None` for the last.
        number: Option<OrderNumber>,
    },
    /// A way to pay an order. Answered by [`crate::Answer::Payment`].
    StartPayment {
        /// Its number.
        number: OrderNumber,
    },
    /// Whether this customer could use a coupon now, whatever the cart holds. Answered by [`crate::Answer::Coupon`].
    CheckCoupon {
        /// Its code.
        code: String,
    },
    /// Times an order can be planned for. Answered by [`crate::Answer::Slots`].
    ListSlots {
        /// Only those that begin then or later; `None` for now.
        from: Option<Timestamp>,
        /// How many.
        limit: u32,
    },
    /// Fetch a file and keep it with an order. Answered by [`crate::Answer::Attached`].
    Attach {
        /// The order's number.
        number: OrderNumber,
        /// The file.
        file: File,
        /// What it is for.
        purpose: FilePurpose,
    },
}

impl Request {
    /// Whether it changes what is ordered, so that nothing else may be said while it is not known to be done.
    pub const fn changes_an_order(&self) -> bool {
        matches!(
            self,
            Self::Place { .. } | Self::Amend { .. } | Self::AnswerAmendment { .. } | Self::CancelOrder { .. }
        )
    }
}
