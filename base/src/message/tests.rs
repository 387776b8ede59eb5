use super::*;
use proptest::prelude::*;

fn choices(count: usize) -> Vec<Choice> {
    (0..count).map(|n| Choice::new(format!("id:{n}"), format!("Item {n}"))).collect()
}

#[test]
fn three_short_choices_are_buttons_ten_are_a_list_and_more_are_numbered() {
    assert!(matches!(Message::ask("Which?", "See", &choices(3)), Message::Buttons { .. }));
    assert!(matches!(Message::ask("Which?", "See", &choices(4)), Message::List { .. }));
    assert!(matches!(Message::ask("Which?", "See", &choices(10)), Message::List { .. }));
    let Message::Text { body } = Message::ask("Which?", "See", &choices(11)) else { panic!("not text") };
    assert!(body.contains("\n11. Item 10"));
}

#[test]
fn two_buttons_with_one_title_become_a_list() {
    let twins = [Choice::new("a", "Rice"), Choice::new("b", "Rice")];
    assert!(matches!(Message::ask("Which?", "See", &twins), Message::List { .. }));
}

#[test]
fn a_long_title_is_told_whole_in_the_second_line() {
    let choice = Choice::new("a", "Extra large family jollof rice").with_description("₦9,000.00");
    let row = as_row(&choice);
    assert_eq!(row.title, "Extra large family joll…");
    assert_eq!(row.description, "₦9,000.00 · Extra large family jollof rice");
}

#[test]
fn a_message_from_outside_must_keep_the_limits() {
    let long = Message::Text { body: "a".repeat(BODY_LONG_MAX + 1) };
    assert_eq!(long.check(), Err(MessageError::Length { part: "body", limit: BODY_LONG_MAX }));
    let link = Message::Link { body: "Pay".into(), button: "Pay".into(), url: "javascript:1".into() };
    assert_eq!(link.check(), Err(MessageError::Url));
}

proptest! {
    #[test]
    fn whatever_is_asked_the_message_keeps_every_limit(
        body in "\\PC{1,5000}",
        label in "\\PC{1,40}",
        titles in prop::collection::vec("\\PC{1,90}", 0..15),
        descriptions in prop::collection::vec("\\PC{0,90}", 15),
    ) {
        let choices: Vec<Choice> = titles.iter().zip(&descriptions).enumerate()
            .map(|(n, (title, description))| Choice::new(format!("id:{n}"), title).with_description(description))
            .collect();
        let message = Message::ask(&body, &label, &choices);
        prop_assert_eq!(message.clone().check(), Ok(message));
    }

    #[test]
    fn a_message_survives_storage(body in "\\PC{1,100}", count in 0_usize..12) {
        let message = Message::ask(&body, "See", &choices(count));
        let stored = serde_json::to_string(&message).unwrap();
        prop_assert_eq!(serde_json::from_str::<Message>(&stored).unwrap(), message);
    }
}
