//! The product is killed again and again while customers order: nothing that was acknowledged is lost or done twice.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod customers;
mod dice;

use std::{collections::BTreeSet, time::Duration};

use base::Message;
use customers::{Bot, Counter, answers};
use dice::Dice;
use e2e::{Database, Form, Outcome, Souk, Start, failure::ensure, until};
use futures_util::future::join_all;
use proto::notifications::v1::{MessageClass, MessageState, OutboundMessage};

/// How long the product takes a sender for alive that it cannot see, and a little more.
const SENDER_LEASE: Duration = Duration::from_secs(31);
/// How long a status may take to tell what became of a send, the lease included, and a little more.
const STATUS_WAIT: Duration = Duration::from_secs(125);

/// How much is ordered, and how often something is killed meanwhile.
struct Trial {
    form: Form,
    database: Database,
    customers: usize,
    orders_each: usize,
    kills_min: usize,
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_orders_survive_kill_9_on_sqlite() -> Outcome {
    let (form, database) = (Form::BesideEmulator, Database::Sqlite);
    Trial { form, database, customers: 20, orders_each: 10, kills_min: 12 }.run().await
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_survive_kill_9_of_any_of_six_processes_on_postgres() -> Outcome {
    let (form, database) = (Form::SixProcesses, Database::Postgres);
    Trial { form, database, customers: 10, orders_each: 6, kills_min: 6 }.run().await
}

impl Trial {
    async fn run(self) -> Outcome {
        if !self.database.is_at_hand() {
            return Ok(());
        }
        let mut dice = Dice::new();
        eprintln!("seed {} (set E2E_SEED to it to throw the same dice again)", dice.seed());
        let start = Start::new(self.form, self.database).set("INBOUND_PER_MINUTE", "0");
        let start = start.set("WHATSAPP_PAIR_INTERVAL_MS", "0").set("WHATSAPP_MESSAGES_PER_SECOND", "0");
        let mut souk = start.open().await?;
        let (mut bots, heard) = (Vec::new(), Counter::default());
        for number in 0..self.customers {
            bots.push(Bot::new(souk.phone(&format!("Bot {number}")).await?, heard.clone()));
        }
        let ordering = join_all(bots.iter_mut().map(|bot| bot.order(self.orders_each)));
        let (ordered, kills) = tokio::join!(ordering, kill_until_done(&mut souk, &mut dice, &heard, self.customers));
        if let Err(failure) = ordered.into_iter().collect::<Outcome<Vec<()>>>() {
            return Err(failure.while_doing(under_way(&souk).await?));
        }
        let kills = kills?;
        ensure(kills >= self.kills_min, || format!("only {kills} kills: the trial proves nothing"))?;
        settle(&mut souk).await?;
        let sent = answers(&souk, &bots).await?;
        ensure_orders(&souk, &bots, &sent, self.customers * self.orders_each).await?;
        ensure_answers(&bots, &sent, kills).await?;
        souk.close(&[]).await
    }
}

/// Kills one process after another, each a random number of answers after the one before, until every bot is done.
async fn kill_until_done(souk: &mut Souk, dice: &mut Dice, heard: &Counter, customers: usize) -> Outcome<usize> {
    let roles = souk.roles();
    let mut kills = 0;
    while heard.wait_for_more(customers + dice.below(2 * customers)).await {
        let role = roles[dice.below(roles.len())];
        souk.kill_9(role)?;
        kills += 1;
        souk.start_all().await?;
        // Who sent when the process died is taken for alive until now.
        souk.advance(SENDER_LEASE).await?;
        souk.emulator.retry_now().await?;
    }
    Ok(kills)
}

/// What waits for what, for whoever reads of a failure.
async fn under_way(souk: &Souk) -> Outcome<String> {
    let mut report = format!("webhooks {}", souk.emulator.get("webhooks").await?);
    for state in [MessageState::Queued, MessageState::Sending, MessageState::Ambiguous] {
        for message in souk.services.messages(state).await? {
            report += &format!("\n{} {} since {:?}", message.id, state.as_str_name(), message.update_time);
        }
    }
    Ok(report)
}

/// Waits until nothing is under way any more.
async fn settle(souk: &mut Souk) -> Outcome {
    souk.emulator.redeliver_all().await?;
    for time in [SENDER_LEASE, STATUS_WAIT] {
        souk.advance(time).await?;
        for state in [MessageState::Queued, MessageState::Sending, MessageState::Ambiguous] {
            let is_last = time == STATUS_WAIT || state == MessageState::Sending;
            if is_last {
                until("no message is under way", async || {
                    souk.services.messages(state).await.ok()?.is_empty().then_some(())
                })
                .await?;
            }
        }
    }
    souk.emulator.all_delivered().await
}

/// Every order that a customer was told of is there, and each that is there was placed by one message: one answer calls
/// it placed. There may be more than were wanted, since who hears nothing says the same again, as people do.
async fn ensure_orders(souk: &Souk, bots: &[Bot], sent: &[OutboundMessage], count: usize) -> Outcome {
    let orders = souk.services.all_orders().await?;
    let there: BTreeSet<&str> = orders.iter().map(|order| order.number.as_str()).collect();
    let told: BTreeSet<&str> = bots.iter().flat_map(|bot| &bot.placed).map(String::as_str).collect();
    ensure(told.len() == count, || format!("{} orders were told of, not {count}", told.len()))?;
    let lost: Vec<_> = told.difference(&there).collect();
    ensure(lost.is_empty(), || format!("told of and not there: {lost:?}"))?;
    for number in there {
        let words = format!("Your order {number} is placed");
        let times = sent.iter().filter(|message| says(message, &words)).count();
        ensure(times == 1, || format!("{number} was placed, says {times} answers"))?;
    }
    Ok(())
}

fn says(message: &OutboundMessage, words: &str) -> bool {
    let message = message.message.clone().and_then(|message| Message::try_from(message).ok());
    message.is_some_and(|message| message.body().contains(words))
}

/// Every message was answered by exactly one message, which reached the phone exactly once, save for sends of which the
/// product itself says that it does not know their outcome.
async fn ensure_answers(bots: &[Bot], sent: &[OutboundMessage], kills: usize) -> Outcome {
    let mut seen = Vec::new();
    for bot in bots {
        seen.extend(bot.phone.replies().await?.into_iter().filter_map(|reply| reply.callback_data));
    }
    // How often messages of unknown outcome reached the phone: never, once, twice.
    let mut unknown = [0; 3];
    for message in sent {
        let times = seen.iter().filter(|id| **id == message.id).count();
        let is_right = match message.state() {
            _ if is_ambiguous(message) => {
                // Only news of an order are worth hearing twice.
                let times_max = if message.class() == MessageClass::Order { 2 } else { 1 };
                times <= times_max && unknown.get_mut(times).map(|count| *count += 1).is_some()
            }
            MessageState::Merged => times == 0,
            MessageState::Accepted | MessageState::Sent | MessageState::Delivered | MessageState::Read => times == 1,
            _ => false,
        };
        ensure(is_right, || {
            format!("{} {} reached the phone {times} times", message.id, message.state().as_str_name())
        })?;
    }
    let [never, once, twice] = unknown;
    eprintln!("{} messages, {kills} kills; of unknown outcome: {never} lost, {once} right, {twice} twice", sent.len());
    ensure(never + twice <= kills * bots.len(), || "more is lost than was under way".to_owned())
}

/// Whether the product owns up to not knowing: it tried twice, or gave up waiting for word.
fn is_ambiguous(message: &OutboundMessage) -> bool {
    message.attempts > 1 || message.reason == "OUTCOME_UNKNOWN"
}
