//! What a turn may ask of other services, and what they answer.

use base::{Id, Money, OrderNumber, Timestamp};
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

/// What the driver is to ask of a peer before the turn can end.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    /// What these lines would cost now. Answered by [`Answer::Quote`].
    Quote {
        /// At least one line.
        lines: Vec<Line>,
        /// How the goods reach the customer.
        fulfilment: Fulfilment,
    },
    /// Place an order. Answered by [`Answer::Placed`].
    Place {
        /// At least one line.
        lines: Vec<Line>,
        /// How the goods reach the customer.
        fulfilment: Fulfilment,
        /// Where to; set for delivery.
        address: Option<DeliveryAddress>,
        /// The total the customer agreed to.
        expected_total: Money,
    },
    /// One of the customer's own orders. Answered by [`Answer::Order`].
    FindOrder {
        /// Its number.
        number: OrderNumber,
    },
    /// The customer's own orders, newest first. Answered by [`Answer::Orders`].
    ListOrders {
        /// How many.
        limit: u32,
        /// [`OrderPage::next`] of the page before.
        after: Option<String>,
    },
    /// Cancel one of the customer's own orders. Answered by [`Answer::Cancelled`].
    CancelOrder {
        /// Its number.
        number: OrderNumber,
    },
}

/// What a peer answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// To [`Request::Quote`].
    Quote(Result<Quote, Refusal>),
    /// To [`Request::Place`].
    Placed(Result<PlacedOrder, Refusal>),
    /// To [`Request::FindOrder`]; `None` when this customer has no such order.
    Order(Option<OrderSummary>),
    /// To [`Request::ListOrders`].
    Orders(OrderPage),
    /// To [`Request::CancelOrder`].
    Cancelled(Result<OrderSummary, CancelRefusal>),
    /// The peer cannot be reached, and nothing was done: the customer gets words and loses nothing. Where it is not
    /// known whether an order was placed, the driver tries the whole turn again instead of giving this answer.
    Unavailable,
}

/// A price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// The lines with today's names and prices.
    pub lines: Vec<OrderLine>,
    /// Sum of the lines.
    pub subtotal: Money,
    /// What the customer would pay.
    pub total: Money,
}

/// A line of a quote or an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderLine {
    /// The product.
    pub product_id: Id,
    /// Its name.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// Price of one.
    pub unit_price: Money,
    /// Price of the line.
    pub total: Money,
    /// The customer's words about it; may be empty.
    pub note: String,
}

/// The order that was placed, now or by an earlier try of the same turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedOrder {
    /// What people call it.
    pub number: OrderNumber,
    /// What the customer pays.
    pub total: Money,
}

/// Why orders does not price or place a cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The total is not the one the customer agreed to.
    PriceChanged {
        /// What it would be now.
        total: Money,
    },
    /// These products cannot be bought now, or are unknown.
    SoldOut {
        /// Which; may be empty when orders did not say.
        products: Vec<Id>,
    },
    /// Anything else, with the machine-readable reason orders gave.
    Other {
        /// Such as "TOO_MANY_LINES".
        reason: String,
    },
}

/// Why an order is not cancelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CancelRefusal {
    /// This customer has no such order.
    NotFound,
    /// The shop has confirmed it, or it has ended.
    TooLate {
        /// Where it stands, when orders said.
        status: Option<OrderStatus>,
    },
}

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    /// Placed by the customer, waiting for the shop.
    PendingConfirmation,
    /// Accepted by the shop.
    Confirmed,
    /// Being prepared.
    Processing,
    /// Ready to be picked up or taken out.
    Ready,
    /// On its way.
    OutForDelivery,
    /// Handed over; final.
    Delivered,
    /// Cancelled; final.
    Cancelled,
    /// Turned down by the shop; final.
    Rejected,
}

/// An order as customers are told about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderSummary {
    /// What people call it.
    pub number: OrderNumber,
    /// Where it stands.
    pub status: OrderStatus,
    /// What was ordered; may be empty in lists.
    pub lines: Vec<OrderLine>,
    /// What the customer pays.
    pub total: Money,
    /// How it reaches the customer.
    pub fulfilment: Fulfilment,
    /// When it was placed.
    pub placed_at: Timestamp,
}

/// A page of a customer's orders, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrderPage {
    /// The orders.
    pub orders: Vec<OrderSummary>,
    /// Asks for the page after this one; `None` on the last.
    pub next: Option<String>,
}
