//! Sentences that want several things, or say more than a name and a number.

use dialogue::Language;

use crate::{
    phone::{Phone, has},
    rich,
};

pub(crate) fn pairs(cart: &[(&str, u32)]) -> Vec<(String, u32)> {
    cart.iter().map(|&(name, quantity)| (name.to_owned(), quantity)).collect()
}

#[test]
fn what_is_taken_out_put_in_and_changed_in_one_message_is_done_in_order() {
    for (language, text, cart) in [
        (Language::En, "remove zobo and add 3 water", &[("Bottled Water", 8)][..]),
        (Language::En, "remove zobo add 3 water", &[("Bottled Water", 8)]),
        (Language::En, "remove zobo and then please give me 3 water", &[("Bottled Water", 8)]),
        (Language::En, "hi, remove zobo and add 3 water", &[("Bottled Water", 8)]),
        (Language::En, "please remove zobo and add 3 water", &[("Bottled Water", 8)]),
        (Language::En, "please remove zobo", &[("Bottled Water", 5)]),
        (Language::En, "add 2 cake and remove water", &[("Zobo", 1), ("Cake", 2)]),
        (Language::En, "2 cake, remove water", &[("Zobo", 1), ("Cake", 2)]),
        (Language::En, "add 2 cake and 1 zobo, take out 2 water", &[("Zobo", 2), ("Bottled Water", 3), ("Cake", 2)]),
        (Language::En, "change water to 2 and add cake", &[("Zobo", 1), ("Bottled Water", 2), ("Cake", 1)]),
        (Language::En, "remove zobo and delete water", &[]),
        (Language::En, "remove 1 and add 3 cake", &[("Bottled Water", 5), ("Cake", 3)]),
        (Language::En, "remove everything and add 2 cake", &[("Cake", 2)]),
        (Language::Fr, "supprimer zobo et ajouter 3 water", &[("Bottled Water", 8)]),
        (Language::Fr, "tout supprimer", &[]),
        (Language::Pt, "remover zobo e adicionar 3 water", &[("Bottled Water", 8)]),
        (Language::Pt, "adicionar 2 cake e tirar water", &[("Zobo", 1), ("Cake", 2)]),
    ] {
        let mut phone = Phone::new();
        phone.session.language = Some(language);
        phone.say("add 1 zobo, 5 water");
        phone.say(text);
        assert_eq!(phone.cart(), pairs(cart), "{text:?}");
    }
    let mut phone = Phone::new();
    phone.say("add 1 zobo, 5 water");
    let reply = phone.say("remove zobo and add 3 water");
    has(&reply, &["Took out 1 × Zobo", "Added 3 × Bottled Water", "Your cart:"]);
}

#[test]
fn of_several_things_none_is_done_when_one_cannot_be_read() {
    let mut phone = Phone::new();
    phone.say("add 1 zobo, 5 water");
    has(&phone.say("add 2 cake and cancel the weather"), &["did not understand"]);
    let many = "add cake, remove zobo, ".repeat(50);
    has(&phone.say(&many), &["did not understand"]);
    assert_eq!(phone.cart(), pairs(&[("Zobo", 1), ("Bottled Water", 5)]));
}

#[test]
fn what_is_unclear_among_several_things_is_asked_after_the_rest_is_done() {
    let mut phone = rich::phone();
    phone.say("add 1 zobo, 1 beef suya, 2 chicken suya");
    has(&phone.say("remove zobo and add jollof"), &["Took out 1 × Zobo", "choose one, Protein"]);
    has(&phone.say("cancel"), &["did not go in"]);
    has(&phone.say("add cake and remove suya"), &["Added 1 × Cake", "Which one do you mean by \"suya\"?"]);
    has(&phone.say("2"), &["Took out 1 × Beef Suya"]);
}

#[test]
fn a_name_that_begins_like_a_verb_stays_a_name() {
    let items = vec![crate::phone::item(1, "Drop Biscuit", 100, &[]), crate::phone::item(2, "Zobo", 100, &[])];
    let section = dialogue::Section { id: crate::phone::id(900), name: "Sweets".into(), items };
    let mut phone = Phone::with_menu(vec![section]);
    phone.say("add 2 zobo and drop biscuit");
    assert_eq!(phone.cart(), pairs(&[("Zobo", 2), ("Drop Biscuit", 1)]));
}

/// Two plates with chicken and one with beef.
fn plates() -> Phone {
    let mut phone = rich::phone();
    phone.say("add 2 jollof with chicken, 1 jollof with beef (hot), 1 zobo");
    phone
}

fn quantities(phone: &Phone) -> Vec<u32> {
    phone.session.cart.lines().iter().map(|line| line.quantity).collect()
}

#[test]
fn only_lines_with_what_was_said_are_taken_out() {
    for (text, left, part) in [
        ("remove jollof with beef", &[2, 1][..], "Took out 1 × Jollof Rice (Beef)."),
        ("remove chicken jollof", &[1, 1], "Took out 2 × Jollof Rice (Chicken)."),
        ("remove 1 jollof with chicken", &[1, 1, 1], "Took out 1 × Jollof Rice (Chicken)."),
        ("remove jollof (hot)", &[2, 1], "Took out 1 × Jollof Rice (hot)."),
        ("remove jollof", &[1], "Took out 3 × Jollof Rice."),
        ("remove jollof with fish", &[2, 1, 1], "Jollof Rice (Fish) is not in your cart."),
        ("remove jollof with unicorn", &[2, 1, 1], "Jollof Rice (unicorn) is not in your cart."),
        ("remove jollof (cold)", &[2, 1, 1], "Jollof Rice (cold) is not in your cart."),
    ] {
        let mut phone = plates();
        let reply = phone.say(text);
        has(&reply, &[part]);
        if left.len() == 3 {
            has(&reply, &["Your cart:", "Jollof Rice (Chicken)", "1 × Jollof Rice (Beef, hot)"]);
        }
        assert_eq!(quantities(&phone), left, "{text}");
    }
}

#[test]
fn only_lines_with_what_was_said_are_changed() {
    for (text, left, part) in [
        ("change jollof with beef to 3", &[2, 3, 1][..], "Your cart now has 3 × Jollof Rice (Beef)."),
        ("change jollof with chicken 0", &[1, 1], "Took out 2 × Jollof Rice (Chicken)."),
        ("change jollof to 3", &[2, 1, 1], "more than one way"),
        ("change jollof with fish to 3", &[2, 1, 1], "Jollof Rice (Fish) is not in your cart."),
        ("change jollof with beef to 998", &[2, 1, 1], "at most 999"),
    ] {
        let mut phone = plates();
        has(&phone.say(text), &[part]);
        assert_eq!(quantities(&phone), left, "{text}");
    }
}

#[test]
fn a_line_that_is_not_complete_is_only_left_when_it_is_meant() {
    let mut phone = rich::phone();
    phone.say("add ice cream, jollof with egg");
    phone.say("remove jollof with plantain");
    assert_eq!(phone.session.unfinished.len(), 2);
    has(&phone.say("remove jollof with egg"), &["Jollof Rice (Egg) did not go in."]);
    assert_eq!(phone.session.unfinished.len(), 1);
}

/// Quantity, choices and note of each line of rice, also of those that are not complete.
fn rice(phone: &Phone) -> Vec<(u32, String, String)> {
    let jollof = crate::phone::id(1);
    let lines = phone.session.cart.lines().iter().filter(|line| line.product_id == jollof);
    let open = phone.session.unfinished.iter().filter(|line| line.product_id == jollof);
    let line = |quantity, choices: &[base::Id], note: &String| (quantity, rich::names(choices).join("+"), note.clone());
    let lines = lines.map(|it| line(it.quantity, &it.choices, &it.note));
    lines.chain(open.map(|it| line(it.quantity.unwrap_or(0), &it.choices, &it.note))).collect()
}

#[test]
fn plates_of_one_kind_may_differ() {
    for (text, plates) in [
        ("3 jollof, 1 with chicken and 2 with fish", &[(1, "Chicken", ""), (2, "Fish", "")][..]),
        ("3 jollof, 1 with chicken, 2 with fish", &[(1, "Chicken", ""), (2, "Fish", "")]),
        ("3 jollof: 1 with chicken and 2 with fish", &[(1, "Chicken", ""), (2, "Fish", "")]),
        ("3 jollof, one with chicken and egg and 2 with fish", &[(1, "Chicken+Egg", ""), (2, "Fish", "")]),
        ("2 jollof, 1 chicken and 1 fish", &[(1, "Chicken", ""), (1, "Fish", "")]),
        ("2 jollof with 1 chicken and 1 fish", &[(1, "Chicken", ""), (1, "Fish", "")]),
        ("add 3 jollof, 1 avec chicken et 2 avec fish", &[(1, "Chicken", ""), (2, "Fish", "")]),
        ("2 jollof with chicken and 1 with beef", &[(2, "Chicken", ""), (1, "Beef", "")]),
        ("jollof, 1 with chicken, 2 with beef no pepper", &[(1, "Chicken", ""), (2, "Beef", "no pepper")]),
        ("3 jollof, 1 with chicken", &[(1, "Chicken", ""), (2, "", "")]),
        ("jollof rice 2 with chicken", &[(2, "Chicken", "")]),
        ("jollof with 1 egg and chicken", &[(1, "Egg+Chicken", "")]),
        (
            "2 jollof with chicken, 1 jollof with beef and egg, jollof with fish no pepper",
            &[(2, "Chicken", ""), (1, "Beef+Egg", ""), (1, "Fish", "no pepper")],
        ),
    ] {
        let mut phone = rich::phone();
        let reply = phone.say(text);
        let plates: Vec<_> = plates.iter().map(|(n, choices, note)| (*n, (*choices).into(), (*note).into())).collect();
        assert_eq!(rice(&phone), plates, "{text}: {reply}");
        assert!(phone.session.cart.lines().iter().all(|line| line.product_id == crate::phone::id(1)), "{reply}");
    }
}

#[test]
fn a_number_of_one_choice_is_told_and_the_other_choices_are_kept() {
    let mut phone = rich::phone();
    has(&phone.say("jollof with 2 eggs and chicken"), &["does not come with \"2 eggs\"", "Extras?"]);
    assert_eq!(rice(&phone), [(1, "Chicken".to_owned(), String::new())]);
}

#[test]
fn goods_beside_shares_stay_goods() {
    for (text, cart) in [
        ("2 burger, 3 zobo", &[("Burger", 2), ("Zobo", 3)][..]),
        ("add 2 burger with 1 zobo", &[("Burger", 2), ("Zobo", 1)]),
        ("2 burger, 1 with chili and 2 zobo", &[("Burger", 1), ("Burger", 1), ("Zobo", 2)]),
    ] {
        let mut phone = rich::phone();
        phone.say(text);
        assert_eq!(phone.cart(), pairs(cart), "{text}");
    }
}

#[test]
fn whatever_goes_in_is_told_when_something_else_is_asked() {
    let mut phone = rich::phone();
    phone.say("add jollof");
    has(&phone.say("2 zobo"), &["Added 2 × Zobo: ₦1,200.00", "choose one, Protein"]);
    phone.say("cancel");
    has(&phone.say("2 suya, 3 zobo"), &["Added 3 × Zobo", "Which one do you mean"]);
    has(&phone.say("none"), &["like to do?"]);
    has(&phone.say("2 jollof, 1 cake"), &["Added 1 × Cake", "choose one, Protein"]);
    let mut phone = rich::phone();
    let reply = phone.say("2 zobo");
    assert!(!reply.contains("Added"), "the summary says it: {reply}");
    phone.say("jollof with chicken, 1 jollof");
    phone.say("fish");
    phone.say("skip");
    let reply = phone.say("skip");
    assert!(!reply.contains("Added"), "the summary says it: {reply}");
}

#[test]
fn words_behind_a_name_are_a_remark_on_it() {
    for (text, quantity, note) in [
        ("3 zobo no ice", 3, "no ice"),
        ("3 zobo without ice", 3, "without ice"),
        ("add zobo no ice please", 1, "no ice"),
        ("trois zobo sans glace", 3, "sans glace"),
        ("3 zobo sem gelo", 3, "sem gelo"),
        ("2 zobo very cold", 2, "very cold"),
        ("2 zobo no ice and lime", 2, "no ice and lime"),
        ("zobo no ice x2", 2, "no ice"),
        ("zobo without a straw 4", 4, "without a straw"),
        ("2 zobo without ice, no straw", 2, "without ice, no straw"),
    ] {
        let mut phone = Phone::new();
        let reply = phone.say(text);
        let lines = phone.session.cart.lines();
        assert_eq!(lines.len(), 1, "{text}: {reply}");
        assert_eq!((phone.cart()[0].0.as_str(), lines[0].quantity, lines[0].note.as_str()), ("Zobo", quantity, note));
    }
    let mut phone = rich::phone();
    phone.say("jollof chicken no salt x2");
    phone.say("1 jollof with beef no onion");
    let plates = [(2, "Chicken", "no salt"), (1, "Beef+No onion", "")].map(|(n, a, b)| (n, a.into(), b.into()));
    assert_eq!(rice(&phone), plates);
}

#[test]
fn goods_behind_a_remark_stay_goods() {
    for (text, cart) in [
        ("2 zobo no ice and 1 water", &[("Zobo", 2), ("Bottled Water", 1)][..]),
        ("2 zobo no ice 3 water", &[("Zobo", 2), ("Bottled Water", 3)]),
        ("2 zobo no ice and water", &[("Zobo", 2), ("Bottled Water", 1)]),
        ("2 zobo, 1 cake no sugar", &[("Zobo", 2), ("Cake", 1)]),
    ] {
        let mut phone = Phone::new();
        phone.say(text);
        assert_eq!(phone.cart(), pairs(cart), "{text}");
    }
}

#[test]
fn a_remark_is_kept_while_it_is_asked_what_is_meant() {
    for (text, answer, line) in [
        ("2 suya extra spicy", "1", "2 × Chicken Suya (extra spicy)"),
        ("2 suya, no pepper", "chicken suya", "2 × Chicken Suya (no pepper)"),
        ("2 zobo chilled", "yes", "2 × Zobo (chilled)"),
        ("3 zobo for my uncle", "1", "3 × Zobo (for my uncle)"),
        ("zobo cold", "yes", "1 × Zobo (cold)"),
        ("2 big cake", "yes", "2 × Cake (big)"),
    ] {
        let mut phone = Phone::new();
        let question = phone.say(text);
        assert!(phone.cart().is_empty(), "{text}: {question}");
        has(&phone.say(answer), &["Added", line]);
    }
}

#[test]
fn more_of_what_can_be_chosen_is_no_remark() {
    let mut phone = rich::phone();
    has(&phone.say("jollof extra cheese"), &["does not come with \"extra cheese\""]);
    phone.say("cancel");
    phone.say("jollof chicken extra plantain");
    assert_eq!(rice(&phone), [(1, "Chicken+Plantain".to_owned(), String::new())]);
}
