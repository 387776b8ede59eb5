//! Messages to a person, which cannot be larger than WhatsApp lets them be.
//!
//! The limits are those of Meta's Cloud API ("Messages" and "Interactive messages" in its reference), counted in
//! Unicode characters.

use serde::{Deserialize, Serialize};

use self::document::check_document;
pub use self::document::{CAPTION_MAX, DOCUMENT_BYTES_MAX, DOCUMENT_TYPES, FILENAME_MAX, FileContent};
use crate::text::fit;

mod document;

/// Characters in the body of a text or a list.
pub const BODY_LONG_MAX: usize = 4096;
/// Characters in the body over buttons, a link or a location request.
pub const BODY_SHORT_MAX: usize = 1024;
/// Buttons under a message.
pub const BUTTONS_MAX: usize = 3;
/// Characters on a button.
pub const BUTTON_TITLE_MAX: usize = 20;
/// Characters in a button's id.
pub const BUTTON_ID_MAX: usize = 256;
/// Rows in a list, over all its sections.
pub const ROWS_MAX: usize = 10;
/// Characters in a row's title, and in a section's.
pub const ROW_TITLE_MAX: usize = 24;
/// Characters in a row's second line.
pub const ROW_DESCRIPTION_MAX: usize = 72;
/// Characters in a row's id.
pub const ROW_ID_MAX: usize = 200;

/// A message that a network will take. The only ways to build one are the constructors below, which cut and fall back
/// where a limit would be passed, and [`Message::check`] for messages from outside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Message {
    /// Plain words.
    Text { body: String },
    /// Words over one to three buttons.
    Buttons { body: String, buttons: Vec<Button> },
    /// Words over a button that opens a list.
    List { body: String, button: String, sections: Vec<Section> },
    /// Words over a button that sends the person's location.
    LocationRequest { body: String },
    /// Words over a button that opens a web page.
    Link { body: String, button: String, url: String },
    /// A file with words under it, which may be missing.
    Document {
        #[serde(default)]
        caption: String,
        filename: String,
        mime_type: String,
        #[serde(default, skip_serializing_if = "FileContent::is_empty")]
        content: FileContent,
    },
}

/// A button that answers for the person who taps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// What comes back.
    pub id: String,
    /// What it shows.
    pub title: String,
}

/// Rows of a list under one heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// The heading; may be empty in a list of one section.
    pub title: String,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// What comes back.
    pub id: String,
    /// What it shows.
    pub title: String,
    /// A second line; may be empty.
    pub description: String,
}

/// Something a person may answer with, before it is decided how it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What comes back: stable, and at most [`ROW_ID_MAX`] characters, or the choice is shown as text.
    pub id: String,
    /// What it shows.
    pub title: String,
    /// A second line; may be empty.
    pub description: String,
}

impl Choice {
    /// A choice with a title alone.
    pub fn new(id: impl Into<String>, title: impl Into<String>) -> Self {
        Self { id: id.into(), title: title.into(), description: String::new() }
    }

    /// The same choice with a second line.
    #[must_use]
    pub fn with_description(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }
}

/// Why a message from outside is refused.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum MessageError {
    /// A text is empty or too long.
    #[error("{part} must have 1 to {limit} characters")]
    Length {
        /// Which text.
        part: &'static str,
        /// How many characters it may have.
        limit: usize,
    },
    /// Too few or too many buttons, rows or sections.
    #[error("there must be 1 to {limit} {part}")]
    Count {
        /// What is counted.
        part: &'static str,
        /// How many there may be.
        limit: usize,
    },
    /// Two buttons or rows share an id, or two buttons a title.
    #[error("ids and button titles must differ from each other")]
    NotUnique,
    /// The address of a link is not an absolute web address.
    #[error("a link must start with http:// or https://")]
    Url,
    /// A text has a NUL character in it, which databases and phones take for its end.
    #[error("it has a NUL character in it")]
    Nul,
    /// The name of a file has something in it that no name may have.
    #[error("a filename has no slashes and no control characters")]
    Filename,
    /// A file is of a kind that WhatsApp does not take.
    #[error("mime_type must be one of {}", DOCUMENT_TYPES.join(", "))]
    DocumentType,
    /// A file is empty or too large.
    #[error("a file must have 1 to {DOCUMENT_BYTES_MAX} bytes")]
    DocumentSize,
}

impl Message {
    /// Plain words; a text beyond the limit is cut.
    pub fn text(body: impl AsRef<str>) -> Self {
        Self::Text { body: fit(body.as_ref(), BODY_LONG_MAX) }
    }

    /// Words over a button that sends the person's location.
    pub fn location_request(body: impl AsRef<str>) -> Self {
        Self::LocationRequest { body: fit(body.as_ref(), BODY_SHORT_MAX) }
    }

    /// Words over a button that opens a web page. An address a phone could not open becomes plain words.
    pub fn link(body: impl AsRef<str>, button: impl AsRef<str>, url: impl Into<String>) -> Self {
        let url = url.into();
        if !is_web_address(&url) {
            return Self::text(format!("{}\n{url}", body.as_ref()));
        }
        Self::Link { body: fit(body.as_ref(), BODY_SHORT_MAX), button: fit(button.as_ref(), BUTTON_TITLE_MAX), url }
    }

    /// A question with its choices, shown the richest way that fits: buttons for up to three short ones, a list for
    /// up to ten, numbered lines for more. `list_label` is on the button that opens the list.
    pub fn ask(body: impl AsRef<str>, list_label: impl AsRef<str>, choices: &[Choice]) -> Self {
        let body = body.as_ref();
        if choices.is_empty() {
            return Self::text(body);
        }
        if fits_buttons(body, choices) {
            return Self::Buttons { body: body.to_owned(), buttons: choices.iter().map(as_button).collect() };
        }
        if fits_list(body, choices) {
            let rows = choices.iter().map(as_row).collect();
            let sections = vec![Section { title: String::new(), rows }];
            return Self::List { body: body.to_owned(), button: fit(list_label.as_ref(), BUTTON_TITLE_MAX), sections };
        }
        Self::text(numbered(body, choices))
    }

    /// The words a person reads first.
    pub fn body(&self) -> &str {
        match self {
            Self::Text { body }
            | Self::Buttons { body, .. }
            | Self::List { body, .. }
            | Self::LocationRequest { body }
            | Self::Link { body, .. } => body,
            Self::Document { caption, .. } => caption,
        }
    }

    /// Takes a message from outside if it keeps every limit.
    pub fn check(self) -> Result<Self, MessageError> {
        if self.any_text(|text| text.contains('\0')) {
            return Err(MessageError::Nul);
        }
        match &self {
            Self::Text { body } => length("body", body, BODY_LONG_MAX)?,
            Self::LocationRequest { body } => length("body", body, BODY_SHORT_MAX)?,
            Self::Buttons { body, buttons } => check_buttons(body, buttons)?,
            Self::List { body, button, sections } => check_list(body, button, sections)?,
            Self::Link { body, button, url } => {
                length("body", body, BODY_SHORT_MAX)?;
                length("button", button, BUTTON_TITLE_MAX)?;
                if !is_web_address(url) {
                    return Err(MessageError::Url);
                }
            }
            Self::Document { caption, filename, mime_type, content } => {
                check_document(caption, filename, mime_type, content)?;
            }
        }
        Ok(self)
    }

    fn any_text(&self, is: impl Fn(&str) -> bool) -> bool {
        let is_button = |button: &Button| is(&button.id) || is(&button.title);
        let is_row = |row: &Row| is(&row.id) || is(&row.title) || is(&row.description);
        is(self.body())
            || match self {
                Self::Text { .. } | Self::LocationRequest { .. } => false,
                Self::Buttons { buttons, .. } => buttons.iter().any(is_button),
                Self::List { button, sections, .. } => {
                    is(button) || sections.iter().any(|section| is(&section.title) || section.rows.iter().any(is_row))
                }
                Self::Link { button, url, .. } => is(button) || is(url),
                Self::Document { filename, mime_type, .. } => is(filename) || is(mime_type),
            }
    }
}

fn is_web_address(url: &str) -> bool {
    (url.starts_with("https://") || url.starts_with("http://")) && !url.contains(char::is_whitespace)
}

fn fits_buttons(body: &str, choices: &[Choice]) -> bool {
    let short = |choice: &Choice| {
        choice.description.is_empty()
            && (1..=BUTTON_TITLE_MAX).contains(&choice.title.chars().count())
            && (1..=BUTTON_ID_MAX).contains(&choice.id.chars().count())
    };
    choices.len() <= BUTTONS_MAX
        && (1..=BODY_SHORT_MAX).contains(&body.chars().count())
        && choices.iter().all(short)
        && unique(choices.iter().map(|choice| choice.title.as_str()))
        && unique(choices.iter().map(|choice| choice.id.as_str()))
}

fn fits_list(body: &str, choices: &[Choice]) -> bool {
    let usable = |choice: &Choice| !choice.title.is_empty() && (1..=ROW_ID_MAX).contains(&choice.id.chars().count());
    choices.len() <= ROWS_MAX
        && (1..=BODY_LONG_MAX).contains(&body.chars().count())
        && choices.iter().all(usable)
        && unique(choices.iter().map(|choice| choice.id.as_str()))
}

fn as_button(choice: &Choice) -> Button {
    Button { id: choice.id.clone(), title: choice.title.clone() }
}

/// A title that had to be cut is told whole in the second line, as far as there is room.
fn as_row(choice: &Choice) -> Row {
    let title = fit(&choice.title, ROW_TITLE_MAX);
    let whole = title == choice.title;
    let second = match (whole, choice.description.is_empty()) {
        (true, _) => choice.description.clone(),
        (false, true) => choice.title.clone(),
        (false, false) => format!("{} · {}", choice.description, choice.title),
    };
    Row { id: choice.id.clone(), title, description: fit(&second, ROW_DESCRIPTION_MAX) }
}

fn numbered(body: &str, choices: &[Choice]) -> String {
    let mut lines = vec![body.to_owned(), String::new()];
    for (place, Choice { title, description, .. }) in (1..).zip(choices) {
        let second = if description.is_empty() { String::new() } else { format!(" ({description})") };
        lines.push(format!("{place}. {title}{second}"));
    }
    lines.join("\n")
}

fn unique<'a>(words: impl Iterator<Item = &'a str>) -> bool {
    let mut seen = std::collections::HashSet::new();
    words.into_iter().all(|word| seen.insert(word))
}

fn length(part: &'static str, text: &str, limit: usize) -> Result<(), MessageError> {
    if (1..=limit).contains(&text.chars().count()) { Ok(()) } else { Err(MessageError::Length { part, limit }) }
}

fn check_buttons(body: &str, buttons: &[Button]) -> Result<(), MessageError> {
    length("body", body, BODY_SHORT_MAX)?;
    if !(1..=BUTTONS_MAX).contains(&buttons.len()) {
        return Err(MessageError::Count { part: "buttons", limit: BUTTONS_MAX });
    }
    for button in buttons {
        length("button id", &button.id, BUTTON_ID_MAX)?;
        length("button title", &button.title, BUTTON_TITLE_MAX)?;
    }
    let distinct = unique(buttons.iter().map(|button| button.id.as_str()))
        && unique(buttons.iter().map(|button| button.title.as_str()));
    if distinct { Ok(()) } else { Err(MessageError::NotUnique) }
}

fn check_list(body: &str, button: &str, sections: &[Section]) -> Result<(), MessageError> {
    length("body", body, BODY_LONG_MAX)?;
    length("list button", button, BUTTON_TITLE_MAX)?;
    let rows = || sections.iter().flat_map(|section| &section.rows);
    if !(1..=ROWS_MAX).contains(&rows().count()) || sections.iter().any(|section| section.rows.is_empty()) {
        return Err(MessageError::Count { part: "rows", limit: ROWS_MAX });
    }
    for section in sections {
        if sections.len() > 1 || !section.title.is_empty() {
            length("section title", &section.title, ROW_TITLE_MAX)?;
        }
    }
    for row in rows() {
        length("row id", &row.id, ROW_ID_MAX)?;
        length("row title", &row.title, ROW_TITLE_MAX)?;
        if !row.description.is_empty() {
            length("row description", &row.description, ROW_DESCRIPTION_MAX)?;
        }
    }
    if unique(rows().map(|row| row.id.as_str())) { Ok(()) } else { Err(MessageError::NotUnique) }
}

#[cfg(test)]
mod tests;
