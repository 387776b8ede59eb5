//! The conversation state machine: what a customer says goes in, what the shop answers comes out.
//!
//! A turn has two halves. [`read`] turns an [`Input`] into an [`Intent`] by a fixed grammar and scored matching, and
//! never guesses silently. [`step`] turns the intent into a [`Turn`] (the new [`Session`] and the replies), or first
//! into a [`Request`] to a peer whose [`Answer`] the driver hands to [`Resume::resume`].
//!
//! Nothing here does I/O, reads a clock or rolls dice: the same input on the same session asks for the same requests in
//! the same order and ends in the same turn.

mod input;
mod intent;

mod cart;
mod session;
mod state;

mod facts;
mod language;
mod menu;

mod notice;
mod request;
mod turn;

mod choice;
mod grammar;
mod step;
mod words;

pub use cart::{CART_LINES_MAX, Cart, Line, QUANTITY_MAX};
pub use facts::{Facts, Shop};
pub use grammar::read;
pub use input::Input;
pub use intent::{Act, AddressFault, Intent, Quantity, Target, Wish};
pub use language::{Language, UnknownLanguage};
pub use menu::{Item, Menu, Section};
pub use notice::Notice;
pub use request::{
    Answer, CancelRefusal, DeliveryAddress, Fulfilment, OrderLine, OrderPage, OrderStatus, OrderSummary, Pin,
    PlacedOrder, Quote, Refusal, Request,
};
pub use session::{SILENCE_MINUTES, Session};
pub use state::{State, Unclear};
pub use step::step;
pub use turn::{Resume, Step, Turn};
