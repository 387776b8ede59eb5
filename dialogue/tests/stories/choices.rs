//! Options: chosen by words, numbers, lists and buttons, and asked for only where something is missing.

use base::Message;
use dialogue::{Line, State};

use crate::{
    phone::{Phone, has, id, ids, titles},
    rich::{self, choice},
};

fn choices(phone: &Phone) -> Vec<Vec<String>> {
    phone.session.cart.lines().iter().map(|line| rich::names(&line.choices)).collect()
}

#[test]
fn choices_are_understood_however_they_are_said() {
    for (text, quantity, chosen, note) in [
        ("jollof rice with chicken, no onion", 1, &["Chicken", "No onion"][..], ""),
        ("2 jollof with beef and extra plantain", 2, &["Beef", "Plantain"], ""),
        ("add 2 jollof rice with fish", 2, &["Fish"], ""),
        ("jollof rice chicken", 1, &["Chicken"], ""),
        ("chicken jollof rice", 1, &["Chicken"], ""),
        ("3 chicken jollof", 3, &["Chicken"], ""),
        ("jollof beef x 2", 2, &["Beef"], ""),
        ("add jollof rice with chicken 2", 2, &["Chicken"], ""),
        ("jollof with beef x 3", 3, &["Beef"], ""),
        ("2 jollof rice (chicken)", 2, &["Chicken"], ""),
        ("jollof with a chicken, extra plantain and no onion", 1, &["Chicken", "Plantain", "No onion"], ""),
        ("jollof with chickn", 1, &["Chicken"], ""),
        ("jollof rice with chicken, no pepper", 1, &["Chicken"], "no pepper"),
        ("I would like 2 jollof rice with beef please", 2, &["Beef"], ""),
        ("jollof avec chicken", 1, &["Chicken"], ""),
        ("jollof with meat", 1, &["Beef"], ""),
        ("one party rice with chicken and egg", 1, &["Chicken", "Egg"], ""),
        ("2 jollof, both with chicken", 2, &["Chicken"], ""),
        ("2 jollof both with chicken", 2, &["Chicken"], ""),
        ("3 jollof, all of them with beef and egg", 3, &["Beef", "Egg"], ""),
        ("2 jollof with chicken, both no onion", 2, &["Chicken", "No onion"], ""),
        ("2 jollof, tous avec chicken", 2, &["Chicken"], ""),
        ("2 jollof, ambos com chicken", 2, &["Chicken"], ""),
    ] {
        let mut phone = rich::phone();
        phone.say(text);
        let cart = phone.session.cart.lines();
        assert_eq!(cart.len(), 1, "{text}: {:?}", phone.session);
        let names = rich::names(&cart[0].choices);
        assert_eq!(
            (cart[0].quantity, &names[..], cart[0].note.as_str()),
            (quantity, &chosen.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()[..], note),
            "{text}"
        );
    }
}

#[test]
fn goods_beside_choices_stay_goods() {
    for (text, cart) in [
        ("2 jollof with beef and 1 zobo", &[("Jollof Rice", 2), ("Zobo", 1)][..]),
        (
            "1 zobo and 2 jollof with beef and plantain, 3 water",
            &[("Zobo", 1), ("Jollof Rice", 2), ("Bottled Water", 3)],
        ),
        ("jollof with chicken and chicken suya", &[("Jollof Rice", 1), ("Chicken Suya", 1)]),
        ("jollof rice with chicken 2 and 1 zobo", &[("Jollof Rice", 2), ("Zobo", 1)]),
        ("2 zobo with 1 jollof chicken", &[("Zobo", 2), ("Jollof Rice", 1)]),
        ("jollof chicken, jollof beef", &[("Jollof Rice", 1), ("Jollof Rice", 1)]),
    ] {
        let mut phone = rich::phone();
        phone.say(text);
        let expected: Vec<(String, u32)> = cart.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect();
        assert_eq!(phone.cart(), expected, "{text}");
    }
}

#[test]
fn the_item_that_is_asked_about_may_be_named_once_more_with_its_choices() {
    let mut phone = rich::phone();
    phone.say("add jollof rice 2");
    phone.say("jollof rice with chicken, no onion");
    let [line] = &phone.session.unfinished[..] else { panic!("one line: {:?}", phone.session) };
    assert_eq!((line.quantity, rich::names(&line.choices)), (Some(2), vec!["Chicken".into(), "No onion".into()]));
    has(phone.message("jollof rice with pasta").body(), &["does not come with"]);
}

#[test]
fn a_required_choice_is_asked_for_and_then_the_free_ones() {
    let mut phone = rich::phone();
    let protein = phone.message("add jollof rice 2");
    has(protein.body(), &["*Jollof Rice*: choose one, Protein."]);
    assert!(matches!(protein, Message::Buttons { .. }), "three choices are buttons: {protein:?}");
    assert_eq!(titles(&protein), ["Chicken", "Beef", "Fish"]);
    has(protein.body(), &["• Fish: +₦500.00"]);
    assert!(phone.session.cart.is_empty());
    let extras = phone.message("1");
    assert!(matches!(extras, Message::List { .. }));
    assert_eq!(titles(&extras), ["Plantain", "Egg", "Coleslaw", "Skip"]);
    has(extras.body(), &["Extras? Choose up to 2"]);
    let without = phone.message("1 2");
    assert_eq!(titles(&without), ["No onion", "Skip"]);
    has(&phone.say("skip"), &["Added 2 × Jollof Rice (Chicken, Plantain, Egg): ₦7,200.00", "Total: ₦7,200.00"]);
    assert_eq!(phone.session.state, State::Idle);
}

#[test]
fn taps_choose_one_after_the_other_until_that_is_all() {
    let mut phone = rich::phone();
    phone.say("add jollof rice 1");
    phone.tap(&choice("Beef"));
    let more = phone.tap(&choice("Egg"));
    has(&more, &["Chosen so far: Beef, Egg."]);
    assert!(ids_of(&phone).contains(&"skip".to_owned()));
    phone.tap("skip");
    has(&phone.tap(&choice("No onion")), &["Added 1 × Jollof Rice (Beef, Egg, No onion): ₦3,000.00"]);
    has(&phone.tap(&choice("Beef")), &["no longer active"]);
}

fn ids_of(phone: &Phone) -> Vec<String> {
    phone.session.offered.clone()
}

#[test]
fn several_choices_in_one_answer_may_be_words_or_numbers() {
    for answer in
        ["1 3", "1,3", "1 and 3", "plantain and coleslaw", "Plantain, coleslaw", "extra plantain with coleslaw"]
    {
        let mut phone = rich::phone();
        phone.say("add jollof rice 1");
        phone.say("chicken");
        phone.say(answer);
        phone.say("no thanks");
        assert_eq!(choices(&phone), [["Chicken", "Plantain", "Coleslaw"]], "{answer}");
    }
}

#[test]
fn more_than_a_group_takes_is_told_and_asked_again() {
    let mut phone = rich::phone();
    has(&phone.say("jollof with chicken and fish"), &["Protein: at most 1 can be chosen", "choose one, Protein"]);
    phone.say("fish");
    has(&phone.say("1 2 3"), &["Extras: at most 2", "Extras?"]);
    has(&phone.say("9"), &["from 1 to 4", "Extras?"]);
    phone.say("none");
    has(&phone.say("skip"), &["1 × Jollof Rice (Fish): ₦3,000.00", "Order this?"]);
}

#[test]
fn an_unknown_option_is_told_with_those_there_are() {
    let mut phone = rich::phone();
    has(
        &phone.say("jollof rice with unicorn"),
        &[
            "Jollof Rice does not come with \"unicorn\"",
            "Protein: Chicken, Beef, Fish.",
            "Extras: Plantain",
            "choose one",
        ],
    );
    has(&phone.say("goat"), &["does not come with \"goat\"", "Protein: Chicken, Beef, Fish."]);
    has(&phone.say("skip"), &["This is needed: Protein"]);
    has(&phone.say("beef please"), &["Extras?"]);
    let mut phone = rich::phone();
    has(&phone.say("add burger with caviar"), &["Burger does not come with \"caviar\"", "Sauce"]);
}

#[test]
fn a_sold_out_option_is_not_offered_and_is_told() {
    let mut phone = rich::phone();
    phone.edit(1, |item| rich::sell_out(item, "Fish"));
    assert_eq!(titles(&phone.message("add jollof rice 1")), ["Chicken", "Beef"]);
    has(&phone.say("fish"), &["Fish is sold out right now", "choose one"]);
    let mut phone = rich::phone();
    phone.edit(1, |item| ["Chicken", "Beef", "Fish"].iter().for_each(|name| rich::sell_out(item, name)));
    has(&phone.say("add jollof rice 1"), &["Jollof Rice is sold out"]);
    assert!(phone.session.cart.is_empty());
}

#[test]
fn free_options_are_only_asked_for_when_the_customer_wants_them() {
    let mut phone = rich::phone();
    has(&phone.say("add burger 2"), &["Added 2 × Burger: ₦4,000.00"]);
    let shown = phone.message("burger");
    assert_eq!(titles(&shown), ["1", "2", "Customise"]);
    has(&phone.say("customise"), &["*Burger*: Sauce?"]);
    phone.say("chili");
    has(&phone.say("two"), &["Added 2 × Burger (Chili): ₦4,200.00"]);
    has(&phone.say("customise burger"), &["Sauce?"]);
    phone.say("skip");
    has(&phone.say("1"), &["Added 1 × Burger: ₦2,000.00"]);
    assert_eq!(phone.session.cart.lines().len(), 2, "lines of the same choices are joined");
}

#[test]
fn lines_with_other_choices_or_notes_are_kept_apart() {
    let mut phone = rich::phone();
    for text in
        ["add jollof with chicken", "add jollof with chicken", "add jollof with beef", "add jollof with beef (hot)"]
    {
        phone.say(text);
    }
    let quantities: Vec<u32> = phone.session.cart.lines().iter().map(|line| line.quantity).collect();
    assert_eq!(quantities, [2, 1, 1]);
    has(&phone.say("cart"), &["2 × Jollof Rice (Chicken): ₦5,000.00", "1 × Jollof Rice (Beef, hot): ₦2,500.00"]);
    has(&phone.say("change jollof 5"), &["more than one way"]);
    has(&phone.say("remove 1"), &["Took out 2 × Jollof Rice"]);
}

#[test]
fn other_goods_may_be_added_while_a_choice_is_open() {
    let mut phone = rich::phone();
    phone.say("add jollof rice 1");
    has(&phone.say("2 zobo"), &["choose one, Protein"]);
    assert_eq!(phone.cart(), [("Zobo".to_owned(), 2)]);
    has(&phone.say("view cart"), &["2 × Zobo", "1 × Jollof Rice: not complete yet (Protein)"]);
    has(&phone.say("done"), &["choose one, Protein"]);
    has(&phone.say("chicken"), &["Extras?"]);
    has(&phone.say("back"), &["Jollof Rice did not go in", "Your cart"]);
    has(&phone.say("done"), &["Delivery or pick-up?"]);
}

#[test]
fn leaving_says_what_did_not_go_in() {
    let mut phone = rich::phone();
    phone.say("add jollof rice 1");
    has(&phone.say("cancel"), &["Jollof Rice did not go in"]);
    phone.say("add jollof rice 1");
    has(&phone.say("remove jollof rice"), &["Jollof Rice did not go in"]);
    assert!(phone.session.unfinished.is_empty());
    phone.say("add jollof rice 1");
    phone.say("menu");
    has(&phone.say("add zobo 1"), &["Protein"]);
}

#[test]
fn several_things_are_asked_about_one_after_the_other() {
    let mut phone = rich::phone();
    has(&phone.say("add 2 jollof rice, 1 suya and 1 nid service"), &["Which one do you mean by \"suya\"?"]);
    has(&phone.say("1"), &["Added 1 × Chicken Suya", "Protein"]);
    phone.say("beef");
    phone.say("skip");
    has(&phone.say("skip"), &["Added 2 × Jollof Rice (Beef)", "*NID Service*: please write this: Name."]);
    phone.say("Ada Obi");
    has(&phone.say("1234567890"), &["Added 1 × NID Service (Name: Ada Obi, NID: ••••••••90)"]);
}

#[test]
fn more_choices_than_a_list_holds_are_numbered() {
    let mut phone = rich::phone();
    let question = phone.message("add ice cream 1");
    assert!(matches!(question, Message::Text { .. }));
    has(question.body(), &["1. Flavour 1", "14. Flavour 14 (+₦100.00)"]);
    has(&phone.say("14"), &["Added 1 × Ice Cream (Flavour 14)"]);
}

#[test]
fn the_order_carries_its_choices_and_what_they_cost() {
    let mut phone = rich::phone();
    phone.say("add 2 jollof with fish and egg");
    phone.say("done");
    has(&phone.say("pickup"), &["2 × Jollof Rice (Fish, Egg): ₦7,000.00", "Total: ₦7,000.00"]);
    has(&phone.say("confirm"), &["is placed: ₦7,000.00"]);
    assert_eq!(phone.desk.orders[0].lines[0].choices.len(), 2);
    has(&phone.say("status"), &["2 × Jollof Rice (Fish, Egg)"]);
}

#[test]
fn what_became_incomplete_or_unavailable_is_asked_before_the_order() {
    let mut phone = rich::phone();
    phone.say("add jollof with fish");
    phone.say("done");
    phone.edit(1, |item| rich::sell_out(item, "Fish"));
    has(&phone.say("pickup"), &["Fish is sold out right now", "choose one, Protein"]);
    phone.say("chicken");
    phone.say("skip");
    has(&phone.say("skip"), &["Jollof Rice (Chicken)", "Order this?"]);
    has(&phone.say("yes"), &["Place this order?", "Pick-up"]);
}

#[test]
fn a_native_cart_with_options_asks_for_them() {
    let mut phone = rich::phone();
    let items = vec![("JOLLOF-RICE".to_owned(), 2), ("ZOBO".to_owned(), 1)];
    let reply = phone.one(&dialogue::Input::Cart { items, text: String::new() });
    has(reply.body(), &["choose one, Protein"]);
    phone.say("beef");
    phone.say("skip");
    has(&phone.say("skip"), &["2 × Jollof Rice (Beef)", "1 × Zobo", "Order this?"]);
}

#[test]
fn old_carts_without_choices_are_read_and_completed() {
    let mut phone = rich::phone();
    phone.session.cart = dialogue::Cart::new([Line::new(id(1), 2)]);
    has(&phone.say("done"), &["choose one, Protein"]);
    assert_eq!(ids(&phone.message("what?")).len(), 3);
}

#[test]
fn what_is_in_the_cart_gets_another_choice() {
    for (before, said, after) in [
        ("2 jollof with chicken", "change jollof to fish", &[(2, "Fish")][..]),
        ("2 jollof with chicken and egg", "change jollof from chicken to fish", &[(2, "Egg+Fish")]),
        ("2 jollof with chicken", "change the jollof with chicken to beef", &[(2, "Beef")]),
        ("3 jollof with chicken", "change 1 jollof to fish", &[(2, "Chicken"), (1, "Fish")]),
        ("2 jollof with chicken, 1 jollof with beef", "change jollof chicken to fish", &[(1, "Beef"), (2, "Fish")]),
        ("2 jollof with chicken", "changer jollof en fish", &[(2, "Fish")]),
        ("2 jollof with chicken", "mudar jollof para fish", &[(2, "Fish")]),
        ("2 jollof with chicken", "change jollof to extra egg", &[(2, "Chicken+Egg")]),
    ] {
        let mut phone = rich::phone();
        phone.say(&format!("add {before}"));
        let reply = phone.say(said);
        let lines = phone.session.cart.lines().iter();
        let lines: Vec<_> = lines.map(|line| (line.quantity, rich::names(&line.choices).join("+"))).collect();
        let after: Vec<_> = after.iter().map(|(count, choices)| (*count, (*choices).to_owned())).collect();
        assert_eq!(lines, after, "{said}: {reply}");
    }
    let mut phone = rich::phone();
    phone.say("add 2 jollof with chicken, 1 jollof with beef");
    has(&phone.say("change jollof to fish"), &["in your cart in more than one way"]);
    phone.edit(1, |item| rich::sell_out(item, "Egg"));
    has(&phone.say("change jollof chicken to egg"), &["Egg is sold out right now"]);
    assert_eq!(choices(&phone), [["Chicken"], ["Beef"]]);
}

#[test]
fn what_is_being_asked_about_gets_another_choice_or_number() {
    let mut phone = rich::phone();
    has(&phone.say("add 2 jollof"), &["choose one, Protein"]);
    has(&phone.say("make it 3"), &["choose one, Protein"]);
    has(&phone.say("change jollof to fish"), &["Extras?"]);
    has(&phone.say("change jollof to beef"), &["Extras?"]);
    phone.say("skip");
    has(&phone.say("skip"), &["Added 3 × Jollof Rice (Beef)"]);
}
