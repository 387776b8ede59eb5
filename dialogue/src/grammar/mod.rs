//! From an input to an intent.

mod about;
mod answer;
mod clauses;
mod count;
mod fields;
mod files;
mod fold;
mod goods;
mod matching;
mod numerals;
mod openings;
mod options;
mod order_number;
mod place;
mod remarks;
mod shares;
mod suggest;
mod sum;
mod terms;
mod text;
mod token;
mod verbs;

use base::Id;

pub(crate) use fold::{fold, stem};

use crate::{
    DeliveryAddress, Facts, File, Input, Intent, Item, Language, Menu, Pin, Session, State, choice,
    intent::{Act, AddressFault, Quantity, Target, Wish},
    unfinished::Question,
};
use goods::quoted;

/// The most characters of an address.
pub(crate) const ADDRESS_MAX: usize = 500;
/// The fewest characters of a typed address.
pub(crate) const ADDRESS_MIN: usize = 10;

/// Understands what a customer did.
pub fn read(session: &Session, input: &Input, facts: &Facts<'_>) -> Intent {
    let reader = Reader::new(session, facts);
    let act = match input {
        Input::Text(text) => return reader.text(text),
        Input::Media { kind, file } => return reader.media(kind, file),
        Input::Choice { id, .. } => reader.tapped(id),
        Input::Cart { items, text } => reader.native_cart(items, text),
        Input::Location { latitude, longitude, name, address } => {
            place(Pin { latitude: *latitude, longitude: *longitude }, name, address)
        }
        Input::Reaction => Act::Reaction,
        Input::Other => Act::Unreadable,
    };
    Intent { act, language: None, hidden: Vec::new(), leaves_file: false, later: Vec::new() }
}

/// What the meaning of words depends on. After a long silence no question is open any more.
#[derive(Clone)]
struct Reader<'a> {
    menu: &'a Menu,
    language: Language,
    has_chosen_language: bool,
    state: &'a State,
    offered: &'a [String],
    /// The question about the first unfinished line, and its item.
    question: Option<(&'a Item, Question<'a>)>,
    currency: base::Currency,
    in_cart: Vec<Id>,
    /// The coupon that is noted.
    coupon: Option<&'a str>,
    /// Whether the summary that is shown has an address, which words can correct.
    can_move: bool,
    /// Whether files wait for words about them.
    has_files: bool,
}

impl<'a> Reader<'a> {
    fn new(session: &'a Session, facts: &Facts<'a>) -> Self {
        let (state, offered) =
            if session.is_stale(facts) { (&State::Idle, &[][..]) } else { (&session.state, &session.offered[..]) };
        let has_chosen_language = session.language.is_some();
        let in_cart = session.cart.lines().iter().map(|line| line.product_id).collect();
        let is_summary = matches!(state, State::Confirming { .. });
        let can_move = is_summary && session.editing.is_none() && session.address.is_some();
        let question = session.unfinished.first().filter(|_| *state == State::Choosing).and_then(|unfinished| {
            let item = facts.menu.item(unfinished.product_id)?;
            Some((item, unfinished.question(item)?))
        });
        Self {
            menu: facts.menu,
            language: session.language(facts),
            has_chosen_language,
            state,
            offered,
            question,
            currency: facts.shop.currency,
            in_cart,
            coupon: session.coupon.as_deref(),
            can_move,
            has_files: !session.files.is_empty() && !session.is_stale(facts),
        }
    }

    /// A file; when its caption is a command or names goods, that is what counts. What people write under a receipt
    /// ("payment proof", "thanks", the order's number) goes with the file.
    fn media(&self, kind: &str, file: &File) -> Intent {
        let intent = self.text(&file.caption);
        let about = files::about(&file.caption, self.language);
        match intent.act {
            _ if about.purpose.is_some() => files::sent(kind, file, about),
            Act::Unknown { .. }
            | Act::NotAChoice { .. }
            | Act::Fill { .. }
            | Act::NotACoupon
            | Act::FileFor(_)
            | Act::Pay(_)
            | Act::PayBy(_)
            | Act::Status(_)
            | Act::NotAnOrderNumber
            | Act::Greet
            | Act::Thanks
            | Act::Yes => files::sent(kind, file, about),
            _ => Intent { leaves_file: !file.media_id.is_empty(), ..intent },
        }
    }

    /// A tapped choice. An answer to a question that is no longer open is stale.
    fn tapped(&self, id: &str) -> Act {
        if choice::is_momentary(id) && !self.offered.iter().any(|offered| offered == id) {
            return Act::Stale;
        }
        self.chosen(id)
    }

    /// What a choice says, if what it names is still there.
    fn chosen(&self, id: &str) -> Act {
        let act = choice::act(id).unwrap_or(Act::Stale);
        let is_there = match &act {
            Act::Item { item } => self.menu.item(*item).is_some(),
            Act::Category { category, .. } => self.menu.section(*category).is_some(),
            Act::Add { wishes, .. } => wishes.iter().all(|wish| self.names_item(wish)),
            Act::Customise { item: Some(item) } => self.menu.item(*item).is_some(),
            Act::Choose { .. } | Act::Skip | Act::Count(_) => self.question.is_some(),
            _ => true,
        };
        if is_there { act } else { Act::Stale }
    }

    fn names_item(&self, wish: &Wish) -> bool {
        matches!(wish.target, Target::Item(item) if self.menu.item(item).is_some())
    }

    /// A native cart, by SKU; the customer's words go with its first line.
    fn native_cart(&self, items: &[(String, i64)], text: &str) -> Act {
        if items.is_empty() {
            return Act::Unreadable;
        }
        let mut wishes: Vec<Wish> = items.iter().take(crate::CART_LINES_MAX).map(|item| self.native(item)).collect();
        if let Some(first) = wishes.iter_mut().find(|wish| matches!(wish.target, Target::Item(_))) {
            first.note = text.trim().chars().take(crate::cart::NOTE_MAX).collect();
        }
        Act::Add { wishes, proposal: true }
    }

    fn native(&self, (sku, quantity): &(String, i64)) -> Wish {
        let target = self.menu.item_by_sku(sku).map_or(Target::Nothing, |item| Target::Item(item.id));
        let quantity = match u32::try_from(*quantity) {
            Ok(0) => Quantity::Zero,
            Ok(count) if count <= crate::QUANTITY_MAX => Quantity::Count(count),
            Err(_) if *quantity < 0 => Quantity::Negative,
            _ => Quantity::TooLarge,
        };
        Wish::new(quoted(sku), target, quantity)
    }
}

/// A pin as an address, with the words of a chosen place.
fn place(pin: Pin, name: &str, address: &str) -> Act {
    let on_earth = (-90.0..=90.0).contains(&pin.latitude) && (-180.0..=180.0).contains(&pin.longitude);
    if !on_earth {
        return Act::NotAnAddress(AddressFault::NoPlace);
    }
    let pin = Pin { latitude: to_micro(pin.latitude), longitude: to_micro(pin.longitude) };
    let words: Vec<&str> = [name.trim(), address.trim()].into_iter().filter(|words| !words.is_empty()).collect();
    let text = words.join(", ").chars().take(ADDRESS_MAX).collect();
    Act::Deliver(DeliveryAddress { text, pin: Some(pin) })
}

/// Six digits behind the point are a hand's breadth, and survive being written as JSON.
fn to_micro(degrees: f64) -> f64 {
    (degrees * 1e6).round() / 1e6
}
