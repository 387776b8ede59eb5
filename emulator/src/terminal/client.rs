//! The control API as the terminal uses it.

use std::time::Duration;

use base::Phone;
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::TerminalError;

/// How long one question for news stays open.
const WAIT_MS: u64 = 25_000;
/// How long a request may take beyond that.
const PATIENCE: Duration = Duration::from_secs(30);
/// Replies not shown yet.
const REPLIES_MAX: usize = 100;

/// A message of the business.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Reply {
    pub(super) kind: String,
    pub(super) text: String,
    pub(super) header: Option<String>,
    pub(super) footer: Option<String>,
    pub(super) choices: Vec<Choice>,
    pub(super) progress: String,
    pub(super) raw: Value,
}

#[derive(Debug, Deserialize)]
pub(super) struct Choice {
    pub(super) number: usize,
    pub(super) title: String,
    pub(super) description: Option<String>,
    pub(super) section: Option<String>,
}

#[derive(Deserialize)]
struct Page {
    messages: Vec<Reply>,
    next: u64,
}

pub(super) struct Client {
    http: reqwest::Client,
    customer: String,
    position: u64,
}

impl Client {
    /// Finds the customer with this number, or adds one.
    pub(super) async fn connect(base_url: &str, phone: &Phone) -> Result<Self, TerminalError> {
        let http = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build();
        let http = http.map_err(|error| TerminalError::Refused(error.to_string()))?;
        let customers = format!("{}/control/customers", base_url.trim_end_matches('/'));
        let customer = format!("{customers}/{}", phone.digits());
        let unreachable = |_| TerminalError::Unreachable(base_url.to_owned());
        let known = http.get(&customer).send().await.map_err(unreachable)?;
        if known.status() == StatusCode::NOT_FOUND {
            let added = http.post(&customers).json(&json!({"phone": phone})).send().await.map_err(unreachable)?;
            refused(added).await?;
        }
        let seen: Page = fetch(&http, &format!("{customer}/messages?from=business")).await?;
        Ok(Self { http, customer, position: seen.next })
    }

    /// Acts as the customer.
    pub(super) async fn act(&self, act: &Value) -> Result<(), TerminalError> {
        let sent = self.http.post(format!("{}/act", self.customer)).json(act).send().await;
        refused(sent.map_err(|_| TerminalError::Unreachable(self.customer.clone()))?).await.map(|_| ())
    }

    /// Everything the business writes from now on. Ends when the emulator does.
    pub(super) fn follow(&self) -> mpsc::Receiver<Reply> {
        let (sender, replies) = mpsc::channel(REPLIES_MAX);
        let (http, customer, mut position) = (self.http.clone(), self.customer.clone(), self.position);
        tokio::spawn(async move {
            loop {
                let url = format!("{customer}/messages?from=business&after={position}&wait_ms={WAIT_MS}");
                let Ok(page) = fetch::<Page>(&http, &url).await else { return };
                position = page.next;
                for reply in page.messages {
                    if sender.send(reply).await.is_err() {
                        return;
                    }
                }
            }
        });
        replies
    }
}

async fn fetch<T: for<'de> Deserialize<'de>>(http: &reqwest::Client, url: &str) -> Result<T, TerminalError> {
    let answer = http.get(url).send().await.map_err(|_| TerminalError::Unreachable(url.to_owned()))?;
    let read = refused(answer).await?.json().await;
    read.map_err(|error| TerminalError::Refused(error.to_string()))
}

/// The reason the emulator gives where it refuses.
async fn refused(answer: reqwest::Response) -> Result<reqwest::Response, TerminalError> {
    if answer.status().is_success() {
        return Ok(answer);
    }
    let problem: Value = answer.json().await.unwrap_or_default();
    let reason = problem["title"].as_str().unwrap_or("the emulator refused that");
    Err(TerminalError::Refused(reason.to_owned()))
}
