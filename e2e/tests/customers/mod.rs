//! Customers that order on their own.

use std::time::Duration;

use e2e::{Failure, Outcome, Phone};
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

    /// Places so many orders, asking again where no answer comes.
    pub(crate) async fn order(&mut self, count: usize) -> Outcome {
        let _working = self.heard.work();
        for _ in 0..count {
            self.insist("add chicken suya 2", &["Added 2 × Chicken Suya"]).await?;
            self.insist("add zobo 1", &["Added 1 × Zobo"]).await?;
            self.insist("done", &["Delivery or pick-up?"]).await?;
            self.insist("pickup", &["Place this order?"]).await?;
            let told = self.insist("confirm", &["is placed", "Your last order is"]).await?;
            let number = number_in(&told).ok_or_else(|| Failure::new(format!("no order number in {told:?}")))?;
            self.placed.push(number);
        }
        Ok(())
    }

    /// Says it until an answer holds one of these words. Answers that come late are passed over.
    async fn insist(&mut self, words: &str, answers: &[&str]) -> Outcome<String> {
        for _ in 0..TRIES_MAX {
            self.phone.say(words).await?;
            self.said += 1;
            while let Some(reply) = self.phone.hear_within(ANSWER_MAX).await? {
                self.heard.count();
                if self.is_answer(&reply.text, answers) {
                    return Ok(reply.text);
                }
            }
        }
        Err(Failure::new(format!("{} said {words:?} {TRIES_MAX} times without an answer", self.phone.name)))
    }

    /// What is said of an order that the customer knows already is an answer to what was said before.
    fn is_answer(&self, text: &str, answers: &[&str]) -> bool {
        let is_old = number_in(text).is_some_and(|number| self.placed.contains(&number));
        !is_old && answers.iter().any(|answer| text.contains(answer))
    }
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
