//! Services that ask for details: filled by free words, asked for what is missing, masked where they are private.

use dialogue::Language;

use crate::{
    phone::{Phone, has},
    rich,
};

fn fields(phone: &Phone) -> Vec<(String, String)> {
    let lines = phone.session.cart.lines();
    let fields = lines.iter().flat_map(|line| &line.fields);
    fields.map(|field| (field.key.clone(), field.value.clone())).collect()
}

fn both() -> Vec<(String, String)> {
    vec![("name".into(), "John Doe".into()), ("nid".into(), "1234567890".into())]
}

#[test]
fn free_words_fill_the_fields_however_they_are_said() {
    for text in [
        "I need NID service. My name is John Doe. NID: 1234567890",
        "NID service, name: John Doe, NID: 1234567890",
        "nid service\nName: John Doe\nNID: 123 456 7890",
        "I need NID service, my name is John Doe and my NID is 1234567890",
        "My name is John Doe. I need NID service. NID: 1234567890",
        "add nid service. name is John Doe. nid = 1234567890. Thank you!",
    ] {
        let mut phone = rich::phone();
        let reply = phone.say(text);
        let mut fields = fields(&phone);
        fields.sort();
        assert_eq!(fields, both(), "{text}: {reply}");
        has(&reply, &["NID Service"]);
        assert!(!reply.contains("1234567890"), "{text}: {reply}");
        assert!(!phone.heard.contains("1234567890"), "{text}: people read {}", phone.heard);
    }
    let mut phone = rich::phone();
    has(
        &phone.say("I need NID service. My name is John Doe. NID: 1234567890"),
        &["1 × NID Service (Name: John Doe, NID: ••••••••90): ₦100.00", "Order this?"],
    );
    assert_eq!(phone.heard, "I need NID service. My name is John Doe. NID: ••••••••90");
}

#[test]
fn only_what_is_missing_is_asked_for() {
    let mut phone = rich::phone();
    has(&phone.say("I need NID service. My name is John Doe."), &["please write this: NID", "For example: 1000000001"]);
    has(&phone.say("12345"), &["does not look right for this: NID", "For example: 1000000001"]);
    assert_eq!(phone.heard, "•••45");
    has(&phone.say("12345678901234567890"), &["does not look right"]);
    has(&phone.say("1234567890"), &["NID: ••••••••90", "Order this?"]);
    assert_eq!(fields(&phone), both());
    has(&phone.say("1"), &["Delivery or pick-up?"]);
    has(&phone.say("pickup"), &["Name: John Doe, NID: ••••••••90"]);
    phone.say("confirm");
    assert_eq!(phone.desk.orders.len(), 1);
    assert!(!phone.say("status").contains("1234567890"));
}

#[test]
fn a_service_alone_is_shown_and_asks_at_once() {
    let mut phone = rich::phone();
    has(&phone.say("nid service"), &["*NID Service*: ₦100.00", "please write this: Name"]);
    has(&phone.say("John Doe"), &["please write this: NID"]);
    has(&phone.say("my NID is 1234567890"), &["Order this?"]);
    assert_eq!(fields(&phone), both());
}

#[test]
fn commands_work_while_a_field_is_asked_for() {
    for (word, part) in [
        ("menu", "What would you like?"),
        ("help", "You can write"),
        ("cancel", "did not go in"),
        ("back", "did not go in"),
    ] {
        let mut phone = rich::phone();
        phone.say("add nid service");
        has(&phone.say(word), &[part]);
    }
    let mut phone = rich::phone();
    phone.say("add nid service");
    has(&phone.say("2 zobo"), &["please write this: Name"]);
    assert_eq!(phone.cart(), [("Zobo".to_owned(), 2)]);
    has(&phone.say("skip"), &["This is needed: Name"]);
    has(&phone.say("Bukayo Saka-Okonkwo"), &["NID"]);
}

#[test]
fn a_picture_is_no_value_of_a_field() {
    let mut phone = rich::phone();
    phone.say("add nid service");
    has(phone.one(&crate::phone::file("image", "my card")).body(), &["cannot look at pictures"]);
    assert_eq!(phone.session.unfinished.len(), 1);
}

#[test]
fn fields_are_filled_in_one_breath_in_every_language() {
    for (language, text) in [
        (Language::Fr, "J'ai besoin du NID service. Mon nom est João Silva. NID: 1234567890"),
        (Language::Fr, "J'ai besoin d'un NID service, mon nom est João Silva et mon NID est 1234567890"),
        (Language::Pt, "Preciso de NID service. Meu nome é João Silva. NID: 1234567890"),
        (Language::Pt, "Preciso do NID service, o meu nome é João Silva, NID: 1234567890"),
    ] {
        let mut phone = rich::phone();
        phone.edit(31, |item| item.fields[0].aliases = vec!["nom".into(), "nome".into()]);
        phone.session.language = Some(language);
        let reply = phone.say(text);
        let mut fields = fields(&phone);
        fields.sort();
        let wanted = [("name".to_owned(), "João Silva".to_owned()), ("nid".to_owned(), "1234567890".to_owned())];
        assert_eq!(fields, wanted, "{text}: {reply}");
    }
}

#[test]
fn a_value_is_found_among_the_words_around_it() {
    for words in [
        "my number is 1234567890 please",
        "it is 123-456-7890, thanks",
        "NID: 1234567890 please",
        "I think 123 456 7890",
    ] {
        let mut phone = rich::phone();
        phone.say("I need NID service. My name is John Doe.");
        has(&phone.say(words), &["NID: ••••••••90", "Order this?"]);
        assert_eq!(fields(&phone), both(), "{words}");
        assert!(!phone.heard.contains("1234567890"), "{words}: people read {}", phone.heard);
    }
    let mut phone = rich::phone();
    phone.say("I need NID service. My name is John Doe.");
    has(&phone.say("1234567890 or 1234567891"), &["does not look right"]);
}

#[test]
fn a_question_is_no_value_of_a_field() {
    let mut phone = rich::phone();
    phone.say("nid service");
    has(&phone.say("what is this for?"), &["did not understand", "please write this: Name"]);
    has(&phone.say("John Doe"), &["please write this: NID"]);
}
