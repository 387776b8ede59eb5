//! SIGTERM: what was accepted is finished, or waits in the database for the next start.

mod customers;

use customers::{Bot, Counter, answers};
use e2e::{Database, Form, Outcome, Souk, Start, failure::ensure, until};
use futures_util::future::join_all;
use proto::notifications::v1::MessageState;

const CUSTOMERS: usize = 20;
const ORDERS_EACH: usize = 2;
const STOPS_MIN: usize = 3;

/// Starts the product again each time it was asked to end, until every bot is done.
async fn restart_until_done(souk: &mut Souk, heard: &Counter) -> Outcome<usize> {
    let (roles, mut stops) = (souk.roles(), 0);
    while heard.wait_for_more(40).await {
        souk.terminate(roles[stops % roles.len()]).await?;
        stops += 1;
        souk.start_all().await?;
        souk.emulator.retry_now().await?;
    }
    Ok(stops)
}

async fn ensure_nothing_under_way(souk: &Souk) -> Outcome {
    until("everything has left", async || {
        let queued = souk.services.messages(MessageState::Queued).await.ok()?;
        let sending = souk.services.messages(MessageState::Sending).await.ok()?;
        (queued.is_empty() && sending.is_empty()).then_some(())
    })
    .await
}

async fn rolling_restarts_lose_nothing(form: Form, database: Database) -> Outcome {
    if !database.is_at_hand() {
        return Ok(());
    }
    let start = Start::new(form, database).set("INBOUND_PER_MINUTE", "0");
    let start = start.set("WHATSAPP_PAIR_INTERVAL_MS", "0").set("WHATSAPP_MESSAGES_PER_SECOND", "0");
    let mut souk = start.open().await?;
    let (mut bots, heard) = (Vec::new(), Counter::default());
    for number in 0..CUSTOMERS {
        bots.push(Bot::new(souk.phone(&format!("Bot {number}")).await?, heard.clone()));
    }
    let ordering = join_all(bots.iter_mut().map(|bot| bot.order(ORDERS_EACH)));
    let (ordered, stops) = tokio::join!(ordering, restart_until_done(&mut souk, &heard));
    ordered.into_iter().collect::<Outcome<Vec<()>>>()?;
    let stops = stops?;
    ensure(stops >= STOPS_MIN, || format!("only {stops} stops: the trial proves nothing"))?;
    answers(&souk, &bots).await?;
    let orders = souk.services.all_orders().await?.len();
    ensure(orders == CUSTOMERS * ORDERS_EACH, || format!("there are {orders} orders"))?;
    // A process that ends in peace waits for its sends, so that no outcome stays unknown.
    ensure_nothing_under_way(&souk).await?;
    for state in [MessageState::Ambiguous, MessageState::Failed, MessageState::Dropped, MessageState::Dead] {
        let messages = souk.services.messages(state).await?;
        ensure(messages.is_empty(), || format!("{} messages are {}", messages.len(), state.as_str_name()))?;
    }
    souk.close(&[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn rolling_restarts_of_one_process_lose_nothing() -> Outcome {
    rolling_restarts_lose_nothing(Form::BesideEmulator, Database::Sqlite).await
}

#[tokio::test(flavor = "multi_thread")]
async fn rolling_restarts_of_six_processes_lose_nothing() -> Outcome {
    rolling_restarts_lose_nothing(Form::SixProcesses, Database::Postgres).await
}
