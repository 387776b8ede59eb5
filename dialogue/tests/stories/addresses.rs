//! Where an order is brought: what is an address, what is none, and how it is corrected.

use dialogue::{Fulfilment, Language, State};

use crate::phone::{Phone, has};

/// A phone that is asked "Where shall we bring it?"
fn asked() -> Phone {
    let mut phone = Phone::new();
    phone.say("add chicken suya 2");
    phone.say("delivery");
    phone
}

/// A phone that shows the summary of an order to be brought.
fn at_the_summary() -> Phone {
    let mut phone = asked();
    has(&phone.say("12 Allen Avenue, Ikeja"), &["Delivery to: 12 Allen Avenue, Ikeja", "*change address*"]);
    phone
}

fn address(phone: &Phone) -> Option<&str> {
    phone.session.address.as_ref().map(|address| address.text.as_str())
}

#[test]
fn a_question_or_a_sentence_to_somebody_is_no_address_and_hears_what_to_do() {
    for (language, words, part) in [
        (Language::En, "how much is the delivery fee?", "I still need the address"),
        (Language::En, "Do you come to 5 Broad Street?", "*pickup*"),
        (Language::En, "please wait my friend is sending the address", "I still need the address"),
        (Language::Fr, "Combien coûte la livraison ?", "Il me faut encore l'adresse"),
        (Language::Fr, "attendez mon ami envoie cela", "Il me faut encore l'adresse"),
        (Language::Pt, "Quanto custa a entrega?", "Ainda preciso da morada"),
        (Language::Pt, "espere o meu amigo vai mandar", "Ainda preciso da morada"),
    ] {
        let mut phone = asked();
        phone.session.language = Some(language);
        has(&phone.say(words), &[part]);
        assert_eq!((&phone.session.state, address(&phone)), (&State::Address, None), "{words}");
    }
    let mut phone = asked();
    phone.shop.offers_pickup = false;
    assert!(!phone.say("how much is it?").contains("pickup"));
}

#[test]
fn a_question_about_goods_is_answered_while_an_address_is_asked_for() {
    has(&asked().say("how much is zobo?"), &["*Zobo*: ₦600.00"]);
}

#[test]
fn an_address_without_a_number_is_one_when_it_reads_like_one() {
    for words in ["Opposite Total station, Ikeja", "I am behind the big church, Yaba", "Ikeja City Centre, Lagos"] {
        has(&asked().say(words), &["Delivery to: ", "Place this order?"]);
    }
}

#[test]
fn words_for_fetching_choose_pickup() {
    for (language, words) in [
        (Language::En, "I will come and pick it up myself"),
        (Language::En, "I will pick it up"),
        (Language::Fr, "Je vais passer la prendre demain"),
        (Language::Pt, "Eu vou aí buscar"),
    ] {
        let mut phone = asked();
        phone.session.language = Some(language);
        phone.say(words);
        assert_eq!(phone.session.fulfilment, Some(Fulfilment::Pickup), "{words}");
    }
    let mut phone = asked();
    has(&phone.say("I cannot pick it up"), &["I still need the address"]);
    let mut phone = Phone::new();
    phone.say("add zobo 1");
    phone.say("done");
    has(&phone.say("I will come and pick it up myself"), &["Pick-up at the shop"]);
}

#[test]
fn delivery_at_the_summary_asks_for_the_address_anew() {
    let mut phone = at_the_summary();
    has(&phone.say("delivery"), &["Where shall we bring it?"]);
    has(&phone.say("7 Broad Street, Lagos"), &["Delivery to: 7 Broad Street, Lagos"]);
}

#[test]
fn an_address_is_changed_by_words_anywhere_in_checkout() {
    for (language, words, question) in [
        (Language::En, "change address", "Where shall we bring it?"),
        (Language::En, "wrong address", "Where shall we bring it?"),
        (Language::Fr, "changer l'adresse", "Où devons-nous livrer ?"),
        (Language::Pt, "mudar morada", "Onde devemos entregar?"),
    ] {
        let mut phone = at_the_summary();
        phone.session.language = Some(language);
        has(&phone.say(words), &[question]);
        assert_eq!(address(&phone), None);
    }
    for (language, words) in [
        (Language::En, "deliver to 7 Broad Street, Lagos"),
        (Language::En, "my address is 7 Broad Street, Lagos"),
        (Language::Fr, "livrez à 7 Broad Street, Lagos"),
        (Language::Pt, "entregar em 7 Broad Street, Lagos"),
    ] {
        for mut phone in [asked(), at_the_summary(), {
            let mut phone = asked();
            phone.say("back");
            phone
        }] {
            phone.session.language = Some(language);
            has(&phone.say(words), &["7 Broad Street, Lagos"]);
            assert_eq!(address(&phone), Some("7 Broad Street, Lagos"), "{words}");
        }
    }
    has(&at_the_summary().say("deliver to Ikeja"), &["short for an address"]);
    has(&Phone::new().say("change address"), &["Your cart is empty"]);
}

#[test]
fn an_address_written_at_the_summary_is_the_new_one_and_goods_stay_goods() {
    for words in ["5 Allen Avenue, Ikeja Lagos", "Flat 3, 8 Opebi Road", "12 Water Street, Lagos"] {
        let mut phone = at_the_summary();
        has(&phone.say(words), &[&format!("Delivery to: {words}")]);
    }
    for words in ["2 zobo", "3 zoboo", "2 unicorns?", "what is this"] {
        let mut phone = at_the_summary();
        phone.say(words);
        assert_eq!(address(&phone), Some("12 Allen Avenue, Ikeja"), "{words}");
    }
    let mut phone = asked();
    phone.say("pickup");
    has(&phone.say("5 Allen Avenue, Ikeja Lagos"), &["do not have"]);
}

#[test]
fn an_order_that_is_changed_keeps_its_address() {
    let mut phone = at_the_summary();
    phone.say("confirm");
    phone.say("edit order");
    for words in ["change address", "deliver to 7 Broad Street, Lagos"] {
        has(&phone.say(words), &["only its goods can be"]);
    }
    assert_eq!(phone.desk.orders[0].terms.address.as_ref().unwrap().text, "12 Allen Avenue, Ikeja");
}
