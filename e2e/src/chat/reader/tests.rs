//! Scenarios that are right, and how those that are wrong are told apart.

use super::*;
use crate::chat::script::{Act, CartItem, Office, Paying};

fn parse(text: &str) -> Outcome<Script> {
    Script::parse(Path::new("a.chat"), text)
}

fn only(text: &str) -> Happens {
    let mut scenes = parse(text).unwrap().scenes;
    assert_eq!(scenes.len(), 1);
    scenes.remove(0).happens
}

fn act_of(text: &str) -> Act {
    let Happens::Acts { act, .. } = only(text) else { panic!("{text} is no act") };
    act
}

#[test]
fn speech_may_go_on_in_indented_lines() {
    let words = "2 zobo\n3 water".to_owned();
    assert_eq!(only("Ada: 2 zobo\n    3 water"), Happens::Says { who: "Ada".into(), words });
}

#[test]
fn comments_and_blank_lines_count_as_lines_but_say_nothing() {
    let script = parse("# A story.\n\nRuns: everywhere\nSetting: INBOUND_PER_MINUTE=0\nAda: hi\n").unwrap();
    assert!(script.everywhere);
    assert_eq!(script.settings, [("INBOUND_PER_MINUTE".to_owned(), "0".to_owned())]);
    assert_eq!(script.scenes[0].line, 5);
}

#[test]
fn customers_do_what_phones_can_do() {
    assert_eq!(act_of("Ada taps \"Menu\""), Act::Tap { title: "Menu".into(), is_earlier: false });
    assert_eq!(act_of("Ada taps the earlier \"Yes\""), Act::Tap { title: "Yes".into(), is_earlier: true });
    let place = Act::Location { latitude: 6.5, longitude: -3.25, name: Some("Office".into()), address: None };
    assert_eq!(act_of("Ada sends location 6.5, -3.25 \"Office\""), place);
    assert_eq!(act_of("Ada sends voice"), Act::File { kind: "voice".into(), caption: None });
    assert_eq!(act_of("Ada reacts 👍"), Act::React { emoji: "👍".into() });
    assert_eq!(act_of("Ada has ordered ZOBO 11 times"), Act::HasOrdered { sku: "ZOBO".into(), times: 11 });
}

#[test]
fn a_cart_names_what_the_phone_says_it_costs() {
    let item = |quantity, sku: &str, price: &str| CartItem { quantity, sku: sku.into(), price: price.into() };
    let items = vec![item(2, "ZOBO", "0.01"), item(1, "CHICKEN-SUYA", "0")];
    let cart = act_of("Ada sends cart 2 ZOBO at 0.01, 1 CHICKEN-SUYA \"no ice\"");
    assert_eq!(cart, Act::Cart { items, text: Some("no ice".into()) });
}

#[test]
fn the_office_moves_orders_and_changes_the_menu() {
    let moves = Office::Moves { order: "{order}".into(), status: "CANCELLED".into(), because: Some("no gas".into()) };
    assert_eq!(only("Office moves {order} to CANCELLED because \"no gas\""), Happens::Office(moves));
    let Happens::Office(cannot) = only("Office cannot move {order} to READY: TRANSITION_NOT_ALLOWED") else { panic!() };
    assert!(matches!(cannot, Office::CannotMove { reason, .. } if reason == "TRANSITION_NOT_ALLOWED"));
    let facts = vec!["PICKUP".to_owned(), "2 Chicken Suya".to_owned()];
    assert_eq!(
        only("Office sees {order}: PICKUP; 2 Chicken Suya"),
        Happens::Office(Office::Sees { order: "{order}".into(), facts })
    );
    let reprices = Office::Reprices { sku: "ZOBO".into(), amount_minor: 65_000 };
    assert_eq!(only("Office reprices ZOBO to 650.00"), Happens::Office(reprices));
}

#[test]
fn customers_pay_by_links() {
    let paying = |amount_minor, currency: Option<&str>, is_earlier, is_unnoticed| {
        Act::Pay(Paying { amount_minor, currency: currency.map(str::to_owned), is_earlier, is_unnoticed })
    };
    assert_eq!(act_of("Ada pays"), paying(None, None, false, false));
    assert_eq!(act_of("Ada pays 500.00"), paying(Some(50_000), None, false, false));
    assert_eq!(act_of("Ada pays 9.00 USD"), paying(Some(900), Some("USD"), false, false));
    assert_eq!(act_of("Ada pays by the earlier link"), paying(None, None, true, false));
    assert_eq!(act_of("Ada pays unnoticed"), paying(None, None, false, true));
    assert_eq!(only("Paystack announces the payment again"), Happens::PaymentAnnounced);
}

#[test]
fn the_office_looks_after_money() {
    let reviews = |is_approved, because: Option<&str>| {
        let (order, because) = ("{order}".to_owned(), because.map(str::to_owned));
        Happens::Office(Office::Reviews { order, is_approved, because })
    };
    assert_eq!(only("Office approves the proof of {order}"), reviews(true, None));
    assert_eq!(only("Office rejects the proof of {order} because \"old\""), reviews(false, Some("old")));
    let takes = Office::TakesMoney { order: "{order}".into(), amount_minor: 60_000 };
    assert_eq!(only("Office takes 600.00 for {order}"), Happens::Office(takes));
    let lines = vec![(3, "ZOBO".to_owned()), (1, "CHAPMAN".to_owned())];
    let changes = Office::Changes { order: "{order}".into(), lines, because: "no suya".into() };
    assert_eq!(only("Office changes {order} to 3 ZOBO, 1 CHAPMAN because \"no suya\""), Happens::Office(changes));
    let facts = vec!["refund DONE 6.00 NGN".to_owned()];
    let sees = Office::SeesMoney { order: "{order}".into(), facts };
    assert_eq!(only("Office sees the money of {order}: refund DONE 6.00 NGN"), Happens::Office(sees));
}

#[test]
fn time_passes() {
    let moment = WallClock { weekday: 0, hour: 22, minute: 5 };
    assert_eq!(only("It becomes Monday 22:05"), Happens::Becomes(moment));
    assert_eq!(only("31 minutes pass"), Happens::Passes(Duration::from_secs(31 * 60)));
    assert_eq!(only("1 day passes"), Happens::Passes(Duration::from_secs(86_400)));
}

#[test]
fn souk_speaks_to_the_last_one_or_to_somebody_named() {
    let Happens::Replies { to, .. } = only("Souk to Ben: Hello") else { panic!() };
    assert_eq!(to.as_deref(), Some("Ben"));
    assert!(matches!(only("Souk: Hello"), Happens::Replies { to: None, may_overtake: false, .. }));
    assert!(matches!(only("Souk meanwhile: Hello"), Happens::Replies { to: None, may_overtake: true, .. }));
    assert_eq!(only("Nobody hears anything"), Happens::Silence { who: None });
    assert_eq!(only("Ada hears nothing"), Happens::Silence { who: Some("Ada".into()) });
}

#[test]
fn mistakes_are_told_with_file_and_line() {
    for (text, complaint) in [
        ("Ada: hi\nAda jumps", "a.chat:2: \"jumps\" is nothing a customer can do"),
        ("Ada taps Menu", "a.chat:1: here should stand a title in quotation marks"),
        ("Ada: hi\nRuns: everywhere", "a.chat:2: this belongs before the first scene"),
        ("Ada: hi\n\n5 weeks pass", "a.chat:3: weeks is no unit of time"),
        ("ada hears nothing", "a.chat:1: ada is nobody's name"),
        ("Souk:", "a.chat:1: Souk should say something here"),
        ("Ada:", "a.chat:1: Ada says nothing"),
        ("Office moves {order} to", "a.chat:1: here should stand a status"),
        ("Ada taps \"A\" twice", "a.chat:1: \"twice\" is too much here"),
        ("Ada taps \"A\"\n    [A]", "a.chat:1: only speech goes on in the next line"),
        ("It becomes Moonday 22:05", "a.chat:1: Moonday is no day of the week"),
        ("Paystack announces", "a.chat:1: here should stand"),
        ("Office reprices ZOBO to 650", "a.chat:1: 650 is no price such as 650.00"),
        ("# Only words.", "a.chat: nothing happens"),
    ] {
        let failure = parse(text).unwrap_err().to_string();
        assert!(failure.starts_with(complaint), "{text:?}: {failure}");
    }
}
