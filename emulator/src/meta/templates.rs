//! Approved message templates, and whether a send fills one in rightly.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::graph::GraphError;

/// Templates of one account, as Meta's limit for a new one.
const TEMPLATES_MAX: usize = 250;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Category {
    Marketing,
    Utility,
    Authentication,
}

/// A template as it was submitted. It is approved at once.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Template {
    #[serde(default)]
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) language: String,
    pub(crate) category: Category,
    pub(crate) components: Vec<Value>,
}

/// What a send asks for.
pub(crate) struct TemplateUse<'a> {
    pub(crate) name: &'a str,
    pub(crate) language: &'a str,
    pub(crate) components: &'a [Value],
}

pub(crate) struct Templates {
    all: Vec<Template>,
}

impl Default for Templates {
    /// Meta gives this one to every account.
    fn default() -> Self {
        let body =
            json!({"type": "BODY", "text": "Welcome and congratulations! This message shows that the number works."});
        let hello = Template {
            id: "1".into(),
            name: "hello_world".into(),
            language: "en_US".into(),
            category: Category::Utility,
            components: vec![body],
        };
        Self { all: vec![hello] }
    }
}

impl Templates {
    pub(crate) fn all(&self) -> &[Template] {
        &self.all
    }

    pub(crate) fn add(&mut self, mut template: Template) -> Result<String, GraphError> {
        let same = |other: &Template| other.name == template.name && other.language == template.language;
        if self.all.iter().any(same) {
            return Err(GraphError::parameter("There is already content in this language for this template."));
        }
        if self.all.len() >= TEMPLATES_MAX {
            return Err(GraphError::parameter("The account has the most templates it may have."));
        }
        template.id = (self.all.len() + 1).to_string();
        self.all.push(template);
        Ok(self.all.len().to_string())
    }

    pub(crate) fn remove(&mut self, name: &str) -> bool {
        let before = self.all.len();
        self.all.retain(|template| template.name != name);
        self.all.len() < before
    }

    /// The template a send names, with its parameters put in.
    pub(crate) fn render(&self, wanted: &TemplateUse<'_>) -> Result<(Category, Value), GraphError> {
        let found = self.all.iter().find(|one| one.name == wanted.name && one.language == wanted.language);
        let template = found.ok_or_else(|| {
            let details = format!("template name ({}) does not exist in {}", wanted.name, wanted.language);
            GraphError::of(132_001).because(details)
        })?;
        let mut lines = Vec::new();
        for part in ["HEADER", "BODY"] {
            if let Some(text) = template.text_of(part) {
                lines.push(fill(part, text, wanted.parameters_of(part))?);
            }
        }
        lines.extend(template.text_of("FOOTER").map(str::to_owned));
        Ok((template.category, json!({"text": lines.join("\n\n"), "buttons": template.quick_replies(wanted)})))
    }
}

impl Template {
    fn text_of(&self, kind: &str) -> Option<&str> {
        self.component(kind)?["text"].as_str()
    }

    fn component(&self, kind: &str) -> Option<&Value> {
        self.components.iter().find(|component| is_kind(component, kind))
    }

    fn quick_replies(&self, wanted: &TemplateUse<'_>) -> Vec<Value> {
        let buttons = self.component("BUTTONS").and_then(|component| component["buttons"].as_array());
        let numbered = buttons.into_iter().flatten().enumerate();
        let replies = numbered.filter(|(_, button)| is_kind(button, "QUICK_REPLY"));
        replies
            .map(|(index, button)| {
                let text = button["text"].as_str().unwrap_or_default();
                json!({"text": text, "payload": wanted.payload_of(index).unwrap_or(text)})
            })
            .collect()
    }
}

impl<'a> TemplateUse<'a> {
    fn parameters_of(&self, kind: &str) -> &'a [Value] {
        let found = self.components.iter().find(|component| is_kind(component, kind));
        found.and_then(|component| component["parameters"].as_array()).map_or(&[], Vec::as_slice)
    }

    fn payload_of(&self, index: usize) -> Option<&'a str> {
        let button = self.components.iter().find(|component| {
            let own = &component["index"];
            is_kind(component, "BUTTON")
                && (own.as_u64() == Some(index as u64) || own.as_str() == Some(&index.to_string()))
        })?;
        button["parameters"][0]["payload"].as_str()
    }
}

fn is_kind(value: &Value, kind: &str) -> bool {
    value["type"].as_str().is_some_and(|own| own.eq_ignore_ascii_case(kind))
}

/// Puts parameters into `{{1}}` or `{{name}}`; their number must be right.
fn fill(part: &str, text: &str, parameters: &[Value]) -> Result<String, GraphError> {
    let expected = placeholders(text);
    if expected.len() != parameters.len() {
        let details = format!(
            "{}: number of localizable_params ({}) does not match the expected number of params ({})",
            part.to_lowercase(),
            parameters.len(),
            expected.len()
        );
        return Err(GraphError::of(132_000).because(details));
    }
    let mut filled = text.to_owned();
    for name in expected {
        let parameter = parameter_for(name, parameters)
            .ok_or_else(|| GraphError::of(132_000).because(format!("Parameter name is missing or empty: {name}")))?;
        filled = filled.replace(&format!("{{{{{name}}}}}"), &parameter_text(parameter));
    }
    Ok(filled)
}

fn parameter_for<'a>(name: &str, parameters: &'a [Value]) -> Option<&'a Value> {
    match name.parse::<usize>() {
        Ok(place) => parameters.get(place.checked_sub(1)?),
        Err(_) => parameters.iter().find(|parameter| parameter["parameter_name"] == name),
    }
}

fn placeholders(text: &str) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for piece in text.split("{{").skip(1) {
        if let Some((name, _)) = piece.split_once("}}")
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    names
}

fn parameter_text(parameter: &Value) -> String {
    let fallback = ["currency", "date_time"].iter().find_map(|kind| parameter[kind]["fallback_value"].as_str());
    parameter["text"].as_str().or(fallback).unwrap_or_default().to_owned()
}
