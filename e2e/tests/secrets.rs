//! What customers entrust to the shop never rests readable.

use e2e::{
    Database, Form, Outcome, Souk, Start,
    failure::{ensure, until},
};

/// Private numbers, other than the example that the menu shows.
const NUMBER: &str = "7193846205";
const OTHER_NUMBER: &str = "98765432109";

#[tokio::test(flavor = "multi_thread")]
async fn a_private_number_rests_in_no_file_of_the_embedded_databases() -> Outcome {
    entrust(Start::new(Form::AllInOne, Database::Sqlite)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_number_rests_in_no_row_of_postgres() -> Outcome {
    if !Database::Postgres.is_at_hand() {
        return Ok(());
    }
    entrust(Start::new(Form::SixProcesses, Database::Postgres)).await
}

/// Says private numbers at every place where a customer may say them, and looks at all that is stored after each.
async fn entrust(start: Start) -> Outcome {
    let souk = start.open().await?;
    let mut ada = souk.phone("Ada").await?;
    let whole = format!("I need NID service. My name is John Doe. NID: {NUMBER}");
    for (words, answer) in [
        // Where nothing asks for it, too.
        (NUMBER, ""),
        (whole.as_str(), "Name: John Doe, NID: ••••••••05"),
        ("clear", "empty"),
        ("I need NID service. My name is John Doe.", "write this: NID"),
        (OTHER_NUMBER, "Order this?"),
        ("yes", "Delivery or pick-up?"),
        ("pickup", "NID: •••••••••09"),
        ("confirm", "is placed: ₦100.00"),
        ("status", "NID Service"),
        (NUMBER, ""),
    ] {
        let reply = ada.ask(words).await?;
        ensure(reply.text.contains(answer), || format!("{words:?} is answered by {}", reply.screen()))?;
        ensure(!reply.screen().contains(NUMBER), || format!("{words:?} is answered by {}", reply.screen()))?;
        ensure_sealed(&souk, words).await?;
    }
    let [order] = &souk.office.orders().await?[..] else { panic!("there is not exactly one order") };
    let number = order["number"].as_str().unwrap_or_default();
    souk.office.move_order(number, "CONFIRMED", "").await?;
    let told = until("the confirmation reaches the phone", async || ada.hear_now().await.ok()?).await?;
    ensure(!told.text.contains(OTHER_NUMBER), || told.screen())?;
    ensure_sealed(&souk, "the confirmation").await?;
    souk.close(&[NUMBER.to_owned(), OTHER_NUMBER.to_owned()]).await
}

async fn ensure_sealed(souk: &Souk, after: &str) -> Outcome {
    let stored = souk.stored().await?;
    ensure(contains(&stored, b"John Doe") || after != "confirm", || "the order's name is stored nowhere".to_owned())?;
    for number in [NUMBER, OTHER_NUMBER] {
        let place = stored.windows(number.len()).position(|part| part == number.as_bytes());
        let around =
            place.map(|at| String::from_utf8_lossy(&stored[at.saturating_sub(200)..stored.len().min(at + 100)]));
        ensure(around.is_none(), || format!("after {after:?} a private number rests readable: {around:?}"))?;
    }
    Ok(())
}

fn contains(all: &[u8], part: &[u8]) -> bool {
    all.windows(part.len()).any(|window| window == part)
}
