//! What is said when something in a cart sells out and nobody asked.

use dialogue::{Language, State};

use crate::{
    phone::{Phone, has, ids},
    rich,
};

const ZOBO: u64 = 11;

/// A phone whose cart holds zobo and perhaps more; the zobo has just sold out.
fn sold_out_in(cart: &str) -> Phone {
    let mut phone = Phone::new();
    phone.say(cart);
    phone.edit(ZOBO, |zobo| zobo.available = false);
    phone
}

#[test]
fn the_news_says_what_is_gone_and_what_to_do_next() {
    let mut phone = sold_out_in("add 2 zobo and 1 water");
    let news = phone.hear_sold_out(ZOBO, 1).unwrap();
    has(news.body(), &["Sold out by now", "Zobo", "*checkout*"]);
    assert_eq!(ids(&news), ["checkout", "cart", "menu"]);
    has(&phone.tap("checkout"), &["Delivery or pick-up?"]);

    let mut phone = sold_out_in("add 2 zobo");
    let news = phone.hear_sold_out(ZOBO, 1).unwrap();
    has(news.body(), &["Sold out by now", "nothing else in your cart"]);
    assert_eq!(ids(&news), ["menu", "cart"]);
}

#[test]
fn it_is_told_once_whoever_tells_it_first() {
    let mut phone = sold_out_in("add 2 zobo");
    assert!(phone.hear_sold_out(ZOBO, 1).is_some());
    assert!(phone.hear_sold_out(ZOBO, 1).is_none());
    assert!(!phone.say("help").contains("Sold out by now"));

    let mut phone = sold_out_in("add 2 zobo");
    has(&phone.say("help"), &["Sold out by now"]);
    assert!(phone.hear_sold_out(ZOBO, 1).is_none());
}

#[test]
fn what_comes_back_and_sells_out_again_is_told_again() {
    let mut phone = sold_out_in("add 2 zobo");
    assert!(phone.hear_sold_out(ZOBO, 1).is_some());
    phone.edit(ZOBO, |zobo| zobo.available = true);
    assert!(phone.hear_sold_out(ZOBO, 1).is_none(), "it is there again");
    let offered_at = phone.menu.revision();
    phone.edit(ZOBO, |zobo| zobo.available = false);
    assert!(phone.hear_sold_out(ZOBO, offered_at).is_some());
}

#[test]
fn several_things_that_sell_out_together_are_one_message() {
    let mut phone = sold_out_in("add 2 zobo, 1 water and 1 cake");
    phone.edit(12, |water| water.available = false);
    has(phone.hear_sold_out(ZOBO, 1).unwrap().body(), &["Zobo, Bottled Water"]);
    assert!(phone.hear_sold_out(12, 2).is_none());
}

#[test]
fn what_is_not_in_the_cart_is_no_news() {
    let mut phone = sold_out_in("add 1 water");
    assert!(phone.hear_sold_out(ZOBO, 1).is_none());
}

#[test]
fn the_open_question_stays_open() {
    let mut phone = Phone::new();
    phone.say("2 zobo and 1 water");
    assert_eq!(phone.session.state, State::Proposed);
    let offered = phone.session.offered.clone();
    phone.edit(ZOBO, |zobo| zobo.available = false);
    assert!(phone.hear_sold_out(ZOBO, 1).is_some());
    assert_eq!((&phone.session.state, &phone.session.offered), (&State::Proposed, &offered));
    has(&phone.say("yes"), &["Delivery or pick-up?"]);
}

#[test]
fn the_news_is_told_in_the_language_of_the_customer() {
    for (language, words) in [(Language::Fr, "Épuisé entre-temps"), (Language::Pt, "Esgotado entretanto")] {
        let mut phone = sold_out_in("add 2 zobo");
        phone.session.language = Some(language);
        has(phone.hear_sold_out(ZOBO, 1).unwrap().body(), &[words, "Zobo", "*menu*"]);
    }
}

const RICE: u64 = 1;
const FISH: u64 = 1003;

/// A phone whose cart holds rice with fish, and the fish has just sold out.
fn fish_sold_out() -> Phone {
    let mut phone = rich::phone();
    phone.say("add 2 jollof rice with fish");
    phone.say("no");
    phone.say("no");
    assert_eq!(phone.cart(), [("Jollof Rice".to_owned(), 2)]);
    phone.edit(RICE, |rice| rich::sell_out(rice, "Fish"));
    phone
}

#[test]
fn a_choice_that_sells_out_is_told_once_and_another_one_is_asked_for() {
    let mut phone = fish_sold_out();
    let news = phone.hear_sold_out(FISH, 1).unwrap();
    has(news.body(), &["Sold out by now: Fish (Jollof Rice).", "*checkout*"]);
    assert_eq!(ids(&news), ["checkout", "cart"]);
    assert!(phone.hear_sold_out(FISH, 1).is_none(), "it was told");
    assert!(!phone.say("help").contains("Fish"));
    assert!(phone.hear_sold_out(FISH, 1).is_none(), "a turn meanwhile changes nothing");
    has(&phone.tap("checkout"), &["Fish is sold out", "Protein"]);
}

#[test]
fn a_choice_that_comes_back_and_sells_out_again_is_told_again() {
    let mut phone = fish_sold_out();
    assert!(phone.hear_sold_out(FISH, 1).is_some());
    let whole = rich::sections()[0].items[0].clone();
    phone.edit(RICE, |rice| *rice = whole.clone());
    assert!(phone.hear_sold_out(FISH, 1).is_none(), "it is there again");
    let offered_at = phone.menu.revision();
    phone.edit(RICE, |rice| rich::sell_out(rice, "Fish"));
    assert!(phone.hear_sold_out(FISH, offered_at).is_some());
}

#[test]
fn a_choice_that_is_not_in_the_cart_or_goes_with_what_is_sold_out_is_no_news() {
    let mut phone = fish_sold_out();
    assert!(phone.hear_sold_out(1002, 1).is_none());
    phone.edit(RICE, |rice| rice.available = false);
    assert!(phone.hear_sold_out(FISH, 1).is_none());
    has(phone.hear_sold_out(RICE, 1).unwrap().body(), &["Jollof Rice"]);
}
