//! What a customer can tap on a message.

use serde::Serialize;
use serde_json::{Value, json};

/// A button or a row, numbered from 1 in the order it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Choice {
    pub(crate) number: usize,
    pub(crate) kind: ChoiceKind,
    pub(crate) id: String,
    pub(crate) title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) section: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ChoiceKind {
    Button,
    Row,
    /// A quick reply of a template, which comes back as a message of type `button`.
    QuickReply,
}

impl Choice {
    /// What a webhook says when the choice is tapped: the message's type, and the object of that name.
    pub(crate) fn reply(&self) -> (&'static str, Value) {
        let Self { id, title, description, .. } = self;
        match self.kind {
            ChoiceKind::Button => {
                ("interactive", json!({"type": "button_reply", "button_reply": {"id": id, "title": title}}))
            }
            ChoiceKind::Row => {
                let mut row = json!({"id": id, "title": title});
                if let Some(description) = description {
                    row["description"] = json!(description);
                }
                ("interactive", json!({"type": "list_reply", "list_reply": row}))
            }
            ChoiceKind::QuickReply => ("button", json!({"payload": id, "text": title})),
        }
    }
}

/// The choices in a send's body and in what its template became; none for everything else.
pub(crate) fn choices_of(message: &Value, rendered: &Value) -> Vec<Choice> {
    let action = &message["interactive"]["action"];
    let buttons = elements(&action["buttons"]).map(|button| button_choice(&button["reply"]));
    let rows = elements(&action["sections"])
        .flat_map(|section| elements(&section["rows"]).map(|row| row_choice(row, &section["title"])));
    let replies = elements(&rendered["buttons"]).map(quick_reply);
    let mut choices: Vec<Choice> = buttons.chain(rows).chain(replies).collect();
    for (number, choice) in (1..).zip(&mut choices) {
        choice.number = number;
    }
    choices
}

fn button_choice(reply: &Value) -> Choice {
    choice(ChoiceKind::Button, &reply["id"], &reply["title"])
}

fn row_choice(row: &Value, section: &Value) -> Choice {
    Choice {
        description: filled(&row["description"]),
        section: filled(section),
        ..choice(ChoiceKind::Row, &row["id"], &row["title"])
    }
}

fn quick_reply(button: &Value) -> Choice {
    choice(ChoiceKind::QuickReply, &button["payload"], &button["text"])
}

fn choice(kind: ChoiceKind, id: &Value, title: &Value) -> Choice {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Choice { number: 0, kind, id: text(id), title: text(title), description: None, section: None }
}

fn filled(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

fn elements(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
