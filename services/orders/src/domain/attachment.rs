//! Files that belong to orders.

use base::Id;
use jiff::{SignedDuration, Timestamp};

use super::{Order, Private, lifecycle::UnknownWord};

/// Bytes of a file at most.
pub const CONTENT_MAX: usize = 16 * 1024 * 1024;
/// Bytes of all files that a customer sends within [`DAY`].
pub const DAILY_BYTES_MAX: i64 = 64 * 1024 * 1024;
/// What counts as a day.
pub const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Days that files are kept after their order ended.
pub const KEPT_DAYS: i32 = 90;
/// Files of an order at most.
pub const ATTACHMENTS_MAX: i64 = 50;
/// Characters of a file's name at most.
pub const FILENAME_MAX: usize = 200;
/// Characters of the words with a file at most.
pub const CAPTION_MAX: usize = 1_024;

/// The types that are kept: what phones send, and what people of the shop can open.
pub const ACCEPTED: [&str; 10] = [
    "image/jpeg",
    "image/png",
    "image/webp",
    "application/pdf",
    "audio/ogg",
    "audio/mpeg",
    "audio/aac",
    "audio/amr",
    "audio/mp4",
    "video/mp4",
];

/// The type of a file as its first bytes tell it, if it is one that is kept. What the sender calls it does not matter.
pub fn mime_type(content: &[u8]) -> Option<&'static str> {
    let told = infer::get(content)?.mime_type();
    let told = match told {
        "audio/m4a" => "audio/mp4",
        "video/x-m4v" => "video/mp4",
        other => other,
    };
    ACCEPTED.into_iter().find(|accepted| *accepted == told)
}

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Something the shop should see.
    Other,
    /// It shows that money was sent, and this is what the shop thinks of it.
    PaymentProof(ProofState),
}

impl Purpose {
    /// Whether it is a payment proof that nobody has decided about.
    pub const fn waits(self) -> bool {
        matches!(self, Self::PaymentProof(ProofState::Pending))
    }

    /// The words stored: the purpose, and what the shop thinks.
    pub const fn words(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Other => ("OTHER", None),
            Self::PaymentProof(state) => ("PAYMENT_PROOF", Some(state.as_str())),
        }
    }

    /// The purpose of stored words.
    pub fn parse(purpose: &str, state: Option<&str>) -> Result<Self, UnknownWord> {
        match (purpose, state) {
            ("OTHER", None) => Ok(Self::Other),
            ("PAYMENT_PROOF", Some(state)) => ProofState::parse(state).map(Self::PaymentProof),
            _ => Err(UnknownWord),
        }
    }
}

/// What people of the shop think of a payment proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProofState {
    /// Nobody has looked at it.
    Pending,
    /// The money is there.
    Approved,
    /// It proves nothing.
    Rejected,
}

impl ProofState {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Approved => "APPROVED",
            Self::Rejected => "REJECTED",
        }
    }

    fn parse(word: &str) -> Result<Self, UnknownWord> {
        [Self::Pending, Self::Approved, Self::Rejected]
            .into_iter()
            .find(|state| state.as_str() == word)
            .ok_or(UnknownWord)
    }
}

/// A file that belongs to an order, without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its id.
    pub id: Id,
    /// The order.
    pub order_id: Id,
    /// What it is for.
    pub purpose: Purpose,
    /// Its type, as checked.
    pub mime_type: String,
    /// The sender's name of it; may be empty.
    pub filename: Private<FILENAME_MAX>,
    /// The sender's words with it; may be empty.
    pub caption: Private<CAPTION_MAX>,
    /// Its length.
    pub size_bytes: i64,
    /// When it came.
    pub created_at: Timestamp,
}

impl Order {
    /// The order with one more proof that waits.
    #[must_use]
    pub fn with_proof(self, now: Timestamp) -> Self {
        Self { proofs_waiting: self.proofs_waiting + 1, version: self.version + 1, updated_at: now, ..self }
    }

    /// The order with one proof less that waits.
    #[must_use]
    pub fn without_proof(self, now: Timestamp) -> Self {
        Self { proofs_waiting: self.proofs_waiting - 1, version: self.version + 1, updated_at: now, ..self }
    }
}

/// When a file of this order can be deleted. An order that goes on may end right now, so it is looked at again then.
/// Money or a proof that comes after the end begins the time anew: people need its files to decide about it.
pub fn kept_until(order: &Order, now: Timestamp) -> Timestamp {
    let since = if order.status.is_over() { order.updated_at } else { now };
    since.saturating_add(DAY * KEPT_DAYS).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_told_by_the_first_bytes() {
        for (bytes, expected) in [
            (&b"\xff\xd8\xff\xe0"[..], "image/jpeg"),
            (b"\x89PNG\r\n\x1a\n", "image/png"),
            (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
            (b"%PDF-1.7", "application/pdf"),
            (b"OggS\0\x02", "audio/ogg"),
            (b"ID3\x03", "audio/mpeg"),
            (b"\xff\xf1\x50\x80", "audio/aac"),
            (b"#!AMR\n\x3c\x08\x17\x58\x00\x00", "audio/amr"),
            (b"\0\0\0\x18ftypmp42", "video/mp4"),
            (b"\0\0\0\x20ftypM4A ", "audio/mp4"),
        ] {
            assert_eq!(mime_type(bytes), Some(expected));
        }
    }

    #[test]
    fn whatever_else_is_refused() {
        for bytes in [&b""[..], b"<html>", b"MZ\x90", b"PK\x03\x04", b"just words", b"\x7fELF"] {
            assert_eq!(mime_type(bytes), None);
        }
    }

    #[test]
    fn every_stored_purpose_is_read_back() {
        use ProofState::{Approved, Pending, Rejected};
        let proofs = [Pending, Approved, Rejected].map(Purpose::PaymentProof);
        for purpose in proofs.into_iter().chain([Purpose::Other]) {
            let (word, state) = purpose.words();
            assert_eq!(Purpose::parse(word, state), Ok(purpose));
        }
        assert!(Purpose::parse("PAYMENT_PROOF", None).is_err());
    }
}
