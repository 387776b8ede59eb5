//! What a conversation remembers.

use base::{Id, Money, OrderNumber, Timestamp};
use serde::{Deserialize, Serialize, de::IgnoredAny};

use crate::{
    Cart, DeliveryAddress, Editing, Facts, File, Fulfilment, Language, Line, PaymentPolicy, State, Unfinished,
};

/// After so much silence a flow starts over; the cart stays.
pub const SILENCE_MINUTES: i64 = 30;
/// The form in which sessions are stored. Another form keeps the cart and the language, and starts over.
const VERSION: u8 = 1;

/// What a conversation remembers, stored as JSON after every turn. Every stored form can be read: parts that are not
/// understood become empty, never an error.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Written")]
pub struct Session {
    /// What the shop asked last.
    pub state: State,
    /// What the customer wants to buy.
    pub cart: Cart,
    /// The language the customer chose by words or by setting.
    pub language: Option<Language>,
    /// How the goods are to reach the customer, once said.
    pub fulfilment: Option<Fulfilment>,
    /// Where to, once said.
    pub address: Option<DeliveryAddress>,
    /// The ids of the choices offered last, so that "1" means the first.
    pub offered: Vec<String>,
    /// When the customer was last heard.
    pub heard_at: Option<Timestamp>,
    /// The order placed last.
    pub last_order: Option<OrderNumber>,
    /// Lines that are on their way into the cart, the one that is asked about first.
    pub unfinished: Vec<Unfinished>,
    /// The coupon to use.
    pub coupon: Option<String>,
    /// The tip to add.
    pub tip: Option<Money>,
    /// When the slot begins that is wanted.
    pub slot: Option<Timestamp>,
    /// How the customer wants to pay, when it is not the usual way.
    pub payment: Option<PaymentPolicy>,
    /// Products of the cart that the customer was told are sold out.
    pub told_sold_out: Vec<Id>,
    /// The revision of the menu they were sold out in when that was looked at last; zero when there are none.
    pub told_revision: i64,
    /// The order whose lines are in the cart, while it is changed.
    pub editing: Option<Editing>,
    /// Files that wait for the customer to say what they are for, in the order they came.
    pub files: Vec<File>,
}

impl Session {
    /// The conversation at its start; what the customer wants to buy, speaks and ordered last stays. So do files that
    /// wait, until the customer is told that they are not kept.
    #[must_use]
    pub fn started_over(self) -> Self {
        let Self { cart, language, last_order, heard_at, coupon, told_sold_out, told_revision, .. } = self;
        let kept = Self { cart, language, last_order, heard_at, coupon, ..Self::default() };
        Self { told_sold_out, told_revision, editing: self.editing, files: self.files, ..kept }
    }

    /// Whether the customer was silent for so long that the flow starts over.
    pub fn is_stale(&self, facts: &Facts<'_>) -> bool {
        let minutes = |heard_at| facts.now.duration_since(heard_at).as_mins();
        self.heard_at.is_some_and(|heard_at| minutes(heard_at) >= SILENCE_MINUTES)
    }

    /// The language of the next reply.
    pub fn language(&self, facts: &Facts<'_>) -> Language {
        self.language.unwrap_or(facts.shop.language)
    }
}

/// The stored form, empty parts left out.
#[derive(Serialize)]
struct Written {
    v: u8,
    #[serde(skip_serializing_if = "is_idle")]
    state: State,
    #[serde(skip_serializing_if = "Cart::is_empty")]
    cart: Cart,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<Language>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fulfilment: Option<Fulfilment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<DeliveryAddress>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    offered: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    heard_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_order: Option<OrderNumber>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unfinished: Vec<Unfinished>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coupon: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tip: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    slot: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment: Option<PaymentPolicy>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    told_sold_out: Vec<Id>,
    #[serde(skip_serializing_if = "is_zero")]
    told_revision: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    editing: Option<Editing>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files: Vec<File>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_zero(revision: &i64) -> bool {
    *revision == 0
}

fn is_idle(state: &State) -> bool {
    *state == State::Idle
}

impl From<Session> for Written {
    fn from(session: Session) -> Self {
        let Session { state, cart, language, fulfilment, address, offered, heard_at, last_order, .. } = session;
        let Session { unfinished, coupon, tip, slot, payment, told_sold_out, told_revision, .. } = session;
        Self {
            v: VERSION,
            state,
            cart,
            language,
            fulfilment,
            address,
            offered,
            heard_at,
            last_order,
            unfinished,
            coupon,
            tip,
            slot,
            payment,
            told_sold_out,
            told_revision,
            editing: session.editing,
            files: session.files,
        }
    }
}

/// Any stored form.
#[derive(Deserialize)]
#[serde(untagged)]
enum Stored {
    Parts(Box<Parts>),
    Other(IgnoredAny),
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Parts {
    v: Lenient<u8>,
    state: Lenient<State>,
    cart: Lenient<Vec<Lenient<Line>>>,
    language: Lenient<Language>,
    fulfilment: Lenient<Fulfilment>,
    address: Lenient<DeliveryAddress>,
    offered: Lenient<Vec<String>>,
    heard_at: Lenient<Timestamp>,
    last_order: Lenient<OrderNumber>,
    unfinished: Lenient<Vec<Unfinished>>,
    coupon: Lenient<String>,
    tip: Lenient<Money>,
    slot: Lenient<Timestamp>,
    payment: Lenient<PaymentPolicy>,
    told_sold_out: Lenient<Vec<Id>>,
    told_revision: Lenient<i64>,
    editing: Lenient<Editing>,
    files: Lenient<Vec<File>>,
}

/// A part that may be missing or written in a form this version does not know.
#[derive(Deserialize)]
#[serde(untagged)]
enum Lenient<T> {
    Known(T),
    Unknown(IgnoredAny),
}

impl<T> Default for Lenient<T> {
    fn default() -> Self {
        Self::Unknown(IgnoredAny)
    }
}

impl<T> Lenient<T> {
    fn known(self) -> Option<T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown(_) => None,
        }
    }
}

impl From<Stored> for Session {
    fn from(stored: Stored) -> Self {
        let Stored::Parts(parts) = stored else { return Self::default() };
        let same_form = matches!(parts.v, Lenient::Known(VERSION));
        let session = Self {
            state: parts.state.known().unwrap_or_default(),
            cart: Cart::new(parts.cart.known().unwrap_or_default().into_iter().filter_map(Lenient::known)),
            language: parts.language.known(),
            fulfilment: parts.fulfilment.known(),
            address: parts.address.known(),
            offered: parts.offered.known().unwrap_or_default(),
            heard_at: parts.heard_at.known(),
            last_order: parts.last_order.known(),
            unfinished: parts.unfinished.known().unwrap_or_default(),
            coupon: parts.coupon.known(),
            tip: parts.tip.known(),
            slot: parts.slot.known(),
            payment: parts.payment.known(),
            told_sold_out: parts.told_sold_out.known().unwrap_or_default(),
            told_revision: parts.told_revision.known().unwrap_or_default(),
            editing: parts.editing.known(),
            files: parts.files.known().unwrap_or_default(),
        };
        if same_form { session } else { session.started_over() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Session {
        serde_json::from_str(json).unwrap()
    }

    fn line() -> Line {
        let product_id = "018f0000-0000-7000-8000-000000000001".parse().unwrap();
        Line::new(product_id, 2)
    }

    #[test]
    fn a_session_is_stored_small_and_read_back_whole() {
        assert_eq!(serde_json::to_string(&Session::default()).unwrap(), r#"{"v":1}"#);
        let session = Session {
            state: State::Confirming { total_minor: 420_000, left_out: vec![] },
            cart: Cart::new([line()]),
            language: Some(Language::Fr),
            fulfilment: Some(Fulfilment::Delivery),
            offered: vec!["menu".into()],
            heard_at: Some(Timestamp::UNIX_EPOCH),
            ..Session::default()
        };
        assert_eq!(read(&serde_json::to_string(&session).unwrap()), session);
    }

    #[test]
    fn an_unknown_form_keeps_the_cart_and_starts_over() {
        let stored = r#"{"v":9,"state":{"dancing":{}},"offered":[1],"language":"fr","cart":[
            {"id":"018f0000-0000-7000-8000-000000000001","n":2,"colour":"red"}, {"id":"x"}, 7]}"#;
        let session = read(stored);
        assert_eq!(session.cart.lines(), [line()]);
        assert_eq!((session.state, session.language), (State::Idle, Some(Language::Fr)));
    }

    #[test]
    fn any_json_is_a_session() {
        for json in ["null", "[]", "7", r#""x""#, "{}", r#"{"cart":{"a":1},"heard_at":[],"v":"x"}"#] {
            assert_eq!(read(json), Session::default(), "{json}");
        }
    }
}
