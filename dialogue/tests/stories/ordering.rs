//! From the cart to an order, and what can come in between.

use base::Message;
use dialogue::{DeliveryAddress, Fulfilment, Input, OrderStatus, Request, State};

use crate::phone::{Phone, has, id, ids, titles};

fn with_cart() -> Phone {
    let mut phone = Phone::new();
    phone.say("add chicken suya 2");
    phone
}

fn pin(latitude: f64, longitude: f64) -> Input {
    Input::Location { latitude, longitude, name: String::new(), address: String::new() }
}

#[test]
fn delivery_asks_for_a_location_and_takes_a_typed_address() {
    let mut phone = with_cart();
    phone.say("done");
    assert!(matches!(phone.message("delivery"), Message::LocationRequest { .. }));
    has(&phone.say("12 Ikeja"), &["short for an address", "at least 10"]);
    has(&phone.say("5"), &["short for an address"]);
    has(&phone.say(&"a".repeat(501)), &["long for an address"]);
    has(&phone.say("12 Allen Avenue, Ikeja"), &["Delivery to: 12 Allen Avenue, Ikeja", "₦3,600.00"]);
    phone.say("yes");
    let Some(Request::Place { terms, .. }) = phone.requests.last() else { panic!("nothing placed") };
    assert_eq!(terms.fulfilment, Some(Fulfilment::Delivery));
    assert_eq!(terms.address, Some(DeliveryAddress { text: "12 Allen Avenue, Ikeja".into(), pin: None }));
}

#[test]
fn delivery_takes_a_pin_and_refuses_a_place_on_no_map() {
    let mut phone = with_cart();
    phone.say("done");
    phone.say("1");
    for (latitude, longitude) in [(91.0, 0.0), (0.0, 181.0), (f64::NAN, 0.0), (f64::INFINITY, 0.0)] {
        has(phone.one(&pin(latitude, longitude)).body(), &["could not read that location"]);
    }
    has(phone.one(&pin(6.5244, 3.3792)).body(), &["the location you sent (6.52440, 3.37920)"]);
    phone.say("1");
    assert_eq!(phone.desk.orders.len(), 1);
}

#[test]
fn a_chosen_place_keeps_its_words() {
    let mut phone = with_cart();
    let place =
        Input::Location { latitude: 6.5, longitude: 3.3, name: "Office".into(), address: "1 Broad Street".into() };
    has(phone.one(&place).body(), &["I noted that place", "Delivery to: Office, 1 Broad Street"]);
}

#[test]
fn goods_and_commands_typed_where_an_address_was_asked_for_are_no_address() {
    let mut phone = with_cart();
    phone.say("done");
    phone.say("delivery");
    has(&phone.say("add zobo 1"), &["Added 1 × Zobo"]);
    has(&phone.say("confirm"), &["Where shall we bring it?"]);
    has(&phone.say("view cart"), &["1 × Zobo"]);
    phone.say("done");
    has(&phone.say("order history"), &["no orders yet"]);
    phone.say("done");
    has(&phone.say("2 Menu Street, Yaba, Lagos"), &["Delivery to: 2 Menu Street, Yaba, Lagos"]);
}

#[test]
fn confirm_leads_on_from_every_earlier_point() {
    let mut phone = Phone::new();
    has(&phone.say("confirm"), &["Your cart is empty"]);
    phone.say("add zobo 1");
    has(&phone.say("confirm"), &["Delivery or pick-up?"]);
    phone.say("delivery");
    has(&phone.say("confirm"), &["Where shall we bring it?"]);
    has(&phone.say("pickup"), &["Place this order?"]);
    has(&phone.say("confirm"), &["is placed"]);
    has(&phone.say("confirm"), &["Your cart is empty", "Your last order is"]);
    assert_eq!(phone.desk.orders.len(), 1);
}

#[test]
fn pickup_may_be_said_before_it_is_asked() {
    let mut phone = with_cart();
    has(&phone.say("pickup"), &["Place this order?"]);
    assert!(matches!(phone.session.state, State::Confirming { .. }));
}

#[test]
fn a_shop_with_one_way_does_not_ask_which() {
    let mut phone = with_cart();
    phone.shop.offers_delivery = false;
    has(&phone.say("done"), &["Pick-up at the shop"]);
    has(&phone.say("delivery"), &["We do not deliver"]);
    has(phone.one(&pin(6.5, 3.3)).body(), &["We do not deliver"]);
    let mut phone = with_cart();
    phone.shop.offers_pickup = false;
    has(&phone.say("done"), &["Where shall we bring it?"]);
    has(&phone.say("pickup"), &["Pick-up is not possible"]);
}

#[test]
fn a_changed_price_is_told_with_old_and_new_and_asked_again() {
    let mut phone = with_cart();
    phone.say("done");
    phone.say("pickup");
    phone.desk.surcharge = 5_000;
    let again = phone.message("confirm");
    has(again.body(), &["was ₦3,600.00 and is now ₦3,650.00", "Total: ₦3,650.00", "1 = Yes, 2 = No"]);
    assert!(phone.desk.orders.is_empty());
    assert_eq!(ids(&again)[0], "confirm:365000");
    has(&phone.tap("confirm:360000"), &["out of date", "₦3,650.00"]);
    has(&phone.say("1"), &["is placed: ₦3,650.00"]);
}

#[test]
fn what_is_sold_out_at_the_last_moment_is_told_and_the_rest_is_asked_for_again() {
    let mut phone = with_cart();
    phone.say("add zobo 1");
    phone.say("done");
    phone.say("pickup");
    phone.edit(2, |item| item.available = false);
    has(&phone.say("confirm"), &["₦4,200.00 and is now ₦600.00", "not part of this order: Chicken Suya"]);
    has(&phone.say("confirm"), &["is placed: ₦600.00"]);
}

#[test]
fn what_orders_refuses_although_the_menu_has_it_is_left_out() {
    let mut phone = with_cart();
    phone.say("add zobo 1");
    phone.desk.refused = vec![id(11)];
    phone.say("done");
    has(&phone.say("pickup"), &["not part of this order: Zobo", "Total: ₦3,600.00"]);
    has(&phone.say("confirm"), &["is placed: ₦3,600.00"]);
    let mut phone = with_cart();
    phone.desk.refused = vec![id(2)];
    phone.say("done");
    has(&phone.say("pickup"), &["nothing to order"]);
    assert_eq!(phone.cart().len(), 1);
}

#[test]
fn a_peer_that_is_down_costs_the_customer_nothing() {
    let mut phone = with_cart();
    phone.say("done");
    phone.desk.is_down = true;
    has(&phone.say("pickup"), &["Nothing is lost"]);
    phone.desk.is_down = false;
    has(&phone.say("1"), &["Place this order?"]);
    phone.desk.is_down = true;
    has(&phone.say("confirm"), &["your cart is kept"]);
    phone.desk.is_down = false;
    has(&phone.say("1"), &["is placed"]);
    phone.desk.is_down = true;
    has(&phone.say("status"), &["try again"]);
    has(&phone.say("order history"), &["try again"]);
}

#[test]
fn cancel_leaves_the_flow_keeps_the_cart_and_says_which() {
    let mut phone = with_cart();
    phone.say("done");
    phone.say("pickup");
    has(&phone.say("2"), &["Cancelled", "Your cart is kept: ₦3,600.00", "*clear*"]);
    assert_eq!((phone.cart().len(), &phone.session.state), (1, &State::Idle));
    has(&phone.say("done"), &["Delivery or pick-up?"]);
    has(&phone.say("cancel"), &["Cancelled", "₦3,600.00"]);
}

#[test]
fn cancel_after_an_order_says_how_to_cancel_that() {
    let mut phone = with_cart();
    has(&Phone::new().say("cancel"), &["nothing under way"]);
    phone.say("pickup");
    phone.say("confirm");
    let number = phone.desk.orders[0].number.to_string();
    has(&phone.say("cancel"), &["nothing under way", &format!("*cancel order {number}*")]);
}

fn with_orders(count: usize) -> Phone {
    let mut phone = Phone::new();
    for _ in 0..count {
        phone.say("add zobo 1");
        phone.say("pickup");
        phone.say("confirm");
    }
    assert_eq!(phone.desk.orders.len(), count);
    phone
}

#[test]
fn the_status_of_an_order_is_told_for_every_spelling_of_its_number() {
    let mut phone = with_orders(1);
    let number = phone.desk.orders[0].number.to_string();
    for text in [
        format!("status {number}"),
        format!("status {}", number.to_lowercase()),
        format!("Status: {}", &number[4..]),
        format!("where is {number}?"),
        format!("track order {number}"),
        number.clone(),
        "status".into(),
        "where is my order".into(),
        "status of my order".into(),
    ] {
        has(&phone.say(&text), &[&number, "waiting for the shop to confirm it", "1 × Zobo", "₦600.00", "04/05/2026"]);
    }
    phone.desk.orders[0].status = OrderStatus::OutForDelivery;
    has(&phone.say("status"), &["on its way to you"]);
}

#[test]
fn orders_of_nobody_are_not_found_and_typing_mistakes_are_told() {
    let mut phone = with_orders(1);
    let other = base::OrderNumber::from_random(999_999).to_string();
    has(&phone.say(&format!("status {other}")), &["I find no order", &other]);
    has(&phone.say(&format!("cancel order {other}")), &["I find no order"]);
    has(&phone.say("status 12345"), &["not an order number"]);
    has(&phone.say("status ORD-1234567890-ABC123"), &["not an order number"]);
    has(&phone.say("ORD-123"), &["not an order number"]);
    has(&Phone::new().say("status"), &["no orders yet"]);
}

#[test]
fn the_history_is_paged_and_each_order_can_be_chosen() {
    let mut phone = with_orders(20);
    let first = phone.message("order history");
    has(first.body(), &["newest first", phone.desk.orders[0].number.as_str(), "₦600.00", "waiting for the shop"]);
    assert_eq!(titles(&first).len(), 10);
    has(&phone.say("1"), &[phone.desk.orders[0].number.clone().as_str()]);
    phone.say("my orders");
    has(&phone.say("more"), &[phone.desk.orders[9].number.clone().as_str()]);
    let last = phone.message("10");
    assert_eq!(titles(&last).len(), 2);
    has(&phone.say("more"), &["no older orders"]);
    has(&phone.tap("more-orders"), &["no longer active"]);
}

#[test]
fn an_order_is_cancelled_by_its_number_before_the_shop_confirmed_it() {
    let mut phone = with_orders(1);
    let number = phone.desk.orders[0].number.to_string();
    has(&phone.say(&format!("cancel order {number}")), &["is cancelled"]);
    assert_eq!(phone.desk.orders[0].status, OrderStatus::Cancelled);
    phone.desk.orders[0].status = OrderStatus::Confirmed;
    has(&phone.say(&format!("cancel {number}")), &["can no longer be cancelled", "confirmed by the shop"]);
}

#[test]
fn cancel_order_without_a_number_asks_which() {
    let mut phone = with_orders(1);
    let number = phone.desk.orders[0].number.to_string();
    has(&phone.say("cancel order"), &[&format!("Cancel order {number} (₦600.00)?"), "1 = Yes"]);
    has(&phone.say("no"), &["stays as it is"]);
    phone.say("status");
    has(&phone.say("1"), &[&format!("Cancel order {number}?")]);
    has(&phone.say("1"), &["is cancelled"]);
    has(&phone.say("cancel order"), &["no order that can still be cancelled"]);
    let mut phone = with_orders(2);
    assert_eq!(ids(&phone.message("cancel my order")).len(), 2);
    has(&phone.say("2"), &["is cancelled"]);
    assert_eq!(phone.desk.orders[1].status, OrderStatus::Cancelled);
}

#[test]
fn a_new_order_starts_at_the_menu_and_keeps_what_is_in_the_cart() {
    let mut phone = with_orders(1);
    has(&phone.say("new order"), &["new order", "What would you like?"]);
    phone.say("add zobo 1");
    has(&phone.say("new order"), &["still holds ₦600.00", "*clear*"]);
    assert_eq!(phone.cart().len(), 1);
}
