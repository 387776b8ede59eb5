//! Orders that are paid, repeated and changed.

use base::{Currency, Message, Money};
use dialogue::{Amendment, OrderStatus, PaymentLink, PaymentPolicy, PaymentRefusal, PaymentStatus, Request};

use crate::{
    phone::{Phone, has, ids, titles},
    rich,
};

fn with_order(text: &str) -> Phone {
    let mut phone = rich::phone();
    phone.say(text);
    phone.say("pickup");
    phone.say("confirm");
    assert_eq!(phone.desk.orders.len(), 1, "{:?}", phone.session);
    phone
}

fn number(phone: &Phone) -> String {
    phone.desk.orders[0].number.to_string()
}

#[test]
fn a_link_to_pay_comes_with_the_answer_or_on_its_own() {
    let mut phone = with_order("add zobo 2");
    let order = number(&phone);
    has(&phone.say(&format!("pay {order}")), &["getting the link to pay ₦1,200.00", "message of its own"]);
    has(&phone.say("pay"), &["getting the link"]);
    has(&phone.say("pay online"), &["getting the link"]);
    let amount = Money::new(120_000, Currency::NGN);
    phone.desk.payment = Some(Ok(PaymentLink { amount, url: "https://pay.example/1".into() }));
    let link = phone.message(&format!("pay order {}", order.to_lowercase()));
    assert!(matches!(&link, Message::Link { url, .. } if url == "https://pay.example/1"), "{link:?}");
    for (refusal, part) in [
        (PaymentRefusal::AlreadyPaid, "paid already"),
        (PaymentRefusal::Ended, "nothing to pay"),
        (PaymentRefusal::NotOffered, "takes no payments online"),
        (PaymentRefusal::TooMany, "Write to the shop"),
        (PaymentRefusal::NotFound, "I find no order"),
    ] {
        phone.desk.payment = Some(Err(refusal));
        has(&phone.say("pay"), &[part]);
    }
    phone.say("add zobo 1");
    has(&phone.say("pay"), &["Delivery or pick-up?"]);
    has(&phone.say("pay ORD-123"), &["not an order number"]);
    has(&Phone::new().say("pay"), &["Your cart is empty"]);
}

#[test]
fn the_status_tells_how_the_money_stands() {
    let mut phone = with_order("add zobo 2");
    has(&phone.say("status"), &["Payment: when you get your order. So far: not paid yet."]);
    phone.offer(|offers| offers.payments = vec![PaymentPolicy::Prepaid]);
    phone.desk.orders[0].payment = PaymentPolicy::Prepaid;
    phone.desk.orders[0].payment_status = PaymentStatus::LinkSent;
    let status = phone.message("status");
    has(status.body(), &["waiting for your payment"]);
    assert_eq!(titles(&status), ["Cancel order", "Pay now", "My orders"]);
    phone.desk.orders[0].payment_status = PaymentStatus::PartiallyRefunded;
    phone.desk.orders[0].paid = Money::new(20_000, Currency::NGN);
    has(&phone.say("status"), &["a part was given back", "Received: ₦200.00"]);
}

#[test]
fn the_status_of_an_order_that_ended_unpaid_says_nothing_of_paying() {
    let mut phone = with_order("add zobo 2");
    for ended in [OrderStatus::Cancelled, OrderStatus::Rejected, OrderStatus::Delivered] {
        phone.desk.orders[0].status = ended;
        let status = phone.say("status");
        assert!(status.contains("Total: ₦1,200.00") && !status.contains("Payment"), "{status}");
    }
    phone.desk.orders[0].status = OrderStatus::Cancelled;
    phone.desk.orders[0].payment_status = PaymentStatus::Refunded;
    has(&phone.say("status"), &["given back"]);
}

#[test]
fn again_puts_the_last_order_into_the_cart_at_todays_prices() {
    let mut phone = with_order("add 2 jollof with fish, 1 zobo, 1 cake");
    phone.edit(11, |item| item.price = Money::new(70_000, Currency::NGN));
    phone.edit(6, |item| item.available = false);
    has(
        &phone.say("again"),
        &["Not to be had today: Cake", "2 × Jollof Rice (Fish): ₦6,000.00", "1 × Zobo: ₦700.00", "Order this?"],
    );
    phone.say("yes");
    has(&phone.say("pickup"), &["Total: ₦6,700.00"]);
    phone.say("confirm");
    assert_eq!(phone.desk.orders.len(), 2);
    has(&phone.say(&format!("repeat {}", number(&phone))), &["Order this?"]);
    has(&Phone::new().say("again"), &["no orders yet"]);
}

#[test]
fn private_fields_are_asked_for_again_when_an_order_is_repeated() {
    let mut phone = with_order("add nid service. name: Ada Obi. NID: 1234567890");
    has(&phone.say("order again"), &["please write this: NID"]);
    has(&phone.say("1234567890"), &["Order this?"]);
}

#[test]
fn an_order_that_waits_for_the_shop_can_be_changed() {
    let mut phone = with_order("add 2 zobo");
    phone.say("add cake 1");
    let order = number(&phone);
    has(&phone.say(&format!("edit {order}")), &["You are changing order", "2 × Zobo", "being changed"]);
    phone.say("add jollof with chicken");
    has(&phone.say("change zobo 3, delivery, tip 100"), &["only its goods can be", "3 × Zobo"]);
    for words in ["tip 100", "delivery"] {
        has(&phone.say(words), &["only its goods can be"]);
    }
    has(&phone.say("done"), &["would be", "3 × Zobo", "1 × Jollof Rice (Chicken)", "Change the order to this?"]);
    has(&phone.say("confirm"), &[&format!("Order {order} is changed and now comes to ₦4,300.00")]);
    assert_eq!(phone.desk.orders.len(), 1);
    assert_eq!(phone.desk.orders[0].lines.len(), 2);
    assert_eq!(phone.cart(), [("Cake".to_owned(), 1)], "the cart that waited is back");
    assert!(matches!(phone.requests.last(), Some(Request::Amend { .. })));
}

#[test]
fn leaving_a_change_keeps_the_order_and_brings_the_cart_back() {
    for word in ["cancel", "clear", "new order"] {
        let mut phone = with_order("add 2 zobo");
        phone.say("add cake 1");
        phone.say("edit order");
        phone.say("delete zobo");
        has(&phone.say(word), &["stays as it is"]);
        assert_eq!(phone.cart(), [("Cake".to_owned(), 1)], "{word}");
        assert_eq!(phone.desk.orders[0].lines[0].quantity, 2);
    }
}

#[test]
fn a_change_that_comes_too_late_or_costs_more_is_told() {
    let mut phone = with_order("add 2 zobo");
    phone.say("edit");
    has(&phone.say("done"), &["Change the order to this?"]);
    has(&phone.say("yes"), &["is just like that already"]);
    phone.say("edit");
    phone.say("add zobo 1");
    phone.say("done");
    phone.desk.surcharge = 10_000;
    has(&phone.say("yes"), &["was ₦1,800.00 and is now ₦1,900.00"]);
    has(&phone.say("yes"), &["now comes to ₦1,900.00"]);
    phone.say("edit");
    phone.say("add zobo 1");
    phone.say("done");
    phone.desk.orders[0].status = OrderStatus::Confirmed;
    has(&phone.say("yes"), &["can no longer be changed"]);
    assert!(phone.session.editing.is_none());
    has(&phone.say("edit"), &["no order that can still be changed"]);
    has(&phone.say(&format!("edit {}", number(&phone))), &["can no longer be changed"]);
    has(&phone.say("edit ORD-12"), &["not an order number"]);
}

#[test]
fn a_changed_order_is_priced_with_the_coupon_it_has() {
    let mut phone = rich::phone();
    phone.desk.coupons = vec![("ILK50".into(), 50)];
    phone.say("add 2 zobo");
    phone.say("coupon ILK50");
    phone.say("pickup");
    has(&phone.say("confirm"), &["₦600.00"]);
    phone.desk.used = vec!["ILK50".into()];
    phone.say("edit");
    phone.say("add cake 1");
    has(&phone.say("done"), &["Discount", "Total: ₦1,050.00", "Change the order to this?"]);
    has(&phone.say("what"), &["Order ORD-", "would come to ₦1,050.00. Change it?"]);
    has(&phone.say("yes"), &["is changed and now comes to ₦1,050.00"]);
}

#[test]
fn a_changed_order_hears_how_many_there_are_before_it_is_confirmed() {
    let mut phone = with_order("add 2 zobo");
    phone.say("edit");
    phone.desk.stock = vec![(crate::phone::id(11), 4)];
    phone.say("change zobo 6");
    has(&phone.say("done"), &["Only 4 × Zobo are left"]);
    has(&phone.say("yes"), &["4 × Zobo", "Change the order to this?"]);
    has(&phone.say("yes"), &["is changed"]);
}

#[test]
fn what_an_order_has_stays_in_it_though_it_is_sold_out_to_others() {
    let mut phone = with_order("add 5 zobo and 2 jollof with fish");
    phone.edit(11, |zobo| zobo.available = false);
    phone.edit(1, |jollof| rich::sell_out(jollof, "Fish"));
    let begun = phone.say("edit");
    has(&begun, &["5 × Zobo: ₦3,000.00", "2 × Jollof Rice (Fish): ₦6,000.00", "Total: ₦9,000.00"]);
    assert!(!begun.contains("old out"), "{begun}");
    phone.say("add 1 water");
    phone.say("change zobo 3");
    has(&phone.say("done"), &["3 × Zobo", "2 × Jollof Rice (Fish)", "1 × Bottled Water", "Change the order to this?"]);
    has(&phone.say("yes"), &["is changed"]);
    assert_eq!(phone.desk.orders[0].lines.len(), 3);
}

#[test]
fn an_order_of_sold_out_goods_alone_can_be_lowered_and_not_raised() {
    let mut phone = with_order("add 5 zobo");
    phone.edit(11, |zobo| zobo.available = false);
    has(&phone.say("edit"), &["5 × Zobo: ₦3,000.00"]);
    assert!(phone.hear_sold_out(11, 1).is_none(), "it is not sold out for this order");
    phone.say("add 1 zobo");
    has(&phone.say("done"), &["Only 5 × Zobo are left, and you wanted 6"]);
    has(&phone.say("yes"), &["5 × Zobo", "Change the order to this?"]);
    phone.say("change zobo 2");
    has(&phone.say("done"), &["2 × Zobo"]);
    has(&phone.say("yes"), &["is changed and now comes to ₦1,200.00"]);
}

#[test]
fn what_sells_out_while_it_is_added_to_an_order_is_left_out_and_the_promise_stays() {
    let mut phone = with_order("add 2 zobo");
    phone.say("edit");
    phone.say("add 1 water, 1 zobo");
    phone.say("done");
    phone.edit(11, |zobo| zobo.available = false);
    phone.edit(12, |water| water.available = false);
    has(&phone.say("yes"), &["Only 2 × Zobo are left"]);
    has(&phone.say("yes"), &["2 × Zobo", "Change the order to this?"]);
}

#[test]
fn which_order_to_change_is_asked_when_there_are_several() {
    let mut phone = with_order("add 2 zobo");
    phone.say("add cake 1");
    phone.say("pickup");
    phone.say("confirm");
    let which = phone.message("change order");
    assert_eq!(ids(&which).len(), 2);
    has(&phone.say("2"), &["You are changing order", "2 × Zobo"]);
}

fn with_amendment() -> Phone {
    let mut phone = with_order("add 2 zobo");
    let total = Money::new(150_000, Currency::NGN);
    let lines = phone.desk.orders[0].lines.clone();
    phone.desk.orders[0].amendment = Some(Amendment { revision: 2, lines, total, reason: "bigger bottles".into() });
    phone
}

#[test]
fn a_plain_yes_or_no_answers_what_staff_asked() {
    has(&with_amendment().say("yes"), &["is changed and comes to ₦1,500.00"]);
    let mut phone = with_amendment();
    phone.say("no");
    assert!(phone.desk.orders[0].amendment.is_none());
    has(&phone.say("yes"), &["I did not ask anything"]);
    has(&Phone::new().say("yes"), &["I did not ask anything"]);
}

/// A phone at "Place this order?", with a change of an order that was placed before the last one.
fn with_amendment_meanwhile() -> Phone {
    let mut phone = with_amendment();
    phone.say("add cake 1");
    phone.say("pickup");
    phone.say("confirm");
    phone.say("add 3 water");
    has(&phone.say("pickup"), &["Place this order?"]);
    phone
}

#[test]
fn words_of_consent_find_the_order_and_leave_another_question_open() {
    let order = with_amendment_meanwhile().desk.orders[1].number.to_string();
    let agreeing = ["I agree", "Yes, change it", "Oui, modifier", "Sim, alterar", "concordo"].map(str::to_owned);
    for words in agreeing.into_iter().chain([format!("agree {order}"), format!("aceito {order}")]) {
        let mut phone = with_amendment_meanwhile();
        phone.say("language english");
        has(&phone.say(&words), &[&order, "is changed and comes to ₦1,500.00", "Place it?"]);
        has(&phone.say("yes"), &["is placed"]);
        assert_eq!((phone.desk.orders.len(), &phone.desk.consents[..]), (3, &[true][..]), "{words}");
    }
    let refusing = ["No, keep it", "Non, garder", "Não, manter"].map(str::to_owned);
    for words in refusing.into_iter().chain([format!("refuse {order}"), format!("refuser {order}")]) {
        let mut phone = with_amendment_meanwhile();
        phone.say("language english");
        has(&phone.say(&words), &["stays as it was", "Place it?"]);
        assert_eq!(phone.desk.consents, [false], "{words}");
    }
    let mut phone = with_amendment_meanwhile();
    has(&phone.tap(&format!("amendment-yes:{order}:2")), &["is changed", "Place it?"]);
    has(&phone.say(&format!("agree {order}")), &["no change of an order that waits", "Place it?"]);
}

#[test]
fn a_bare_yes_answers_the_open_question_and_not_the_change() {
    let mut phone = with_amendment_meanwhile();
    has(&phone.say("yes"), &["is placed"]);
    assert!(phone.desk.consents.is_empty());
    has(&phone.say("no"), &["stays as it was"]);
    for shown in ["hi", "menu", "drinks", "my orders"] {
        let mut phone = with_amendment();
        phone.say(shown);
        has(&phone.say("no"), &["stays as it was"]);
    }
}

#[test]
fn consent_is_heard_while_a_code_or_an_address_is_asked_for() {
    for question in ["coupon", "delivery"] {
        let mut phone = with_amendment_meanwhile();
        let order = phone.desk.orders[1].number.to_string();
        phone.say(question);
        has(&phone.say(&format!("agree {order}")), &["is changed and comes to ₦1,500.00"]);
    }
}

#[test]
fn which_change_is_meant_is_asked_when_several_wait() {
    let mut phone = with_amendment_meanwhile();
    phone.desk.orders[0].amendment = phone.desk.orders[1].amendment.clone();
    let which = phone.message("i agree");
    has(which.body(), &["Which one do you mean?"]);
    assert_eq!(ids(&which).len(), 2);
    has(&phone.say("2"), &["is changed and comes to ₦1,500.00", "Place it?"]);
    assert!(phone.desk.orders[0].amendment.is_some() && phone.desk.orders[1].amendment.is_none());
}

#[test]
fn a_change_staff_want_is_agreed_to_by_button_or_word() {
    let mut phone = with_amendment();
    let order = number(&phone);
    has(&phone.tap(&format!("amendment-yes:{order}:2")), &["is changed and comes to ₦1,500.00"]);
    has(&phone.tap(&format!("amendment-yes:{order}:2")), &["no longer open"]);
    let mut phone = with_amendment();
    let status = phone.message("status");
    has(status.body(), &["come to ₦1,500.00", "bigger bottles", "Do you agree?"]);
    assert_eq!(titles(&status), ["Agree", "Decline"]);
    has(&phone.say("no"), &["stays as it was: ₦1,200.00"]);
    assert_eq!(phone.desk.consents, [false]);
    let mut phone = with_amendment();
    has(&phone.say("agree"), &["is changed and comes to"]);
    has(&phone.say("agree"), &["no change of an order that waits"]);
    let other = base::OrderNumber::from_random(999_999);
    has(&phone.tap(&format!("amendment-no:{other}:7")), &["I find no order"]);
}
