//! What other services answer.

use base::{Id, Money, OrderNumber, Timestamp};

use crate::{Line, OrderPage, OrderStatus, OrderSummary, PaymentPolicy};

/// What a peer answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// To [`crate::Request::Quote`].
    Quote(Result<Quote, Refusal>),
    /// To [`crate::Request::Place`].
    Placed(Result<PlacedOrder, Refusal>),
    /// To [`crate::Request::Amend`] and [`crate::Request::AnswerAmendment`].
    Amended(Result<OrderSummary, AmendRefusal>),
    /// To [`crate::Request::FindOrder`]; `None` when this customer has no such order.
    Order(Option<Box<OrderSummary>>),
    /// To [`crate::Request::ListOrders`].
    Orders(OrderPage),
    /// To [`crate::Request::CancelOrder`].
    Cancelled(Result<OrderSummary, CancelRefusal>),
    /// To [`crate::Request::RepeatOrder`]; `None` when there is no such order.
    Repeated(Option<Repeated>),
    /// To [`crate::Request::StartPayment`].
    Payment(Result<PaymentLink, PaymentRefusal>),
    /// To [`crate::Request::CheckCoupon`]; `None` when nothing is wrong with it.
    Coupon(Option<CouponFault>),
    /// To [`crate::Request::ListSlots`]; `None` when the shop plans no orders.
    Slots(Option<Vec<Slot>>),
    /// To [`crate::Request::Attach`].
    Attached(Result<(), FileRefusal>),
    /// The peer cannot be reached, and nothing was done: the customer gets words and loses nothing. Where it is not
    /// known whether an order was placed, the driver tries the whole turn again instead of giving this answer.
    Unavailable,
}

/// A price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// The lines with today's names and prices.
    pub lines: Vec<OrderLine>,
    /// What it comes to.
    pub sums: Sums,
    /// The zone it goes to; may be empty.
    pub zone: String,
    /// What has to change before it can be placed, the most important first.
    pub obstacles: Vec<Obstacle>,
}

/// What an order comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sums {
    /// Sum of the lines.
    pub subtotal: Money,
    /// What the coupon takes off.
    pub discount: Money,
    /// What bringing it costs.
    pub delivery_fee: Money,
    /// The tax.
    pub tax: Money,
    /// Whether the tax is contained in the other sums.
    pub tax_included: bool,
    /// The tip.
    pub tip: Money,
    /// What the customer pays.
    pub total: Money,
}

impl Sums {
    /// Goods without discount, fee, tax and tip.
    pub const fn plain(total: Money) -> Self {
        let nothing = Money::zero(total.currency);
        Self {
            subtotal: total,
            discount: nothing,
            delivery_fee: nothing,
            tax: nothing,
            tax_included: false,
            tip: nothing,
            total,
        }
    }
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
    /// Price of one, with its choices.
    pub unit_price: Money,
    /// Price of the line.
    pub total: Money,
    /// The customer's words about it; may be empty.
    pub note: String,
    /// The choices made.
    pub choices: Vec<LineChoice>,
    /// The fields filled; sensitive ones are masked.
    pub fields: Vec<LineField>,
}

/// A choice made on a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineChoice {
    /// The choice.
    pub id: Id,
    /// Its name.
    pub name: String,
}

/// A field filled on a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineField {
    /// Its key.
    pub key: String,
    /// What customers are asked for.
    pub label: String,
    /// The value, masked when it is sensitive.
    pub value: String,
    /// Whether the value is masked.
    pub sensitive: bool,
}

impl OrderLine {
    /// The line as a cart would have it. Masked values are left out, so that they are asked for again.
    pub(crate) fn to_line(&self) -> Line {
        let value = |field: &LineField| crate::FieldValue { key: field.key.clone(), value: field.value.clone() };
        Line {
            note: self.note.clone(),
            choices: self.choices.iter().map(|choice| choice.id).collect(),
            fields: self.fields.iter().filter(|field| !field.sensitive).map(value).collect(),
            ..Line::new(self.product_id, self.quantity)
        }
    }
}

/// Something that keeps a cart from being an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// A choice is missing, one too many, or cannot be had any more.
    Choices {
        /// The product.
        product: Id,
    },
    /// A field is empty, or its value will not do.
    Field {
        /// The product.
        product: Id,
        /// The field's key.
        key: String,
    },
    /// There are not enough.
    OutOfStock {
        /// The product.
        product: Id,
        /// How many there are.
        left: u32,
    },
    /// The shop is closed.
    Closed {
        /// When it opens next, when that is known.
        next_opening: Option<Timestamp>,
    },
    /// The time cannot be chosen any more.
    SlotNotOffered,
    /// The time takes no more orders.
    SlotFull,
    /// The shop does not go there.
    OutsideZones,
    /// The shop must see the place on a map.
    PinRequired,
    /// The goods cost too little.
    BelowMinimum {
        /// What they must cost at least.
        minimum: Money,
        /// How much is missing.
        missing: Money,
    },
    /// The coupon does not count.
    Coupon(CouponFault),
    /// The shop takes no tips.
    TipsNotOffered,
    /// The way to pay is not offered.
    PolicyNotOffered,
}

/// Why a coupon does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CouponFault {
    /// There is none of this code.
    NotFound,
    /// Its time has not come.
    NotStarted,
    /// Its time is over.
    Expired,
    /// All of its uses are taken.
    UsedUp,
    /// The customer has used it.
    AlreadyUsed,
    /// It covers nothing of the cart.
    NotApplicable,
    /// The goods cost too little for it.
    BelowMinimum {
        /// What they must cost at least.
        minimum: Money,
    },
}

/// The order that was placed, now or by an earlier try of the same turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedOrder {
    /// What people call it.
    pub number: OrderNumber,
    /// What the customer pays.
    pub total: Money,
    /// How it is paid.
    pub payment: PaymentPolicy,
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
    /// Something that a quote would have told.
    Obstacles(Vec<Obstacle>),
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

/// Why an order is not changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AmendRefusal {
    /// This customer has no such order.
    NotFound,
    /// The shop has confirmed it, or it has ended.
    TooLate,
    /// It changed meanwhile, or the change that was answered is not open any more.
    Stale,
    /// It has these lines already.
    NothingChanged,
    /// The lines will not do.
    Refused(Refusal),
}

/// An earlier order as it can be had today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeated {
    /// The earlier order's number.
    pub number: OrderNumber,
    /// What can be bought; masked values are left out.
    pub lines: Vec<OrderLine>,
    /// Names of what cannot be bought today.
    pub missing: Vec<String>,
}

/// A way to pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentLink {
    /// What is to be paid.
    pub amount: Money,
    /// Where; empty when that is told in a message of its own.
    pub url: String,
}

/// Why an order cannot be paid here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentRefusal {
    /// This customer has no such order.
    NotFound,
    /// It is paid.
    AlreadyPaid,
    /// It was cancelled or turned down.
    Ended,
    /// The shop takes no payments by link.
    NotOffered,
    /// It had as many links as it can have.
    TooMany,
}

/// A time an order can be planned for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// How many orders it still takes; `None` for any number.
    pub left: Option<u32>,
}

/// Why a file is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileRefusal {
    /// It is larger than can be kept.
    TooLarge,
    /// It is of a kind that is not kept.
    TypeRefused,
    /// The network has it no more.
    Gone,
    /// The order has as many as it can have.
    TooMany,
    /// The customer has sent as much within a day as is kept.
    TooMuchToday,
    /// This customer has no such order.
    OrderNotFound,
}
