//! Files: kept with an order, asked about, or told why not.

use base::Message;
use dialogue::{FilePurpose, FileRefusal, Language, OrderStatus, PaymentStatus, Request};

use crate::phone::{Phone, file, file_called, has, ids, titles};

fn with_orders(count: usize) -> Phone {
    let mut phone = Phone::new();
    for _ in 0..count {
        phone.say("add zobo 1");
        phone.say("pickup");
        phone.say("confirm");
    }
    phone
}

#[test]
fn a_file_beside_an_unpaid_order_is_asked_about() {
    let mut phone = with_orders(1);
    let question = phone.one(&file("image", ""));
    has(question.body(), &["What is this file for?", phone.desk.orders[0].number.as_str()]);
    assert_eq!(titles(&question), ["Payment proof", "For the order", "No"]);
    has(&phone.say("1"), &["The shop looks at your proof"]);
    assert_eq!(phone.desk.files[0].2, FilePurpose::PaymentProof);
    for (answer, purpose) in [("payment proof", FilePurpose::PaymentProof), ("for the order", FilePurpose::Other)] {
        phone.one(&file("document", "see here"));
        phone.say(answer);
        let (number, kept, kept_for) = phone.desk.files.last().unwrap();
        assert_eq!((number, *kept_for), (&phone.desk.orders[0].number, purpose));
        assert_eq!(kept.caption, "see here");
    }
    phone.one(&file("audio", ""));
    has(&phone.say("what?"), &["What is this file for?"]);
    has(&phone.say("no"), &["do not keep the file"]);
    assert_eq!(phone.desk.files.len(), 3);
}

#[test]
fn a_file_beside_a_paid_order_is_kept_at_once() {
    let mut phone = with_orders(1);
    phone.desk.orders[0].payment_status = PaymentStatus::Paid;
    has(phone.one(&file("audio", "")).body(), &["I keep the file with your order"]);
    assert_eq!(phone.desk.files[0].2, FilePurpose::Other);
}

#[test]
fn with_several_open_orders_it_is_asked_which() {
    let mut phone = with_orders(2);
    phone.desk.orders[1].payment_status = PaymentStatus::Paid;
    let which = phone.one(&file("image", ""));
    has(which.body(), &["Which order"]);
    assert_eq!(titles(&which).len(), 3);
    has(&phone.say("1"), &["What is this file for?"]);
    has(&phone.say("2"), &["I keep the file"]);
    phone.one(&file("image", ""));
    has(&phone.say("2"), &["I keep the file"]);
    assert_eq!(phone.desk.files[1].0, phone.desk.orders[1].number);
}

#[test]
fn without_an_order_the_customer_hears_what_to_do() {
    has(Phone::new().one(&file("image", "")).body(), &["cannot look at pictures", "order first"]);
    let mut phone = with_orders(1);
    phone.desk.orders[0].status = OrderStatus::Cancelled;
    has(phone.one(&file("document", "")).body(), &["cannot open files", "order first"]);
    has(phone.one(&file("sticker", "")).body(), &["cannot look at pictures"]);
}

#[test]
fn a_file_that_is_not_kept_gets_words() {
    for (refusal, part) in [
        (FileRefusal::TooLarge, "at most 16 MB"),
        (FileRefusal::TypeRefused, "a picture, a PDF"),
        (FileRefusal::Gone, "send it again"),
        (FileRefusal::TooMany, "as many files"),
        (FileRefusal::TooMuchToday, "again tomorrow"),
        (FileRefusal::OrderNotFound, "I find no order"),
    ] {
        let mut phone = with_orders(1);
        phone.one(&file("image", ""));
        phone.desk.file_refusal = Some(refusal);
        has(&phone.say("1"), &[part]);
    }
    let mut phone = with_orders(1);
    phone.desk.is_down = true;
    has(phone.one(&file("image", "")).body(), &["could not keep that file just now"]);
    phone.desk.is_down = false;
    phone.one(&file("image", ""));
    phone.desk.is_down = true;
    has(&phone.say("1"), &["could not keep that file just now"]);
}

#[test]
fn words_under_a_file_are_obeyed_and_the_file_is_not_lost_silently() {
    let mut phone = with_orders(1);
    has(phone.one(&file("image", "2 zobo")).body(), &["the file itself is not kept", "2 × Zobo"]);
    assert!(!phone.requests.iter().any(|request| matches!(request, Request::Attach { .. })));
}

#[test]
fn what_people_write_under_a_receipt_goes_with_it() {
    let mut phone = with_orders(1);
    let number = phone.desk.orders[0].number.to_string();
    for caption in ["thanks", "hello", "pay", "yes", &number, "see here"] {
        has(phone.one(&file("image", caption)).body(), &["What is this file for?"]);
        has(&phone.say("1"), &["The shop looks at your proof"]);
        assert_eq!(phone.desk.files.last().unwrap().1.caption, caption);
    }
}

#[test]
fn a_button_under_an_old_question_about_a_file_is_stale() {
    let mut phone = with_orders(1);
    phone.one(&file("image", ""));
    let first = phone.session.offered[0].clone();
    phone.say("no");
    has(&phone.tap(&first), &["no longer active"]);
}

/// Sends the pictures of an album, which come one by one, and returns every answer.
fn album(phone: &mut Phone, names: &[&str]) -> Vec<Message> {
    names.iter().map(|name| phone.one(&file_called(name, "image", ""))).collect()
}

/// What the network calls the files that were kept.
fn kept(phone: &Phone) -> Vec<&str> {
    phone.desk.files.iter().map(|(_, file, _)| file.media_id.as_str()).collect()
}

#[test]
fn the_pictures_of_an_album_are_asked_about_together_and_kept_by_one_answer() {
    let mut phone = with_orders(1);
    let questions = album(&mut phone, &["m1", "m2", "m3"]);
    has(questions[0].body(), &["What is this file for?"]);
    has(questions[1].body(), &["What are these 2 files for?", phone.desk.orders[0].number.as_str()]);
    has(questions[2].body(), &["What are these 3 files for?"]);
    has(&phone.say("for the order"), &["I keep the 3 files with your order"]);
    assert_eq!(kept(&phone), ["m1", "m2", "m3"]);
    assert!(phone.session.files.is_empty());

    let mut phone = with_orders(2);
    phone.desk.orders[1].payment_status = PaymentStatus::Paid;
    has(album(&mut phone, &["m1", "m2"])[1].body(), &["Which order do these 2 files belong to?"]);
    has(&phone.say("1"), &["What are these 2 files for?"]);
    has(&phone.say("1"), &["The shop looks at your proof"]);
    assert_eq!(kept(&phone), ["m1", "m2"]);
}

#[test]
fn every_question_about_an_album_takes_the_answer_and_none_takes_one_for_later_files() {
    let mut phone = with_orders(1);
    let questions = album(&mut phone, &["m1", "m2"]);
    let first = ids(&questions[0]);
    has(&phone.tap(&first[1]), &["I keep the 2 files"]);
    album(&mut phone, &["m3"]);
    has(&phone.tap(&first[0]), &["no longer active", "What is this file for?"]);
    assert_eq!(kept(&phone), ["m1", "m2"]);
    has(&phone.say("2"), &["I keep the file"]);
    assert_eq!(kept(&phone), ["m1", "m2", "m3"]);
}

#[test]
fn whoever_goes_on_to_something_else_hears_that_files_are_not_kept() {
    for words in ["pay", "2 zobo", "pickup", "cancel order"] {
        let mut phone = with_orders(1);
        album(&mut phone, &["m1"]);
        has(&phone.say(words), &["I have not kept your file"]);
        album(&mut phone, &["m1", "m2"]);
        let reply = phone.say(words);
        has(&reply, &["I have not kept your 2 files"]);
        assert!(!phone.say(words).contains("not kept"), "it is said twice after {words}");
    }
    for (language, words) in [(Language::Fr, "pas gardé vos 2 fichiers"), (Language::Pt, "guardei os seus 2 ficheiros")]
    {
        let mut phone = with_orders(1);
        phone.session.language = Some(language);
        album(&mut phone, &["m1", "m2"]);
        has(&phone.say("2 zobo"), &[words]);
    }
}

#[test]
fn a_long_silence_and_a_new_start_do_not_lose_a_file_silently() {
    let mut phone = with_orders(1);
    album(&mut phone, &["m1"]);
    phone.wait_minutes(45);
    let answer = phone.one(&file_called("m2", "image", ""));
    has(answer.body(), &["I have not kept your file", "What is this file for?"]);
    phone.session = phone.session.clone().started_over();
    has(&phone.say("for the order"), &["I keep the file"]);
    assert_eq!(kept(&phone), ["m2"]);
}

#[test]
fn more_files_than_can_wait_get_words_and_the_first_ones_stay() {
    let mut phone = with_orders(1);
    let questions = album(&mut phone, &["m1", "m2", "m3", "m4", "m5", "m6"]);
    has(questions[5].body(), &["not kept the last one", "What are these 5 files for?"]);
    has(&phone.say("no"), &["I do not keep the 5 files"]);
    album(&mut phone, &["m1", "m2", "m3", "m4", "m5"]);
    has(&phone.say("2"), &["I keep the 5 files"]);
    assert_eq!(kept(&phone).len(), 5);
}

#[test]
fn of_several_files_it_is_said_which_are_not_kept_and_why() {
    let mut phone = with_orders(1);
    phone.desk.file_refusal = Some(FileRefusal::TooLarge);
    album(&mut phone, &["m1", "m2"]);
    let reply = phone.say("2");
    has(&reply, &["Not kept: 2 of 2.", "at most 16 MB"]);
    assert_eq!(reply.matches("16 MB").count(), 1);

    phone.desk.file_refusal = None;
    phone.desk.files_until_down = Some(1);
    album(&mut phone, &["m1", "m2", "m3"]);
    has(&phone.say("2"), &["I keep the file with your order", "could not keep 2 files just now"]);
    assert_eq!(kept(&phone), ["m1"]);
    assert!(phone.session.files.is_empty());
}

#[test]
fn an_album_beside_a_paid_order_is_kept_picture_by_picture() {
    let mut phone = with_orders(1);
    phone.desk.orders[0].payment_status = PaymentStatus::Paid;
    album(&mut phone, &["m1", "m2"]);
    assert_eq!(kept(&phone), ["m1", "m2"]);
}

#[test]
fn words_under_a_file_say_what_it_is_for_and_which_order() {
    let number = with_orders(1).desk.orders[0].number.to_string();
    let with_number = format!("Proof of payment for {number}");
    for caption in
        ["payment proof", &with_number, "this is my receipt", "paid", "payment for 2 zobo", "preuve de paiement"]
    {
        let mut phone = with_orders(1);
        has(phone.one(&file("image", caption)).body(), &["The shop looks at your proof for order", &number]);
        assert_eq!(phone.desk.files[0].2, FilePurpose::PaymentProof);
    }
    let mut phone = with_orders(1);
    has(phone.one(&file("image", "for my order")).body(), &["I keep the file with your order"]);
    has(phone.one(&file("image", "I have not paid yet")).body(), &["What is this file for?"]);
    has(phone.one(&file("image", "payment")).body(), &["The shop looks at your proof"]);
    assert_eq!(phone.desk.files.len(), 3);
}

#[test]
fn words_that_name_one_of_several_orders_choose_it_and_no_other_one() {
    let mut phone = with_orders(3);
    let second = phone.desk.orders[1].number.to_string();
    has(phone.one(&file("image", &format!("Proof of payment for {second}"))).body(), &["your proof", &second]);
    let which = phone.one(&file("image", "my receipt"));
    has(which.body(), &["Which order"]);
    has(&phone.say("1"), &["The shop looks at your proof"]);
    phone.one(&file("image", ""));
    has(&phone.say(&second), &["What is this file for?", &second]);
    has(&phone.say("it is my payment"), &["The shop looks at your proof", &second]);
    let mut phone = with_orders(1);
    let other = base::OrderNumber::from_random(999_999).to_string();
    has(phone.one(&file("image", &format!("payment for {other}"))).body(), &["What is this file for?"]);
    let mut phone = with_orders(2);
    phone.desk.orders[1].payment_status = PaymentStatus::Paid;
    phone.one(&file("image", ""));
    has(&phone.say("payment"), &["your proof", phone.desk.orders[0].number.clone().as_str()]);
}

#[test]
fn the_question_about_files_is_answered_in_free_words_of_every_language() {
    for (language, words) in [
        (Language::En, "it is my payment"),
        (Language::En, "payment"),
        (Language::Fr, "c'est mon paiement"),
        (Language::Pt, "é o meu pagamento"),
    ] {
        let mut phone = with_orders(1);
        phone.session.language = Some(language);
        album(&mut phone, &["m1", "m2"]);
        phone.say(words);
        assert_eq!(kept(&phone), ["m1", "m2"], "{words}");
        assert!(phone.desk.files.iter().all(|file| file.2 == FilePurpose::PaymentProof));
    }
}

#[test]
fn a_file_before_any_order_leaves_the_open_question_open() {
    let mut phone = Phone::new();
    phone.say("add zobo 1");
    phone.say("pickup");
    has(phone.one(&file("audio", "")).body(), &["cannot listen to voice messages", "Place it? 1 = Yes"]);
    has(&phone.say("yes"), &["is placed"]);
    let mut phone = crate::rich::phone();
    phone.say("2 jollof rice");
    has(phone.one(&file("image", "")).body(), &["cannot look at pictures", "choose one, Protein"]);
    has(&phone.say("chicken"), &["*Jollof Rice*: Extras?"]);
    let mut phone = with_orders(1);
    phone.say("add zobo 1");
    phone.say("pickup");
    has(phone.one(&file("image", "payment proof")).body(), &["your proof", "Place it? 1 = Yes"]);
    phone.desk.is_down = true;
    has(phone.one(&file("image", "")).body(), &["could not keep that file", "Place it? 1 = Yes"]);
}

#[test]
fn files_go_on_waiting_while_the_customer_looks_at_something() {
    for words in ["status", "menu", "view cart", "help", "order history", "hi", "thanks", "what is that"] {
        let mut phone = with_orders(1);
        phone.desk.orders[0].payment_status = PaymentStatus::Unpaid;
        album(&mut phone, &["m1", "m2"]);
        let reply = phone.say(words);
        assert!(!reply.contains("not kept"), "{words}: {reply}");
        assert!(
            reply.contains("2 files still wait") || reply.contains("What are these 2 files for?"),
            "{words}: {reply}"
        );
        has(album(&mut phone, &["m3"])[0].body(), &["What are these 3 files for?"]);
        phone.say(words);
        has(&phone.say("payment proof"), &["The shop looks at your proof"]);
        assert_eq!(kept(&phone), ["m1", "m2", "m3"]);
    }
    let mut phone = with_orders(1);
    album(&mut phone, &["m1"]);
    phone.say("menu");
    phone.wait_minutes(45);
    has(&phone.say("menu"), &["I have not kept your file"]);
}
