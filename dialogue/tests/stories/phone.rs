//! A phone and a shop for conversations in tests: the shop answers requests from memory, by the rules of orders.

use base::{Currency, Id, Message, Money, OrderNumber, TimeZone, Timestamp};
use dialogue::{
    Answer, CancelRefusal, Facts, Fulfilment, Input, Item, Language, Line, Menu, OrderLine, OrderPage, OrderStatus,
    OrderSummary, PlacedOrder, Quote, Refusal, Request, Section, Session, Shop, Step, read, step,
};

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
    pub(crate) orders: Vec<OrderSummary>,
    pub(crate) requests: Vec<Request>,
    pub(crate) intents: Vec<&'static str>,
    pub(crate) name: String,
    /// What orders charges on top of the menu's prices: a price that changed meanwhile.
    pub(crate) surcharge: i64,
    /// What orders will not sell although the menu says so.
    pub(crate) refused: Vec<Id>,
    pub(crate) is_down: bool,
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
            orders: Vec::new(),
            requests: Vec::new(),
            intents: Vec::new(),
            name: String::new(),
            surcharge: 0,
            refused: Vec::new(),
            is_down: false,
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
        self.menu = Menu::new(self.menu.revision() + 1, sections);
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
        let mut step = step(self.session.clone(), intent, &facts);
        for _ in 0..REQUESTS_MAX {
            match step {
                Step::Done(turn) => {
                    self.session = through_storage(&turn.session);
                    return turn.replies;
                }
                Step::Ask(request, resume) => {
                    self.requests.push(request.clone());
                    let answer = self.answer(request);
                    step = resume.resume(answer, &facts);
                }
            }
        }
        panic!("a turn asks for ever");
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

    fn answer(&mut self, request: Request) -> Answer {
        if self.is_down {
            return Answer::Unavailable;
        }
        match request {
            Request::Quote { lines, .. } => Answer::Quote(self.quote(&lines)),
            Request::Place { lines, fulfilment, address, expected_total } => {
                assert_eq!(address.is_some(), fulfilment == Fulfilment::Delivery);
                Answer::Placed(self.place(&lines, fulfilment, expected_total))
            }
            Request::FindOrder { number } => {
                Answer::Order(self.orders.iter().find(|order| order.number == number).cloned())
            }
            Request::ListOrders { limit, after } => Answer::Orders(self.page(limit as usize, after)),
            Request::CancelOrder { number } => Answer::Cancelled(self.cancel(&number)),
        }
    }

    fn quote(&self, lines: &[Line]) -> Result<Quote, Refusal> {
        assert!(!lines.is_empty(), "a quote without lines");
        let sold_out = |line: &&Line| {
            let item = self.menu.item(line.product_id);
            self.refused.contains(&line.product_id) || item.is_none_or(|item| !item.available)
        };
        let products: Vec<Id> = lines.iter().filter(sold_out).map(|line| line.product_id).collect();
        if !products.is_empty() {
            return Err(Refusal::SoldOut { products });
        }
        let lines: Vec<OrderLine> = lines.iter().map(|line| self.order_line(line)).collect();
        let total = Money::sum(Currency::NGN, lines.iter().map(|line| line.total)).unwrap();
        let total = Money::new(total.minor + self.surcharge, Currency::NGN);
        Ok(Quote { lines, subtotal: total, total })
    }

    fn order_line(&self, line: &Line) -> OrderLine {
        let item = self.menu.item(line.product_id).unwrap();
        OrderLine {
            product_id: item.id,
            name: item.name.clone(),
            quantity: line.quantity,
            unit_price: item.price,
            total: item.price.times(line.quantity).unwrap(),
            note: line.note.clone(),
        }
    }

    fn place(&mut self, lines: &[Line], fulfilment: Fulfilment, expected: Money) -> Result<PlacedOrder, Refusal> {
        let Quote { lines, total, .. } = self.quote(lines)?;
        if total != expected {
            return Err(Refusal::PriceChanged { total });
        }
        let number = OrderNumber::from_random(self.orders.len() as u64 * 7919 + 1);
        let status = OrderStatus::PendingConfirmation;
        let order = OrderSummary { number: number.clone(), status, lines, total, fulfilment, placed_at: self.now };
        self.orders.insert(0, order);
        Ok(PlacedOrder { number, total })
    }

    fn page(&self, limit: usize, after: Option<String>) -> OrderPage {
        let start: usize = after.map_or(0, |after| after.parse().unwrap());
        let end = (start + limit).min(self.orders.len());
        let next = (end < self.orders.len()).then(|| end.to_string());
        OrderPage { orders: self.orders[start.min(end)..end].to_vec(), next }
    }

    fn cancel(&mut self, number: &OrderNumber) -> Result<OrderSummary, CancelRefusal> {
        let order = self.orders.iter_mut().find(|order| order.number == *number).ok_or(CancelRefusal::NotFound)?;
        if order.status != OrderStatus::PendingConfirmation {
            return Err(CancelRefusal::TooLate { status: Some(order.status) });
        }
        order.status = OrderStatus::Cancelled;
        Ok(order.clone())
    }
}

fn through_storage(session: &Session) -> Session {
    let read = serde_json::from_str(&serde_json::to_string(session).unwrap()).unwrap();
    assert_eq!(*session, read, "a session changes when it is stored");
    read
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
