//! Links to pay, and the payment page behind them.

use serde_json::Value;

use crate::{
    emulator::Emulator,
    failure::{Failure, Outcome},
};

/// The links to pay that a customer got, the last one last.
pub struct Links(Vec<Link>);

/// The way to a payment page.
#[derive(Clone)]
pub struct Link {
    emulator: Emulator,
    url: String,
}

impl Links {
    /// Links of messages in their order; one told again stands where it was told last.
    pub(super) fn new<'a>(emulator: &Emulator, urls: impl Iterator<Item = &'a str>) -> Self {
        let mut links: Vec<Link> = Vec::new();
        for url in urls {
            links.retain(|link| link.url != url);
            links.push(Link { emulator: emulator.clone(), url: url.to_owned() });
        }
        Self(links)
    }

    /// The link that came last.
    pub fn newest(&self) -> Outcome<Link> {
        self.0.last().cloned().ok_or_else(|| Failure::new("no link to pay has come"))
    }

    /// The link before that, to another page.
    pub fn earlier(&self) -> Outcome<Link> {
        self.0.iter().rev().nth(1).cloned().ok_or_else(|| Failure::new("there is one link to pay at most"))
    }
}

impl Link {
    /// Opens the page, as a browser does.
    pub async fn open(&self) -> Outcome {
        self.emulator.open_page(&self.url).await
    }

    /// Does something on the page, in the words of the control API.
    pub async fn act(&self, act: Value) -> Outcome {
        let code = self.url.rsplit('/').next().unwrap_or_default();
        self.emulator.post(&format!("payments/{code}/act"), act).await.map(drop)
    }
}
