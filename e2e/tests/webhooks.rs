//! What comes in at the webhook: again, in any order, broken, or from somebody else. One message has one effect.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use e2e::{
    Database, Form, Outcome, Phone, Souk, Start,
    failure::ensure,
    meta::{Webhook, envelope, signature},
};
use futures_util::future::{join_all, try_join_all};
use reqwest::StatusCode;
use serde_json::{Value, json};

/// Bytes of a body that is one too long.
const TOO_LONG: usize = 3 * 1024 * 1024 + 1;

async fn post_all(webhooks: &[Webhook], body: &Value) -> Outcome {
    let posts = (0..10).map(|number| webhooks[number % webhooks.len()].post(body));
    for status in try_join_all(posts).await? {
        ensure(status == StatusCode::OK, || format!("the webhook answers {status}"))?;
    }
    Ok(())
}

/// Somebody writes these words, and Meta holds the webhook back; the message as it would come.
async fn held(souk: &Souk, phone: &Phone, words: &str) -> Outcome<Value> {
    souk.emulator.hold().await?;
    phone.say(words).await
}

/// A whole order in which every single webhook comes ten times at once, and then once more from the emulator.
async fn order_in_tenfold_posts(souk: &Souk, webhooks: &[Webhook]) -> Outcome {
    let mut ada = souk.phone("Ada").await?;
    for (words, answer) in
        [("add zobo 2", "Added 2 × Zobo"), ("pickup", "Total: ₦1,200.00"), ("confirm", "is placed: ₦1,200.00")]
    {
        let message = held(souk, &ada, words).await?;
        post_all(webhooks, &envelope(&ada.number, "Ada", &[message])).await?;
        let reply = ada.hear().await?;
        ensure(reply.text.contains(answer), || reply.screen())?;
        souk.emulator.release(json!({})).await?;
    }
    ada.ensure_quiet().await?;
    ensure(souk.office.orders().await?.len() == 1, || "there is not exactly one order".to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_webhook_ten_times_at_once_has_one_effect() -> Outcome {
    let souk = Souk::all_in_one(Database::Sqlite).await?;
    order_in_tenfold_posts(&souk, std::slice::from_ref(&souk.webhook)).await?;
    souk.close(&[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_webhook_at_two_processes_at_once_has_one_effect() -> Outcome {
    if !Database::Postgres.is_at_hand() {
        return Ok(());
    }
    let souk = Start::new(Form::Twins, Database::Postgres).open().await?;
    let webhooks = [souk.webhook.clone(), Webhook::at(souk.address("twin"))];
    order_in_tenfold_posts(&souk, &webhooks).await?;
    souk.close(&[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_comes_twice_and_backwards_is_answered_once_for_each_message() -> Outcome {
    let souk = Souk::all_in_one(Database::Sqlite).await?;
    let mut phones = try_join_all(["Ada", "Ben", "Cleo", "Dayo"].map(|name| souk.phone(name))).await?;
    souk.emulator.hold().await?;
    let words = ["add zobo 1", "add water 1", "add chapman 1"];
    for phone in &phones {
        for words in words {
            phone.say(words).await?;
        }
    }
    souk.emulator.release(json!({"order": "reversed", "copies": 3, "per_post": 5})).await?;
    for phone in &mut phones {
        let mut heard = String::new();
        // Texts that wait for one person may come as one message.
        while words.iter().any(|words| !heard.contains(&shown(words))) {
            heard += &phone.hear().await?.text;
        }
        phone.ensure_quiet().await?;
        let cart = phone.ask_for("view cart", "Total: ₦2,100.00").await?;
        ensure(cart.text.matches("1 × ").count() == 3, || cart.screen())?;
    }
    souk.close(&[]).await
}

/// "add zobo 1" is answered with this.
fn shown(words: &str) -> String {
    let name = words.split(' ').nth(1).unwrap();
    let name = if name == "water" { "Bottled Water".to_owned() } else { name[..1].to_uppercase() + &name[1..] };
    format!("Added 1 × {name}")
}

#[tokio::test(flavor = "multi_thread")]
async fn one_bad_element_never_loses_the_rest() -> Outcome {
    let souk = Souk::all_in_one(Database::Sqlite).await?;
    let mut phones = try_join_all(["Ada", "Ben", "Cleo"].map(|name| souk.phone(name))).await?;
    for shape in ["changes", "entries", "messages"] {
        souk.emulator.hold().await?;
        join_all(phones.iter().map(|phone| phone.say("menu"))).await;
        souk.emulator.release(json!({"shape": shape, "bad_element": true})).await?;
        for phone in &mut phones {
            let reply = phone.hear().await?;
            ensure(reply.text.contains("What would you like?"), || format!("{shape}: {}", reply.screen()))?;
        }
    }
    for phone in &mut phones {
        phone.ensure_quiet().await?;
    }
    souk.close(&[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_meta_did_not_sign_is_refused_and_leaves_nothing() -> Outcome {
    let souk = Souk::all_in_one(Database::Sqlite).await?;
    let mut ada = souk.phone("Ada").await?;
    let message = held(&souk, &ada, "add zobo 1").await?;
    let body = envelope(&ada.number, "Ada", &[message]).to_string().into_bytes();
    let right = signature(&body);
    let forged = ["sha256=", "sha256=00", "", &right[..right.len() - 1], &right.replace("sha256=", "sha1=")];
    for wrong in forged.map(Some).into_iter().chain([None]) {
        let status = souk.webhook.post_bytes(body.clone(), wrong).await?;
        ensure(status == StatusCode::UNAUTHORIZED, || format!("{wrong:?} is answered {status}"))?;
    }
    let mut changed = body.clone();
    changed.push(b' ');
    let status = souk.webhook.post_bytes(changed, Some(&right)).await?;
    ensure(status == StatusCode::UNAUTHORIZED, || format!("a changed body is answered {status}"))?;
    // Had any of them been taken, it would now be answered.
    souk.emulator.release(json!({"copies": 0})).await?;
    ada.ask_for("view cart", "Your cart is empty").await?;
    ada.ensure_quiet().await?;
    souk.close(&[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn oversized_and_malformed_posts_get_a_clear_status_and_harm_nobody() -> Outcome {
    let souk = Souk::all_in_one(Database::Sqlite).await?;
    let signed = async |body: Vec<u8>| {
        let signature = signature(&body);
        souk.webhook.post_bytes(body, Some(&signature)).await
    };
    // The longer one is still being written when it is known to be too long.
    for bytes in [TOO_LONG, 4 * TOO_LONG] {
        let status = signed(vec![b' '; bytes]).await?;
        ensure(status == StatusCode::PAYLOAD_TOO_LARGE, || format!("a body of {bytes} bytes is answered {status}"))?;
    }
    let deep = "[".repeat(100_000);
    for body in ["", "{", "null", "[]", "\"words\"", r#"{"object":"page"}"#, r#"{"entry":7}"#, "\u{feff}{}", &deep] {
        let status = signed(body.as_bytes().to_vec()).await?;
        // What is signed and cannot be read would be no better the next time: Meta must not send it for a week.
        ensure(status == StatusCode::OK, || format!("{body:.20} is answered {status}"))?;
    }
    let status = signed(vec![0xff, 0xfe, 0x00]).await?;
    ensure(status == StatusCode::OK, || format!("bytes that are no text are answered {status}"))?;
    souk.phone("Ada").await?.ask_for("hi", "Hello Ada!").await?;
    souk.close(&[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn meta_can_shake_hands_and_nobody_else_can() -> Outcome {
    let souk = Souk::all_in_one(Database::Sqlite).await?;
    let (status, echo) = souk.webhook.shake_hands(e2e::meta::VERIFY_TOKEN, "1158201444").await?;
    ensure((status, echo.as_str()) == (StatusCode::OK, "1158201444"), || format!("{status} {echo}"))?;
    let (status, echo) = souk.webhook.shake_hands("guessed", "1158201444").await?;
    ensure(status == StatusCode::FORBIDDEN && !echo.contains("1158201444"), || format!("{status} {echo}"))?;
    souk.close(&[]).await
}
