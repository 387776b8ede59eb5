//! Files that are sent to a person, with words under them.

use std::fmt;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::{Message, MessageError, length};
use crate::{is_unseen, text::fit};

/// Bytes of a file. WhatsApp takes 100 MB; what is sent here is an invoice, a page or two long.
pub const DOCUMENT_BYTES_MAX: usize = 5 * 1024 * 1024;
/// Characters under a file.
pub const CAPTION_MAX: usize = 1024;
/// Characters in a file's name.
pub const FILENAME_MAX: usize = 240;
/// What a document may be, as WhatsApp has it.
pub const DOCUMENT_TYPES: [&str; 8] = [
    "application/pdf",
    "text/plain",
    "application/msword",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.ms-excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-powerpoint",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
];

/// What is in a file; cheap to clone. Its `Debug` tells the size alone, and as JSON it is base64.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct FileContent(Bytes);

impl FileContent {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The bytes.
    pub fn bytes(&self) -> &Bytes {
        &self.0
    }
}

impl<B: Into<Bytes>> From<B> for FileContent {
    fn from(bytes: B) -> Self {
        Self(bytes.into())
    }
}

impl fmt::Debug for FileContent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "FileContent({} bytes)", self.0.len())
    }
}

impl Serialize for FileContent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64_STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for FileContent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        BASE64_STANDARD.decode(text).map(Self::from).map_err(D::Error::custom)
    }
}

impl Message {
    /// A file with words under it. One that WhatsApp would not take becomes plain words with `link`, where the file
    /// can be had as well.
    pub fn document(
        caption: impl AsRef<str>,
        filename: impl AsRef<str>,
        mime_type: impl Into<String>,
        content: impl Into<FileContent>,
        link: impl AsRef<str>,
    ) -> Self {
        let document = Self::Document {
            caption: fit(caption.as_ref(), CAPTION_MAX),
            filename: fit_filename(filename.as_ref()),
            mime_type: mime_type.into(),
            content: content.into(),
        };
        document.check().unwrap_or_else(|_| Self::text(format!("{}\n{}", caption.as_ref(), link.as_ref()).trim()))
    }

    /// Takes the file out of a document, for whoever keeps the two apart; `None` for other messages.
    pub fn take_file(&mut self) -> Option<FileContent> {
        match self {
            Self::Document { content, .. } => Some(std::mem::take(content)),
            _ => None,
        }
    }
}

pub(super) fn check_document(
    caption: &str,
    filename: &str,
    mime_type: &str,
    content: &FileContent,
) -> Result<(), MessageError> {
    if !caption.is_empty() {
        length("caption", caption, CAPTION_MAX)?;
    }
    length("filename", filename, FILENAME_MAX)?;
    if filename.contains(is_no_part_of_a_name) {
        return Err(MessageError::Filename);
    }
    if !DOCUMENT_TYPES.contains(&mime_type) {
        return Err(MessageError::DocumentType);
    }
    let is_sendable = (1..=DOCUMENT_BYTES_MAX).contains(&content.0.len());
    if is_sendable { Ok(()) } else { Err(MessageError::DocumentSize) }
}

/// The name with its ending, which tells a phone how to open the file.
fn fit_filename(name: &str) -> String {
    let name = name.replace(is_no_part_of_a_name, "-");
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name.as_str(), ""));
    if ending.is_empty() || ending.chars().count() >= FILENAME_MAX / 2 {
        return fit(&name, FILENAME_MAX);
    }
    format!("{}.{ending}", fit(stem, FILENAME_MAX - 1 - ending.chars().count()))
}

fn is_no_part_of_a_name(letter: char) -> bool {
    is_unseen(letter) || matches!(letter, '/' | '\\')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn invoice(content: Vec<u8>, filename: &str, mime_type: &str) -> Message {
        Message::document("Your invoice", filename, mime_type, content, "https://souk.example/invoices/7")
    }

    #[test]
    fn a_file_whatsapp_would_not_take_becomes_words_with_the_link() {
        for refused in [
            invoice(vec![], "invoice.pdf", "application/pdf"),
            invoice(vec![0; DOCUMENT_BYTES_MAX + 1], "invoice.pdf", "application/pdf"),
            invoice(vec![0], "invoice.exe", "application/x-msdownload"),
            invoice(vec![0], "", "application/pdf"),
        ] {
            assert_eq!(refused, Message::text("Your invoice\nhttps://souk.example/invoices/7"));
        }
        assert!(matches!(invoice(vec![0; DOCUMENT_BYTES_MAX], "a.pdf", "application/pdf"), Message::Document { .. }));
    }

    #[test]
    fn a_document_survives_storage_and_its_file_can_be_kept_apart() {
        let mut message = invoice(vec![0, 255, 7], "invoice.pdf", "application/pdf");
        let stored = serde_json::to_string(&message).unwrap();
        assert_eq!(serde_json::from_str::<Message>(&stored).unwrap(), message);
        assert_eq!(message.take_file(), Some(vec![0, 255, 7].into()));
        let stored = serde_json::to_string(&message).unwrap();
        assert!(!stored.contains("content"), "{stored}");
        assert_eq!(serde_json::from_str::<Message>(&stored).unwrap(), message);
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let Message::Document { filename, .. } =
            invoice(vec![1], &format!("{}.pdf", "a".repeat(300)), "application/pdf")
        else {
            panic!("not a document")
        };
        assert!(filename.ends_with("….pdf") && filename.chars().count() == FILENAME_MAX);
    }

    proptest! {
        #[test]
        fn whatever_is_sent_along_the_message_keeps_every_limit(
            caption in ".{0,1200}",
            filename in ".{0,300}",
            content in prop::collection::vec(any::<u8>(), 0..10),
        ) {
            let message = Message::document(caption.replace('\0', ""), filename, "application/pdf", content, "https://a.b/c");
            prop_assert_eq!(message.clone().check(), Ok(message));
        }
    }
}
