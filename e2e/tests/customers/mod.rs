//! Customers that order on their own.

use std::time::Duration;

use e2e::{Failure, Outcome, Phone, Souk, failure::ensure, until};
use proto::notifications::v1::{MessageState, OutboundMessage};
use tokio::sync::watch;

/// How long a customer waits for an answer before asking again, as people do.
const ANSWER_MAX: Duration = Duration::from_secs(3);
/// How often a customer asks before giving up.
const TRIES_MAX: usize = 20;

/// Somebody who orders one thing after the other.
pub(crate) struct Bot {
    pub(crate) phone: Phone,
    /// The orders the customer was told of.
    pub(crate) placed: Vec<String>,
    /// How many messages the customer has sent.
    pub(crate) said: usize,
    heard: Counter,
}

impl Bot {
    pub(crate) fn new(phone: Phone, heard: Counter) -> Self {
        Self { phone, placed: Vec::new(), said: 0, heard }
    }

    /// Places so many orders.
    pub(crate) async fn order(&mut self, count: usize) -> Outcome {
        let _working = self.heard.work();
        for _ in 0..count {
            self.insist("add chicken suya 2", |text| text.contains("Added 2 × Chicken Suya").then_some(())).await?;
            self.insist("add zobo 1", |text| text.contains("Added 1 × Zobo").then_some(())).await?;
            let number = self.check_out().await?;
            self.placed.push(number);
        }
        Ok(())
    }

    /// Answers what is asked until there is an order. What was said before may arrive late and lead astray for a while.
    async fn check_out(&mut self) -> Outcome<String> {
        let mut words = "done";
        for _ in 0..TRIES_MAX {
            let known = self.placed.clone();
            match self.insist(words, |text| Sign::read(text, &known)).await? {
                Sign::Question(next) => words = next,
                Sign::Placed(number) => return Ok(number),
            }
        }
        Err(Failure::new(format!("{} does not get to an order", self.phone.name)))
    }

    /// Says it until an answer fits. Answers that come late are passed over.
    async fn insist<T>(&mut self, words: &str, fits: impl Fn(&str) -> Option<T>) -> Outcome<T> {
        for _ in 0..TRIES_MAX {
            self.phone.say(words).await?;
            self.said += 1;
            while let Some(reply) = self.phone.hear_within(ANSWER_MAX).await? {
                self.heard.count();
                if let Some(answer) = fits(&reply.text) {
                    return Ok(answer);
                }
            }
        }
        Err(Failure::new(format!("{} said {words:?} {TRIES_MAX} times without an answer", self.phone.name)))
    }
}

/// What an answer on the way to an order tells.
enum Sign {
    /// What to say next.
    Question(&'static str),
    /// The number of an order not known before.
    Placed(String),
}

impl Sign {
    fn read(text: &str, known: &[String]) -> Option<Self> {
        if text.contains("Delivery or pick-up?") {
            return Some(Self::Question("pickup"));
        }
        if text.contains("Place this order?") || text.contains("Place it?") {
            return Some(Self::Question("confirm"));
        }
        number_in(text).filter(|number| !known.contains(number)).map(Self::Placed)
    }
}

/// Waits until each message of every bot has its one answer, and returns the answers. That an answer takes longer may
/// have been said besides; that none will come may not.
pub(crate) async fn answers(souk: &Souk, bots: &[Bot]) -> Outcome<Vec<OutboundMessage>> {
    souk.emulator.redeliver_all().await?;
    let said: usize = bots.iter().map(|bot| bot.said).sum();
    let mut decided = Vec::new();
    let enough = until("every message is answered", async || {
        decided = souk.services.messages(MessageState::Unspecified).await.ok()?;
        decided.retain(|message| !message.key.contains("/promise/"));
        (decided.len() >= said).then_some(())
    });
    enough.await?;
    ensure(decided.len() == said, || format!("{said} messages were said, and {} answers were decided", decided.len()))?;
    let given_up = decided.iter().filter(|message| message.key.contains("/apology/")).count();
    ensure(given_up == 0, || format!("{given_up} messages of customers were given up"))?;
    Ok(decided)
}

/// The last order number in a text.
fn number_in(text: &str) -> Option<String> {
    let start = text.rfind("ORD-")?;
    let number = text[start..].split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next()?;
    Some(number.to_owned())
}

/// Counts what all bots together have heard, and knows whether any is still at work.
#[derive(Clone)]
pub(crate) struct Counter(watch::Sender<Count>);

#[derive(Clone, Copy, Default)]
struct Count {
    heard: usize,
    working: usize,
    has_begun: bool,
}

impl Default for Counter {
    fn default() -> Self {
        Self(watch::Sender::new(Count::default()))
    }
}

/// One more at work, until this is dropped.
struct Working(watch::Sender<Count>);

impl Drop for Working {
    fn drop(&mut self) {
        self.0.send_modify(|count| count.working -= 1);
    }
}

impl Counter {
    fn work(&self) -> Working {
        self.0.send_modify(|count| {
            count.working += 1;
            count.has_begun = true;
        });
        Working(self.0.clone())
    }

    fn count(&self) {
        self.0.send_modify(|count| count.heard += 1);
    }

    /// Waits until this many more answers were heard; false when nobody works any more.
    pub(crate) async fn wait_for_more(&self, more: usize) -> bool {
        let mut counts = self.0.subscribe();
        let enough = counts.borrow().heard + more;
        let is_done = |count: &Count| count.heard >= enough || (count.has_begun && count.working == 0);
        counts.wait_for(is_done).await.is_ok_and(|count| count.working > 0)
    }
}
