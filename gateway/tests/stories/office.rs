//! The office in a real browser, with the real services behind it.

use chassis::testing::browser::Browser;
use gateway::Role;
use serde_json::json;
use tokio::net::TcpListener;

use crate::{
    house::{House, PASSWORD},
    money::add_proof,
};

/// The office at one of its addresses, with somebody logged in; nothing where there is no browser.
struct Desk {
    house: House,
    browser: Browser,
}

impl Desk {
    async fn open(house: House, path: &str) -> Option<Self> {
        Self::open_as(Role::Staff, house, path).await
    }

    async fn open_as(role: Role, house: House, path: &str) -> Option<Self> {
        house.log_in(role).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}{path}", listener.local_addr().unwrap());
        let router = house.router();
        tokio::spawn(async move { axum::serve(listener, router).await });
        let mut desk = Self { browser: Browser::open(&url, 1200, 900)?, house };
        desk.log_in(role);
        Some(desk)
    }

    fn log_in(&mut self, role: Role) {
        self.browser.run("await until(() => !document.getElementById('login').hidden)");
        let fill = format!(
            "(() => {{ const {{ email, password }} = document.getElementById('login').elements; \
             email.value = '{}@souk.test'; password.value = '{PASSWORD}'; }})()",
            role.as_str()
        );
        self.browser.run(&fill);
        self.browser.run("document.getElementById('login').requestSubmit()");
        self.browser.run("await until(() => !document.getElementById('pages').hidden)");
    }

    /// Closes the page, which must have met no error.
    fn close(self) {
        assert_eq!(self.browser.troubles, Vec::<String>::new());
    }
}

/// Clicks the button with this label inside a place.
fn click(place: &str, label: &str) -> String {
    format!(
        "(await until(() => [...document.querySelectorAll('{place} button')].find((one) => one.textContent === '{label}'))).click()"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_looked_into_and_moved_on() {
    let house = House::new().await;
    let order = house.place_order("order-1").await;
    let Some(mut desk) = Desk::open(house, "/office").await else { return };
    let number = desk.browser.run("(await until(() => document.querySelector('.order h3'))).textContent");
    assert_eq!(number, order.number.as_str());
    assert_eq!(desk.browser.run("document.querySelector('.payment').textContent"), "unpaid, pay on delivery");
    desk.browser.run("document.querySelector('.more-about').open = true");
    let sums = desk.browser.run("(await until(() => document.querySelector('.sums'))).textContent");
    assert_eq!(sums, "Goods₦1,200.00Total₦1,200.00");
    desk.browser.run(&click(".order", "Confirm"));
    let status = "(await until(() => document.querySelector('.status.CONFIRMED'))).textContent";
    assert_eq!(desk.browser.run(status), "Confirmed");
    desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_only_look_sees_everything_and_no_button_that_would_be_refused() {
    let house = House::new().await;
    house.place_order("order-1").await;
    let Some(mut desk) = Desk::open_as(Role::Viewer, house, "/office").await else { return };
    desk.browser.run("(await until(() => document.querySelector('.more-about'))).open = true");
    desk.browser.run("await until(() => document.querySelector('.sums'))");
    let seen = "[...document.querySelectorAll('main button, main input')].filter((one) => one.offsetParent)";
    for (page, there, words) in
        [("orders", ".moves button", "Open, "), ("menu", ".good button", ""), ("coupons", ".coupon-form", "")]
    {
        desk.browser.run(&format!("document.querySelector('[href=\"/office/{page}\"]').click()"));
        desk.browser.run(&format!("await until(() => document.querySelector('{there}'))"));
        let labels = desk.browser.run(&format!("{seen}.map((one) => one.textContent).join(', ')"));
        let labels = labels.as_str().unwrap();
        assert!(
            labels.starts_with(words) && !labels.contains("Confirm,") && !labels.contains("Set"),
            "{page}: {labels}"
        );
        assert!(!labels.contains("Paid in cash") && !labels.contains("Add coupon"), "{page}: {labels}");
    }
    desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn money_taken_at_the_door_is_noted_and_the_invoice_can_be_saved() {
    let house = House::new().await;
    let order = house.place_order("order-1").await;
    let Some(mut desk) = Desk::open(house, "/office/orders").await else { return };
    desk.browser.run(&click(".order", "Confirm"));
    desk.browser.run("await until(() => document.querySelector('.status.CONFIRMED'))");
    desk.browser.run("document.querySelector('.more-about').open = true");
    desk.browser.run(&click(".about", "Paid in cash"));
    let paid = "(await until(() => document.querySelector('.payment.PAID'))).textContent";
    assert_eq!(desk.browser.run(paid), "paid");
    // Nothing is open any more, so nothing can be noted twice.
    desk.browser.run("await until(() => !document.querySelector('.about').textContent.includes('Paid in cash'))");
    let invoice = "(await until(() => document.querySelector('.invoice button'))).textContent";
    assert!(desk.browser.run(invoice).as_str().unwrap().starts_with("Invoice INV-"));
    let token = desk.house.log_in_again(Role::Staff).await;
    let money = desk.house.get(&format!("/api/v1/orders/{}/payments", order.id), &token).await.json();
    assert_eq!(money["ledger"][0]["amount"]["amount_minor"], 120_000);
    desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_proof_that_waits_is_seen_on_the_closed_card_until_it_is_approved() {
    let house = House::new().await;
    let order = house.place_order("order-1").await;
    let Some(mut desk) = Desk::open(house, "/office/orders").await else { return };
    desk.browser.run("await until(() => document.querySelector('.order'))");
    assert_eq!(desk.browser.run("document.querySelector('.proof').textContent"), "");
    add_proof(&desk.house, &order).await;
    let mark = "await until(() => document.querySelector('.proof').textContent)";
    assert_eq!(desk.browser.run(mark), "Payment proof waits");
    assert_eq!(desk.browser.run("document.querySelector('.more-about').open"), false);
    desk.browser.run("document.querySelector('.more-about').open = true");
    desk.browser.run(&click(".about", "The money is there: ₦1,200.00"));
    desk.browser.run("await until(() => document.querySelector('.proof').textContent === '')");
    desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_is_sold_out_priced_and_counted() {
    let Some(mut desk) = Desk::open(House::new().await, "/office/menu").await else { return };
    desk.browser.run(&click(".good", "Mark sold out"));
    desk.browser.run("await until(() => document.querySelector('.good.sold-out'))");
    let write = |name: &str, text: &str| {
        format!("document.querySelector('.good input[aria-label^=\"{name}\"]').value = '{text}'")
    };
    desk.browser.run(&write("Price", "seven hundred"));
    desk.browser.run(&click(".good", "Set price"));
    let said = desk.browser.run("await until(() => document.querySelector('.good .error').textContent)");
    assert!(said.as_str().unwrap().starts_with("Write the price as a sum in NGN"), "{said}");
    // As half the world writes it.
    desk.browser.run(&write("Price", "1 700,50"));
    desk.browser.run(&click(".good", "Set price"));
    desk.browser.run("await until(() => document.querySelector('.pair b').textContent === '₦1,700.50')");
    desk.browser.run(&write("Stock", "12"));
    desk.browser.run(&click(".good", "Set stock"));
    desk.browser.run("await until(() => document.querySelectorAll('.pair b')[1].textContent.startsWith('12 left'))");
    let token = desk.house.log_in_again(Role::Staff).await;
    let zobo = desk.house.get("/api/v1/products/ZOBO", &token).await.json();
    assert_eq!((&zobo["price"]["amount_minor"], &zobo["available"]), (&json!(170_050), &json!(false)));
    assert_eq!(zobo["stock"]["on_hand"], 12);
    desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coupon_is_added_and_switched_off() {
    let Some(mut desk) = Desk::open(House::new().await, "/office/coupons").await else { return };
    let fill = "(() => { const { code, value, customers_max } = document.querySelector('.coupon-form').elements; \
                code.value = 'ilk50'; value.value = '50'; customers_max.value = '50'; })()";
    desk.browser.run(fill);
    desk.browser.run(&click(".coupon-form", "Add coupon"));
    let terms = desk.browser.run("(await until(() => document.querySelector('[data-code=ILK50] small'))).textContent");
    assert_eq!(terms, "50 % off");
    desk.browser.run(&click("#coupon-list", "Switch off"));
    desk.browser.run("await until(() => document.querySelector('[data-code=ILK50].sold-out'))");
    let token = desk.house.log_in_again(Role::Staff).await;
    let coupon = desk.house.get("/api/v1/coupons/ILK50", &token).await.json();
    assert_eq!((&coupon["active"], &coupon["customers_max"]), (&json!(false), &json!(50)));
    desk.close();
}
