//! What holds for every conversation, whatever a customer does.

use std::collections::BTreeSet;

use base::{Message, Timestamp};
use dialogue::{Input, OrderStatus, Request, Session};
use proptest::prelude::*;

use crate::phone::{Phone, id, ids};

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
}

/// Words that mean something in one state or another, in three languages.
const WORDS: &str = "hi|menu|add|delete|remove|change|view cart|cart|done|checkout|confirm|cancel|status|order history|\
    cancel order|new order|help|back|agent|language|français|olá|english|yes|no|1|2|3|10|pickup|delivery|\
    more|none|zobo|2 zobo|suya|2 suya|jollof rice|water|coke|cake|cement x 100|drinks|food|0|-1|1e9|\
    a dozen|and|,|x|(|)|no onion|12 Allen Avenue, Ikeja|ORD-10000003|zoboo|chiken suya|bonjour|panier|\
    terminé|confirmer|ajouter|carrinho|finalizar|order|i want|oui|sim";

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
            "remove"
        ])
        .prop_map(str::to_owned),
        (0_u64..30).prop_map(|n| format!("item:{}", id(n))),
        (0_u64..30, 0_u32..1002).prop_map(|(n, quantity)| format!("add:{}:{quantity}", id(n))),
        (0_u64..30).prop_map(|n| format!("remove:{}", id(n))),
        "\\PC{0,20}",
    ];
    let sku = prop::sample::select(vec!["ZOBO", "cake", "NOTHING", ""]).prop_map(str::to_owned);
    prop_oneof![
        8 => words().prop_map(Input::Text),
        6 => prop::sample::select(vec!["add zobo 1", "2 zobo", "done", "pickup", "confirm", "1", "yes"])
            .prop_map(|text| Input::Text(text.to_owned())),
        2 => "\\PC{0,60}".prop_map(Input::Text),
        1 => any::<String>().prop_map(Input::Text),
        3 => choice.prop_map(|id| Input::Choice { id, title: String::new() }),
        1 => (prop::collection::vec((sku, any::<i64>()), 0..60), words()).prop_map(|(items, text)| Input::Cart { items, text }),
        1 => (any::<f64>(), any::<f64>(), words(), words())
            .prop_map(|(latitude, longitude, name, address)| Input::Location { latitude, longitude, name, address }),
        1 => (-90.0..90.0, -180.0..180.0).prop_map(|(latitude, longitude)| Input::Location {
            latitude, longitude, name: String::new(), address: String::new() }),
        1 => ("image|audio|document", words()).prop_map(|(kind, caption)| Input::Media { kind, caption }),
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
        Self { phone: Phone::new(), shown: None }
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
            Deed::Reprice(surcharge) => self.phone.surcharge = surcharge,
            Deed::Down(is_down) => self.phone.is_down = is_down,
            _ => self.phone.orders.iter_mut().for_each(|order| order.status = OrderStatus::Confirmed),
        }
    }
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
                prop_assert_eq!(ids(&reply), offered, "numbers and choices differ");
                prop_assert!(reply.check().is_ok());
            }
        }
    }

    #[test]
    fn from_every_state_the_global_words_work(deeds in deeds()) {
        let mut world = World::new();
        deeds.into_iter().for_each(|deed| drop(world.act(deed)));
        world.phone.is_down = false;
        world.phone.say("english");
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
    fn the_same_inputs_give_the_same_conversation(deeds in deeds()) {
        prop_assert_eq!(play(&deeds), play(&deeds));
    }

    #[test]
    fn a_cart_only_changes_by_what_is_meant_to_change_it(deeds in deeds()) {
        let mut world = World::new();
        for deed in deeds {
            let before = world.phone.session.cart.clone();
            let orders = world.phone.orders.len();
            let Some((input, _)) = world.act(deed) else { continue };
            let phone = &world.phone;
            let changers = ["add", "remove", "change", "clear", "confirm", "proceed", "yes", "item"];
            let intent = phone.intents.last().copied().unwrap_or("");
            if phone.session.cart != before {
                prop_assert!(changers.contains(&intent), "{intent} changed the cart: {input:?}");
            }
            let was_emptied = !before.is_empty() && phone.session.cart.is_empty();
            let is_meant = phone.orders.len() > orders || ["clear", "remove", "change"].contains(&intent);
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
            let orders = world.phone.orders.len();
            world.act(deed);
            let phone = &world.phone;
            if phone.orders.len() > orders {
                prop_assert!(shown.contains(&phone.orders[0].total.to_string()));
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

/// Every sum of money in a text.
fn sums(text: &str) -> Vec<String> {
    let is_money = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.');
    let sum = |tail: &str| {
        let end = tail.find(|c| !is_money(c)).unwrap_or(tail.len());
        format!("₦{}", tail[..end].trim_end_matches(['.', ',']))
    };
    text.split('₦').skip(1).map(sum).collect()
}
