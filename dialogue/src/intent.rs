//! What a customer wants, as far as the words say.

use base::{Id, Money, OrderNumber, Timestamp};

use crate::{DeliveryAddress, FieldValue, File, FilePurpose, Fulfilment, Language, PaymentPolicy};

/// What a customer wants.
#[derive(Debug, Clone, PartialEq)]
pub struct Intent {
    /// What it is.
    pub act: Act,
    /// The language the words were of, when they tell it.
    pub language: Option<Language>,
    /// Parts of the customer's words that nobody but who needs them should read.
    pub hidden: Vec<String>,
    /// Whether a file came with the words and only the words are heard.
    pub leaves_file: bool,
    /// Commands in the customer's words that are to be written once more, alone.
    pub later: Vec<String>,
}

/// What a customer may want.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// "Hi."
    Greet,
    /// See the categories.
    Menu {
        /// From zero.
        page: u16,
    },
    /// See what a category holds.
    Category {
        /// Which.
        category: Id,
        /// From zero.
        page: u16,
    },
    /// See one item and say how many.
    Item {
        /// Which.
        item: Id,
    },
    /// See several items with their prices.
    Items {
        /// Which.
        items: Vec<Id>,
    },
    /// See what comes after this page.
    More,
    /// Put things into the cart.
    Add {
        /// What.
        wishes: Vec<Wish>,
        /// Whether the customer only named goods, so that the shop asks whether to order them.
        proposal: bool,
    },
    /// Take things out of the cart; which is still open when there are no wishes.
    Remove {
        /// What; a missing quantity means all of it.
        wishes: Vec<Wish>,
    },
    /// Take out the line at this place of the cart, from one.
    RemoveLine {
        /// Its place.
        place: u64,
    },
    /// Make it exactly so many.
    Change {
        /// What.
        wishes: Vec<Wish>,
    },
    /// Put things in, take things out and change how many, one after the other.
    Several(Vec<Act>),
    /// Be asked for all choices of an item: this one, or the one that is shown.
    Customise {
        /// Which.
        item: Option<Id>,
    },
    /// Make these choices, some of the group that is asked for.
    Choose {
        /// Which.
        choices: Vec<Id>,
        /// Whether nothing more is wanted of the group.
        is_all: bool,
    },
    /// Words that were to be a choice and are none.
    NotAChoice {
        /// The beginning of the words.
        words: String,
    },
    /// Nothing, or nothing more, of the group that is asked for.
    Skip,
    /// Fill fields of the line that is asked about.
    Fill {
        /// With these.
        values: Vec<FieldValue>,
    },
    /// So many of the line that is asked about.
    Count(Quantity),
    /// Take only as many as are left of a product.
    TakeLeft {
        /// Which.
        product: Id,
        /// How many.
        left: u32,
    },
    /// Use this coupon, or be asked which.
    Coupon(Option<String>),
    /// Words that were to be a coupon and are not.
    NotACoupon,
    /// A word that looks like this code of a coupon, and like nothing else.
    PerhapsCoupon(String),
    /// Use no coupon.
    RemoveCoupon,
    /// Add a tip; none when it is zero.
    Tip(Money),
    /// A tip without a sum that can be read.
    NotATip,
    /// Pay that way.
    PayBy(PaymentPolicy),
    /// Pay an order: this one, or the last; what is in the cart comes first.
    Pay(Option<OrderNumber>),
    /// See the times an order can be planned for.
    Schedule {
        /// Only those that begin then or later; `None` for now.
        from: Option<Timestamp>,
    },
    /// Plan the order for the slot that begins then; `None` for as soon as possible.
    Slot(Option<Timestamp>),
    /// See the cart.
    Cart,
    /// Empty the cart.
    Clear,
    /// Buy what is in the cart.
    Checkout,
    /// "Go on": place the order when its summary is shown, else buy what is in the cart.
    Proceed,
    /// Delivery or pick-up.
    Fulfil(Fulfilment),
    /// Bring it there.
    Deliver(DeliveryAddress),
    /// Bring it somewhere else, which is to be asked.
    ChangeAddress,
    /// Words that were to be an address and are not.
    NotAnAddress(AddressFault),
    /// Place the order.
    Confirm {
        /// The total on the button; `None` when typed.
        total_minor: Option<i64>,
    },
    /// Leave what is under way.
    Cancel,
    /// One step back.
    Back,
    /// "Yes."
    Yes,
    /// "No."
    No,
    /// See how an order stands: this one, or the last.
    Status(Option<OrderNumber>),
    /// See the orders.
    OrderHistory,
    /// See the orders after those shown.
    MoreOrders,
    /// Cancel an order: this one, or one to choose.
    CancelOrder(Option<OrderNumber>),
    /// Be asked whether to cancel this order.
    AskCancelOrder(OrderNumber),
    /// Words that were to be an order number and are not.
    NotAnOrderNumber,
    /// Order again what an order had: this one, or the last.
    Again(Option<OrderNumber>),
    /// Change an order: this one, or one to choose.
    Edit(Option<OrderNumber>),
    /// Agree with a change of an order, or not.
    Consent {
        /// Whether the customer agrees.
        accept: bool,
        /// Which order; `None` for the one with a change that waits.
        order: Option<OrderNumber>,
        /// Which change of it; `None` for the one that waits.
        revision: Option<i32>,
    },
    /// Keep the file with this order.
    FileWith {
        /// Which.
        number: OrderNumber,
        /// What it is for; `None` when that is to be asked where it matters.
        purpose: Option<FilePurpose>,
    },
    /// The files that wait are for this.
    FileFor(About),
    /// Start a new order.
    NewOrder,
    /// Learn what can be said.
    Help,
    /// Speak to a person.
    Agent,
    /// Speak another language: this one, or one to choose.
    Language(Option<Language>),
    /// "Thanks."
    Thanks,
    /// A typing mistake that may be these commands, given by the ids of their choices.
    Suggest(Vec<&'static str>),
    /// A number that is not among the choices offered.
    OutOfRange,
    /// A number of things that cannot be.
    BadQuantity(Quantity),
    /// A choice that has no meaning any more.
    Stale,
    /// A file, which nobody here can look into.
    Media {
        /// "image", "video", "audio", "document" or "sticker".
        kind: String,
        /// The file.
        file: File,
        /// What the words under it say about it.
        about: About,
    },
    /// A kind of message that cannot be read.
    Unreadable,
    /// An emoji on a message.
    Reaction,
    /// Words without a meaning here.
    Unknown {
        /// The beginning of the words, to quote them.
        words: String,
    },
}

/// What words say about files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// The order they belong to.
    pub number: Option<OrderNumber>,
    /// What they are for.
    pub purpose: Option<FilePurpose>,
}

/// One thing to put into the cart or to take out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// The customer's words for it.
    pub words: String,
    /// What it is.
    pub target: Target,
    /// How many.
    pub quantity: Quantity,
    /// The customer's words about it; may be empty.
    pub note: String,
    /// The choices named with it.
    pub choices: Vec<Id>,
    /// Words that were to be a choice and are none.
    pub unknown: Vec<String>,
    /// The fields filled with it.
    pub fields: Vec<FieldValue>,
}

/// What words stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// This item, by its name or a part of it that no other item has.
    Item(Id),
    /// This item, with a typing mistake forgiven; the reply says so.
    Corrected(Id),
    /// One of these, best first; the customer is asked.
    OneOf(Vec<Id>),
    /// Nothing on the menu.
    Nothing,
}

/// How many, as the customer said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// Nothing was said.
    Missing,
    /// 1 to [`crate::QUANTITY_MAX`].
    Count(u32),
    /// Zero.
    Zero,
    /// Below zero.
    Negative,
    /// More than [`crate::QUANTITY_MAX`].
    TooLarge,
    /// A fraction, or digits that make no number.
    NotWhole,
}

/// Why words are not an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressFault {
    /// Fewer characters than an address has.
    TooShort,
    /// More characters than can be kept.
    TooLong,
    /// A question, or words said to somebody.
    Talk,
    /// A pin that is on no map.
    NoPlace,
}

impl Wish {
    /// A wish with nothing more to say about it.
    pub(crate) const fn new(words: String, target: Target, quantity: Quantity) -> Self {
        Self {
            words,
            target,
            quantity,
            note: String::new(),
            choices: Vec::new(),
            unknown: Vec::new(),
            fields: Vec::new(),
        }
    }

    /// So many of an item.
    pub(crate) const fn of(item: Id, quantity: Quantity) -> Self {
        Self::new(String::new(), Target::Item(item), quantity)
    }

    /// Whether nothing is said about it but what and how many.
    pub(crate) fn is_plain(&self) -> bool {
        self.note.is_empty() && self.choices.is_empty() && self.unknown.is_empty() && self.fields.is_empty()
    }
}

impl Intent {
    /// The customer's words without the parts that nobody should read.
    pub fn without_hidden(&self, words: &str) -> String {
        if !self.hidden.iter().all(|part| words.contains(part)) {
            return "[…]".to_owned();
        }
        self.hidden.iter().fold(words.to_owned(), |words, part| words.replace(part, &base::masked(part)))
    }

    /// The intent in a word, for people who read a conversation.
    pub const fn name(&self) -> &'static str {
        match self.act {
            Act::Greet => "greet",
            Act::Menu { .. } => "menu",
            Act::Category { .. } => "category",
            Act::Item { .. } => "item",
            Act::Items { .. } => "items",
            Act::More => "more",
            Act::Add { .. } => "add",
            Act::Remove { .. } | Act::RemoveLine { .. } => "remove",
            Act::Change { .. } | Act::Several(_) => "change",
            Act::Customise { .. } => "customise",
            Act::Choose { .. } => "choose",
            Act::NotAChoice { .. } => "not_a_choice",
            Act::Skip => "skip",
            Act::Fill { .. } => "fill",
            Act::Count(_) => "count",
            Act::TakeLeft { .. } => "take_left",
            Act::Coupon(_) | Act::NotACoupon | Act::PerhapsCoupon(_) => "coupon",
            Act::RemoveCoupon => "remove_coupon",
            Act::Tip(_) | Act::NotATip => "tip",
            Act::PayBy(_) => "pay_by",
            Act::Pay(_) => "pay",
            Act::Schedule { .. } => "schedule",
            Act::Slot(_) => "slot",
            Act::Cart => "cart",
            Act::Clear => "clear",
            Act::Checkout => "checkout",
            Act::Proceed => "proceed",
            Act::Fulfil(_) => "fulfilment",
            Act::Deliver(_) => "address",
            Act::ChangeAddress => "change_address",
            Act::NotAnAddress(_) => "not_an_address",
            Act::Confirm { .. } => "confirm",
            Act::Cancel => "cancel",
            Act::Back => "back",
            Act::Yes => "yes",
            Act::No => "no",
            Act::Status(_) => "status",
            Act::OrderHistory | Act::MoreOrders => "order_history",
            Act::CancelOrder(_) | Act::AskCancelOrder(_) => "cancel_order",
            Act::NotAnOrderNumber => "not_an_order_number",
            Act::Again(_) => "again",
            Act::Edit(_) => "edit",
            Act::Consent { .. } => "consent",
            Act::FileWith { .. } | Act::FileFor(_) => "file_with",
            Act::NewOrder => "new_order",
            Act::Help => "help",
            Act::Agent => "agent",
            Act::Language(_) => "language",
            Act::Thanks => "thanks",
            Act::Suggest(_) => "suggest",
            Act::OutOfRange => "out_of_range",
            Act::BadQuantity(_) => "bad_quantity",
            Act::Stale => "stale_choice",
            Act::Media { .. } => "media",
            Act::Unreadable => "unreadable",
            Act::Reaction => "reaction",
            Act::Unknown { .. } => "unknown",
        }
    }
}
