//! Files people send: which ones are taken.

/// Bytes of a file. WhatsApp lets pictures, sound and video have no more.
pub(crate) const MEDIA_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Characters of WhatsApp's id of a file; it has some sixteen digits.
const MEDIA_ID_MAX: usize = 200;
/// What a file may be, as WhatsApp has it. Of documents, those an office reads.
const TYPES: [&str; 19] = [
    "image/jpeg",
    "image/png",
    "image/webp",
    "audio/aac",
    "audio/amr",
    "audio/mpeg",
    "audio/mp4",
    "audio/ogg",
    "video/3gpp",
    "video/mp4",
    "application/pdf",
    "text/plain",
    "text/csv",
    "application/msword",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.ms-excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-powerpoint",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
];

/// A file that was fetched.
#[derive(Debug)]
pub(crate) struct Media {
    /// One of [`TYPES`].
    pub(crate) mime_type: &'static str,
    pub(crate) content: Vec<u8>,
}

/// Why a file cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoMedia {
    #[error("A media_id has 1 to {MEDIA_ID_MAX} letters, digits, dashes and underscores.")]
    IdInvalid,
    #[error("WhatsApp knows no file with this id; ask the person to send it again.")]
    NotFound,
    #[error("WhatsApp does not keep this file any more; ask the person to send it again.")]
    Expired,
    #[error("The file is larger than {MEDIA_BYTES_MAX} bytes; ask for a smaller one.")]
    TooLarge,
    #[error("The file is neither a picture, sound, video nor an office document; ask for another one.")]
    TypeRefused,
    #[error("WhatsApp does not give out the file right now; try again later.")]
    Unavailable,
}

/// WhatsApp's id of a file: fit to be a part of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MediaId(String);

impl MediaId {
    pub(crate) fn parse(id: String) -> Result<Self, NoMedia> {
        let is_id = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
        let fits = (1..=MEDIA_ID_MAX).contains(&id.len()) && id.chars().all(is_id);
        if fits { Ok(Self(id)) } else { Err(NoMedia::IdInvalid) }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The type itself, without parameters such as "; codecs=opus".
pub(crate) fn read_type(mime_type: &str) -> Result<&'static str, NoMedia> {
    let essence = mime_type.split(';').next().unwrap_or_default().trim();
    TYPES.into_iter().find(|known| known.eq_ignore_ascii_case(essence)).ok_or(NoMedia::TypeRefused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_known_with_and_without_parameters() {
        assert_eq!(read_type("audio/ogg; codecs=opus"), Ok("audio/ogg"));
        assert_eq!(read_type("IMAGE/JPEG"), Ok("image/jpeg"));
        for refused in ["", "text/html", "application/x-msdownload", "image/svg+xml"] {
            assert_eq!(read_type(refused), Err(NoMedia::TypeRefused));
        }
    }

    #[test]
    fn an_id_cannot_lead_to_another_address() {
        for bad in ["", "..", "1/../2", "1?x=y", "1%2f", "é", &"1".repeat(201)] {
            assert_eq!(MediaId::parse(bad.to_owned()), Err(NoMedia::IdInvalid), "{bad}");
        }
        assert!(MediaId::parse("1013859600285441".to_owned()).is_ok());
    }
}
