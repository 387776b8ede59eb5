//! One message in a conversation, kept as the JSON that went over the wire.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, value::RawValue};

use super::choice::{Choice, choices_of};

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Side {
    Customer,
    Business,
}

/// How far a message has come. A customer's message is `Sent` until the webhook took it, then `Delivered`, and `Read`
/// once the business marked it so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Progress {
    Accepted,
    Sent,
    Delivered,
    Read,
    Failed,
}

/// Why an accepted message did not arrive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Failure {
    pub(crate) code: u32,
    pub(crate) title: &'static str,
}

pub(crate) struct ChatMessage {
    /// Its place among all messages of all conversations, counted from 1.
    pub(crate) position: u64,
    /// When it last changed, in the count of all changes.
    pub(crate) revision: u64,
    /// The wamid.
    pub(crate) id: String,
    pub(crate) side: Side,
    pub(crate) at: Timestamp,
    pub(crate) progress: Progress,
    pub(crate) failure: Option<Failure>,
    /// A template as it reads with its parameters filled in: `text`, and `buttons` of `text` and `payload`.
    pub(crate) rendered: Option<Value>,
    /// A send's request body, or the element of `messages` in a webhook.
    pub(crate) raw: Box<RawValue>,
}

/// A message as the control API shows it.
#[derive(Serialize)]
pub(crate) struct MessageView<'a> {
    position: u64,
    id: &'a str,
    from: Side,
    at: Timestamp,
    /// Meta's `type`, or for interactive messages the inner one.
    kind: String,
    /// The words one reads first.
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    footer: Option<String>,
    /// What can be tapped, in order.
    choices: Vec<Choice>,
    progress: Progress,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<&'a Failure>,
    /// The message this one answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback_data: Option<String>,
    raw: &'a RawValue,
}

impl ChatMessage {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(self.raw.get()).unwrap_or_default()
    }

    /// What can be tapped, in order.
    pub(crate) fn choices(&self) -> Vec<Choice> {
        self.choices_in(&self.json())
    }

    fn choices_in(&self, json: &Value) -> Vec<Choice> {
        choices_of(json, self.rendered.as_ref().unwrap_or(&Value::Null))
    }

    fn words(&self, json: &Value) -> String {
        let rendered = self.rendered.as_ref().and_then(|rendered| rendered["text"].as_str());
        rendered.map_or_else(|| words_of(json), str::to_owned)
    }

    pub(crate) fn view(&self) -> MessageView<'_> {
        let json = self.json();
        let text_at = |pointer| json.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        MessageView {
            position: self.position,
            id: &self.id,
            from: self.side,
            at: self.at,
            kind: kind_of(&json).to_owned(),
            text: self.words(&json),
            header: text_at("/interactive/header/text"),
            footer: text_at("/interactive/footer/text"),
            choices: self.choices_in(&json),
            progress: self.progress,
            failure: self.failure.as_ref(),
            reply_to: text_at("/context/message_id").or_else(|| text_at("/context/id")),
            callback_data: text_at("/biz_opaque_callback_data"),
            raw: &self.raw,
        }
    }
}

fn kind_of(json: &Value) -> &str {
    let outer = json["type"].as_str().unwrap_or("text");
    if outer == "interactive" { json["interactive"]["type"].as_str().unwrap_or(outer) } else { outer }
}

/// Where each kind keeps its words; the first that is there counts.
const WORDS: [&str; 14] = [
    "/text/body",
    "/interactive/body/text",
    "/interactive/button_reply/title",
    "/interactive/list_reply/title",
    "/button/text",
    "/image/caption",
    "/video/caption",
    "/document/caption",
    "/document/filename",
    "/reaction/emoji",
    "/location/name",
    "/order/text",
    "/template/name",
    "/system/body",
];

fn words_of(json: &Value) -> String {
    let words = WORDS.iter().filter_map(|pointer| json.pointer(pointer)?.as_str()).find(|words| !words.is_empty());
    words.unwrap_or_default().to_owned()
}
