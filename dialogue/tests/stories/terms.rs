//! Coupons, tips, times, ways to pay, and whatever stands between a cart and an order.

use base::{Currency, Money, Timestamp};
use dialogue::{CouponFault, Fulfilment, Input, Obstacle, PaymentPolicy, Request, Slot, State, Terms};

use crate::phone::{Phone, has, id, ids, titles};

fn naira(whole: i64) -> Money {
    Money::new(whole * 100, Currency::NGN)
}

fn with_cart() -> Phone {
    let mut phone = Phone::new();
    phone.say("add chicken suya 2");
    phone
}

fn placed_terms(phone: &Phone) -> (Terms, Option<PaymentPolicy>) {
    let Some(Request::Place { terms, payment, .. }) = phone.requests.last() else { panic!("nothing placed") };
    (terms.clone(), *payment)
}

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn a_coupon_is_shown_in_the_cart_and_the_summary_and_goes_with_the_order() {
    let mut phone = with_cart();
    phone.desk.coupons = vec![("ILK50".into(), 50)];
    has(&phone.say("coupon ilk50"), &["Goods: ₦3,600.00", "Discount (coupon ILK50): -₦1,800.00", "Total: ₦1,800.00"]);
    has(&phone.say("cart"), &["2 × Chicken Suya: ₦3,600.00", "Total: ₦1,800.00"]);
    has(&phone.say("pickup"), &["Discount (coupon ILK50): -₦1,800.00", "Total: ₦1,800.00"]);
    has(&phone.say("remove coupon"), &["ILK50 is taken off", "Total: ₦3,600.00"]);
    has(&phone.say("use code ILK50"), &["Total: ₦1,800.00", "Place this order?"]);
    has(&phone.say("confirm"), &["is placed: ₦1,800.00"]);
    assert_eq!(placed_terms(&phone).0.coupon.as_deref(), Some("ILK50"));
    assert_eq!(phone.session.coupon, None);
}

#[test]
fn the_code_alone_will_do_while_it_is_asked_for() {
    let mut phone = with_cart();
    phone.desk.coupons = vec![("ILK50".into(), 50)];
    has(&phone.say("coupon"), &["Which coupon?"]);
    has(&phone.say("!?"), &["Which coupon?"]);
    has(&phone.say("my code is ILK50"), &["Total: ₦1,800.00"]);
    has(&phone.say("remove coupon"), &["taken off"]);
    has(&phone.say("remove coupon"), &["no coupon to take off"]);
    phone.say("coupon");
    has(&phone.say("menu"), &["What would you like?"]);
    phone.say("coupon");
    has(&phone.say("ilk50"), &["Total: ₦1,800.00"]);
    let mut phone = Phone::new();
    phone.desk.coupons = vec![("ILK50".into(), 50)];
    has(&phone.say("coupon ILK50"), &["as soon as something is in your cart"]);
    phone.say("add zobo 1");
    has(&phone.say("cart"), &["Total: ₦300.00"]);
}

#[test]
fn every_fault_of_a_coupon_has_its_words_and_does_not_stop_the_order() {
    for (fault, part) in [
        (CouponFault::NotFound, "know no coupon NOPE"),
        (CouponFault::NotStarted, "does not count yet"),
        (CouponFault::Expired, "has expired"),
        (CouponFault::UsedUp, "all uses of the coupon NOPE are taken"),
        (CouponFault::AlreadyUsed, "have used the coupon NOPE already"),
        (CouponFault::NotApplicable, "covers nothing in your cart"),
        (CouponFault::BelowMinimum { minimum: naira(5_000) }, "at least ₦5,000.00"),
    ] {
        let mut phone = with_cart();
        phone.desk.coupon_fault = Some(fault);
        has(&phone.say("coupon nope"), &[part, "Total: ₦3,600.00"]);
        assert_eq!(phone.session.coupon, None);
        phone.session.coupon = Some("NOPE".into());
        has(&phone.say("pickup"), &[part, "Place this order?"]);
        has(&phone.say("confirm"), &["is placed"]);
    }
}

#[test]
fn a_coupon_lost_at_the_last_moment_shows_the_new_total_and_asks_again() {
    let mut phone = with_cart();
    phone.desk.coupons = vec![("ILK50".into(), 50)];
    phone.say("coupon ilk50");
    phone.say("pickup");
    phone.desk.coupons.clear();
    phone.desk.coupon_fault = Some(CouponFault::UsedUp);
    has(&phone.say("confirm"), &["are taken", "was ₦1,800.00 and is now ₦3,600.00", "Place this order?"]);
    has(&phone.say("confirm"), &["is placed: ₦3,600.00"]);
}

#[test]
fn a_tip_is_added_where_the_shop_takes_tips() {
    let mut phone = with_cart();
    has(&phone.say("tip 200"), &["takes no tips"]);
    phone.offer(|offers| offers.tips = true);
    phone.say("pickup");
    has(&phone.say("tip 200"), &["A tip of ₦200.00", "Tip: ₦200.00", "Total: ₦3,800.00", "Place this order?"]);
    has(&phone.say("tip"), &["*tip 200*"]);
    has(&phone.say("tip lots"), &["*tip 200*"]);
    has(&phone.say("tip -5"), &["*tip 200*"]);
    has(&phone.say("no tip"), &["no tip", "Total: ₦3,600.00"]);
    phone.say("tip ₦1,000");
    has(&phone.say("confirm"), &["is placed: ₦4,600.00"]);
    assert_eq!(placed_terms(&phone).0.tip, Some(naira(1_000)));
}

#[test]
fn a_tip_is_read_as_it_is_written_and_never_made_smaller() {
    for (text, tip) in [
        ("tip 2k", "₦2,000.00"),
        ("tip 1 000", "₦1,000.00"),
        ("tip of 1,500 naira please", "₦1,500.00"),
        ("pourboire 1 000,50", "1\u{a0}000,50\u{a0}₦"),
        ("gorjeta 1\u{a0}200,00\u{a0}₦", "1\u{a0}200,00\u{a0}₦"),
    ] {
        let mut phone = Phone::new();
        phone.offer(|offers| offers.tips = true);
        phone.say("add zobo 9");
        has(&phone.say(text), &[tip]);
    }
    for text in ["tip 2m", "tip 200 dollars", "tip 12 34"] {
        let mut phone = Phone::new();
        phone.offer(|offers| offers.tips = true);
        phone.say("add zobo 9");
        has(&phone.say(text), &["*tip 200*"]);
    }
}

#[test]
fn the_usual_way_to_pay_is_on_the_summary_and_others_are_a_word_away() {
    let mut phone = with_cart();
    has(&phone.say("pickup"), &["Payment: when you get your order."]);
    has(&phone.say("pay online"), &["does not offer that", "Pay on delivery"]);
    phone.offer(|offers| {
        offers.payments = vec![PaymentPolicy::PayOnDelivery, PaymentPolicy::Prepaid, PaymentPolicy::Invoice]
    });
    let summary = phone.message("done");
    assert_eq!(titles(&summary), ["Yes", "No", "Pay online"]);
    has(&phone.say("3"), &["Payment: online", "Place this order?"]);
    has(&phone.say("invoice"), &["Payment: by invoice"]);
    has(&phone.say("pay on delivery"), &["Payment: when you get"]);
    phone.tap("pay-by:prepaid");
    has(&phone.say("confirm"), &["is placed", "link to pay comes right after this"]);
    assert_eq!(placed_terms(&phone).1, Some(PaymentPolicy::Prepaid));
    assert_eq!(phone.session.payment, None);
}

#[test]
fn a_closed_shop_says_when_it_opens_and_plans_the_order() {
    let mut phone = with_cart();
    phone.desk.obstacles = vec![Obstacle::Closed { next_opening: Some(moment("2026-05-05T08:00:00Z")) }];
    has(&phone.say("pickup"), &["closed right now", "opens on Tue 05/05, 08:00"]);
    has(&phone.say("schedule"), &["plans no orders ahead"]);
    phone.offer(|offers| offers.slots = true);
    let slot = |hour: i64| Slot {
        start: Timestamp::from_second(moment("2026-05-05T08:00:00Z").as_second() + hour * 3600).unwrap(),
        end: Timestamp::from_second(moment("2026-05-05T09:00:00Z").as_second() + hour * 3600).unwrap(),
        left: Some(3),
    };
    phone.desk.slots = (0..12).map(slot).collect();
    let closed = phone.message("done");
    assert_eq!(ids(&closed)[0], "schedule");
    let slots = phone.message("1");
    assert_eq!(titles(&slots)[0], "Tue 05/05, 08:00–09:00");
    assert_eq!(titles(&slots).len(), 10);
    assert!(phone.message("more").body().contains("When would you like it?"));
    phone.desk.obstacles.clear();
    has(&phone.say("1"), &["I noted Tue 05/05, 17:00", "Planned for: Tue 05/05, 17:00", "Place this order?"]);
    phone.say("confirm");
    assert_eq!(placed_terms(&phone).0.slot, Some(slot(9).start));
    has(&phone.say("status"), &["Planned for: Tue 05/05, 17:00"]);
}

#[test]
fn a_time_that_is_taken_or_over_leads_to_others() {
    let mut phone = with_cart();
    phone.offer(|offers| offers.slots = true);
    phone.say("pickup");
    has(&phone.say("schedule"), &["no free time"]);
    let start = moment("2026-05-05T08:00:00Z");
    phone.desk.slots = vec![Slot { start, end: moment("2026-05-05T09:00:00Z"), left: None }];
    phone.say("schedule");
    phone.desk.obstacles = vec![Obstacle::SlotFull];
    has(&phone.say("1"), &["that time is taken", "When would you like it?"]);
    phone.desk.obstacles.clear();
    has(&phone.say("as soon as possible"), &["As soon as possible, then", "Place this order?"]);
    has(&phone.tap("slot:1000"), &["cannot be chosen any more"]);
}

#[test]
fn a_place_the_shop_does_not_go_to_asks_for_another_or_pickup() {
    let mut phone = with_cart();
    phone.desk.obstacles = vec![Obstacle::PinRequired];
    phone.say("delivery");
    has(&phone.say("12 Allen Avenue, Ikeja"), &["please send your location", "*pickup*"]);
    phone.desk.obstacles = vec![Obstacle::OutsideZones];
    let pin = Input::Location { latitude: 9.0, longitude: 7.4, name: String::new(), address: String::new() };
    has(phone.one(&pin).body(), &["do not deliver to that place"]);
    assert_eq!(phone.session.state, State::Address);
    phone.desk.obstacles.clear();
    phone.desk.delivery_fee = 50_000;
    has(phone.one(&pin).body(), &["Delivery: ₦500.00", "Total: ₦4,100.00"]);
    phone.say("yes");
    assert_eq!(placed_terms(&phone).0.fulfilment, Some(Fulfilment::Delivery));
}

#[test]
fn goods_below_the_minimum_say_how_much_is_missing() {
    let mut phone = with_cart();
    phone.desk.obstacles = vec![Obstacle::BelowMinimum { minimum: naira(5_000), missing: naira(1_400) }];
    has(&phone.say("pickup"), &["at least ₦5,000.00", "₦1,400.00 more"]);
    phone.desk.obstacles.clear();
    phone.say("add chicken suya 1");
    has(&phone.say("done"), &["Place this order?"]);
}

#[test]
fn when_only_some_are_left_they_are_offered() {
    let mut phone = with_cart();
    phone.say("add zobo 5");
    phone.desk.stock = vec![(id(11), 3)];
    let offer = phone.message("pickup");
    has(offer.body(), &["Only 3 × Zobo are left, and you wanted 5"]);
    assert_eq!(titles(&offer), ["Take 3", "Take it out", "View cart"]);
    has(&phone.say("1"), &["Your cart now has 3 × Zobo", "Place this order?"]);
    phone.desk.stock = vec![(id(11), 1)];
    has(&phone.say("confirm"), &["Only 1 × Zobo are left"]);
    has(&phone.say("no"), &["Your cart"]);
    phone.desk.stock = vec![(id(11), 0)];
    has(&phone.say("done"), &["not part of this order: Zobo", "Total: ₦3,600.00"]);
}

#[test]
fn what_is_sold_out_meanwhile_is_told_once_in_the_next_turn_whatever_it_is() {
    let mut phone = with_cart();
    phone.say("add zobo 1");
    phone.edit(11, |item| item.available = false);
    has(&phone.say("help"), &["Sold out by now, so not part of an order: Zobo", "You can write"]);
    assert!(!phone.say("help").contains("Sold out by now"));
    has(&phone.say("pickup"), &["not part of this order: Zobo", "Total: ₦3,600.00"]);
    phone.edit(11, |item| item.available = true);
    phone.say("menu");
    phone.edit(11, |item| item.available = false);
    has(&phone.say("hi"), &["Sold out by now"]);
}

#[test]
fn a_line_of_which_nothing_can_be_asked_stays_in_its_place() {
    let mut phone = with_cart();
    phone.say("2 jollof with fish");
    let before = phone.session.cart.clone();
    phone.desk.obstacles = vec![Obstacle::Choices { product: before.lines()[0].product_id }];
    phone.say("pickup");
    assert_eq!(phone.session.cart, before);
}

#[test]
fn a_faulty_answer_of_orders_never_loops() {
    for obstacle in [
        Obstacle::Choices { product: id(2) },
        Obstacle::Field { product: id(2), key: "name".into() },
        Obstacle::Coupon(CouponFault::Expired),
        Obstacle::TipsNotOffered,
        Obstacle::PolicyNotOffered,
        Obstacle::OutOfStock { product: id(999), left: 0 },
    ] {
        let mut phone = with_cart();
        phone.desk.obstacles = vec![obstacle.clone()];
        phone.say("pickup");
        assert!(phone.requests.len() < 6, "{obstacle:?}");
        has(&phone.say("cart"), &["2 × Chicken Suya"]);
    }
}

#[test]
fn an_order_that_is_placed_keeps_its_way_to_pay_and_says_what_can_be_done() {
    let mut phone = with_cart();
    phone.offer(|offers| {
        offers.payments = vec![PaymentPolicy::Prepaid, PaymentPolicy::PayOnDelivery, PaymentPolicy::Invoice]
    });
    phone.say("pickup");
    phone.say("confirm");
    let number = phone.desk.orders[0].number.to_string();
    for words in ["pay on delivery", "pay by invoice"] {
        let reply = phone.say(words);
        has(
            &reply,
            &[&number, "keeps its way of paying", "Payment: online", &format!("*pay {number}*"), "*cancel order"],
        );
        assert_eq!((phone.desk.orders[0].payment, phone.session.payment), (PaymentPolicy::Prepaid, None));
    }
    phone.desk.orders[0].status = dialogue::OrderStatus::Delivered;
    has(&phone.say("pay on delivery"), &["Payment: when you get your order."]);
    assert_eq!(phone.session.payment, Some(PaymentPolicy::PayOnDelivery));
}

#[test]
fn a_coupon_that_does_not_count_is_told_before_anything_is_in_the_cart() {
    for (fault, part) in
        [(CouponFault::Expired, "has expired"), (CouponFault::UsedUp, "all uses of the coupon OLD10 are")]
    {
        let mut phone = Phone::new();
        phone.desk.coupon_fault = Some(fault);
        has(&phone.say("coupon OLD10"), &[part]);
        assert_eq!(phone.session.coupon, None);
    }
    let mut phone = Phone::new();
    phone.desk.is_down = true;
    has(&phone.say("coupon ILK50"), &["as soon as something is in your cart"]);
}

#[test]
fn a_sum_that_a_coupon_or_a_tip_still_changes_is_not_called_the_total() {
    let mut phone = Phone::new();
    phone.desk.coupons = vec![("ILK50".into(), 50)];
    phone.say("coupon ILK50");
    let proposal = phone.say("3 zobo");
    has(&proposal, &["Goods: ₦1,800.00", "Order this?"]);
    assert!(!proposal.contains("Total"), "{proposal}");
    has(&phone.say("add zobo 1"), &["Goods: ₦2,400.00"]);
    has(&phone.say("cart"), &["Total: ₦1,200.00"]);
}

#[test]
fn a_word_that_looks_like_a_code_is_offered_as_a_coupon() {
    let mut phone = with_cart();
    phone.desk.coupons = vec![("ILK50".into(), 50)];
    has(&phone.say("ilk50"), &["ILK50 looks like a coupon's code", "*coupon ILK50*"]);
    phone.say("pickup");
    has(&phone.say("ILK50"), &["*coupon ILK50*", "Place it?"]);
}

#[test]
fn a_coupon_that_does_not_count_leaves_the_one_that_was_noted() {
    let mut phone = Phone::new();
    phone.desk.coupons = vec![("ILK50".into(), 50)];
    phone.say("coupon ILK50");
    phone.desk.coupon_fault = Some(CouponFault::NotFound);
    has(&phone.say("coupon OLD10"), &["know no coupon OLD10", "noted the coupon ILK50"]);
    assert_eq!(phone.session.coupon.as_deref(), Some("ILK50"));
}
