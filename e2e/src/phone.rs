//! A customer with a phone.

mod link;

use std::time::Duration;

use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use crate::{
    emulator::Emulator,
    failure::{Failure, Outcome, PATIENCE, ensure},
};

pub use link::{Link, Links};

/// How long one question for news stays open. A moved clock ends it early, so it is asked again.
const POLL_MS: u64 = 5_000;

/// Somebody who chats with the shop.
pub struct Phone {
    emulator: Emulator,
    /// The emulator's id of the customer.
    pub id: String,
    /// Digits only.
    pub number: String,
    /// The profile name.
    pub name: String,
    /// The position of the last message read.
    read_to: u64,
}

/// A message of the shop as the phone shows it.
#[derive(Debug, Clone, Deserialize)]
pub struct Reply {
    /// Meta's id of the message.
    pub id: String,
    /// The place among all messages.
    pub position: u64,
    /// `text`, `button`, `list`, `location_request_message`, ...
    pub kind: String,
    /// The words one reads first. A space that does not break looks like any other.
    #[serde(deserialize_with = "as_read")]
    pub text: String,
    choices: Vec<Choice>,
    /// How far it has come: `accepted`, `sent`, `delivered`, `read`, `failed`.
    pub progress: String,
    /// Our own id of the message.
    pub callback_data: Option<String>,
    /// The body of the send.
    pub raw: Value,
}

#[derive(Debug, Clone, Deserialize)]
struct Choice {
    title: String,
    description: Option<String>,
}

fn as_read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(String::deserialize(deserializer)?.replace('\u{a0}', " "))
}

impl Reply {
    /// What can be tapped, from top to bottom: choices, or a link by its button, or a file by its name.
    pub fn choices(&self) -> Vec<String> {
        if self.kind == "location_request_message" {
            return vec!["Send location".to_owned()];
        }
        if let Some(title) = self.link_title().or_else(|| self.filename()) {
            return vec![title.to_owned()];
        }
        self.choices.iter().map(|choice| choice.title.clone()).collect()
    }

    /// The same message with other words.
    pub(crate) fn saying(self, text: String) -> Self {
        Self { text, ..self }
    }

    /// The words and choices on the screen.
    pub fn screen(&self) -> String {
        let description = |number: usize| self.choices.get(number).and_then(|choice| choice.description.as_deref());
        let row = |(number, title): (usize, String)| match description(number) {
            Some(description) => format!("\n  [{title}] {description}"),
            None => format!("\n  [{title}]"),
        };
        self.choices().into_iter().enumerate().map(row).fold(self.text.clone(), |screen, row| screen + &row)
    }

    fn link_title(&self) -> Option<&str> {
        self.raw.pointer("/interactive/action/parameters/display_text")?.as_str()
    }

    fn url(&self) -> Option<&str> {
        self.raw.pointer("/interactive/action/parameters/url")?.as_str()
    }

    fn filename(&self) -> Option<&str> {
        self.raw.pointer("/document/filename")?.as_str()
    }
}

impl Phone {
    pub(crate) fn new(emulator: Emulator, customer: &Value) -> Self {
        let text = |name: &str| customer[name].as_str().unwrap_or_default().to_owned();
        Self { emulator, id: text("id"), number: text("phone"), name: text("name"), read_to: 0 }
    }

    /// Types words and sends them; returns the message as the webhook brings it.
    pub async fn say(&self, text: &str) -> Outcome<Value> {
        self.act(json!({"type": "text", "text": text})).await
    }

    /// Sends a small file of this kind.
    pub async fn send_file(&self, kind: &str, caption: Option<&str>) -> Outcome<Value> {
        let (mime_type, bytes) = file(kind);
        let media_id = self.emulator.keep_file(mime_type, bytes).await?;
        self.act(json!({"type": kind, "caption": caption, "media_id": media_id})).await
    }

    /// Does anything a phone can do, in the words of the control API.
    pub async fn act(&self, act: Value) -> Outcome<Value> {
        let acted = self.emulator.post(&format!("customers/{}/act", self.id), act).await;
        let acted = acted.map_err(|failure| failure.while_doing(&self.name))?;
        Ok(acted["message"]["raw"].clone())
    }

    /// Changes who they are: `{"identity": "user_id"}` hides the number.
    pub async fn change(&self, wish: Value) -> Outcome {
        self.emulator.patch(&format!("customers/{}", self.id), wish).await.map(drop)
    }

    /// The next message of the shop that was not read yet; waits for it.
    pub async fn hear(&mut self) -> Outcome<Reply> {
        let hearing = async {
            loop {
                if let Some(reply) = self.next(POLL_MS).await? {
                    return Ok(reply);
                }
            }
        };
        let heard = tokio::time::timeout(PATIENCE, hearing).await;
        heard.map_err(|_| Failure::new(format!("{} waits in vain for a message", self.name)))?
    }

    /// The next message, if one comes within this time.
    pub async fn hear_within(&mut self, time: Duration) -> Outcome<Option<Reply>> {
        self.next(u64::try_from(time.as_millis()).unwrap_or(u64::MAX)).await
    }

    /// The next message if it is already there.
    pub async fn hear_now(&mut self) -> Outcome<Option<Reply>> {
        self.next(0).await
    }

    /// Says something and hears the answer.
    pub async fn ask(&mut self, text: &str) -> Outcome<Reply> {
        self.say(text).await?;
        self.hear().await.map_err(|failure| failure.while_doing(format!("after {text:?}")))
    }

    /// Says something and hears an answer that contains these words.
    pub async fn ask_for(&mut self, text: &str, words: &str) -> Outcome<Reply> {
        let reply = self.ask(text).await?;
        ensure(reply.text.contains(words), || {
            format!("{text:?} was not answered with {words:?} but:\n{}", reply.screen())
        })?;
        Ok(reply)
    }

    /// Fails when there is a message that was not expected, now or in answer to what was said before: the shop deals
    /// with one customer's messages in order, so whatever is still to come comes before the answer to one more.
    pub async fn ensure_quiet(&mut self) -> Outcome {
        let reply = self.ask("help").await?;
        let is_help = reply.text.contains("ORD-...");
        ensure(is_help, || format!("{} hears something unexpected:\n{}", self.name, reply.screen()))?;
        let more = self.hear_now().await?;
        ensure(more.is_none(), || format!("{} hears more than the answer:\n{more:?}", self.name))
    }

    async fn next(&mut self, wait_ms: u64) -> Outcome<Option<Reply>> {
        let page = self.page("business", self.read_to, wait_ms).await?;
        let mut replies: Vec<Reply> = serde_json::from_value(page["messages"].clone())?;
        if replies.is_empty() {
            return Ok(None);
        }
        let reply = replies.remove(0);
        self.read_to = reply.position;
        Ok(Some(reply))
    }

    /// All links to pay that came, the last one last.
    pub async fn links(&self) -> Outcome<Links> {
        let replies = self.replies().await?;
        Ok(Links::new(&self.emulator, replies.iter().filter_map(Reply::url)))
    }

    /// Opens a file of this name that came: it must be a whole PDF.
    pub async fn open_file(&self, name: &str) -> Outcome {
        let replies = self.replies().await?;
        let found = replies.iter().rev().find(|reply| reply.filename() == Some(name));
        let media_id = found.and_then(|reply| reply.raw.pointer("/document/id")?.as_str());
        let media_id = media_id.ok_or_else(|| Failure::new(format!("{} has got no file {name}", self.name)))?;
        let bytes = self.emulator.file(media_id).await?;
        let is_whole = bytes.starts_with(b"%PDF-") && bytes.trim_ascii_end().ends_with(b"%%EOF");
        ensure(is_whole, || format!("{name} is no PDF, or not all of one"))
    }

    /// Every message of the shop, read or not.
    pub async fn replies(&self) -> Outcome<Vec<Reply>> {
        Ok(serde_json::from_value(self.page("business", 0, 0).await?["messages"].clone())?)
    }

    /// The whole conversation, oldest first.
    pub async fn conversation(&self) -> Outcome<Vec<Value>> {
        let page = self.emulator.get(&format!("customers/{}/messages", self.id)).await?;
        Ok(page["messages"].as_array().cloned().unwrap_or_default())
    }

    async fn page(&self, side: &str, after: u64, wait_ms: u64) -> Outcome<Value> {
        let question = format!("customers/{}/messages?from={side}&after={after}&wait_ms={wait_ms}", self.id);
        self.emulator.get(&question).await
    }
}

/// The smallest file that begins as one of its kind does.
const fn file(kind: &str) -> (&'static str, &'static [u8]) {
    match kind.as_bytes() {
        b"image" => ("image/jpeg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\xff\xd9"),
        b"sticker" => ("image/webp", b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00"),
        b"video" => ("video/mp4", b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"),
        b"document" => ("application/pdf", b"%PDF-1.4\n%%EOF\n"),
        _ => ("audio/ogg", b"OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00"),
    }
}
