//! Staff at the office's page in a real browser, and the customer's phone at the other end of what they press.
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use chassis::testing::browser::Browser;
use e2e::{Database, Form, Outcome, Phone, Souk, Start, office};
use serde_json::json;

/// Seals sensitive fields.
const FIELD_KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
const NID: &str = "12345678901";

/// The office's page with somebody logged in; nothing where there is no browser.
struct Desk {
    browser: Browser,
}

impl Desk {
    fn open(souk: &Souk) -> Option<Self> {
        let url = format!("http://{}/office", souk.address("gateway"));
        let mut desk = Self { browser: Browser::open(&url, 1200, 900)? };
        let (email, password) = (office::EMAIL, office::PASSWORD);
        desk.browser.run("await until(() => !document.getElementById('login').hidden)");
        desk.browser.run(&format!("document.getElementById('login').elements.email.value = '{email}'"));
        desk.browser.run(&format!("document.getElementById('login').elements.password.value = '{password}'"));
        desk.browser.run("document.getElementById('login').requestSubmit()");
        desk.browser.run("(await until(() => document.querySelector('.more-about'))).open = true");
        Some(desk)
    }

    /// Clicks the button with this label as soon as it is there.
    fn press(&mut self, label: &str) {
        let is_labelled = format!("(one) => one.textContent === '{label}' && !one.disabled && one.offsetParent");
        let click =
            format!("(await until(() => [...document.querySelectorAll('button')].find({is_labelled}))).click()");
        self.browser.run(&click);
    }

    /// The words of what this selector finds, once they contain these.
    fn read(&mut self, selector: &str, words: &str) -> String {
        let texts = format!("[...document.querySelectorAll('{selector}')].map((one) => one.textContent)");
        let text = self.browser.run(&format!("await until(() => {texts}.find((text) => text.includes('{words}')))"));
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Closes the page, which must have met no error.
    fn close(self) {
        assert_eq!(self.browser.troubles, Vec::<String>::new());
    }
}

/// Ada's order, with a picture of her transfer beside it.
async fn with_proof(souk: &Souk) -> Outcome<Phone> {
    let mut ada = souk.phone("Ada").await?;
    ada.ask_for("add zobo 2", "Total: ₦1,200.00").await?;
    ada.ask_for("pickup", "Place this order?").await?;
    ada.ask_for("confirm", "is placed").await?;
    ada.send_file("image", None).await?;
    ada.hear().await?;
    ada.act(json!({"type": "tap", "title": "Payment proof"})).await?;
    assert!(ada.hear().await?.text.contains("looks at your proof"));
    Ok(ada)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_proof_is_approved_with_a_button_and_the_customer_hears_it() -> Outcome {
    let souk = Souk::all_in_one(Database::Sqlite).await?;
    let mut ada = with_proof(&souk).await?;
    let Some(mut desk) = Desk::open(&souk) else { return souk.close(&[]).await };
    desk.read(".attachment figcaption", "Payment proof, pending");
    desk.press("The money is there: ₦1,200.00");
    assert!(ada.hear().await?.text.contains("We have received ₦1,200.00"));
    desk.read(".attachment figcaption", "Payment proof, approved");
    desk.read(".payment.PAID", "paid");
    desk.close();
    ada.ensure_quiet().await?;
    souk.close(&[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_proof_is_rejected_with_a_reason_that_the_customer_reads() -> Outcome {
    let souk = Souk::all_in_one(Database::Sqlite).await?;
    let mut ada = with_proof(&souk).await?;
    let Some(mut desk) = Desk::open(&souk) else { return souk.close(&[]).await };
    desk.press("Reject");
    desk.browser.run("document.querySelector('dialog[open] input').value = 'This receipt is of last year.'");
    // What the Enter key does: it presses the form's first button that sends.
    let form = "document.querySelector('dialog[open] form')";
    desk.browser.run(&format!("{form}.requestSubmit({form}.querySelector('[type=submit]'))"));
    let told = ada.hear().await?.text;
    assert!(told.ends_with("This receipt is of last year."), "{told}");
    desk.read(".attachment figcaption", "Payment proof, rejected");
    desk.read(".payment.UNPAID", "unpaid, pay on delivery");
    desk.close();
    ada.ensure_quiet().await?;
    souk.close(&[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn hidden_values_are_shown_to_who_asks_for_them_and_to_nobody_else() -> Outcome {
    let start = Start::new(Form::AllInOne, Database::Sqlite).set("FIELD_ENCRYPTION_KEY", FIELD_KEY);
    let souk = start.open().await?;
    let mut ada = souk.phone("Ada").await?;
    ada.ask_for(&format!("I need NID service. My name is John Doe. NID: {NID}"), "NID: •••••••••01").await?;
    ada.ask_for("yes", "Delivery or pick-up?").await?;
    ada.ask_for("pickup", "Place this order?").await?;
    ada.ask_for("confirm", "is placed").await?;
    let Some(mut desk) = Desk::open(&souk) else { return souk.close(&[]).await };
    desk.read(".field", "NID: •••••••••01");
    desk.press("Show hidden values");
    assert_eq!(desk.read(".field", NID), format!("NID: {NID}"));
    desk.browser.run("await until(() => !document.body.textContent.includes('Show hidden values'))");
    desk.close();
    assert!(!ada.ask("status").await?.text.contains(NID));
    ada.ensure_quiet().await?;
    // Who looked is logged, what was seen is not.
    assert!(souk.log("all")?.contains("sensitive"), "nobody wrote down who looked");
    souk.close(&[NID.to_owned()]).await
}
