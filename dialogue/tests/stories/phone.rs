//! A phone and a shop for conversations in tests: the shop answers requests from memory, by the rules of orders.

use base::{Currency, Id, Message, Money, TimeZone, Timestamp};
use dialogue::{
    Facts, Input, Item, Language, Line, Menu, Request, Section, Session, Shop, SoldOut, Step, read, step, tell_sold_out,
};

use crate::desk::Desk;

pub(crate) const NOON: &str = "2026-05-04T11:00:00Z";
/// More requests than any turn may ask.
const REQUESTS_MAX: usize = 20;

pub(crate) fn id(number: u64) -> Id {
    format!("018f0000-0000-7000-8000-{number:012x}").parse().unwrap()
}

pub(crate) fn item(number: u64, name: &str, minor: i64, aliases: &[&str]) -> Item {
    Item {
        id: id(number),
        sku: name.to_uppercase().replace(' ', "-"),
        name: name.into(),
        description: String::new(),
        price: Money::new(minor, Currency::NGN),
        unit: String::new(),
        aliases: aliases.iter().map(|&alias| alias.into()).collect(),
        available: true,
        groups: Vec::new(),
        fields: Vec::new(),
    }
}

/// The sample market in small.
pub(crate) fn sections() -> Vec<Section> {
    let section = |number, name: &str, items| Section { id: id(number), name: name.into(), items };
    let rice = Item {
        unit: "plate".into(),
        description: "Smoky party rice.".into(),
        ..item(1, "Jollof Rice", 250_000, &["jollof", "party rice"])
    };
    vec![
        section(
            101,
            "Food",
            vec![
                rice,
                item(2, "Chicken Suya", 180_000, &[]),
                item(3, "Beef Suya", 200_000, &[]),
                item(4, "Fish & Chips", 300_000, &[]),
                item(5, "Rice and Beans", 150_000, &[]),
                item(6, "Cake", 90_000, &[]),
            ],
        ),
        section(
            102,
            "Drinks",
            vec![
                item(11, "Zobo", 60_000, &["hibiscus drink"]),
                Item { unit: "bottle".into(), ..item(12, "Bottled Water", 30_000, &[]) },
                item(13, "Coca-Cola 50cl", 50_000, &[]),
            ],
        ),
        section(
            103,
            "Building",
            vec![
                Item { unit: "bag".into(), ..item(21, "Cement 50kg", 950_000, &[]) },
                item(22, "Panadol 500", 5_000, &[]),
            ],
        ),
    ]
}

pub(crate) fn shop() -> Shop {
    Shop::new("Mama Put", Currency::NGN, Language::En, TimeZone::UTC)
}

/// A phone beside a shop.
pub(crate) struct Phone {
    pub(crate) session: Session,
    pub(crate) shop: Shop,
    pub(crate) menu: Menu,
    pub(crate) now: Timestamp,
    /// The other services.
    pub(crate) desk: Desk,
    pub(crate) requests: Vec<Request>,
    pub(crate) intents: Vec<&'static str>,
    pub(crate) name: String,
    /// The parts of the last message that only those who need them should read.
    pub(crate) heard: String,
}

impl Default for Phone {
    fn default() -> Self {
        Self::with_menu(sections())
    }
}

impl Phone {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn with_menu(sections: Vec<Section>) -> Self {
        Self {
            session: Session::default(),
            shop: shop(),
            menu: Menu::new(1, sections),
            now: NOON.parse().unwrap(),
            desk: Desk::default(),
            requests: Vec::new(),
            intents: Vec::new(),
            name: String::new(),
            heard: String::new(),
        }
    }

    /// Changes an item of the menu.
    pub(crate) fn edit(&mut self, number: u64, change: impl Fn(&mut Item)) {
        let mut sections = self.menu.sections().to_vec();
        sections
            .iter_mut()
            .flat_map(|section| &mut section.items)
            .filter(|item| item.id == id(number))
            .for_each(change);
        let offers = self.menu.offers().clone();
        self.menu = Menu::new(self.menu.revision() + 1, sections).offering(offers);
    }

    /// Changes what the shop offers besides goods.
    pub(crate) fn offer(&mut self, change: impl Fn(&mut dialogue::Offers)) {
        let mut offers = self.menu.offers().clone();
        change(&mut offers);
        self.menu = self.menu.clone().offering(offers);
    }

    /// Lets time go by.
    pub(crate) fn wait_minutes(&mut self, minutes: i64) {
        self.now = Timestamp::from_second(self.now.as_second() + 60 * minutes).unwrap();
    }

    /// Sends anything and returns every reply. The session goes through its stored form each time, as in the service.
    pub(crate) fn send(&mut self, input: &Input) -> Vec<Message> {
        let Self { shop, menu, now, name, .. } = &*self;
        let (shop, menu, now, name) = (shop.clone(), menu.clone(), *now, name.clone());
        let facts = Facts { shop: &shop, menu: &menu, now, customer_name: &name };
        let intent = read(&self.session, input, &facts);
        self.intents.push(intent.name());
        if let Input::Text(text) = input {
            self.heard = intent.without_hidden(text);
        }
        let mut step = step(self.session.clone(), intent, &facts);
        for _ in 0..REQUESTS_MAX {
            match step {
                Step::Done(turn) => {
                    self.session = through_storage(&turn.session);
                    return turn.replies;
                }
                Step::Ask(request, resume) => {
                    self.requests.push(request.clone());
                    let answer = self.desk.answer(request, &self.menu, self.now);
                    step = resume.resume(answer, &facts);
                }
            }
        }
        panic!("a turn asks for ever");
    }

    /// What the shop says without being asked when an item has sold out that was on offer at a revision.
    pub(crate) fn hear_sold_out(&mut self, number: u64, offered_at: i64) -> Option<Message> {
        let news = SoldOut { product: id(number), offered_at };
        let facts = Facts { shop: &self.shop, menu: &self.menu, now: self.now, customer_name: &self.name };
        let turn = tell_sold_out(self.session.clone(), news, &facts)?;
        self.session = through_storage(&turn.session);
        turn.replies.into_iter().next()
    }

    /// Sends anything that is answered by exactly one message.
    pub(crate) fn one(&mut self, input: &Input) -> Message {
        let mut replies = self.send(input);
        assert_eq!(replies.len(), 1, "{input:?} was answered by {replies:?}");
        replies.remove(0)
    }

    /// Types words and returns what is read first.
    pub(crate) fn say(&mut self, text: &str) -> String {
        self.one(&Input::Text(text.into())).body().to_owned()
    }

    pub(crate) fn message(&mut self, text: &str) -> Message {
        self.one(&Input::Text(text.into()))
    }

    /// Taps a choice by its id.
    pub(crate) fn tap(&mut self, id: &str) -> String {
        self.one(&Input::Choice { id: id.into(), title: String::new() }).body().to_owned()
    }

    /// Name and quantity of each line of the cart.
    pub(crate) fn cart(&self) -> Vec<(String, u32)> {
        let name = |line: &Line| self.menu.item(line.product_id).map_or("?".into(), |item| item.name.clone());
        self.session.cart.lines().iter().map(|line| (name(line), line.quantity)).collect()
    }
}

fn through_storage(session: &Session) -> Session {
    let read = serde_json::from_str(&serde_json::to_string(session).unwrap()).unwrap();
    assert_eq!(*session, read, "a session changes when it is stored");
    read
}

/// A file somebody sends.
pub(crate) fn file(kind: &str, caption: &str) -> Input {
    file_called("1234567890", kind, caption)
}

/// A file somebody sends that the network calls so.
pub(crate) fn file_called(media_id: &str, kind: &str, caption: &str) -> Input {
    let file = dialogue::File { media_id: media_id.into(), name: String::new(), caption: caption.into() };
    Input::Media { kind: kind.into(), file }
}

/// The ids of a message's choices in order.
pub(crate) fn ids(message: &Message) -> Vec<String> {
    match message {
        Message::Buttons { buttons, .. } => buttons.iter().map(|button| button.id.clone()).collect(),
        Message::List { sections, .. } => {
            sections.iter().flat_map(|section| &section.rows).map(|row| row.id.clone()).collect()
        }
        _ => Vec::new(),
    }
}

/// The titles of a message's choices in order.
pub(crate) fn titles(message: &Message) -> Vec<String> {
    match message {
        Message::Buttons { buttons, .. } => buttons.iter().map(|button| button.title.clone()).collect(),
        Message::List { sections, .. } => {
            sections.iter().flat_map(|section| &section.rows).map(|row| row.title.clone()).collect()
        }
        _ => Vec::new(),
    }
}

/// Fails with the whole text when it lacks a part.
#[track_caller]
pub(crate) fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} is not in:\n{text}");
    }
}
