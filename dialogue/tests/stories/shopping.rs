//! Filling, changing and emptying the cart, in every form a customer may use.

use base::Message;
use dialogue::{Input, QUANTITY_MAX, State};

use crate::phone::{Phone, has, id, ids, titles};

fn pairs(cart: &[(&str, u32)]) -> Vec<(String, u32)> {
    cart.iter().map(|&(name, quantity)| (name.to_owned(), quantity)).collect()
}

#[test]
fn goods_are_understood_however_they_are_counted() {
    for (text, cart) in [
        ("2 zobo", &[("Zobo", 2)][..]),
        ("zobo 2", &[("Zobo", 2)]),
        ("zobo x 2", &[("Zobo", 2)]),
        ("zobo x2", &[("Zobo", 2)]),
        ("Zobo × 2", &[("Zobo", 2)]),
        ("zobo *2", &[("Zobo", 2)]),
        ("2x zobo", &[("Zobo", 2)]),
        ("2 x zobo", &[("Zobo", 2)]),
        ("two zobos please", &[("Zobo", 2)]),
        ("a dozen zobo", &[("Zobo", 12)]),
        ("two dozen of zobo", &[("Zobo", 24)]),
        ("a couple of zobo", &[("Zobo", 2)]),
        ("I would like 2 zobo please", &[("Zobo", 2)]),
        ("can i get a zobo", &[("Zobo", 1)]),
        ("order 2 zobo", &[("Zobo", 2)]),
        ("Cement x 100", &[("Cement 50kg", 100)]),
        ("cement 50kg x 100", &[("Cement 50kg", 100)]),
        ("100 bags of cement", &[("Cement 50kg", 100)]),
        ("cement 100 bags", &[("Cement 50kg", 100)]),
        ("panadol 500 2", &[("Panadol 500", 2)]),
        ("2 panadol 500", &[("Panadol 500", 2)]),
        ("2 plates of jollof rice and 1 zobo", &[("Jollof Rice", 2), ("Zobo", 1)]),
        ("2 jollof rice and 1 zobo, water", &[("Jollof Rice", 2), ("Zobo", 1), ("Bottled Water", 1)]),
        ("2 jollof rice 1 zobo 3 water", &[("Jollof Rice", 2), ("Zobo", 1), ("Bottled Water", 3)]),
        ("jollof rice 2 zobo 1", &[("Jollof Rice", 2), ("Zobo", 1)]),
        ("- 2 zobo\n- 1 water", &[("Zobo", 2), ("Bottled Water", 1)]),
        ("zobo & water", &[("Zobo", 1), ("Bottled Water", 1)]),
        ("2 fish & chips and 1 zobo", &[("Fish & Chips", 2), ("Zobo", 1)]),
        ("1 rice and beans and 2 zobo", &[("Rice and Beans", 1), ("Zobo", 2)]),
        ("hello, 2 zobo please", &[("Zobo", 2)]),
        ("hi. can you bring 2 zobo", &[("Zobo", 2)]),
        ("٢ zobo", &[("Zobo", 2)]),
        ("2 ZO\u{200b}BO 🙏", &[("Zobo", 2)]),
        ("3 party rice", &[("Jollof Rice", 3)]),
        ("2 cocacola 50cl", &[("Coca-Cola 50cl", 2)]),
        ("5zobo", &[("Zobo", 5)]),
        ("zobo5 and cake2", &[("Zobo", 5), ("Cake", 2)]),
        ("1. zobo 2. water", &[("Zobo", 1), ("Bottled Water", 2)]),
        ("10 pieces of cake", &[("Cake", 10)]),
        ("zobo: 4", &[("Zobo", 4)]),
        ("zobo two hundred", &[("Zobo", 200)]),
        ("two hundred zobo", &[("Zobo", 200)]),
        ("2 hundred zobo", &[("Zobo", 200)]),
        ("a hundred zobo", &[("Zobo", 100)]),
        ("zobo one hundred and fifty", &[("Zobo", 150)]),
        ("three hundred and twenty five zobo", &[("Zobo", 325)]),
        ("twenty five zobo", &[("Zobo", 25)]),
        ("one hundred zobo and fifty water", &[("Zobo", 100), ("Bottled Water", 50)]),
        ("zobo one hundred and two water", &[("Zobo", 100), ("Bottled Water", 2)]),
        ("zobo two hundred water fifty", &[("Zobo", 200), ("Bottled Water", 50)]),
        ("zobo deux cents", &[("Zobo", 200)]),
        ("duzentos zobo", &[("Zobo", 200)]),
        ("two zobo one water", &[("Zobo", 2), ("Bottled Water", 1)]),
        ("add zobo", &[("Zobo", 1)]),
        ("add 2 zobo and chicken suya 3", &[("Zobo", 2), ("Chicken Suya", 3)]),
    ] {
        let mut phone = Phone::new();
        phone.say(text);
        assert_eq!(phone.cart(), pairs(cart), "{text:?}");
    }
}

#[test]
fn goods_without_a_verb_are_summed_up_and_ordered_with_1_or_kept_with_2() {
    let mut phone = Phone::new();
    let summary = phone.message("Cement x 100");
    has(summary.body(), &["Order summary", "100 × Cement 50kg: ₦950,000.00", "Total: ₦950,000.00", "1 = Yes, 2 = No"]);
    assert_eq!(titles(&summary), ["Yes", "No"]);
    has(&phone.say("2"), &["nothing is ordered", "Your cart is kept: ₦950,000.00", "*clear*"]);
    phone.say("Cement x 1");
    has(&phone.say("1"), &["Delivery or pick-up?"]);
    assert_eq!(phone.cart(), pairs(&[("Cement 50kg", 101)]));
    phone.say("1 zobo");
    has(&phone.say("👍"), &["Delivery or pick-up?"]);
}

#[test]
fn one_thing_without_a_number_is_shown_and_asked_for_how_many() {
    let mut phone = Phone::new();
    let question = phone.message("jollof rice");
    has(question.body(), &["*Jollof Rice*: ₦2,500.00 per plate", "Smoky party rice.", "How many?"]);
    assert_eq!(titles(&question), ["1", "2", "3"]);
    has(&phone.say("seven"), &["Added 7 × Jollof Rice"]);
    phone.say("zobo");
    has(&phone.say("a dozen please"), &["Added 12 × Zobo"]);
}

#[test]
fn impossible_quantities_get_a_clear_sentence_and_change_nothing() {
    for (text, part) in [
        ("0 zobo", "zero is not a quantity"),
        ("add zobo 0", "zero is not a quantity"),
        ("add zobo -1", "below zero"),
        ("-1 zobo", "below zero"),
        ("zobo x 1000", "more than I can take"),
        ("add zobo 1e9", "more than I can take"),
        ("add zobo 10^30", "more than I can take"),
        ("add zobo 1,000", "more than I can take"),
        ("100 dozen zobo", "more than I can take"),
        ("add zobo 99999999999999999999999999999999", "more than I can take"),
        ("zobo two thousand", "more than I can take"),
        ("nine hundred thousand zobo", "more than I can take"),
        ("2.5 zobo", "whole numbers"),
        ("½ zobo", "whole numbers"),
    ] {
        let mut phone = Phone::new();
        has(&phone.say(text), &["Zobo", part, "1 to 999"].map(|part| if part == "1 to 999" { "999" } else { part }));
        assert!(phone.session.cart.is_empty(), "{text}");
    }
    let mut phone = Phone::new();
    phone.say("zobo");
    for (text, part) in [("0", "zero"), ("-1", "below zero"), ("5000", "more than"), ("1.5", "whole numbers")] {
        has(&phone.say(text), &[part, "How many?"]);
    }
    has(&phone.say("2"), &["Added 2 × Zobo"]);
}

#[test]
fn after_a_number_that_cannot_be_the_next_number_is_the_answer() {
    for text in ["zobo 0", "add zobo 5000", "-1 zobo", "zobo two thousand"] {
        let mut phone = Phone::new();
        has(&phone.say(text), &["999", "How many?"]);
        has(&phone.say("2"), &["Added 2 × Zobo"]);
    }
    let mut phone = crate::rich::phone();
    has(&phone.say("0 jollof with beef"), &["zero is not a quantity", "How many?"]);
    has(&phone.say("3"), &["Added 3 × Jollof Rice (Beef)"]);
}

#[test]
fn no_line_passes_its_limit() {
    let mut phone = Phone::new();
    phone.say("add zobo 999");
    has(&phone.say("add zobo 1"), &["at most 999"]);
    assert_eq!(phone.cart(), pairs(&[("Zobo", QUANTITY_MAX)]));
}

#[test]
fn a_typing_mistake_in_a_long_word_is_forgiven_and_told() {
    let mut phone = Phone::new();
    has(&phone.say("add chiken suya 2"), &["I read \"chiken suya\" as Chicken Suya", "Added 2 × Chicken Suya"]);
    has(&phone.say("1 botled watr"), &["Bottled Water"]);
}

#[test]
fn what_may_mean_several_things_is_asked_and_never_guessed() {
    let mut phone = Phone::new();
    let question = phone.message("2 suya");
    has(question.body(), &["Which one do you mean by \"suya\"?"]);
    assert_eq!(titles(&question), ["Chicken Suya", "Beef Suya", "None of these"]);
    assert!(phone.session.cart.is_empty());
    has(&phone.say("2"), &["Added 2 × Beef Suya"]);
    phone.say("add suya 3");
    has(&phone.say("chicken suya"), &["Added 3 × Chicken Suya"]);
    phone.say("add suya");
    phone.say("none of these");
    assert_eq!(phone.cart(), pairs(&[("Beef Suya", 2), ("Chicken Suya", 3)]));
}

#[test]
fn short_words_that_only_look_alike_are_never_taken() {
    for text in ["2 coke", "add coke", "coke", "2 cola cake", "3 zob", "2 cement 25kg", "2 panadol 600"] {
        let mut phone = Phone::new();
        phone.say(text);
        assert!(phone.session.cart.is_empty(), "{text}");
    }
    let mut phone = Phone::new();
    let question = phone.message("2 coke");
    has(question.body(), &["Did you mean this by \"coke\"?"]);
    assert_eq!(titles(&question), ["Cake", "None of these"]);
    has(&phone.say("yes"), &["Added 2 × Cake"]);
}

#[test]
fn several_unclear_things_are_asked_one_after_the_other() {
    let mut phone = Phone::new();
    let first = phone.say("2 suya, 3 zobo and 1 coke");
    has(&first, &["Which one do you mean by \"suya\"?"]);
    assert_eq!(phone.cart(), pairs(&[("Zobo", 3)]));
    has(&phone.say("1"), &["Added 2 × Chicken Suya", "Did you mean this by \"coke\"?"]);
    has(&phone.say("no"), &["What would you like to do?"]);
    assert_eq!(phone.cart(), pairs(&[("Zobo", 3), ("Chicken Suya", 2)]));
}

#[test]
fn unknown_goods_are_named_and_the_rest_goes_in() {
    let mut phone = Phone::new();
    has(&phone.say("2 zobo and 3 unicorns"), &["We do not have \"unicorns\"", "2 × Zobo"]);
    assert_eq!(phone.cart(), pairs(&[("Zobo", 2)]));
}

#[test]
fn a_note_in_brackets_goes_with_its_line() {
    let mut phone = Phone::new();
    phone.say("2 jollof rice (no onion, no salt) and 1 zobo");
    let lines = phone.session.cart.lines();
    assert_eq!((lines[0].quantity, lines[0].note.as_str()), (2, "no onion, no salt"));
    has(&phone.say("cart"), &["2 × Jollof Rice (no onion, no salt)"]);
}

#[test]
fn things_are_taken_out_by_name_by_part_by_place_and_by_choice() {
    let fill = || {
        let mut phone = Phone::new();
        phone.say("add 3 zobo, 2 chicken suya, 1 water");
        phone
    };
    for (text, left) in [
        ("delete zobo", &[("Chicken Suya", 2), ("Bottled Water", 1)][..]),
        ("remove the zobo", &[("Chicken Suya", 2), ("Bottled Water", 1)]),
        ("remove 2 zobo", &[("Zobo", 1), ("Chicken Suya", 2), ("Bottled Water", 1)]),
        ("remove 2", &[("Zobo", 3), ("Bottled Water", 1)]),
        ("delete suya", &[("Zobo", 3), ("Bottled Water", 1)]),
        ("cancel zobo", &[("Chicken Suya", 2), ("Bottled Water", 1)]),
        ("delete zobo and water", &[("Chicken Suya", 2)]),
        ("delete chiken suya", &[("Zobo", 3), ("Bottled Water", 1)]),
        ("change zobo 5", &[("Zobo", 5), ("Chicken Suya", 2), ("Bottled Water", 1)]),
        ("change zobo to 5", &[("Zobo", 5), ("Chicken Suya", 2), ("Bottled Water", 1)]),
        ("change zobo 0", &[("Chicken Suya", 2), ("Bottled Water", 1)]),
    ] {
        let mut phone = fill();
        phone.say(text);
        assert_eq!(phone.cart(), pairs(left), "{text}");
    }
    let mut phone = fill();
    let which = phone.message("remove");
    assert_eq!(titles(&which), ["Zobo", "Chicken Suya", "Bottled Water"]);
    has(&phone.say("2"), &["Took out 2 × Chicken Suya"]);
    has(&phone.say("delete jollof rice"), &["Jollof Rice is not in your cart"]);
    has(&phone.say("remove 9"), &["Your cart has 2 lines"]);
    has(&phone.say("change zobo"), &["*change Zobo 3*"]);
}

#[test]
fn clear_empties_the_cart_and_says_so() {
    let mut phone = Phone::new();
    phone.say("add zobo 2");
    has(&phone.say("clear"), &["Your cart is empty now"]);
    assert!(phone.session.cart.is_empty());
    has(&phone.say("view cart"), &["Your cart is empty"]);
}

#[test]
fn a_native_cart_is_priced_here_and_what_cannot_be_had_is_named() {
    let mut phone = Phone::new();
    phone.edit(2, |item| item.available = false);
    let items = [("ZOBO", 2), ("zobo", 1), ("CHICKEN-SUYA", 1), ("UNICORN", 1), ("CAKE", -1), ("BOTTLED-WATER", 5000)];
    let items = items.iter().map(|&(sku, quantity)| (sku.to_owned(), quantity)).collect();
    let reply = phone.one(&Input::Cart { items, text: "no ice".into() });
    has(
        reply.body(),
        &[
            "Chicken Suya is sold out",
            "We do not have \"UNICORN\"",
            "Cake: a quantity cannot be below zero",
            "Bottled Water: that is more than I can take",
            "2 × Zobo (no ice): ₦1,200.00",
            "Total: ₦1,800.00",
            "1 = Yes, 2 = No",
        ],
    );
    has(&phone.say("1"), &["Delivery or pick-up?"]);
    assert_eq!(phone.session.cart.quantity_of(id(11)), 3);
}

#[test]
fn an_empty_native_cart_is_answered() {
    has(Phone::new().one(&Input::Cart { items: vec![], text: String::new() }).body(), &["cannot read"]);
}

#[test]
fn sold_out_items_are_shown_as_such_and_do_not_go_in() {
    let mut phone = Phone::new();
    phone.say("add zobo 2");
    phone.edit(11, |item| item.available = false);
    has(&phone.say("add zobo 1"), &["Zobo is sold out right now"]);
    has(&phone.say("cart"), &["2 × Zobo: sold out, not counted", "Total: ₦0.00"]);
    let list = phone.message("drinks");
    assert!(format!("{list:?}").contains("₦600.00 · sold out"));
    has(&phone.tap(&format!("item:{}", id(11))), &["Zobo is sold out", "*Drinks*"]);
}

#[test]
fn a_long_menu_is_paged_within_ten_rows_and_every_item_is_reached() {
    let items = (1..=25).map(|n| crate::phone::item(n, &format!("Thing {n}"), 100, &[])).collect();
    let section = |number, items| dialogue::Section { id: id(number), name: format!("Shelf {number}"), items };
    let mut phone = Phone::with_menu(vec![section(900, items)]);
    let mut seen = Vec::new();
    let mut page = phone.message("menu");
    loop {
        let Message::List { .. } = page else { panic!("not a list") };
        seen.extend(titles(&page).into_iter().filter(|title| title != "More"));
        if titles(&page).last().is_none_or(|title| title != "More") {
            break;
        }
        has(page.body(), &["of 3"]);
        page = if seen.len() == 9 { phone.message("more") } else { phone.message("10") };
    }
    assert_eq!(seen, (1..=25).map(|n| format!("Thing {n}")).collect::<Vec<_>>());

    let shelves = (1..=23).map(|n| section(900 + n, vec![crate::phone::item(n, &format!("Thing {n}"), 100, &[])]));
    let mut phone = Phone::with_menu(shelves.collect());
    assert_eq!(ids(&phone.message("menu")).len(), 10);
    phone.say("more");
    let last = phone.message("more");
    assert_eq!(ids(&last).len(), 5);
    assert_eq!(phone.session.state, State::Categories { page: 2 });
    assert_eq!(ids(&phone.message("more")), ids(&last));
}

#[test]
fn back_goes_one_step_back_everywhere() {
    let mut phone = Phone::new();
    phone.say("drinks");
    phone.say("1");
    has(&phone.say("back"), &["*Drinks*"]);
    has(&phone.say("back"), &["What would you like?"]);
    has(&phone.say("back"), &["What would you like to do?"]);
    phone.say("2 zobo");
    has(&phone.say("back"), &["Your cart"]);
    phone.say("done");
    has(&phone.say("back"), &["Your cart"]);
    phone.say("done");
    phone.say("delivery");
    has(&phone.say("back"), &["Delivery or pick-up?"]);
    phone.say("pickup");
    has(&phone.say("back"), &["Delivery or pick-up?"]);
}

#[test]
fn an_empty_shop_says_so() {
    let mut phone = Phone::with_menu(Vec::new());
    has(&phone.say("hi"), &["nothing on the menu"]);
    has(&phone.say("menu"), &["nothing on the menu"]);
    phone.say("2 zobo");
    phone.say("help");
}
