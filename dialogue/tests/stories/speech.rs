//! How people speak: greetings first, where to bring it and how to pay last, what they no longer want, in the language
//! they begin in.

use dialogue::{Fulfilment, Language};

use crate::{
    phone::{Phone, has},
    rich,
    sentences::pairs,
};

#[test]
fn goods_and_where_to_bring_them_go_in_one_message() {
    for text in [
        "2 zobo please deliver to 5 Allen Avenue, Ikeja",
        "2 zobo, deliver to 5 Allen Avenue, Ikeja",
        "i want 2 zobo delivered to 5 Allen Avenue, Ikeja",
        "add zobo 2 and deliver it to 5 Allen Avenue, Ikeja",
        "2 zobo, livrer au 5 Allen Avenue, Ikeja",
        "2 zobo para entregar em 5 Allen Avenue, Ikeja",
    ] {
        let mut phone = Phone::new();
        let reply = phone.say(text);
        assert_eq!(phone.cart(), pairs(&[("Zobo", 2)]), "{text}: {reply}");
        let address = phone.session.address.as_ref().map(|address| address.text.as_str());
        assert_eq!(address, Some("5 Allen Avenue, Ikeja"), "{text}: {reply}");
    }
    let mut phone = Phone::new();
    has(
        &phone.say("2 zobo deliver to 5 Allen Avenue, Ikeja"),
        &["Please check your order", "2 × Zobo", "Delivery to: 5 Allen Avenue, Ikeja", "Place this order?"],
    );
    let mut phone = rich::phone();
    has(&phone.say("2 jollof deliver to 5 Allen Avenue"), &["I noted that place", "choose one, Protein"]);
    has(&phone.say("1 zobo and deliver to 7 Allen Avenue"), &["I noted that place", "Added 1 × Zobo", "choose one"]);
    phone.say("fish");
    phone.say("skip");
    phone.say("skip");
    has(&phone.say("done"), &["Delivery to: 7 Allen Avenue"]);
    let mut phone = Phone::new();
    phone.say("2 zobo deliver to me");
    assert_eq!(phone.session.address, None);
}

#[test]
fn what_is_no_longer_wanted_leaves_the_cart() {
    for text in [
        "I don't want zobo again",
        "i dont want the zobo anymore",
        "I no want zobo",
        "no more zobo",
        "je ne veux plus de zobo",
        "nao quero zobo",
    ] {
        let mut phone = Phone::new();
        phone.say("add 2 zobo, 1 cake");
        has(&phone.say(text), &["Cake"]);
        assert_eq!(phone.cart(), pairs(&[("Cake", 1)]), "{text}");
    }
    let mut phone = Phone::new();
    phone.say("add 2 zobo");
    has(&phone.say("i dont want cake"), &["Cake is not in your cart"]);
    has(&phone.say("i dont want this"), &["did not understand"]);
    has(&phone.say("je ne veux plus de cake"), &["Cake"]);
    assert_eq!(phone.cart(), pairs(&[("Zobo", 2)]));
}

#[test]
fn make_it_so_many_means_the_only_thing_there_is_and_asks_where_there_are_several() {
    let mut phone = Phone::new();
    has(&phone.say("make it 5"), &["did not understand"]);
    phone.say("add 2 zobo");
    has(&phone.say("make it 5"), &["Your cart now has 5 × Zobo"]);
    phone.say("add 1 cake");
    has(&phone.say("make it 3"), &["Which one do you mean by \"3\"?", "*change Zobo 3*", "5 × Zobo", "1 × Cake"]);
    assert_eq!(phone.cart(), pairs(&[("Zobo", 5), ("Cake", 1)]));
}

#[test]
fn greetings_and_phrases_that_ask_stand_before_goods_and_commands() {
    for text in [
        "hello good evening, pls i want 2 zobo and 1 cake",
        "Good morning please can I have 2 zobo and 1 cake",
        "hi there, abeg give me 2 zobo and 1 cake",
        "bonjour, je voudrais 2 zobo et 1 cake",
        "bom dia, por favor quero 2 zobo e 1 cake",
    ] {
        let mut phone = Phone::new();
        let reply = phone.say(text);
        assert_eq!(phone.cart(), pairs(&[("Zobo", 2), ("Cake", 1)]), "{text}: {reply}");
    }
    for (text, part) in [
        ("hello good evening", "Your cart is still here"),
        ("good evening sir", "Your cart is still here"),
        ("can i see my cart", "Your cart:"),
        ("please can you show me the menu", "What would you like?"),
        ("i want to take away the zobo", "Took out 2 × Zobo"),
        ("can you remove the zobo", "Took out 2 × Zobo"),
        ("how much is everything", "Total: ₦1,200.00"),
        ("I want to order again", "You have no orders yet"),
        ("thank you so much", "You are welcome"),
        ("i would like to cancel my order", "no order that can still be cancelled"),
        ("is my order ready?", "You have no orders yet"),
        ("puis-je voir mon panier", "Votre panier"),
        ("posso ver o carrinho", "carrinho"),
    ] {
        let mut phone = Phone::new();
        phone.say("add 2 zobo");
        has(&phone.say(text), &[part]);
    }
}

#[test]
fn a_dish_its_choices_and_where_to_bring_it_are_said_in_one_breath() {
    let mut phone = rich::phone();
    let text = "Good evening, please can I have 2 jollof, both with chicken, and 1 zobo, and deliver it to 5 Allen Avenue, Ikeja";
    has(
        &phone.say(text),
        &["2 × Jollof Rice (Chicken)", "1 × Zobo", "Delivery to: 5 Allen Avenue, Ikeja", "Place this"],
    );
}

#[test]
fn what_comes_with_something_unknown_is_no_thing_of_its_own() {
    let mut phone = rich::phone();
    has(&phone.say("all of it with chicken suya"), &["did not understand"]);
    has(&phone.say("add coffee with zobo and 2 cake"), &["We do not have \"coffee with zobo\"", "2 × Cake"]);
    assert_eq!(phone.cart(), pairs(&[("Cake", 2)]));
}

#[test]
fn whoever_begins_in_another_language_is_heard_in_it() {
    for (text, language) in [
        ("Bonsoir, je voudrais 2 zobo et 1 cake s'il vous plaît", Language::Fr),
        ("je voudrais 2 zobo et 1 cake svp", Language::Fr),
        ("Boa tarde, queria 2 zobo e 1 cake por favor", Language::Pt),
        ("quero 2 zobo e 1 cake", Language::Pt),
        ("good evening, 2 zobo and 1 cake", Language::En),
    ] {
        let mut phone = Phone::new();
        let reply = phone.say(text);
        assert_eq!(phone.cart(), pairs(&[("Zobo", 2), ("Cake", 1)]), "{text}: {reply}");
        assert_eq!(phone.session.language.unwrap_or(Language::En), language, "{text}: {reply}");
    }
}

#[test]
fn whoever_asks_what_things_cost_orders_nothing() {
    let mut phone = Phone::new();
    let prices = phone.message("how much is zobo and cake?");
    has(prices.body(), &["*Zobo*: ₦600.00", "*Cake*: "]);
    assert_eq!(phone.cart(), []);
    has(&phone.say("1"), &["Zobo", "How many?"]);
    has(&phone.say("how much are 3 zobo"), &["*Zobo*: ₦600.00", "How many?"]);
    assert_eq!(phone.cart(), []);
}

#[test]
fn goods_and_how_they_are_wanted_go_in_one_message() {
    for (words, parts) in [
        ("2 zobo, pickup", &["2 × Zobo", "Pick-up at the shop", "Place this order?"][..]),
        ("2 zobo and I will pick it up", &["2 × Zobo", "Pick-up at the shop", "Place this order?"]),
        ("pls add zobo 2 for pick up", &["2 × Zobo", "Pick-up at the shop", "Place this order?"]),
        ("2 zobo deliver to me", &["address"]),
        ("2 zobo delivery please", &["address"]),
        ("i want 2 zobo for delivery, pay on delivery", &["address"]),
        ("2 zobo for pickup. I'll pay cash", &["Pick-up at the shop", "when you get your order", "Place this order?"]),
        ("2 zobo pay cash on delivery", &["when you get your order", "Your cart:"]),
        ("add 2 zobo, pay on delivery", &["when you get your order", "2 × Zobo", "Your cart:"]),
        ("can I get 2 zobo, pickup?", &["Pick-up at the shop", "Place this order?"]),
        ("2 zobo and done", &["Delivery or pick-up?"]),
        ("2 zobo that's all", &["Delivery or pick-up?"]),
        ("2 zobo, tip 150, pickup", &["tip", "Pick-up at the shop", "Place this order?"]),
        ("2 zobo, pickup, deliver to 5 Allen Avenue, Ikeja", &["Delivery to: 5 Allen Avenue, Ikeja", "Place this"]),
    ] {
        let mut phone = Phone::new();
        has(&phone.say(words), parts);
        assert_eq!(phone.cart(), pairs(&[("Zobo", 2)]), "{words}");
    }
    let mut phone = rich::phone();
    phone.desk.coupons = vec![("ILK50".into(), 50)];
    let reply = phone.say("2 jollof with fish, coupon ILK50, tip 150, pickup");
    assert!(!reply.contains("do not have") && !reply.contains("does not come with"), "{reply}");
    has(&reply, &["takes no tips", "coupon ILK50", "Pick-up at the shop", "Place this order?"]);
    assert_eq!(phone.session.coupon.as_deref(), Some("ILK50"));
    assert_eq!(phone.session.fulfilment, Some(Fulfilment::Pickup));
}

#[test]
fn commands_that_ask_something_are_named_after_goods_to_be_written_next() {
    let mut phone = Phone::new();
    phone.desk.coupons = vec![("ILK50".into(), 50)];
    has(&phone.say("2 zobo, schedule"), &["write this next", "*schedule*", "2 × Zobo"]);
    phone.say("coupon ILK50");
    has(&phone.say("1 zobo and coupon OLD10"), &["write this next", "*coupon OLD10*", "Zobo"]);
    assert_eq!(phone.session.coupon.as_deref(), Some("ILK50"));
    for words in ["2 zobo, 1 cake", "tip 150, thanks", "coupon ILK50", "pickup, delivery"] {
        assert!(!Phone::new().say(words).contains("write this next"), "{words}");
    }
}

#[test]
fn words_that_deny_or_ask_say_nothing_of_how_goods_are_wanted() {
    for words in
        ["2 zobo no delivery", "can you do 2 zobo delivery?", "i don't want zobo delivery", "how much is delivery"]
    {
        let mut phone = Phone::new();
        let reply = phone.say(words);
        assert_eq!(phone.session.fulfilment, None, "{words}: {reply}");
    }
}
