//! The conversation state machine: what a customer says goes in, what the shop answers comes out.
//!
//! A turn has two halves. [`read`] turns an [`Input`] into an [`Intent`] by a fixed grammar and scored matching, and
//! never guesses silently. [`step`] turns the intent into a [`Turn`] (the new [`Session`] and the replies), or first
//! into a [`Request`] to a peer whose [`Answer`] the driver hands to [`Resume::resume`]. What sells out while it lies in
//! a cart is told without being asked, by [`tell_sold_out`].
//!
//! Nothing here does I/O, reads a clock or rolls dice: the same input on the same session asks for the same requests in
//! the same order and ends in the same turn.

mod input;
mod intent;

mod cart;
mod editing;
mod session;
mod state;
mod unfinished;

mod facts;
mod language;
mod menu;

mod answer;
mod notice;
mod order;
mod request;
mod turn;

mod choice;
mod grammar;
mod step;
mod words;

pub use answer::{
    AmendRefusal, Answer, CancelRefusal, CouponFault, FileRefusal, LineChoice, LineField, Obstacle, OrderLine,
    PaymentLink, PaymentRefusal, PlacedOrder, Quote, Refusal, Repeated, Slot, Sums,
};
pub use cart::{CART_LINES_MAX, Cart, FIELD_VALUE_MAX, FieldValue, Line, QUANTITY_MAX};
pub use editing::Editing;
pub use facts::{Facts, Shop};
pub use grammar::read;
pub use input::Input;
pub use intent::{Act, AddressFault, Intent, Quantity, Target, Wish};
pub use language::{Language, UnknownLanguage};
pub use menu::{Field, Item, Menu, NotAPattern, Offers, OptionChoice, OptionGroup, Pattern, Section};
pub use notice::Notice;
pub use order::{Amendment, OrderPage, OrderStatus, OrderSummary, PaymentStatus};
pub use request::{DeliveryAddress, File, FilePurpose, Fulfilment, PaymentPolicy, Pin, Request, Terms};
pub use session::{SILENCE_MINUTES, Session};
pub use state::{State, Unclear};
pub use step::{SoldOut, step, tell_sold_out};
pub use turn::{Resume, Step, Turn};
pub use unfinished::Unfinished;
