//! What holds for every conversation, whatever a customer does.

use std::collections::BTreeSet;

use base::{Message, Timestamp};
use dialogue::{CouponFault, Input, Language, Obstacle, OrderStatus, PaymentPolicy, Request, Session, Slot};
use proptest::prelude::*;

use crate::phone::{Phone, file, id, ids};

/// A step of a conversation, or of the world around it.
#[derive(Debug, Clone)]
enum Deed {
    Do(Input),
    /// Taps the choice at this place of the last message.
    Tap(usize),
    Wait(i64),
    SellOut(u64),
    Reprice(i64),
    Down(bool),
    ConfirmOrders,
    /// Puts so many obstacles in the way, from this one on.
    Hinder(usize, usize),
    Stock(u32),
    Offer(bool),
}

/// Words that mean something in one state or another, in three languages.
const WORDS: &str = "hi|menu|add|delete|remove|change|view cart|cart|done|checkout|confirm|cancel|status|order history|\
    cancel order|new order|help|back|agent|language|français|olá|english|yes|no|1|2|3|10|pickup|delivery|\
    more|none|zobo|2 zobo|suya|2 suya|jollof rice|water|coke|cake|cement x 100|drinks|food|0|-1|1e9|\
    a dozen|and|,|x|(|)|no onion|12 Allen Avenue, Ikeja|ORD-10000003|zoboo|chiken suya|bonjour|panier|\
    terminé|confirmer|ajouter|carrinho|finalizar|order|i want|oui|sim|2 jollof|with|chicken|fish|beef|extra|\
    plantain|egg|no|skip|burger|customise|nid service|my name is|Ada Obi|nid:|1234567890|ice cream|1 3|that is all|\
    coupon|ILK50|remove coupon|tip|tip 200|no tip|pay|pay online|pay on delivery|invoice|schedule|as soon as possible|\
    again|edit|edit order|accept|decline|payment proof|for the order|passer|pourboire 100|repetir|change address|deliver to|I will|pick it up|?";

fn words() -> impl Strategy<Value = String> {
    let known = prop::sample::select(WORDS.split('|').map(str::to_owned).collect::<Vec<_>>());
    prop::collection::vec(known, 1..5).prop_map(|words| words.join(" "))
}

fn input() -> impl Strategy<Value = Input> {
    let choice = prop_oneof![
        prop::sample::select(vec![
            "menu",
            "cart",
            "checkout",
            "confirm",
            "cancel",
            "back",
            "yes",
            "no",
            "none",
            "pickup",
            "delivery",
            "orders",
            "more-orders",
            "menu:1",
            "confirm:1",
            "language:pt",
            "status:ORD-10000003",
            "remove",
            "skip",
            "coupon",
            "schedule",
            "soon",
            "pay",
            "again",
            "edit",
            "pay-by:prepaid",
            "count:2",
            "slot:1777975200",
            "schedule:1777975200",
            "amendment-yes:ORD-10000003:2",
            "file:ORD-10000003:proof",
            "edit:ORD-10000003",
            "pay:ORD-10000003"
        ])
        .prop_map(str::to_owned),
        (0_u64..30).prop_map(|n| format!("item:{}", id(n))),
        (0_u64..30, 0_u32..1002).prop_map(|(n, quantity)| format!("add:{}:{quantity}", id(n))),
        (0_u64..32).prop_map(|n| format!("remove:{}", id(n))),
        (1000_u64..1040).prop_map(|n| format!("option:{}", id(n))),
        (0_u64..32).prop_map(|n| format!("customise:{}", id(n))),
        (0_u64..32, 0_u32..9).prop_map(|(n, left)| format!("take-left:{}:{left}", id(n))),
        "\\PC{0,20}",
    ];
    let sku = prop::sample::select(vec!["ZOBO", "cake", "NOTHING", ""]).prop_map(str::to_owned);
    prop_oneof![
        8 => words().prop_map(Input::Text),
        6 => prop::sample::select(vec!["add zobo 1", "2 jollof with fish", "done", "pickup", "confirm", "1", "yes", "edit"])
            .prop_map(|text| Input::Text(text.to_owned())),
        2 => "\\PC{0,60}".prop_map(Input::Text),
        1 => any::<String>().prop_map(Input::Text),
        3 => choice.prop_map(|id| Input::Choice { id, title: String::new() }),
        1 => (prop::collection::vec((sku, any::<i64>()), 0..60), words()).prop_map(|(items, text)| Input::Cart { items, text }),
        1 => (any::<f64>(), any::<f64>(), words(), words())
            .prop_map(|(latitude, longitude, name, address)| Input::Location { latitude, longitude, name, address }),
        1 => (-90.0..90.0, -180.0..180.0).prop_map(|(latitude, longitude)| Input::Location {
            latitude, longitude, name: String::new(), address: String::new() }),
        1 => ("image|audio|document", words()).prop_map(|(kind, caption)| file(&kind, &caption)),
        1 => Just(Input::Reaction),
        1 => Just(Input::Other),
    ]
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        12 => input().prop_map(Deed::Do),
        6 => (0_usize..10).prop_map(Deed::Tap),
        1 => (0_i64..60).prop_map(Deed::Wait),
        1 => prop::sample::select(vec![1, 2, 11, 12]).prop_map(Deed::SellOut),
        1 => (0_i64..3).prop_map(Deed::Reprice),
        1 => any::<bool>().prop_map(Deed::Down),
        1 => Just(Deed::ConfirmOrders),
        1 => (0_usize..16, 0_usize..4).prop_map(|(from, count)| Deed::Hinder(from, count)),
        1 => (0_u32..4).prop_map(Deed::Stock),
        1 => any::<bool>().prop_map(Deed::Offer),
    ]
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    prop::collection::vec(deed(), 1..40)
}

/// A phone, and the message it shows.
struct World {
    phone: Phone,
    shown: Option<Message>,
}

impl World {
    fn new() -> Self {
        Self { phone: crate::rich::phone(), shown: None }
    }

    /// Does it; the answer, if it was something to answer.
    fn act(&mut self, deed: Deed) -> Option<(Input, Vec<Message>)> {
        let input = match deed {
            Deed::Do(input) => input,
            Deed::Tap(place) => Input::Choice { id: self.choice(place)?, title: String::new() },
            other => {
                self.turn_the_world(other);
                return None;
            }
        };
        let replies = self.phone.send(&input);
        self.shown = replies.last().cloned().or(self.shown.take());
        Some((input, replies))
    }

    fn choice(&self, place: usize) -> Option<String> {
        let ids = ids(self.shown.as_ref()?);
        ids.get(place % ids.len().max(1)).cloned()
    }

    fn turn_the_world(&mut self, deed: Deed) {
        match deed {
            Deed::Wait(minutes) => self.phone.wait_minutes(minutes),
            Deed::SellOut(number) => self.phone.edit(number, |item| item.available = !item.available),
            Deed::Reprice(surcharge) => self.phone.desk.surcharge = surcharge,
            Deed::Down(is_down) => self.phone.desk.is_down = is_down,
            Deed::Hinder(from, count) => {
                self.phone.desk.obstacles = obstacles().into_iter().cycle().skip(from).take(count).collect();
            }
            Deed::Stock(left) => self.phone.desk.stock = vec![(id(11), left)],
            Deed::Offer(is_rich) => self.offer(is_rich),
            _ => self.phone.desk.orders.iter_mut().for_each(|order| order.status = OrderStatus::Confirmed),
        }
    }
}

impl World {
    /// A shop that offers everything, or nothing besides goods.
    fn offer(&mut self, is_rich: bool) {
        self.phone.offer(|offers| {
            (offers.slots, offers.tips) = (is_rich, is_rich);
            offers.payments = if is_rich { vec![PaymentPolicy::PayOnDelivery, PaymentPolicy::Prepaid] } else { vec![] };
        });
        let hour = |hour| Timestamp::from_second(1_777_975_200 + hour * 3600).unwrap();
        let slot = |n: i64| Slot { start: hour(n), end: hour(n + 1), left: Some(1) };
        self.phone.desk.slots = (0..if is_rich { 20 } else { 0 }).map(slot).collect();
        self.phone.desk.coupons = if is_rich { vec![("ILK50".into(), 50)] } else { vec![] };
    }
}

/// Everything that may be in the way of an order.
fn obstacles() -> Vec<Obstacle> {
    let sum = |minor| base::Money::new(minor, base::Currency::NGN);
    vec![
        Obstacle::Choices { product: id(1) },
        Obstacle::Choices { product: id(11) },
        Obstacle::Field { product: id(31), key: "nid".into() },
        Obstacle::OutOfStock { product: id(11), left: 1 },
        Obstacle::OutOfStock { product: id(1), left: 0 },
        Obstacle::Closed { next_opening: Some(Timestamp::UNIX_EPOCH) },
        Obstacle::Closed { next_opening: None },
        Obstacle::SlotNotOffered,
        Obstacle::SlotFull,
        Obstacle::OutsideZones,
        Obstacle::PinRequired,
        Obstacle::BelowMinimum { minimum: sum(2), missing: sum(1) },
        Obstacle::Coupon(CouponFault::BelowMinimum { minimum: sum(5) }),
        Obstacle::Coupon(CouponFault::UsedUp),
        Obstacle::TipsNotOffered,
        Obstacle::PolicyNotOffered,
    ]
}

/// What is written where private things are asked for.
const NATIONAL_ID: &str = "1234567890";

/// Whether a place or a remark on goods is called by these words; whoever does so wants to read them.
fn is_public(session: &Session, words: &str) -> bool {
    let place = session.address.iter().map(|place| &place.text);
    let remarks = session.cart.lines().iter().map(|line| &line.note);
    let open = session.unfinished.iter().map(|line| &line.note);
    place.chain(remarks).chain(open).any(|text| text.contains(words))
}

fn play(deeds: &[Deed]) -> (Session, Vec<Vec<Message>>, Vec<Request>) {
    let mut world = World::new();
    let replies = deeds.iter().cloned().filter_map(|deed| Some(world.act(deed)?.1)).collect();
    (world.phone.session, replies, world.phone.requests)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_input_is_answered_by_one_message_within_the_limits(deeds in deeds()) {
        let mut world = World::new();
        for deed in deeds {
            let Some((input, replies)) = world.act(deed) else { continue };
            prop_assert_eq!(replies.len(), usize::from(input != Input::Reaction), "{:?}", input);
            for reply in replies {
                let offered: Vec<String> = world.phone.session.offered.clone();
                if offered.len() <= base::message::ROWS_MAX {
                    prop_assert_eq!(ids(&reply), offered, "numbers and choices differ");
                }
                let is_about_lines = ["fill", "cart", "checkout", "confirm", "fulfilment", "yes", "status", "again"];
                let is_shown = is_public(&world.phone.session, NATIONAL_ID);
                if !is_shown && world.phone.intents.last().is_some_and(|intent| is_about_lines.contains(intent)) {
                    prop_assert!(!reply.body().contains(NATIONAL_ID), "a private value is shown");
                }
                prop_assert!(reply.check().is_ok());
            }
        }
    }

    #[test]
    fn from_every_state_the_global_words_work(deeds in deeds()) {
        let mut world = World::new();
        deeds.into_iter().for_each(|deed| drop(world.act(deed)));
        world.phone.desk.is_down = false;
        world.phone.desk.obstacles.clear();
        world.phone.session.language = Some(Language::En);
        // The first one may only answer what a file is for.
        for _ in 0..2 {
            if world.phone.session.editing.is_some() {
                world.phone.say("cancel");
            }
        }
        let start = world.phone.session.clone();
        for (word, part) in [("menu", "What would you like?"), ("cart", "our cart"), ("help", "You can write"), ("cancel", "")] {
            world.phone.session = start.clone();
            let reply = world.phone.say(word);
            prop_assert!(reply.contains(part), "{word}: {reply}");
            prop_assert_eq!(&world.phone.session.cart, &start.cart);
        }
        prop_assert_eq!(world.phone.session.state.name(), "idle");
    }

    #[test]
    fn no_file_is_lost_without_a_word(deeds in deeds()) {
        let mut world = World::new();
        for deed in deeds {
            let waiting = files(&world.phone);
            let Some((input, replies)) = world.act(deed) else { continue };
            let is_file = matches!(&input, Input::Media { .. }) && world.phone.intents.last() == Some(&"media");
            if files(&world.phone) < waiting + usize::from(is_file) {
                let words = ["keep", "kept", "gard", "guard", "joindre", "juntar"];
                prop_assert!(replies.iter().any(|reply| words.iter().any(|word| reply.body().contains(word))), "{replies:?}");
            }
        }
    }

    #[test]
    fn sums_are_written_as_the_language_of_the_customer_does(deeds in deeds()) {
        let mut world = World::new();
        // Whoever writes the sign may read it as it was written.
        for deed in deeds.into_iter().filter(|deed| !format!("{deed:?}").contains('₦')) {
            let Some((_, replies)) = world.act(deed) else { continue };
            let is_english = world.phone.session.language.is_none_or(|language| language == Language::En);
            for reply in replies {
                let text = serde_json::to_string(&reply).unwrap();
                let parts: Vec<&str> = text.split('₦').collect();
                let is_first = parts[1..].iter().all(|tail| tail.starts_with(|c: char| c.is_ascii_digit()));
                let is_last = parts[..parts.len() - 1].iter().all(|head| head.ends_with('\u{a0}'));
                prop_assert!(if is_english { is_first } else { is_last }, "{text}");
            }
        }
    }

    #[test]
    fn the_same_inputs_give_the_same_conversation(deeds in deeds()) {
        prop_assert_eq!(play(&deeds), play(&deeds));
    }

    #[test]
    fn a_cart_only_changes_by_what_is_meant_to_change_it(deeds in deeds()) {
        let mut world = World::new();
        for deed in deeds {
            let Session { cart: before, unfinished, editing, .. } = world.phone.session.clone();
            let orders = world.phone.desk.orders.len();
            let Some((input, _)) = world.act(deed) else { continue };
            let phone = &world.phone;
            let changers = [
                "add", "remove", "change", "clear", "confirm", "proceed", "yes", "item", "choose", "skip", "fill", "count",
                "customise", "again", "take_left", "pay",
            ];
            // A line may be taken up again because something of it is missing, and an order that is changed has a cart of
            // its own.
            let is_elsewhere = phone.session.unfinished != unfinished || phone.session.editing != editing;
            let intent = phone.intents.last().copied().unwrap_or("");
            if phone.session.cart != before {
                prop_assert!(changers.contains(&intent) || is_elsewhere, "{intent} changed the cart: {input:?}");
            }
            let was_emptied = !before.is_empty() && phone.session.cart.is_empty();
            let is_meant = phone.desk.orders.len() > orders || ["clear", "remove", "change"].contains(&intent) || is_elsewhere;
            prop_assert!(!was_emptied || is_meant, "{intent} emptied the cart");
        }
    }

    #[test]
    fn chatter_never_changes_the_cart(text in "[a-z ]{0,40}|\\PC{0,40}") {
        let mut phone = Phone::new();
        phone.say("add zobo 2");
        let before = phone.session.cart.clone();
        phone.say(&text);
        let intent = *phone.intents.last().unwrap();
        if intent == "unknown" || intent == "suggest" {
            prop_assert_eq!(phone.session.cart, before);
        }
    }

    #[test]
    fn an_order_is_only_placed_at_the_total_that_was_shown(deeds in deeds()) {
        let mut world = World::new();
        let mut shown = BTreeSet::new();
        for deed in deeds {
            let orders = world.phone.desk.orders.len();
            world.act(deed);
            let phone = &world.phone;
            if phone.desk.orders.len() > orders {
                prop_assert!(shown.contains(&phone.desk.orders[0].sums.total.minor));
            }
            shown.extend(world.shown.iter().flat_map(|message| sums(message.body())));
        }
    }

    #[test]
    fn a_long_silence_never_costs_the_cart(deeds in deeds(), minutes in 30_i64..100_000) {
        let mut world = World::new();
        deeds.into_iter().for_each(|deed| drop(world.act(deed)));
        let cart = world.phone.session.cart.clone();
        let heard_at: Option<Timestamp> = world.phone.session.heard_at;
        world.phone.wait_minutes(minutes);
        world.phone.say("cart");
        prop_assert_eq!(&world.phone.session.cart, &cart);
        prop_assert!(world.phone.session.heard_at > heard_at);
    }
}

/// Files that wait or are kept with an order.
fn files(phone: &Phone) -> usize {
    phone.session.files.len() + phone.desk.files.len()
}

/// Every sum of money in a text, whether its sign comes first or last.
fn sums(text: &str) -> Vec<i64> {
    let is_money = |c: &char| c.is_ascii_digit() || matches!(c, ',' | '.' | '\u{a0}');
    let minor = |digits: String| digits.replace(|c: char| !c.is_ascii_digit(), "").parse().ok();
    let before = |part: &str| part.chars().rev().take_while(is_money).collect::<Vec<_>>().into_iter().rev().collect();
    let after = |part: &str| part.chars().take_while(is_money).collect();
    let parts: Vec<&str> = text.split('₦').collect();
    parts.windows(2).flat_map(|pair| [minor(before(pair[0])), minor(after(pair[1]))]).flatten().collect()
}
