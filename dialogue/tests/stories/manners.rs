//! Everything that is not straight shopping: silence, mistakes, other languages, other kinds of messages.

use dialogue::{Input, Language, State};

use crate::phone::{Phone, file, has, id, ids, titles};

#[test]
fn after_half_an_hour_the_flow_starts_over_and_the_cart_is_shown() {
    let mut phone = Phone::new();
    phone.say("add zobo 2");
    phone.say("done");
    phone.say("pickup");
    phone.wait_minutes(29);
    has(&phone.say("what?"), &["Place it?"]);
    phone.wait_minutes(30);
    let back = phone.say("1");
    has(&back, &["It has been a while", "2 × Zobo: ₦1,200.00", "nothing to choose by number"]);
    assert!(phone.desk.orders.is_empty());
    phone.wait_minutes(31);
    has(&phone.say("yes"), &["It has been a while", "I did not ask anything"]);
    phone.say("done");
    phone.wait_minutes(31);
    has(&phone.say("confirm"), &["It has been a while", "Delivery or pick-up?"]);
    phone.wait_minutes(31);
    has(&phone.say("hi"), &["Your cart is still here", "2 × Zobo"]);
}

#[test]
fn an_empty_cart_is_not_talked_about_after_a_silence() {
    let mut phone = Phone::new();
    phone.say("menu");
    phone.wait_minutes(600);
    assert!(!phone.say("menu").contains("been a while"));
}

#[test]
fn a_stale_choice_says_so_and_what_is_possible_now_but_goods_keep_working() {
    let mut phone = Phone::new();
    has(&phone.tap("yes"), &["no longer active", "What would you like to do?"]);
    has(&phone.tap("confirm:1"), &["no longer active", "Your cart is empty"]);
    has(&phone.tap("something:else"), &["no longer active"]);
    has(&phone.tap(&format!("item:{}", id(777))), &["no longer active"]);
    phone.say("add zobo 1");
    phone.say("done");
    has(&phone.tap("none"), &["no longer active", "Delivery or pick-up?"]);
    has(&phone.tap(&format!("item:{}", id(11))), &["Zobo", "How many?"]);
    has(&phone.tap(&format!("add:{}:2", id(12))), &["Added 2 × Bottled Water"]);
    has(&phone.tap(&format!("category:{}", id(101))), &["*Food*"]);
}

#[test]
fn a_reaction_is_met_with_silence_and_changes_nothing() {
    let mut phone = Phone::new();
    phone.say("add zobo 1");
    let before = phone.session.clone();
    assert!(phone.send(&Input::Reaction).is_empty());
    assert_eq!(phone.session, before);
}

#[test]
fn files_and_other_messages_get_a_helpful_sentence() {
    let mut phone = Phone::new();
    for (kind, part) in [("image", "pictures"), ("audio", "voice"), ("document", "files"), ("hologram", "files")] {
        has(phone.one(&file(kind, "")).body(), &[part, "like to do?"]);
    }
    has(phone.one(&Input::Other).body(), &["cannot read"]);
    has(phone.one(&file("image", "2 zobo")).body(), &["2 × Zobo"]);
}

#[test]
fn unknown_words_are_quoted_and_the_open_question_is_asked_again() {
    let mut phone = Phone::new();
    has(&phone.say("the weather is nice"), &["I did not understand \"the weather is nice\"", "like to do?"]);
    phone.say("add zobo 1");
    for (text, question) in [("done", "Delivery or pick-up?"), ("pickup", "Place it?")] {
        phone.say(text);
        has(&phone.say("qwertz uiop"), &["I did not understand", question]);
    }
    has(&phone.say("yes"), &["is placed"]);
}

#[test]
fn a_command_with_a_typing_mistake_is_asked_about_and_not_obeyed() {
    for (text, id) in
        [("mneu", "menu"), ("chekout", "checkout"), ("hlep", "help"), ("confrim", "confirm"), ("clera", "clear")]
    {
        let mut phone = Phone::new();
        phone.say("add zobo 1");
        let question = phone.message(text);
        assert_eq!(ids(&question)[0], id, "{text}");
        assert_eq!(phone.cart().len(), 1);
    }
    let mut phone = Phone::new();
    phone.say("mneu");
    has(&phone.say("1"), &["What would you like?"]);
}

#[test]
fn numbers_that_choose_nothing_are_told_the_range() {
    let mut phone = Phone::new();
    phone.say("menu");
    has(&phone.say("7"), &["from 1 to 3", "What would you like?"]);
    has(&phone.say("0"), &["from 1 to 3"]);
    has(&phone.say("-4"), &["from 1 to 3"]);
}

#[test]
fn yes_and_no_to_nothing_are_answered() {
    let mut phone = Phone::new();
    has(&phone.say("yes"), &["did not ask"]);
    has(&phone.say("no"), &["did not ask"]);
    has(&phone.say("thanks"), &["You are welcome!"]);
}

#[test]
fn yes_to_a_question_that_takes_another_answer_is_only_asked_again() {
    let ways: [(&[&str], &str); 4] = [
        (&["add jollof"], "choose one, Protein"),
        (&["add zobo", "done"], "Delivery or pick-up?"),
        (&["drinks"], "*Drinks*"),
        (&["zobo"], "How many?"),
    ];
    for (way, question) in ways {
        let mut phone = crate::rich::phone();
        way.iter().for_each(|text| drop(phone.say(text)));
        let reply = phone.say("yes");
        has(&reply, &[question]);
        assert!(!reply.contains("did not ask"), "{reply}");
    }
}

#[test]
fn help_names_every_command_and_agent_promises_nothing_untrue() {
    let mut phone = Phone::new();
    has(
        &phone.say("help"),
        &[
            "*menu*",
            "*delete Jollof Rice*",
            "*view cart*",
            "*done*",
            "*confirm*",
            "*cancel*",
            "*status ORD-...*",
            "*order history*",
            "*cancel order ORD-...*",
            "*new order*",
        ],
    );
    has(&phone.say("agent"), &["cannot fetch a person", "What would you like to do?"]);
    phone.shop.contact = "call 0700 MAMA PUT".into();
    has(&phone.say("talk to a person"), &["call 0700 MAMA PUT"]);
}

#[test]
fn the_language_follows_the_customers_words_or_choice() {
    let mut phone = Phone::new();
    assert_eq!(titles(&phone.message("language")), ["English", "Français", "Português"]);
    has(&phone.say("2"), &["Nous parlons maintenant français."]);
    has(&phone.say("help"), &["Vous pouvez écrire"]);
    has(&phone.say("add 2 zobo and 1 water"), &["Ajouté : 2 × Zobo", "Ajouté : 1 × Bottled Water"]);
    phone.say("vider");
    has(&phone.say("português"), &["Agora falamos português."]);
    has(&phone.say("speak english"), &["We speak English now."]);
    has(&phone.say("oi"), &["Bem-vindo"]);
    has(&phone.tap("language:fr"), &["français"]);
    assert_eq!(phone.session.language, Some(Language::Fr));
    phone.say("2 zobo");
    has(&phone.say("oui"), &["Livraison ou retrait ?"]);
}

#[test]
fn whoever_chooses_a_language_after_a_long_silence_hears_all_of_it_in_that_language() {
    let mut phone = Phone::new();
    phone.say("add zobo 1");
    phone.wait_minutes(45);
    let reply = phone.say("français");
    has(&reply, &["Votre panier est toujours là", "Total : 600,00", "Nous parlons maintenant français"]);
    assert!(!reply.contains("Your cart"), "{reply}");
}

#[test]
fn the_shops_own_language_is_the_first() {
    let mut phone = Phone::new();
    phone.shop.language = Language::Fr;
    has(&phone.say("menu"), &["Que désirez-vous ?"]);
    has(&phone.say("salut"), &["Bienvenue"]);
    assert_eq!(phone.session.language, None);
}

#[test]
fn goods_named_like_a_foreign_command_are_goods() {
    let item = crate::phone::item(50, "Pronto", 100, &[]);
    let section = dialogue::Section { id: id(900), name: "Sweets".into(), items: vec![item] };
    let mut phone = Phone::with_menu(vec![section]);
    has(&phone.say("pronto"), &["*Pronto*", "How many?"]);
}

#[test]
fn strange_texts_are_answered_and_change_nothing() {
    let long = "a".repeat(4096);
    let many = "2 x ".repeat(1024);
    let zalgo = "z\u{301}\u{302}\u{303}".repeat(500);
    for text in [
        "",
        " ",
        "\n\n",
        "👨‍👩‍👧‍👦",
        "🎉🎉",
        "مرحبا كيف حالك",
        "\u{202e}\u{200b}",
        "(((((",
        ")",
        "x",
        "x x x",
        "-",
        "&",
        "*_~`",
        "1,2,3",
        "and and and",
        "add",
        "delete",
        "status",
        "add ()",
        "add (x)",
        "2 ()",
        "0x10",
        "SELECT * FROM orders; --",
        "{item}",
        &long,
        &many,
        &zalgo,
    ] {
        let mut phone = Phone::new();
        phone.say(text);
        assert!(phone.session.cart.is_empty(), "{text:?}");
        has(&phone.say("menu"), &["What would you like?"]);
    }
}

#[test]
fn a_customers_words_cannot_fill_places_of_our_phrases() {
    let mut phone = Phone::new();
    has(&phone.say("add {total} 2"), &["We do not have \"total\""]);
}

#[test]
fn every_state_lets_the_global_words_through() {
    let ways: [&[&str]; 8] = [
        &[],
        &["menu"],
        &["drinks"],
        &["zobo"],
        &["2 suya"],
        &["2 zobo"],
        &["add zobo 1", "done"],
        &["add zobo 1", "done", "delivery"],
    ];
    for way in ways {
        for (word, part) in [
            ("menu", "What would you like?"),
            ("cart", "Your cart"),
            ("help", "You can write"),
            ("hello", "Welcome"),
            ("order history", "no orders yet"),
            ("language", "Which language"),
            ("clear", "Your cart is empty now"),
        ] {
            let mut phone = Phone::new();
            way.iter().for_each(|text| drop(phone.say(text)));
            has(&phone.say(word), &[part]);
        }
        let mut phone = Phone::new();
        way.iter().for_each(|text| drop(phone.say(text)));
        phone.say("cancel");
        assert_eq!(phone.session.state, State::Idle);
    }
}

#[test]
fn commands_may_be_polite_and_follow_a_greeting() {
    for (text, part) in [
        ("menu please", "What would you like?"),
        ("Good morning, menu", "What would you like?"),
        ("hello view my cart", "1 × Zobo"),
        ("ok checkout please", "Delivery or pick-up?"),
        ("ok that's all, thanks", "Delivery or pick-up?"),
        ("yes, confirm", "Delivery or pick-up?"),
        ("hi, status ORD-123", "not an order number"),
        ("how much is chicken suya?", "₦1,800.00"),
        ("what is the price of the cement", "₦9,500.00"),
        ("do you have jollof", "₦2,500.00"),
        ("cancel it", "Your cart is kept"),
    ] {
        let mut phone = Phone::new();
        phone.say("add zobo 1");
        has(&phone.say(text), &[part]);
    }
}

#[test]
fn a_number_after_a_verb_needs_something_to_count() {
    let mut phone = Phone::new();
    has(&phone.say("add two"), &["did not understand"]);
    has(&phone.say("make it 3"), &["did not understand"]);
    phone.say("zobo");
    has(&phone.say("make it 3"), &["Added 3 × Zobo"]);
}

#[test]
fn a_customer_is_greeted_by_a_name_and_never_by_a_number_or_a_trick() {
    for (name, greeting) in [
        ("Adé O'Neil", "Hello Adé O'Neil! Welcome"),
        ("+2348012345678", "Hello! Welcome"),
        ("*Payment: CONFIRMED*\n", "Hello Payment CONFIRMED! Welcome"),
        ("\u{200e}\u{202e}", "Hello! Welcome"),
    ] {
        let mut phone = Phone::new();
        phone.name = name.to_owned();
        has(&phone.say("hi"), &[greeting]);
    }
}

#[test]
fn sums_are_written_in_the_language_of_the_customer() {
    for (language, words) in [
        (Language::En, ["₦250,000.00", "₦2,500.00"]),
        (Language::Fr, ["250\u{a0}000,00\u{a0}₦", "2\u{a0}500,00\u{a0}₦"]),
        (Language::Pt, ["250\u{a0}000,00\u{a0}₦", "2\u{a0}500,00\u{a0}₦"]),
    ] {
        let mut phone = Phone::new();
        phone.session.language = Some(language);
        has(&phone.say("add 100 jollof rice"), &[words[0]]);
        has(&phone.say("jollof rice"), &[words[1]]);
    }
}
