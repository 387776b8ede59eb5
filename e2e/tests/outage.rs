//! The database server goes away and comes back.

use e2e::{
    Database, Form, Outcome, Start,
    failure::{ensure, until},
    meta::envelope,
};
use reqwest::StatusCode;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn without_its_database_the_webhook_answers_503_and_work_goes_on_when_it_is_back() -> Outcome {
    for form in [Form::AllInOne, Form::SixProcesses] {
        if Database::Postgres.is_at_hand() {
            outage(form).await?;
        }
    }
    Ok(())
}

async fn outage(form: Form) -> Outcome {
    let souk = Start::new(form, Database::Postgres).through_proxy().open().await?;
    let mut ada = souk.phone("Ada").await?;
    ada.ask_for("add zobo 2", "Added 2 × Zobo").await?;

    souk.proxy().cut();
    souk.emulator.hold().await?;
    let message = ada.say("pickup").await?;
    let status = souk.webhook.post(&envelope(&ada.number, "Ada", &[message])).await?;
    ensure(status == StatusCode::SERVICE_UNAVAILABLE, || format!("without a database the webhook answers {status}"))?;
    until("the gateway says that it is not ready", async || (!souk.office.is_ready().await).then_some(())).await?;
    // The emulator tries once, is told 503 as well, and keeps the message.
    souk.emulator.release(json!({})).await?;
    ensure(ada.hear_now().await?.is_none(), || "an answer without a database".to_owned())?;

    souk.proxy().mend();
    until("the gateway is ready again", async || souk.office.is_ready().await.then_some(())).await?;
    souk.emulator.redeliver_all().await?;
    let reply = ada.hear().await?;
    ensure(reply.text.contains("Total: ₦1,200.00"), || reply.screen())?;
    ada.ask_for("confirm", "is placed: ₦1,200.00").await?;
    ada.ensure_quiet().await?;
    ensure(souk.office.orders().await?.len() == 1, || "there is not exactly one order".to_owned())?;
    souk.close(&[]).await
}
