//! What the pure conversation costs: one message read and stepped through, with no service, store or network.

use std::{hint::black_box, time::Instant};

use base::{Currency, Id, Money, OrderNumber, TimeZone, Timestamp};
use dialogue::{
    Answer, Facts, Input, Item, Language, Line, Menu, OrderLine, PaymentPolicy, PlacedOrder, Quote, Request, Section,
    Session, Shop, Step, Sums, read, step,
};
use hdrhistogram::Histogram;
use serde_json::{Value, json};

use crate::{
    converse::record_ns,
    customer::SCRIPT,
    meter::{self, quantiles_us},
};

/// Items of a category.
const SHELF: usize = 20;
/// Words that take more reading than those of the script: several goods at once, names mistyped, nothing known.
const HARD: [&str; 3] = ["2 zobbo, 3 chiken suya and 1 cake 7", "i would like some thing nice please", "remove suyya"];
/// Names that customers of the script use.
const NAMES: [&str; 2] = ["Chicken Suya", "Zobo"];

/// Talks for so many rounds about so many items.
pub(crate) fn run(items: usize, rounds: usize) -> Value {
    let shop = Shop::new("Bench", Currency::NGN, Language::En, TimeZone::UTC);
    let (menu, now) = (menu(items), Timestamp::UNIX_EPOCH);
    let facts = Facts { shop: &shop, menu: &menu, now, customer_name: "Ada" };
    let script = measure(&SCRIPT, rounds, &facts);
    let hard = measure(&HARD, rounds, &facts);
    json!({"what": "dialogue", "items": items, "script": quantiles_us(&script), "hard": quantiles_us(&hard)})
}

fn menu(items: usize) -> Menu {
    let shelf = |number: usize| Section {
        id: id(1_000_000 + number),
        name: format!("Shelf {number}"),
        items: (number * SHELF..items.min((number + 1) * SHELF)).map(item).collect(),
    };
    Menu::new(1, (0..items.div_ceil(SHELF)).map(shelf).collect())
}

fn item(number: usize) -> Item {
    let name = NAMES.get(number).map_or_else(|| format!("Cake {number}"), |name| (*name).to_owned());
    Item {
        id: id(number),
        sku: name.to_uppercase().replace(' ', "-"),
        name,
        description: String::new(),
        price: Money::new(60_000, Currency::NGN),
        unit: String::new(),
        aliases: Vec::new(),
        available: true,
        groups: Vec::new(),
        fields: Vec::new(),
    }
}

fn id(number: usize) -> Id {
    format!("018f0000-0000-7000-8000-{number:012x}").parse().expect("this is an id")
}

/// How long each message of the words takes, a conversation going on for all rounds.
fn measure(words: &[&str], rounds: usize, facts: &Facts<'_>) -> Histogram<u64> {
    let mut times = meter::histogram();
    let mut session = Session::default();
    for _ in 0..rounds {
        for text in words {
            let input = Input::Text((*text).to_owned());
            let began = Instant::now();
            session = turn(session, &input, facts);
            record_ns(&mut times, began.elapsed());
        }
    }
    times
}

/// One turn, with a shop that says yes to everything.
fn turn(session: Session, input: &Input, facts: &Facts<'_>) -> Session {
    let intent = read(&session, input, facts);
    let mut step = step(session, intent, facts);
    loop {
        match step {
            Step::Done(turn) => return black_box(turn).session,
            Step::Ask(request, resume) => step = resume.resume(answer(request, facts), facts),
        }
    }
}

fn answer(request: Request, facts: &Facts<'_>) -> Answer {
    match request {
        Request::Quote { lines, .. } => {
            let lines: Vec<OrderLine> = lines.iter().map(|line| order_line(line, facts)).collect();
            let total = lines.iter().map(|line| line.total.minor).sum();
            let sums = Sums::plain(Money::new(total, Currency::NGN));
            Answer::Quote(Ok(Quote { lines, sums, zone: String::new(), obstacles: Vec::new() }))
        }
        Request::Place { expected_total, .. } => {
            let number = OrderNumber::from_random(1);
            Answer::Placed(Ok(PlacedOrder { number, total: expected_total, payment: PaymentPolicy::PayOnDelivery }))
        }
        _ => Answer::Unavailable,
    }
}

fn order_line(line: &Line, facts: &Facts<'_>) -> OrderLine {
    let item = facts.menu.item(line.product_id).expect("only what is on the menu is in a cart");
    OrderLine {
        product_id: line.product_id,
        name: item.name.clone(),
        quantity: line.quantity,
        unit_price: item.price,
        total: Money::new(item.price.minor * i64::from(line.quantity), item.price.currency),
        note: line.note.clone(),
        choices: Vec::new(),
        fields: Vec::new(),
    }
}
